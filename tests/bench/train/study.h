/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pair, its tangent features and one loss: what every measurement near
 * equilibrium starts from. */
#ifndef CHLADNI_TESTS_TRAIN_STUDY_H
#define CHLADNI_TESTS_TRAIN_STUDY_H

#include "cases.h"
#include "run.h"
#include "spectrum.h"

enum {
    TRAIN_LEAD = 4, /* patterns that make a mode visible                */
    TRAIN_SNAPSHOTS = 32
};

typedef struct train_local_settings {
    size_t most_steps; /* of one run                                         */
    double amplitude;  /* root mean square displacement at the start, in
                          deviations of the data                             */
    bool simultaneous;
} train_local_settings;

/* Borrows setup and tangent. */
typedef struct train_study {
    train_setup *setup;
    const train_tangent *tangent;
    train_local_settings settings;
    train_patterns patterns;
    chl_game game;
    double *snapshots; /* TRAIN_SNAPSHOTS + 1 of them                        */
} train_study;

/* setup, tangent and settings stand already. */
chl_status train_study_open(train_study *study, const player_loss *loss,
                            chl_error *err);
void train_study_close(train_study *study);

/* Modes at this penalty, which the pair then has. */
chl_status train_study_solve(train_study *study, double gamma,
                             train_spectrum *out, chl_error *err);

/*
 * The penalty with the best predicted rate of the slowest visible mode, by
 * factors of 2; not far below the scale where the leading pattern would be
 * critically damped, as c2 may damp so much that gamma hardly matters.
 */
chl_status train_study_best_gamma(train_study *study, double *best,
                                  double *rate, chl_error *err);

/* Set the pair on (alpha, kappa), scaled to the amplitude of the settings.
 * alpha may be NULL: D = 0. */
chl_status train_study_start(const train_study *study, const double *alpha,
                             const double *kappa, chl_error *err);

/* Long enough to see decay and oscillation of the slow mode, short enough for
 * the patience; snapshots at TRAIN_SNAPSHOTS equal times. */
train_schedule train_study_plan(const train_study *study,
                                const train_spectrum *spectrum);

#endif
