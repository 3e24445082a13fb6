/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of grad k_i . grad k_j over rows, of kernels whose gradient is
 * grad_x k(x, z) = p z + q x  with a number p and a number q per pair. With
 * H = p o <x, z> + q |x|^2 / 2, each a matrix of rows x landmarks,
 *
 *     sum grad k_i . grad k_j  =  H'Q + Q'H + (Z Z') o (P'P),
 *     sum grad k_j . u         =  Q'<x, u> + (sum p_j) <z_j, u>,
 *
 * one product Q'[H, <x, u>], folded at the end, and one rank-k update; no
 * gradient is formed. A radial kernel has p = -q.
 */
#ifndef CHLADNI_OPERATORS_PAIR_SUMS_H
#define CHLADNI_OPERATORS_PAIR_SUMS_H

#include <chladni/base.h>

typedef struct chl_pair_sums {
    size_t m, p;
    double *sides;   /* block x (m + p): H and <x, u>, the caller's to fill  */
    double *cross;   /* m x (m + p): Q'[H, <x, u>]                           */
    double *weights; /* m x m: P'P, upper triangle, row-major                */
    double *sum_p;   /* m                                                    */
    double *ones;    /* block                                                */
} chl_pair_sums;

chl_status chl_pair_sums_init(size_t m, size_t p, size_t block,
                              chl_pair_sums *out, chl_error *err);
void chl_pair_sums_clear(chl_pair_sums *sums);
void chl_pair_sums_reset(chl_pair_sums *sums);

/* Row i of the sides. */
double *chl_pair_sums_side(const chl_pair_sums *sums, size_t i);

/* The rows whose sides are filled; p, q: count x m. */
void chl_pair_sums_add(chl_pair_sums *sums, size_t count, const double *p,
                       const double *q);

/* Columns j < m of a packed lower triangle of order m + p; the sums are used
 * up. `sign` times the p that was added is the p meant; gram: m x m,
 * <z_i, z_j>; projections: m x p, <z_j, u>. */
void chl_pair_sums_finish(chl_pair_sums *sums, double sign, const double *gram,
                          const double *projections, double *packed);

#endif
