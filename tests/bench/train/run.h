/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training steps of a pair, and what is written down on the way. */
#ifndef CHLADNI_TESTS_TRAIN_RUN_H
#define CHLADNI_TESTS_TRAIN_RUN_H

#include "pair.h"

typedef struct train_schedule {
    double h;          /* step: both rates are h                             */
    size_t steps;      /* a multiple of every                                */
    size_t every;      /* steps between snapshots                            */
    bool simultaneous; /* else the generator sees the new discriminator      */
    size_t batch;      /* rows drawn for each player; 0 = all, paired        */
    uint64_t seed;     /* of the batches                                     */
} train_schedule;

/*
 * Gradient descent. Snapshots of y_i - x_i, with as many fakes as real rows:
 * (steps / every + 1) x n x d, the first before any step. NULL = none.
 */
chl_status train_run(train_pair *pair, const train_schedule *schedule,
                     double *snapshots, chl_error *err);

#endif
