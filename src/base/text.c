/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing string, the nearest known word, and UTF-8. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

enum {
    WORD_LIMIT = 63
};

static bool
make_room(chl_text *text, size_t extra)
{
    size_t needed = text->length + extra + 1;
    size_t capacity = text->capacity > 0 ? text->capacity : 256;
    char *grown;

    if (text->failed) {
        return false;
    }
    if (needed <= text->capacity) {
        return true;
    }
    while (capacity < needed) {
        capacity *= 2;
    }
    grown = chl_realloc(text->data, capacity, 1);
    if (grown == NULL) {
        text->failed = true;
        return false;
    }
    text->data = grown;
    text->capacity = capacity;
    return true;
}

void
chl_text_add(chl_text *text, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0 || !make_room(text, (size_t) length)) {
        text->failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(text->data + text->length, (size_t) length + 1, format, args);
    va_end(args);
    text->length += (size_t) length;
}

void
chl_text_add_bytes(chl_text *text, const char *bytes, size_t count)
{
    if (make_room(text, count)) {
        memcpy(text->data + text->length, bytes, count);
        text->length += count;
        text->data[text->length] = '\0';
    }
}

chl_status
chl_text_check(const chl_text *text, const char *what, chl_error *err)
{
    if (text->failed) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for %s", what);
    }
    return CHL_OK;
}

void
chl_text_clear(chl_text *text)
{
    chl_free(text->data);
    *text = (chl_text){ 0 };
}

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t
chl_text_distance(const char *a, const char *b)
{
    size_t rows[3][WORD_LIMIT + 1];
    size_t na = smaller(strlen(a), WORD_LIMIT);
    size_t nb = smaller(strlen(b), WORD_LIMIT);
    size_t *before = rows[0], *above = rows[1], *now = rows[2];

    for (size_t j = 0; j <= nb; j++) {
        above[j] = j;
    }
    for (size_t i = 1; i <= na; i++) {
        size_t *spare = before;

        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t cost = a[i - 1] != b[j - 1];

            now[j] =
                smaller(smaller(above[j], now[j - 1]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
                && a[i - 2] == b[j - 1]) {
                now[j] = smaller(now[j], before[j - 2] + 1);
            }
        }
        before = above;
        above = now;
        now = spare;
    }
    return above[nb];
}

size_t
chl_text_nearest(const char *word, const char *const *words, size_t count)
{
    size_t best = count, best_distance = strlen(word) / 3 + 2;

    for (size_t k = 0; k < count; k++) {
        size_t distance = chl_text_distance(word, words[k]);

        if (distance < best_distance) {
            best_distance = distance;
            best = k;
        }
    }
    return best;
}

/* Length of the sequence a lead byte announces, 0 if it is not a lead byte. */
static size_t
sequence_length(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool
second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

bool
chl_text_is_utf8(const char *bytes, size_t count)
{
    const unsigned char *b = (const unsigned char *) bytes;

    for (size_t i = 0; i < count;) {
        size_t length = sequence_length(b[i]);

        if (length == 0 || length > count - i) {
            return false;
        }
        if (length > 1 && !second_byte_fits(b[i], b[i + 1])) {
            return false;
        }
        for (size_t j = 2; j < length; j++) {
            if (b[i + j] < 0x80 || b[i + j] > 0xBF) {
                return false;
            }
        }
        i += length;
    }
    return true;
}
