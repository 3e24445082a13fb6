/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The game itself, not its linearisation: a kernel discriminator
 * f = sum_j theta_j k(z_j, .) of norm theta'K theta against points that move
 * freely, both by gradient flow of their losses.
 */
#ifndef CHLADNI_TESTS_DYNAMICS_TRAINING_H
#define CHLADNI_TESTS_DYNAMICS_TRAINING_H

#include "particles.h"
#include "support/losses.h"

typedef struct training {
    const particles *law; /* real points and the augmentations, borrowed     */
    const player_loss *loss;
    double gamma;    /* of R1, on augmented real points                      */
    double width;    /* of k */
    size_t count;    /* landmarks */
    const double *z; /* count x d */
    double *inverse; /* K^-1 */
    double *values, *gradients; /* of k at the real nodes, node by node      */
    double *work;               /* see training.c                            */
} training;

training training_create(const particles *law, const player_loss *loss,
                         double gamma, double width, size_t count,
                         const double *z);
void training_clear(training *t);

/* theta first, then the points; count + n d numbers. */
size_t training_size(const training *t);
/* One step of the classical Runge-Kutta method. */
void training_step(const training *t, double h, double *state);

#endif
