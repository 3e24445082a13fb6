/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An approximate inverse of the weighted Laplacian on a periodic grid. */
#ifndef CHLADNI_OPERATORS_GRID_PRECONDITION_H
#define CHLADNI_OPERATORS_GRID_PRECONDITION_H

#include "operators/grid.h"

/*
 * In g = sqrt(rho) f the operator is -Delta + V, V = Delta sqrt(rho) /
 * sqrt(rho). V by differences of neighbours makes it positive whatever the
 * density. Its part on the lowest Fourier modes is factored; of the others
 * |k|^2 and the mean of V are inverted, V being small against them.
 */
typedef struct chl_precondition chl_precondition;

/*
 * ground: sqrt(rho) > 0 of norm 1, whose part of the inverse is replaced by
 * that of the slowest wave.
 * Errors  CHL_ENOMEM
 */
chl_status chl_precondition_create(const chl_grid *grid, const double *ground,
                                   size_t threads, chl_precondition **out,
                                   chl_error *err);
void chl_precondition_free(chl_precondition *own);

/* y = M^-1 x, symmetric and positive definite. x and y come from chl_alloc.
 * One call at a time; the bytes do not depend on the threads. */
void chl_precondition_apply(chl_precondition *own, double *x, double *y);

#endif
