/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What particles and their discriminator consist of. */
#ifndef CHLADNI_SYSTEMS_PARTICLES_H
#define CHLADNI_SYSTEMS_PARTICLES_H

#include <chladni/flow.h>

#include "systems/field.h"
#include "systems/particle_loss.h"

struct chl_particles {
    chl_pair_kernel kernel;
    chl_particles_settings settings; /* threads resolved                     */
    const chl_particle_loss *loss;
    size_t n, m, d;
    double *points;       /* (n + m) x d: particles, then targets            */
    double *norms;        /* n + m                                           */
    double *coefficients; /* n + m, of f                                     */
    size_t past;          /* points f remembers from former steps            */
    double *past_points;  /* past x d                                        */
    double *past_norms, *past_coefficients;
    bool trained; /* f belongs to the particles as they are                  */
    size_t products;
    uint64_t steps; /* taken                                                 */
};

/* Put into `fresh` the coefficients that T of training adds to f, which is
 * `start` at the n + m points, or 0 (NULL). */
chl_status chl_particles_solve(chl_particles *particles, const double *start,
                               double *fresh, chl_error *err);

#endif
