/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matrix K of a kernel between all points, particles first, as operators.
 */
#ifndef CHLADNI_SYSTEMS_PARTICLES_PAIRS_H
#define CHLADNI_SYSTEMS_PARTICLES_PAIRS_H

#include <chladni/operators.h>

#include "systems/particles.h"

/* Products with K, the kernel between all points. */
typedef struct chl_pairs_operator {
    chl_particles *particles;
    size_t count;
    double *matrix; /* count x count, symmetric, or NULL: computed anew      */
    double *scaled; /* count                                                 */
    const double *start; /* f_0 at the points, or NULL                       */
    double *f, *product; /* count                                            */
} chl_pairs_operator;

/* Stores the matrix if the settings allow it. Borrows particles and start.
 * Errors  CHL_ENOMEM; clear it then, too. */
chl_status chl_pairs_operator_init(chl_particles *particles,
                                   const double *start, chl_pairs_operator *k,
                                   chl_error *err);
void chl_pairs_operator_clear(chl_pairs_operator *k);

/* y = K x. */
chl_status chl_pairs_operator_multiply(chl_pairs_operator *k, const double *x,
                                       double *y, chl_error *err);

/* W_i: 1/n of a particle, 1/m of a target. */
double chl_particle_weight(const chl_particles *particles, size_t i);

/* S = W^1/2 K W^1/2, of a chl_pairs_operator. */
extern const chl_operator_type chl_pairs_weighted;

#endif
