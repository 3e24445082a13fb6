/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What noise of batches adds up to, in the operator of a pair. */
#ifndef CHLADNI_TESTS_TRAIN_LINEAR_NOISE_H
#define CHLADNI_TESTS_TRAIN_LINEAR_NOISE_H

#include "tangent.h"

/*
 * Mean square displacement E|dy|^2 after 2^doublings alternating steps h from
 * equilibrium, of batches of B real and as many generated rows drawn with
 * replacement. Each step alpha receives noise of covariance
 *
 *     h^2 a^2 (2 c1^2 / B) (M - mean mean')
 *
 * and covariances of twice as many steps follow from those of so many:
 * Sigma_2m = Sigma_m + S^m Sigma_m S'^m.
 */
chl_status train_linear_noise(const train_tangent *tangent,
                              const chl_game *game, double h, size_t doublings,
                              size_t batch, double *displacement,
                              chl_error *err);

#endif
