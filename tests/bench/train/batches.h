/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same near equilibrium, with batches in place of all rows. */
#ifndef CHLADNI_TESTS_TRAIN_BATCHES_H
#define CHLADNI_TESTS_TRAIN_BATCHES_H

#include "fit.h"
#include "study.h"

enum {
    TRAIN_RUNS = 16 /* with batches of their own, averaged */
};

typedef struct train_batches {
    double gamma;
    chl_complex predicted;
    chl_complex measured;   /* of the mean of all runs                    */
    double rate_error;      /* standard error of -Re s, by jackknife      */
    double floor_predicted; /* E|dy|^2 of the last snapshot, from y = x   */
    double floor_measured, floor_error;
    double h;
    size_t steps; /* of the floor; a power of 2                              */
} train_batches;

/*
 * At the best predicted penalty, real and generated rows drawn independently:
 * runs from the slowest visible mode, whose mean displacement is fitted, and
 * runs from equilibrium, whose displacement is noise alone.
 */
chl_status train_batches_measure(train_setup *setup, const player_loss *loss,
                                 const train_tangent *tangent,
                                 const train_local_settings *settings,
                                 size_t batch, train_batches *out,
                                 chl_error *err);

#endif
