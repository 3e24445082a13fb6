/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two discretisations share, and the table they stand in. */
#ifndef CHLADNI_OPERATORS_GRID_LAPLACIAN_H
#define CHLADNI_OPERATORS_GRID_LAPLACIAN_H

#include "operators/grid.h"

typedef struct chl_grid_method chl_grid_method;

struct chl_grid_laplacian {
    const chl_grid_density *density; /* borrowed */
    chl_grid_settings settings;      /* resolved */
    const chl_grid_method *method;
    void *state;  /* of the method, owned */
    size_t n;     /* cells in use */
    size_t *cell; /* of each place, ascending */
    double *ground;
    double *scratch; /* n */
    chl_operator *forward, *inverse;
};

struct chl_grid_method {
    const char *name;
    /* Fill state. */
    chl_status (*create)(chl_grid_laplacian *laplacian, chl_error *err);
    void (*destroy)(void *state);
    /* y = H g */
    void (*apply)(chl_grid_laplacian *laplacian, const double *g, double *y);
    /* |rho_face^1/2 D rho^-1/2 g|^2 */
    double (*energy)(chl_grid_laplacian *laplacian, const double *g);
    /* Get ready to solve; NULL: nothing to do. */
    chl_status (*prepare)(chl_grid_laplacian *laplacian, chl_error *err);
    /* y = (H + shift)^-1 b for b orthogonal to the ground state. */
    chl_status (*solve)(chl_grid_laplacian *laplacian, const double *b,
                        double *y, chl_error *err);
    bool shifted;
};

extern const chl_grid_method chl_grid_spectral;
extern const chl_grid_method chl_grid_volumes;

/* Take the ground state out of x. */
void chl_grid_deflate(const chl_grid_laplacian *laplacian, double *x);

#endif
