/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON document in a page, found and given back as it was written. */
#include "report/block.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"

/* First place of `word` (lower case) in the bytes, or NULL. */
static const char *
find_word(const char *bytes, const char *end, const char *word)
{
    size_t length = strlen(word);

    for (; (size_t) (end - bytes) >= length; bytes++) {
        if (strncasecmp(bytes, word, length) == 0) {
            return bytes;
        }
    }
    return NULL;
}

chl_status
chl_block_find(const char **bytes, const char **end, chl_error *err)
{
    const char *at = *bytes, *close, *stop;

    while ((at = find_word(at, *end, "<script")) != NULL) {
        close = find_word(at, *end, ">");
        if (close == NULL) {
            break;
        }
        if (find_word(at, close, "id=\"chladni-result\"") != NULL) {
            stop = find_word(close, *end, "</script");
            if (stop == NULL) {
                return CHL_FAIL(err, CHL_EFORMAT,
                                "the block 'chladni-result' of the report has "
                                "no end");
            }
            *bytes = close + 1;
            *end = stop;
            return CHL_OK;
        }
        at = close;
    }
    return CHL_FAIL(err, CHL_EFORMAT,
                    "the page holds no block 'chladni-result'; expected a "
                    "report of this program");
}

/* The character that `at` stands for if it is one that chl_markup_json hides,
 * else '\0'. Documents have < as \u003c themselves. */
static char
hidden_character(const char *at, const char *end)
{
    static const char marks[] = { '>', '&' };
    static const char *const words[] = { "\\u003e", "\\u0026" };

    for (size_t k = 0; k < sizeof marks; k++) {
        if (end - at >= 6 && memcmp(at, words[k], 6) == 0) {
            return marks[k];
        }
    }
    return '\0';
}

/* A backslash takes the character behind it along, so that a name which spells
 * such a word itself stays as it is. */
static void
show_hidden(chl_text *out, const char *at, const char *end)
{
    while (at < end) {
        const char mark = hidden_character(at, end);
        size_t length = mark != '\0' ? 6 : *at == '\\' && end - at > 1 ? 2 : 1;

        chl_text_add_bytes(out, mark != '\0' ? &mark : at,
                           mark != '\0' ? 1 : length);
        at += length;
    }
}

chl_status
chl_result_unwrap(const char *bytes, size_t size, char **out, size_t *out_size,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const char *end = bytes + size;
    chl_result *result = NULL;
    chl_text text = { 0 };

    CHL_TRY(chl_result_parse(bytes, size, &result, err));
    if (bytes[strspn(bytes, " \t\r\n\v\f")] == '<') {
        CHL_TRY(chl_block_find(&bytes, &end, err));
        show_hidden(&text, bytes, end);
    } else {
        chl_text_add_bytes(&text, bytes, size);
    }
    CHL_TRY(chl_text_check(&text, "the document", err));
    *out = text.data;
    *out_size = text.length;
    text = (chl_text){ 0 };
out:
    chl_result_free(result);
    chl_text_clear(&text);
    return status;
}
