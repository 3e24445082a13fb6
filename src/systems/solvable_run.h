/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs in finite dimension: what the two ways of making them share. */
#ifndef CHLADNI_SYSTEMS_SOLVABLE_RUN_H
#define CHLADNI_SYSTEMS_SOLVABLE_RUN_H

#include "systems/draws.h"
#include "systems/solvable.h"

typedef struct chl_run {
    const chl_solvable *s;
    size_t n, size; /* dimension; d + p + m                                   */
    double time;
    chl_draws draws;
    const chl_progress *progress;
} chl_run;

typedef chl_status chl_run_fn(chl_run *run, double *gram, chl_error *err);

/* gram: size x size, in and out. */
chl_run_fn chl_run_direct;
chl_run_fn chl_run_chain;

size_t chl_run_steps(const chl_run *run);
/* Tell progress now and then; and refuse what has grown without bound. */
chl_status chl_run_look(const chl_run *run, size_t step, double value,
                        chl_error *err);

/* One latent of a law; z: as many doubles of workspace. */
void chl_run_latent(chl_draws *draws, const chl_latents *law, double *z,
                    double *out);

double chl_run_response(const chl_solvable *s, double u);

#endif
