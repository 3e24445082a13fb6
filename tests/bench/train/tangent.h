/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrices of theory 4.1 in the tangent features of a pair of networks at
 * equilibrium, D = 0 and y = x:
 *
 *     phi_p = dD/dtheta_p,   M = E phi phi',   A = E (dphi/dx)(dphi/dx)'
 *     B = E (dphi/dx) (dy/deta),   C = B B'
 *
 * Near equilibrium gradient descent with rates a, b follows
 *
 *     theta' = -a ((c2 M + gamma A) theta + c1 B eta),   eta' = b cG B' theta
 *
 * so that eta = B' kappa, kappa' = b cG theta: equation (4.1) with P = a I and
 * beta = kappa. Particles have C = A. kappa moves the samples by E |dy|^2 =
 * kappa' D kappa, D = B E (dy/deta)'(dy/deta) B', which is C for particles.
 * Only the r leading eigenvectors of A + M are kept; `kept` is the share of the
 * trace of C that this leaves.
 */
#ifndef CHLADNI_TESTS_TRAIN_TANGENT_H
#define CHLADNI_TESTS_TRAIN_TANGENT_H

#include "pair.h"

typedef struct train_tangent {
    size_t r;
    size_t half; /* parameters of one half of the discriminator        */
    double *m, *a, *c, *d; /* r x r                                          */
    double *mean;          /* E phi, r */
    double *basis; /* half x r, column-major: theta = basis alpha        */
    double *push;  /* q x r, column-major: eta = push kappa; q = number
                      of the generator's parameters                      */
    size_t q;
    double kept;
} train_tangent;

/*
 * Full matrices of a pair at equilibrium, then reduced to r <= limit. An
 * antisymmetric discriminator must stand at its start; eta = 0 for particles.
 * Errors     CHL_ENOMEM, those of the eigensolver
 */
chl_status train_tangent_create(const train_pair *pair, size_t limit,
                                train_tangent *out, chl_error *err);
void train_tangent_clear(train_tangent *tangent);

/* theta += the direction basis alpha, spread over both halves. */
void train_move_critic(const train_pair *pair, const train_tangent *tangent,
                       const double *alpha, double *theta);
/* eta += push kappa. */
void train_move_generator(const train_tangent *tangent, const double *kappa,
                          double *eta);

#endif
