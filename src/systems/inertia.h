/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training for a finite time, with or without inertia: u from 0, at rest, under
 *
 *     u' = s (1 - u)      or, with friction g > 0,      u'' + g u' = s (1 - u)
 */
#ifndef CHLADNI_SYSTEMS_INERTIA_H
#define CHLADNI_SYSTEMS_INERTIA_H

#include <chladni/flow.h>

typedef struct chl_inertia {
    double time;
    double friction; /* NaN: no inertia                                      */
} chl_inertia;

chl_inertia chl_inertia_of(const chl_particles_settings *settings);

/* u at the end, of stiffness s >= 0; over s for s -> 0 it is the reach. */
double chl_inertia_learned(const chl_inertia *training, double stiffness);

/* u at the end of u' = 1, or u'' + g u' = 1. */
double chl_inertia_reach(const chl_inertia *training);

#endif
