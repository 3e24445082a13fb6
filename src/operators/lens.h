/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a kernel sees the data: k(|y - y_z|) with y = L x, L = W^(1/2) Q for an
 * orthonormal r x d matrix Q and positive weights W. Then
 *
 *     grad_x k(x, z) = w L'(y - y_z),
 *     grad k_i . grad k_j = w_i w_j <v - v_i, v - v_j>,   v = W Q x,
 *
 * so that sums of gradients need the rows at two scales, y and v. Without a
 * metric both are x itself.
 */
#ifndef CHLADNI_OPERATORS_LENS_H
#define CHLADNI_OPERATORS_LENS_H

#include "kernels/distance.h"

typedef struct chl_lens {
    size_t r;            /* dimension of y and v; d without a metric         */
    double *map;         /* Q, r x d, row-major; NULL = no metric            */
    double *weight;      /* r; NULL = no metric                              */
    chl_points kernel;   /* landmarks as y                                   */
    chl_points bracket;  /* landmarks as v; empty without a metric           */
    double *gram;        /* m x m: <v_i, v_j>                                */
    double *squared;     /* m x m: |y_i - y_j|^2                             */
    double *leaning;     /* p x r: L u_a                                     */
    double *turned;      /* p x r: Q u_a                                     */
    double *projections; /* m x p: <y_j, L u_a>                              */
    double median;       /* of |y_i - y_j|, i < j                            */
} chl_lens;

void chl_lens_clear(chl_lens *lens);

/* The landmarks as the bracket sees them. */
static inline const chl_points *
chl_lens_bracket(const chl_lens *lens)
{
    return lens->map != NULL ? &lens->bracket : &lens->kernel;
}

/* y and v of `count` centred rows x. Without a metric nothing is written and
 * *y_out = *v_out = x. */
void chl_lens_look(const chl_lens *lens, size_t d, size_t count,
                   const double *x, double *y, double *v, const double **y_out,
                   const double **v_out);

struct chl_basis;

/* Build the lens of a basis whose landmarks are placed. map and weight (both
 * NULL: no metric) are copied. */
chl_status chl_lens_init(const struct chl_basis *basis, size_t r,
                         const double *map, const double *weight, chl_lens *out,
                         chl_error *err);
/* Fill leaning, turned and projections: the linear functions are known. */
chl_status chl_lens_lean(const struct chl_basis *basis, chl_lens *lens,
                         chl_error *err);

#endif
