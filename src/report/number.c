/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in words, the same in every locale. */
#include "report/markup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xE2\x88\x92"

/* Whole numbers below this are written without an exponent. */
#define SPELT_OUT 1e6

static void
append(chl_number *number, const char *bytes, size_t count)
{
    size_t length = strlen(number->text);

    if (count < sizeof number->text - length) {
        memcpy(number->text + length, bytes, count);
        number->text[length + count] = '\0';
    }
}

/* The mantissa: digits stay, whatever the locale puts between them is one
 * point, the sign becomes a typographic one. */
static const char *
copy_mantissa(chl_number *number, const char *from)
{
    bool point = false;

    if (*from == '-') {
        append(number, MINUS, strlen(MINUS));
        from++;
    }
    for (; *from != '\0' && *from != 'e'; from++) {
        if (*from >= '0' && *from <= '9') {
            append(number, from, 1);
        } else if (!point) {
            append(number, ".", 1);
            point = true;
        }
    }
    return from;
}

static void
copy_exponent(chl_number *number, const char *from)
{
    append(number, "e", 1);
    if (*from == '-') {
        append(number, MINUS, strlen(MINUS));
    }
    from += *from == '-' || *from == '+';
    while (*from == '0' && from[1] != '\0') {
        from++;
    }
    append(number, from, strlen(from));
}

chl_number
chl_number_words(double value, int digits)
{
    chl_number number = { "" };
    char raw[64];
    const char *rest;

    if (isnan(value)) {
        return (chl_number){ "not available" };
    }
    if (isinf(value)) {
        append(&number, MINUS, value < 0 ? strlen(MINUS) : 0);
        append(&number, "\xE2\x88\x9E", 3);
        return number;
    }
    snprintf(raw, sizeof raw, "%.*g", digits, value == 0.0 ? 0.0 : value);
    if (fabs(value) < SPELT_OUT && strchr(raw, 'e') != NULL
        && fabs(value) >= 1.0) {
        snprintf(raw, sizeof raw, "%.0f", strtod(raw, NULL));
    }
    rest = copy_mantissa(&number, raw);
    if (*rest == 'e') {
        copy_exponent(&number, rest + 1);
    }
    return number;
}

chl_number
chl_number_length(double value)
{
    chl_number number = { "" };
    long tenths = lround(fmax(-99999.0, fmin(99999.0, value)) * 10.0);
    unsigned long size = (unsigned long) labs(tenths);
    const char *sign = tenths < 0 ? "-" : "";

    if (size % 10 == 0) {
        snprintf(number.text, sizeof number.text, "%s%lu", sign, size / 10);
    } else {
        snprintf(number.text, sizeof number.text, "%s%lu.%lu", sign, size / 10,
                 size % 10);
    }
    return number;
}
