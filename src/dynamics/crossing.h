/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a condition that holds for small steps is first broken. */
#ifndef CHLADNI_DYNAMICS_CROSSING_H
#define CHLADNI_DYNAMICS_CROSSING_H

#include <chladni/base.h>

enum {
    CHL_CROSSING_DEGREE = 8
};

/*
 * The largest t with  sum_k c[k] t^k >= 0  on all of (0, t]; 0 if the
 * polynomial starts negative, infinity if it never becomes so.
 * Domain     degree <= CHL_CROSSING_DEGREE; coefficients that are zero by
 *            theory must be exact zeros.
 */
double chl_crossing_first(const double *c, size_t degree);

#endif
