/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between scattered points and Fourier modes on a periodic lattice: values are
 * spread with the window, transformed, weighted, transformed back, gathered.
 *
 * Of `cells` lattice cells per axis the modes up to cells / 4 are good.
 */
#ifndef CHLADNI_OPERATORS_FAST_TRANSFORM_H
#define CHLADNI_OPERATORS_FAST_TRANSFORM_H

#include <chladni/base.h>

#include "base/fourier.h"
#include "operators/fast_window.h"

typedef struct chl_lattice {
    size_t dimension; /* 1..3 */
    size_t cells[3];
    double low[3], step[3];
} chl_lattice;

/* Smallest product of 2, 3 and 5 that is even and >= n. */
size_t chl_lattice_cells(size_t n);
size_t chl_lattice_size(const chl_lattice *lattice);

typedef struct chl_transform {
    chl_lattice lattice;
    chl_window window;
    chl_fourier *fourier;
    size_t threads;
    size_t n;            /* points                                         */
    double *at;          /* their places in cells, n x d, sorted by strip  */
    size_t *order;       /* row of the caller for each                     */
    size_t strips;       /* along the first axis: 1 or even                */
    size_t *strip_start; /* strips + 1                                     */
    double *values;      /* on the lattice                                 */
    chl_complex *modes;
    double *factors[3]; /* 1 / transform of the window at each frequency;
                           0 above cells / 4                              */
} chl_transform;

/* Errors: CHL_ENOMEM. Clear it also after an error. */
chl_status chl_transform_init(chl_transform *transform,
                              const chl_lattice *lattice, double accuracy,
                              size_t threads, chl_error *err);
void chl_transform_clear(chl_transform *transform);
/* Points n x d, taken modulo the lattice. */
chl_status chl_transform_points(chl_transform *transform, const double *points,
                                size_t n, chl_error *err);

/* values += sum_k weights_k window(. - p_k); NULL: weights 1. The order of
 * the sums does not depend on the number of threads. */
void chl_transform_spread(chl_transform *transform, const double *weights);
/* out_k = sum_cells values window(p_k - .). */
void chl_transform_gather(const chl_transform *transform, double *out);

/* A weight of each mode that is the product of one per axis: modes *= prod_a
 * table[a][place]. */
void chl_transform_weigh(chl_transform *transform, double *const table[3]);

#endif
