/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of an npy file: a Python dictionary of three entries. */
#include "data/npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum {
    MAGIC = 6,      /* bytes before the version      */
    WORD_LIMIT = 40 /* longest word shown in a message */
};

/* What is left of the dictionary's text. */
typedef struct cursor {
    const char *at, *end;
} cursor;

static void
skip_space(cursor *text)
{
    while (text->at < text->end
           && (*text->at == ' ' || *text->at == '\n' || *text->at == '\t')) {
        text->at++;
    }
}

static bool
take(cursor *text, const char *token)
{
    size_t length = strlen(token);

    skip_space(text);
    if ((size_t) (text->end - text->at) < length
        || memcmp(text->at, token, length) != 0) {
        return false;
    }
    text->at += length;
    return true;
}

static chl_status
expect(cursor *text, const char *token, chl_error *err)
{
    chl_text found = { 0 };
    size_t left;

    if (take(text, token)) {
        return CHL_OK;
    }
    left = (size_t) (text->end - text->at);
    chl_name_escape(&found, text->at, left < 10 ? left : 10);
    CHL_FAIL(err, CHL_EFORMAT, "npy header has '%s'; expected '%s'",
             found.data != NULL ? found.data : "", token);
    chl_text_clear(&found);
    return CHL_EFORMAT;
}

/* A quoted word, without escapes. */
static chl_status
take_word(cursor *text, char word[WORD_LIMIT + 1], chl_error *err)
{
    chl_status status = CHL_OK;
    const char *start;
    size_t length;
    char quote;

    skip_space(text);
    CHL_REQUIRE(text->at < text->end && (*text->at == '\'' || *text->at == '"'),
                err, CHL_EFORMAT, "npy header has no quoted word at byte %td",
                text->end - text->at);
    quote = *text->at++;
    start = text->at;
    while (text->at < text->end && *text->at != quote) {
        text->at++;
    }
    CHL_REQUIRE(text->at < text->end, err, CHL_EFORMAT,
                "npy header has a quoted word without an end");
    length = (size_t) (text->at++ - start);
    length = length < WORD_LIMIT ? length : WORD_LIMIT;
    for (size_t k = 0; k < length; k++) {
        word[k] = start[k] >= ' ' && start[k] <= '~' ? start[k] : '?';
    }
    word[length] = '\0';
out:
    return status;
}

static chl_status
take_size(cursor *text, size_t *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t value = 0;

    skip_space(text);
    CHL_REQUIRE(text->at < text->end && *text->at >= '0' && *text->at <= '9',
                err, CHL_EFORMAT,
                "npy header has a shape with something that is no count");
    while (text->at < text->end && *text->at >= '0' && *text->at <= '9') {
        size_t digit = (size_t) (*text->at++ - '0');

        CHL_REQUIRE(!__builtin_mul_overflow(value, 10, &value)
                        && !__builtin_add_overflow(value, digit, &value),
                    err, CHL_EFORMAT,
                    "npy header has a shape with a count above 2^64");
    }
    /* Python 2 wrote long integers as 10L. */
    if (text->at < text->end && *text->at == 'L') {
        text->at++;
    }
    *out = value;
out:
    return status;
}

static chl_status
take_shape(cursor *text, chl_npy_header *header, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(expect(text, "(", err));
    header->axes = 0;
    while (!take(text, ")")) {
        CHL_REQUIRE(header->axes < CHL_NPY_AXES, err, CHL_EFORMAT,
                    "npy header has a shape of more than %d axes",
                    CHL_NPY_AXES);
        CHL_TRY(take_size(text, &header->shape[header->axes], err));
        header->axes++;
        if (!take(text, ",")) {
            CHL_TRY(expect(text, ")", err));
            break;
        }
    }
out:
    return status;
}

static bool
machine_is_little(void)
{
    const uint16_t one = 1;

    return *(const uint8_t *) &one == 1;
}

/* "S20" and "U20". */
static bool
set_text(const char *letters, chl_npy_header *header)
{
    size_t digits = strspn(letters + 1, "0123456789");

    if ((letters[0] != 'S' && letters[0] != 'U') || digits == 0 || digits > 9
        || letters[1 + digits] != '\0') {
        return false;
    }
    header->text = letters[0];
    header->dtype = letters[0] == 'S' ? CHL_U8 : CHL_U32;
    header->width = (size_t) strtoul(letters + 1, NULL, 10);
    return true;
}

