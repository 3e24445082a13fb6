/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest numbers that read back the same, and strings without tricks. */
#include "report/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers below this are counts more often than not: never "1e+04". */
static const double COUNT_LIMIT = 1e9;

/* The locale of the program may have put a comma for the point. */
static void
restore_point(char *buffer)
{
    char *at = buffer + strspn(buffer, "+-0123456789");
    size_t length = strcspn(at, "+-0123456789e");

    if (length > 0) {
        *at = '.';
        memmove(at + 1, at + length, strlen(at + length) + 1);
    }
}

void
chl_format_real(double value, char buffer[CHL_REAL_CHARS])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buffer, CHL_REAL_CHARS, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value) {
            break;
        }
    }
    restore_point(buffer);
    if (strpbrk(buffer, ".e") == NULL) {
        strcat(buffer, ".0");
    }
}

/* "8.893e+05" is 889300 to a reader. */
static void
spell_out(char *buffer)
{
    double rounded = strtod(buffer, NULL);

    if (strstr(buffer, "e+") != NULL && fabs(rounded) < COUNT_LIMIT) {
        snprintf(buffer, CHL_REAL_CHARS, "%.0f", rounded);
    }
}

void
chl_format_short(double value, int digits, char buffer[CHL_REAL_CHARS])
{
    if (isnan(value)) {
        strcpy(buffer, "-");
    } else if (isinf(value)) {
        strcpy(buffer, value > 0.0 ? "inf" : "-inf");
    } else if (fabs(value) < COUNT_LIMIT && value == floor(value)) {
        snprintf(buffer, CHL_REAL_CHARS, "%.0f", fabs(value) > 0 ? value : 0.0);
    } else {
        snprintf(buffer, CHL_REAL_CHARS, "%.*g", digits, value);
        spell_out(buffer);
        restore_point(buffer);
    }
}

size_t
chl_format_sequence(const char *bytes, size_t count)
{
    for (size_t length = 1; length <= 4 && length <= count; length++) {
        if (chl_text_is_utf8(bytes, length)) {
            return length;
        }
    }
    return 0;
}

void
chl_text_add_utf8(chl_text *text, const char *words)
{
    size_t left = strlen(words);

    while (left > 0) {
        size_t length = chl_format_sequence(words, left);

        if (length > 0) {
            chl_text_add_bytes(text, words, length);
        } else {
            chl_text_add_bytes(text, "\xef\xbf\xbd", 3);
            length = 1;
        }
        words += length;
        left -= length;
    }
}

/* C1 controls (c2 80..9f), line ends, marks and overrides of the direction
 * (e2 80 8e..8f, a8..ae; e2 81 a6..a9). */
static bool
plays_tricks(const char *sequence, size_t length)
{
    const unsigned char *b = (const unsigned char *) sequence;

    if (length == 1) {
        return b[0] < 0x20 || b[0] == 0x7f;
    }
    if (length == 2) {
        return b[0] == 0xc2 && b[1] < 0xa0;
    }
    return length == 3 && b[0] == 0xe2
           && ((b[1] == 0x80
                && (b[2] == 0x8e || b[2] == 0x8f
                    || (b[2] >= 0xa8 && b[2] <= 0xae)))
               || (b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9));
}

void
chl_text_add_plain(chl_text *text, const char *words, bool ascii)
{
    size_t left = strlen(words);

    while (left > 0) {
        size_t length = chl_format_sequence(words, left);

        if (length == 0 || plays_tricks(words, length)
            || (ascii && length > 1)) {
            chl_text_add_bytes(text, "?", 1);
        } else {
            chl_text_add_bytes(text, words, length);
        }
        length = length > 0 ? length : 1;
        words += length;
        left -= length;
    }
}
