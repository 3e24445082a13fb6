/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a basis: landmarks, centre, linear functions. */
#ifndef CHLADNI_OPERATORS_BASIS_H
#define CHLADNI_OPERATORS_BASIS_H

#include <chladni/operators.h>

#include "kernels/distance.h"

struct chl_basis {
    chl_sample sample;
    chl_basis_settings settings;
    size_t d, m, p;
    chl_points points;   /* landmarks, centred, in the precision of the sums */
    double *centre;      /* d                                                */
    double *directions;  /* p x d, row-major, orthonormal rows: u_a          */
    double *variances;   /* p                                                */
    double *projections; /* m x p: u_a . z_j of the centred landmarks       */
    double *gram;        /* m x m: <z_i, z_j>                                */
    double median;
};

/* Rows at places first..first+count-1 of the sample, centred; index holds
 * `count` of scratch. */
chl_status chl_basis_rows(const chl_basis *basis, size_t first, size_t count,
                          size_t *index, double *out, chl_error *err);

/* Rows that one block of work holds: 512, fewer when d is very large. */
size_t chl_basis_block(const chl_basis *basis);

size_t chl_basis_threads(const chl_basis *basis);

/* Landmark rows into points->rows (m x d, not centred); sets m. landmarks.c */
chl_status chl_landmarks_choose(const chl_sample *sample,
                                const chl_basis_settings *settings,
                                double **rows, size_t *count, chl_error *err);

/* Fill directions, variances, p. principal.c */
chl_status chl_principal_find(chl_basis *basis, chl_error *err);

#endif
