/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and strings as every writer prints them, whatever the locale. */
#ifndef CHLADNI_REPORT_FORMAT_H
#define CHLADNI_REPORT_FORMAT_H

#include "base/text.h"

enum {
    CHL_REAL_CHARS = 32
};

/* The fewest of 15, 16 or 17 digits that read back as the same finite value;
 * always with a point or an exponent ("3.0", "0.1", "1e-05"). */
void chl_format_real(double value, char buffer[CHL_REAL_CHARS]);
/* `digits` significant digits for people, whole numbers below 1e9 in full:
 * "0.0137", "5153", "inf", "-" for NaN. */
void chl_format_short(double value, int digits, char buffer[CHL_REAL_CHARS]);

/* Length of the UTF-8 sequence at the start of `bytes`, 0 if it is none. */
size_t chl_format_sequence(const char *bytes, size_t count);
/* A string as valid UTF-8: every other byte becomes U+FFFD. */
void chl_text_add_utf8(chl_text *text, const char *words);
/* The same for a terminal: control characters and those that turn the
 * direction of writing become "?", and so does all but ASCII if asked. */
void chl_text_add_plain(chl_text *text, const char *words, bool ascii);

#endif
