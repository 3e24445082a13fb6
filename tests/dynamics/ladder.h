/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adversarial operators of any size whose modes mix, in O(r^2). */
#ifndef CHLADNI_TESTS_DYNAMICS_LADDER_H
#define CHLADNI_TESTS_DYNAMICS_LADDER_H

#include <chladni/adversarial.h>

typedef struct ladder {
    double *mass, *stiffness, *coupling, *kernel, *constant;
    chl_adversarial_matrices view;
} ladder;

/*
 * Modes k = 0..r-1 with lambda = k^(2/3), as Weyl's law has it in three
 * dimensions; C/A between .6 and 1 and, if `wide`, mobilities that fall as
 * (1 + lambda)^-1/2, each turned by a reflection of its own; all seen in a
 * basis that is not orthonormal. Memory of the library; NULL entries if there
 * is none.
 */
ladder ladder_create(size_t r, bool wide);
void ladder_clear(ladder *l);

#endif
