/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of markup: escaped strings, numbers, coordinates, base64.
 *
 * What is written is at once HTML 5 and well-formed XML, so any XML parser
 * can check a page.
 */
#ifndef CHLADNI_REPORT_MARKUP_H
#define CHLADNI_REPORT_MARKUP_H

#include "base/text.h"

/* A number in words, by value so that it can stand in an argument list. */
typedef struct chl_number {
    char text[40];
} chl_number;

/*
 * At most `digits` significant digits, "." and U+2212 whatever the locale,
 * exponents, from a million on or below 1e-4, without leading zeros; "not
 * available" for NaN, U+221E for infinity.
 */
chl_number chl_number_words(double value, int digits);

/* A length in a drawing with one decimal. Domain: finite; cut at +-99999. */
chl_number chl_number_length(double value);

/* A string as text or attribute value: markup escaped, control characters,
 * those of the writing direction too, and bytes that are not UTF-8 shown as
 * U+FFFD. NULL adds nothing. */
void chl_markup_text(chl_text *page, const char *string);

/* The same for a string of the user's: kept apart from the writing direction
 * of the text around it. */
void chl_markup_name(chl_text *page, const char *string);

/* A JSON document for a <script> block: < > & as \u003c \u003e \u0026. */
void chl_markup_json(chl_text *page, const char *json, size_t size);

/* RFC 4648, padded, on one line. */
void chl_markup_base64(chl_text *page, const uint8_t *bytes, size_t count);

#endif
