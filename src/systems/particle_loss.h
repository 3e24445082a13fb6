/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses of a discriminator at generated and real points, and a generator's. */
#ifndef CHLADNI_SYSTEMS_PARTICLE_LOSS_H
#define CHLADNI_SYSTEMS_PARTICLE_LOSS_H

#include <chladni/flow.h>

typedef struct chl_particle_loss {
    const char *name;
    /* Closed forms: of f' = const, and of f' = 2 (target - f). */
    bool constant, least_squares;
    double (*fake)(double f); /* a'                                          */
    double (*real)(double f); /* -b'                                         */
    double steepest; /* largest |a''| and |b''|, for the choice of a solver  */
    double (*fake_slope)(double f);
    double (*real_slope)(double f);
    double (*value)(double f); /* c                                          */
    double (*slope)(double f); /* c'                                         */
    /* Coefficients of the best f there is, and its value; or NULL. */
    chl_status (*best)(const chl_particles *particles, double *coefficients,
                       double *divergence, chl_error *err);
} chl_particle_loss;

/* NULL behind the last. */
const chl_particle_loss *chl_particle_loss_at(size_t index);

/* Errors  CHL_EARG unknown; the nearest is suggested. */
chl_status chl_particle_loss_find(const char *name,
                                  const chl_particle_loss **out,
                                  chl_error *err);

#endif
