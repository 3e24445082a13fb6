/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps of a trainer as time of the flow: what a step does to D along a
 * function f, and to the generated samples along a field v,
 *
 *     D-rate  eta sum_i (E f d_i D)^2 / w_i,      E f^2 = 1
 *     G-rate  eta sum_i (E v . d_i y)^2 / w_i,    E|v|^2 = 1,
 *
 * the means over the slowest modes f of the data (functions.h) and the fields v
 * = grad f / (E|grad f|^2)^(1/2) that they push the generated samples along.
 * w_i = 1 for plain steps; for Adam w_i = sqrt(E g_i^2), the second moments
 * frozen where they are (theory 2), from gradients of fresh batches at the same
 * weights. In the flow in L2 a learning rate a moves D by a along any f: so
 * these are the learning rates to give to `chladni rank augment`, in units of
 * steps.
 */
#ifndef CHLADNI_TESTS_TRAIN_CLOCK_H
#define CHLADNI_TESTS_TRAIN_CLOCK_H

#include "functions.h"
#include "pair.h"

enum {
    TRAIN_CLOCK_ROWS = 512, /* generated */
    TRAIN_CLOCK_BATCHES = 64
};

typedef struct train_clock {
    double critic, generator;
} train_clock;

/* What a clock is read along; borrowed. */
typedef struct train_clock_law {
    const train_functions *functions;
    const double *rows; /* of the law, count x d */
    size_t count;
} train_clock_law;

/* rate of either. CHL_ENUMERIC, CHL_ENOMEM, those of the augmentation. */
chl_status train_clock_read(train_pair *pair, const train_clock_law *law,
                            size_t batch, bool adam, double rate,
                            double rate_ratio, train_clock *out,
                            chl_error *err);

#endif
