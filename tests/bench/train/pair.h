/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A discriminator and a generator that are trained against each other, full
 * batch or with batches drawn afresh, by plain gradient descent or Adam.
 *
 *     max over D  E phi1(D(x)) + E phi2(D(y)) - (gamma / 2) E |grad D(x)|^2
 *     min over G  E psi(D(y)),     y = offset + N(eta; input)
 *
 * or, without a generator's network, y = x + v with v free: each particle then
 * moves with rate b along its own gradient. The penalty's gradient in theta is
 * exact (forward over reverse). With an augmentation both x and y are seen
 * through maps T drawn anew for every row of a batch, and the penalty is taken
 * at T x.
 */
#ifndef CHLADNI_TESTS_TRAIN_PAIR_H
#define CHLADNI_TESTS_TRAIN_PAIR_H

#include <chladni/augment.h>
#include <chladni/dynamics.h>

#include "support/losses.h"
#include "systems/network.h"

/* Borrows everything but what it works with. */
typedef struct train_pair {
    size_t n, d;        /* rows of the data and their columns                */
    const double *real; /* n x d                                             */
    size_t fakes;       /* rows the generator has                            */
    const chl_network *critic;
    const chl_network *generator; /* NULL: particles                         */
    const double *input;          /* fakes x inputs of the generator         */
    const double *offset;         /* fakes x d, or NULL                      */
    double *theta, *eta;          /* parameters; eta = v for particles       */
    const player_loss *loss;
    double gamma;
    const chl_augment *augment; /* or NULL */

    size_t capacity; /* rows of a batch at most */
    chl_trace *critic_trace, *generator_trace;
    double *x, *y, *slope, *bar; /* capacity x max(d, 1) each                */
    double *code;                /* capacity x inputs of the generator       */
} train_pair;

/* Fill in the working space; the rest stands already. */
chl_status train_pair_open(train_pair *pair, size_t capacity, chl_error *err);
void train_pair_close(train_pair *pair);

size_t train_pair_critic_size(const train_pair *pair);
size_t train_pair_generator_size(const train_pair *pair);

/* Rows of a batch, and the number of the draw of its augmentations. */
typedef struct train_batch {
    size_t count;
    const size_t *real, *fake; /* rows; of fakes the same number             */
    size_t draw;               /* of real; fakes take the maps of the same rows
                                  in draw + 1                                */
} train_batch;

/* Gradients of what each player descends; overwritten. */
chl_status train_critic_gradient(train_pair *pair, const train_batch *batch,
                                 double *gradient, chl_error *err);
chl_status train_generator_gradient(train_pair *pair, const train_batch *batch,
                                    double *gradient, chl_error *err);

/* y of the listed rows, any number of them. */
void train_generate(train_pair *pair, size_t count, const size_t *rows,
                    double *y);

#endif
