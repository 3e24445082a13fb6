/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices of the adversarial operator whose modes do not mix. */
#ifndef CHLADNI_TESTS_DYNAMICS_PENCILS_H
#define CHLADNI_TESTS_DYNAMICS_PENCILS_H

#include <chladni/convergence.h>

enum {
    R = 12,
    GAMES = 4
};

/* Of A in the basis; the first belongs to the constant. */
extern const double lambda[R];
/* With mobilities and transmissions that differ from mode to mode. */
extern const double uneven_transmission[R], uneven_mobility[R];

/* V' M V = 1, V' A V = diag(lambda), V' C V = diag(lambda transmission) and
 * V^-T diag(mobility) V^-1 = W; V is triangular. */
typedef struct pencil {
    double mass[R * R], stiffness[R * R], coupling[R * R], kernel[R * R];
    double inverse[R * R]; /* V^-1 */
    double columns[R * R]; /* V */
    double constant[R];
} pencil;

/* NULL stands for ones. */
void pencil_init(pencil *p, const double *transmission, const double *mobility);
/* V^-T diag V^-1 */
void pencil_compose(const pencil *p, const double *diagonal, double *out);
/* A view on a pencil without coupling, kernel, norm and constant. */
chl_adversarial_matrices pencil_view(const pencil *p);

/* wgan with a penalty, non-saturating, lsgan and wgan without one. */
extern const chl_adversarial_constants games[GAMES];

/* Modes that must be found. */
chl_convergence *modes_of(const chl_adversarial_matrices *matrices,
                          const chl_adversarial_constants *game,
                          const chl_convergence_settings *settings);
chl_convergence_settings all_modes(void);

/* Standard normal numbers that stay the same. */
double normal_at(uint64_t at);

#endif
