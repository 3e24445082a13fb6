/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local rate and oscillation: predicted from tangent features, and measured. */
#ifndef CHLADNI_TESTS_TRAIN_LOCAL_H
#define CHLADNI_TESTS_TRAIN_LOCAL_H

#include "fit.h"
#include "study.h"

enum {
    TRAIN_GAMMAS = 5
};

typedef struct train_local {
    double gamma;
    chl_complex predicted;
    train_fit measured;
    double late_predicted, late_measured; /* rates of a start and a time common
                                             to all penalties              */
    double h;
    size_t steps;
} train_local;

/*
 * Five penalties, 1/9 to 9 times the one with the best predicted rate by
 * train_study_best_gamma. For each: the pair is set on the
 * slowest visible mode and trained; a recurrence fitted to the displacements
 * gives the measured root.
 */
chl_status train_local_measure(train_setup *setup, const player_loss *loss,
                               const train_tangent *tangent,
                               const train_local_settings *settings,
                               train_local out[TRAIN_GAMMAS], chl_error *err);

#endif
