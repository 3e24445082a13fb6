/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of any origin as harmless text of a page. */
#include "report/markup.h"

#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* What stands for an ASCII character, or NULL if it stands for itself. */
static const char *
substitute(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return (unsigned char) c < 0x20 || c == 0x7F ? replacement : NULL;
    }
}

/* U+FFFE and U+FFFF are UTF-8 but no characters of XML. */
static bool
is_noncharacter(const char *bytes, size_t length)
{
    return length == 3
           && (memcmp(bytes, "\xEF\xBF\xBE", 3) == 0
               || memcmp(bytes, "\xEF\xBF\xBF", 3) == 0);
}

/* Embeddings, overrides and isolates of the writing direction: U+202A to U+202E
 * and U+2066 to U+2069. Unseen, they turn round the words that follow. */
static bool
turns_words(const char *bytes, size_t length)
{
    const unsigned char *b = (const unsigned char *) bytes;

    return length == 3 && b[0] == 0xE2
           && ((b[1] == 0x80 && b[2] >= 0xAA && b[2] <= 0xAE)
               || (b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9));
}

/* Bytes of the character `string` starts with, 0 if it is none. */
static size_t
character_length(const char *string)
{
    for (size_t length = 1; length <= 4 && string[length - 1] != '\0';
         length++) {
        if (chl_text_is_utf8(string, length)) {
            return is_noncharacter(string, length) ? 0 : length;
        }
    }
    return 0;
}

void
chl_markup_text(chl_text *page, const char *string)
{
    while (string != NULL && *string != '\0') {
        size_t length = character_length(string);
        const char *other = length == 0 || turns_words(string, length)
                                ? replacement
                                : substitute(string[0]);

        if (other != NULL) {
            chl_text_add_bytes(page, other, strlen(other));
        } else {
            chl_text_add_bytes(page, string, length);
        }
        string += length == 0 ? 1 : length;
    }
}

void
chl_markup_name(chl_text *page, const char *string)
{
    chl_text_add(page, "<bdi>");
    chl_markup_text(page, string);
    chl_text_add(page, "</bdi>");
}

void
chl_markup_json(chl_text *page, const char *json, size_t size)
{
    size_t start = 0;

    for (size_t i = 0; i < size; i++) {
        if (json[i] == '<' || json[i] == '>' || json[i] == '&') {
            chl_text_add_bytes(page, json + start, i - start);
            chl_text_add(page, "\\u%04x", (unsigned) json[i]);
            start = i + 1;
        }
    }
    chl_text_add_bytes(page, json + start, size - start);
}
