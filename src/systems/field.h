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
    double *parts; /* of values, by support: count of supports x count of
                      points; or NULL                                        */
} chl_field;

/*
 * values[i] = f(x_i); gradients, count x d row-major, or NULL. x is count x d.
 *
 * Where x is the points of one of the supports and the kernel gives both
 * gradients, every pair of that support is computed once.
 *
 * Cost       O(threads) memory besides; with a transform a copy of all points.
 * Errors     CHL_ENUMERIC a support that the kernel's transform does not take;
 *            at such points of x all is NaN. CHL_ENOMEM
 * Threads    the same bytes on any number.
 */
chl_status chl_field_evaluate(const chl_field *field, size_t count,
                              const double *x, double *values,
                              double *gradients, chl_error *err);

/* k(x, z) of any kernel. Errors: CHL_ENOMEM, CHL_ENUMERIC as above. */
chl_status chl_field_values(const chl_pair_kernel *kernel,
                            const chl_pairs *pairs, double *values,
                            chl_error *err);

/*
 * The lower triangle of the kernel between all of `count` points, row-major;
 * the rest is left as it is.
 * Errors     CHL_ENOMEM, CHL_ENUMERIC as above
 * Threads    as above
 */
chl_status chl_field_matrix(const chl_pair_kernel *kernel, size_t d,
                            size_t threads, size_t count, const double *points,
                            const double *norms, double *matrix,
                            chl_error *err);

/* norms[i] = |x_i|^2. */
void chl_field_norms(size_t count, size_t d, const double *x, double *norms);

#endif
