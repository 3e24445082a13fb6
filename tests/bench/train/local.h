/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local rate and oscillation: predicted from tangent features, and measured. */
#ifndef CHLADNI_TESTS_TRAIN_LOCAL_H
#define CHLADNI_TESTS_TRAIN_LOCAL_H

#include "cases.h"
#include "fit.h"
#include "run.h"
#include "spectrum.h"

enum {
    TRAIN_GAMMAS = 5,
    TRAIN_LEAD = 4, /* patterns that make a mode visible                  */
    TRAIN_REDUCED = 128, /* tangent features kept                            */
    TRAIN_SNAPSHOTS = 32
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

typedef struct train_local_settings {
    size_t reduced;    /* tangent features kept                              */
    size_t most_steps; /* of one run                                         */
    double amplitude;  /* root mean square displacement at the start, in
                          deviations of the data                             */
    bool simultaneous;
} train_local_settings;

/*
 * Five penalties, 1/9 to 9 times the one with the best predicted rate among
 * those worth the name (find_best_gamma). For each: the pair is set on the
 * slowest visible mode and trained; a recurrence fitted to the displacements
 * gives the measured root.
 */
chl_status train_local_measure(train_setup *setup, const train_loss *loss,
                               const train_tangent *tangent,
                               const train_local_settings *settings,
                               train_local out[TRAIN_GAMMAS], chl_error *err);

#endif
