/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives on a periodic grid by Fourier transforms of its lines. */
#ifndef CHLADNI_OPERATORS_GRID_SLOPES_H
#define CHLADNI_OPERATORS_GRID_SLOPES_H

#include "operators/grid.h"

/*
 * H = rho^-1/2 D' rho_face D rho^-1/2. Derivatives are taken on the faces,
 * half a cell away, where the alternating function has one too: with centres
 * only it would be a second function of derivative 0.
 */
typedef struct chl_slopes chl_slopes;

/* Borrows the density, which is above 0. Errors: CHL_ENOMEM. */
chl_status chl_slopes_create(const chl_grid_density *density, size_t threads,
                             chl_slopes **out, chl_error *err);
void chl_slopes_free(chl_slopes *slopes);

/* y = H g. One call at a time; the bytes do not depend on the threads. */
void chl_slopes_apply(chl_slopes *slopes, const double *g, double *y);
/* g'H g as a sum of squares. */
double chl_slopes_energy(chl_slopes *slopes, const double *g);

#endif
