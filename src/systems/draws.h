/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers taken one after the other from a stream. */
#ifndef CHLADNI_SYSTEMS_DRAWS_H
#define CHLADNI_SYSTEMS_DRAWS_H

#include "base/random.h"

typedef struct chl_draws {
    chl_random random;
    uint64_t next;
} chl_draws;

double chl_draw_uniform(chl_draws *draws);
double chl_draw_normal(chl_draws *draws);
void chl_draw_normals(chl_draws *draws, size_t count, double *out);

/*
 * Chi-square of `freedom` > 0 degrees of freedom.
 * Source  G. Marsaglia, W. W. Tsang, A simple method for generating gamma
 *         variables, ACM TOMS 26 (2000) 363-372.
 */
double chl_draw_chi_square(chl_draws *draws, double freedom);

#endif
