/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of a result that compares several; a part of report.h. */
#ifndef CHLADNI_RESULT_COMPARISON_H
#define CHLADNI_RESULT_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One of the results that are compared; the first is the baseline. */
typedef struct chl_result_side {
    char *name, *fingerprint; /* of its dataset; NULL if that is not known   */
    char *
        note; /* why its eigenvalues are not like those of the first, or NULL */
    bool like; /* same unit, dimension and estimator: ratios mean speed      */
    size_t n, d;
    size_t count; /* eigenvalues; every array has this length                */
    double *lambda, *ci_low, *ci_high; /* 95 %                            */
    double *ratio, *ratio_low, *ratio_high; /* to the first's, 95 %; NaN where
                         that lists no such mode                             */
    double linear_bound; /* 1 / largest variance                             */
    double shape; /* lambda_1 / linear_bound: 1 for a Gaussian, near 0 for
                     clumps; has no unit                                     */
    double gamma, gamma_low, gamma_high; /* best for speed; NaN without one  */
    double rate, half_life;              /* at that gamma                    */
} chl_result_side;

typedef struct chl_result_comparison {
    char *loss, *penalty; /* that the gammas are of                          */
    size_t count;
    chl_result_side *sides;
} chl_result_comparison;

#ifdef __cplusplus
}
#endif

#endif
