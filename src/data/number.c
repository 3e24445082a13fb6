/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal numbers, whatever the locale of the process. */
/* strtod_l */
#define _GNU_SOURCE 1
#include "data/number.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST = 63
};

bool
chl_number_read(const char *text, size_t length, double *out)
{
    char copy[LONGEST + 1];
    locale_t plain;
    char *end;
    double value;

    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    /* strtod would take "0x10" and "nan(7)" too. */
    if (length == 0 || length > LONGEST || memchr(text, 'x', length) != NULL
        || memchr(text, 'X', length) != NULL
        || memchr(text, '(', length) != NULL
        || memchr(text, 0, length) != NULL) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    plain = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
    if (plain == (locale_t) 0) {
        return false;
    }
    value = strtod_l(copy, &end, plain);
    freelocale(plain);
    if (end == copy || *end != '\0') {
        return false;
    }
    *out = value;
    return true;
}
