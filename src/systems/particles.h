/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What particles and their discriminator consist of. */
#ifndef CHLADNI_SYSTEMS_PARTICLES_H
#define CHLADNI_SYSTEMS_PARTICLES_H

#include <chladni/flow.h>

#include "systems/field.h"
#include "systems/particle_loss.h"
#include "systems/trained.h"

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
    double divergence; /* of losses that have one                            */
    uint64_t steps;    /* taken                                              */
    bool moved;        /* there is a last move                               */
    double *move;      /* n x d                                              */
    chl_trained *discriminator, *generator; /* or NULL                       */
    size_t latent;                          /* columns of a generator's input */
    double *inputs;                         /* n x latent                    */
};

/* Put into `fresh` the coefficients that T of training adds to f, which is
 * `start` at the n + m points, or 0 (NULL). */
chl_status chl_particles_solve(chl_particles *particles, const double *start,
                               double *fresh, chl_error *err);

/* Training of a finite discriminator: T, from where it is or anew. */
chl_status chl_particles_climb(chl_particles *particles, chl_error *err);

/* The generator's inputs of a step, and what it makes of them, n x d. */
void chl_particles_generate(chl_particles *particles, uint64_t step,
                            double *places);
/* One step down a loss of these gradients at the particles, which turn into the
 * places of the next step. Nothing is changed on error. */
chl_status chl_particles_descend(chl_particles *particles, double rate,
                                 double *gradients, chl_error *err);

/* Room for `count` points of former steps. */
chl_status chl_particles_reserve(chl_particles *particles, size_t count,
                                 chl_error *err);
/* Room for `more` points that f is to remember; nothing is changed by that. */
chl_status chl_particles_prepare_to_remember(chl_particles *particles,
                                             size_t more, chl_error *err);
/* What the discriminator keeps of `count` points from `first` that change. */
void chl_particles_remember(chl_particles *particles, size_t first,
                            size_t count);

#endif
