/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compare: several results beside the first of them. */
#ifndef CHLADNI_COMPARE_H
#define CHLADNI_COMPARE_H

#include <chladni/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Fill out->comparison, warnings and advice from finished results, the first
 * of which is the baseline. All must have a spectrum; gammas are those of their
 * predictions, where these are for the loss and penalty of the first.
 *
 * ratio_k = lambda_k / lambda_k of the first. Its interval takes the errors of
 * both for independent and adds them in quadrature, in logarithms; it is NaN
 * where an interval is, or reaches down to 0. Data of another dimension, range
 * or estimator are not `like` the first, and then only `shape` can be compared.
 *
 * Warnings of the results are handed on, with the name of the data.
 * Errors     CHL_EARG fewer than 2 results, or one without a spectrum;
 *            CHL_ENOMEM
 */
CHL_API chl_status chl_study_compare(const chl_result *const *results,
                                     size_t count, chl_result *out,
                                     chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
