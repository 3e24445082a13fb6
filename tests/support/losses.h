/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives of the losses, for games that are played and not linearised. */
#ifndef CHLADNI_TESTS_SUPPORT_LOSSES_H
#define CHLADNI_TESTS_SUPPORT_LOSSES_H

#include <stddef.h>

/* phi1', phi2' and psi' as functions of D; of lsgan D = 1/2 + f, as functions
 * of f. */
typedef struct player_loss {
    const char *name; /* also in chl_loss_find: c1, c2, cG                   */
    double (*real)(double);
    double (*fake)(double);
    double (*generator)(double);
} player_loss;

/* wgan, non-saturating, lsgan; NULL past the end. */
const player_loss *player_loss_at(size_t index);
/* NULL: unknown. */
const player_loss *player_loss_find(const char *name);

#endif
