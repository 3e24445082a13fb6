/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What augmentation does to trained generators of 8 x 8 digits: non-saturating
 * loss and R1, balanced augmentation, Adam, fresh batches. The score is the
 * energy distance of generated to held-out digits,
 *
 *     2 E|x - y| - E|x - x'| - E|y - y'|,   x != x', y != y',
 *
 * in pixels of [-1, 1]; unbiased, so that it may fall below 0.
 */
#ifndef CHLADNI_TESTS_TRAIN_QUALITY_H
#define CHLADNI_TESTS_TRAIN_QUALITY_H

#include "clock.h"

enum {
    TRAIN_CHECKPOINTS = 12
};

typedef struct train_quality_settings {
    const char *network; /* "mlp" or "convolution"                          */
    size_t rows;         /* to train on; the others are held out            */
    size_t batch;
    double gamma, rate;
    const char *method; /* as in train_adam_schedule                        */
    double rate_ratio;
    bool clock;   /* read it at every checkpoint                            */
    size_t count; /* checkpoints, ascending numbers of steps         */
    size_t steps[TRAIN_CHECKPOINTS];
} train_quality_settings;

typedef struct train_score {
    double held_out,
        seen; /* energy distances to rows held out and trained on */
    train_clock clock;
} train_score;

/*
 * One run. `chain` as chl_augment_parse takes it, or "none". The seed draws
 * rows, networks, noise and batches; equal seeds share them among chains.
 */
chl_status train_quality_run(const char *datasets, const char *chain,
                             const train_quality_settings *settings,
                             uint64_t seed, train_score *scores,
                             chl_error *err);

/* Energy distance of n and m rows of d columns, 2 at least of each. */
chl_status train_energy_distance(const double *x, size_t n, const double *y,
                                 size_t m, size_t d, double *out,
                                 chl_error *err);

#endif
