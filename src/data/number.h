/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal numbers, whatever the locale of the process. */
#ifndef CHLADNI_DATA_NUMBER_H
#define CHLADNI_DATA_NUMBER_H

#include <chladni/base.h>

/* Whether all of `text` is a number (also inf and nan, spaces around it), and
 * which. At most 63 characters. */
bool chl_number_read(const char *text, size_t length, double *out);

#endif
