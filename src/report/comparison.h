/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two results: one rule for whoever prints or draws it. */
#ifndef CHLADNI_REPORT_COMPARISON_H
#define CHLADNI_REPORT_COMPARISON_H

#include <chladni/report.h>

/* The interval of the ratio is known and does not hold 1. */
bool chl_comparison_apart(const chl_result_side *side, size_t mode);
/* "slower", "faster", or "" where they cannot be told apart. */
const char *chl_comparison_word(const chl_result_side *side, size_t mode);

#endif
