/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The eigenvalues of (4.1) in tangent features, by chl_adversarial with the
 * norm R = 1, state (alpha, kappa):
 *
 *     alpha' = -a ((c2 M + gamma A) alpha + c1 C kappa),
 *     kappa' = b cG alpha
 *
 * and the slowest visible mode among them. A pair moves its samples mostly
 * along the few patterns it couples to most strongly, the leading eigenvectors
 * u_j of C; those beyond move ever less, down to modes without any motion and
 * with s = 0. A mode (alpha, kappa) is visible if at least half of what it
 * moves, kappa* C kappa, lies in the `lead` first patterns.
 */
#ifndef CHLADNI_TESTS_TRAIN_SPECTRUM_H
#define CHLADNI_TESTS_TRAIN_SPECTRUM_H

#include "tangent.h"

typedef struct train_patterns {
    size_t r, count;
    double *values, *vectors; /* of C, largest first; vectors r x count      */
} train_patterns;

chl_status train_patterns_create(const train_tangent *tangent, size_t lead,
                                 train_patterns *out, chl_error *err);
void train_patterns_clear(train_patterns *patterns);

typedef struct train_spectrum {
    size_t count, r;  /* 2 r eigenvalues                                      */
    chl_complex slow; /* the slowest visible one, im >= 0                  */
    double largest;   /* modulus of all                                    */
    double *alpha, *kappa; /* the real state of the slow mode that displaces
                              most; r each                                   */
} train_spectrum;

/* Errors     CHL_ENUMERIC no mode is visible; those of the eigensolver */
chl_status train_spectrum_create(const train_tangent *tangent,
                                 const train_patterns *patterns,
                                 const chl_game *game, train_spectrum *out,
                                 chl_error *err);
void train_spectrum_clear(train_spectrum *spectrum);

#endif
