/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions  f(x) = sum over supports, sum_j coefficients[j] k(x, points[j])
 * and their gradients, without a matrix of all pairs.
 */
#ifndef CHLADNI_SYSTEMS_FIELD_H
#define CHLADNI_SYSTEMS_FIELD_H

#include <chladni/ntk.h>

typedef struct chl_support {
    size_t count;
    const double *points;       /* count x d, row-major                      */
    const double *norms;        /* |points[j]|^2                             */
    const double *coefficients; /* count                                     */
} chl_support;

typedef struct chl_field {
    const chl_pair_kernel *kernel;
    size_t d, threads; /* threads >= 1                                       */
    size_t count;      /* of supports                                        */
    const chl_support *supports;
} chl_field;

/*
 * values[i] = f(x_i); gradients, count x d row-major, or NULL. x is count x d.
 *
 * Cost       O(threads) memory besides.
 * Errors     CHL_ENOMEM
 * Threads    the same bytes on any number.
 */
chl_status chl_field_evaluate(const chl_field *field, size_t count,
                              const double *x, double *values,
                              double *gradients, chl_error *err);

/* norms[i] = |x_i|^2. */
void chl_field_norms(size_t count, size_t d, const double *x, double *norms);

#endif