/* NumPy's letters: order, kind, bytes. */
static chl_status
set_type(const char *word, chl_npy_header *header, chl_error *err)
{
    bool marked = word[0] != '\0' && strchr("<>|=", word[0]) != NULL;
    const char *letters = marked ? word + 1 : word;
    char order = '=';

    if (marked) {
        order = word[0];
    }
    header->swapped = (order == '<' && !machine_is_little())
                      || (order == '>' && machine_is_little());
    header->boolean = strcmp(letters, "b1") == 0;
    for (int type = CHL_U8; type <= CHL_F64; type++) {
        if (strcmp(letters, chl_dtype_name((chl_dtype) type)) == 0
            || (header->boolean && type == CHL_U8)) {
            header->dtype = (chl_dtype) type;
            header->swapped &= chl_dtype_size(header->dtype) > 1;
            return CHL_OK;
        }
    }
    if (set_text(letters, header)) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_EFORMAT,
                    "npy values are of type '%s'; expected b1, u1 to u8, i1 to "
                    "i8, f2, f4 or f8",
                    word);
}

static chl_status
take_type(cursor *text, chl_npy_header *header, chl_error *err)
{
    char word[WORD_LIMIT + 1];
    chl_status status = CHL_OK;

    skip_space(text);
    CHL_REQUIRE(text->at == text->end || *text->at != '[', err, CHL_EFORMAT,
                "npy values are records of several fields; expected one number "
                "each");
    CHL_TRY(take_word(text, word, err));
    CHL_TRY(set_type(word, header, err));
out:
    return status;
}

static chl_status
take_order(cursor *text, chl_npy_header *header, chl_error *err)
{
    header->fortran = take(text, "True");
    return header->fortran ? CHL_OK : expect(text, "False", err);
}

static const struct {
    const char *key;
    chl_status (*take)(cursor *text, chl_npy_header *header, chl_error *err);
} entries[] = {
    { "descr", take_type },
    { "fortran_order", take_order },
    { "shape", take_shape },
};

enum {
    ENTRIES = sizeof entries / sizeof *entries
};

static chl_status
take_entry(cursor *text, chl_npy_header *header, unsigned *seen, chl_error *err)
{
    chl_status status = CHL_OK;
    char key[WORD_LIMIT + 1];
    size_t k = 0;

    CHL_TRY(take_word(text, key, err));
    while (k < ENTRIES && strcmp(key, entries[k].key) != 0) {
        k++;
    }
    CHL_REQUIRE(k < ENTRIES && (*seen & 1U << k) == 0, err, CHL_EFORMAT,
                "npy header has the entry '%s'; expected descr, fortran_order "
                "and shape, each once",
                key);
    CHL_TRY(expect(text, ":", err));
    CHL_TRY(entries[k].take(text, header, err));
    *seen |= 1U << k;
out:
    return status;
}

static chl_status
take_dictionary(cursor *text, chl_npy_header *header, chl_error *err)
{
    chl_status status = CHL_OK;
    unsigned seen = 0;

    CHL_TRY(expect(text, "{", err));
    while (!take(text, "}")) {
        CHL_TRY(take_entry(text, header, &seen, err));
        if (!take(text, ",")) {
            CHL_TRY(expect(text, "}", err));
            break;
        }
    }
    for (size_t k = 0; k < ENTRIES; k++) {
        CHL_REQUIRE((seen & 1U << k) != 0, err, CHL_EFORMAT,
                    "npy header has no entry '%s'", entries[k].key);
    }
out:
    return status;
}

chl_status
chl_npy_read_header(const uint8_t *bytes, size_t size, chl_npy_header *out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_npy_header header = { 0 };
    size_t start, length = 0;
    cursor text;

    CHL_REQUIRE(size >= MAGIC + 2 && memcmp(bytes, "\x93NUMPY", MAGIC) == 0,
                err, CHL_EFORMAT, "npy file of %zu bytes has no complete magic",
                size);
    CHL_REQUIRE(bytes[MAGIC] >= 1 && bytes[MAGIC] <= 3, err, CHL_EFORMAT,
                "npy file has version %u; expected 1, 2 or 3", bytes[MAGIC]);
    start = MAGIC + 2 + (bytes[MAGIC] == 1 ? 2 : 4);
    CHL_REQUIRE(size >= start, err, CHL_EFORMAT,
                "npy file has %zu bytes; expected at least %zu", size, start);
    for (size_t k = start; k > MAGIC + 2; k--) {
        length = length << 8 | bytes[k - 1];
    }
    CHL_REQUIRE(length <= size - start, err, CHL_EFORMAT,
                "npy file has %zu bytes; its header alone needs %zu", size,
                start + length);
    text.at = (const char *) bytes + start;
    text.end = text.at + length;
    CHL_TRY(take_dictionary(&text, &header, err));
    header.offset = start + length;
    *out = header;
out:
    return status;
}
