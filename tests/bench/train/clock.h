/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps of a trainer as time of the flow: what a step does to D along a
 * function f, and to the generated samples along a field v,
 *
 *     D-rate  eta sum_i (E f d_i D)^2 / w_i,      E f^2 = 1
 *     G-rate  eta sum_i (E v . d_i y)^2 / w_i,    |v| = 1,
 *
 * the means over the leading principal axes e of the rows, f = <e, x - mean> /
 * deviation and v = e. w_i = 1 for plain steps; for Adam w_i = sqrt(E g_i^2),
 * the second moments frozen where they are (theory 2), from gradients of fresh
 * batches at the same weights. In the flow in L2 a learning
 * rate a moves D by a along any f: so these are the learning rates to give to
 * `chladni rank augment`, in units of steps.
 */
#ifndef CHLADNI_TESTS_TRAIN_CLOCK_H
#define CHLADNI_TESTS_TRAIN_CLOCK_H

#include "pair.h"

enum {
    TRAIN_CLOCK_AXES = 24,
    TRAIN_CLOCK_BATCHES = 64
};

typedef struct train_clock {
    double critic, generator;
} train_clock;

/* rows: all rows of the law, count x d; rate of either. CHL_ENUMERIC,
 * CHL_ENOMEM, those of the augmentation. */
chl_status train_clock_read(train_pair *pair, const double *rows, size_t count,
                            size_t batch, bool adam, double rate,
                            double rate_ratio, train_clock *out,
                            chl_error *err);

#endif
