/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decay and frequency of a trajectory, without knowing what was predicted. */
#ifndef CHLADNI_TESTS_TRAIN_FIT_H
#define CHLADNI_TESTS_TRAIN_FIT_H

#include <chladni/base.h>

typedef struct train_fit {
    chl_complex s;   /* the root, im >= 0                                    */
    double residual; /* share of the motion that the roots do not explain    */
} train_fit;

/*
 * `count` snapshots of `size` numbers, `spacing` apart. First one root, y_{k+1}
 * = p y_k by least squares over all numbers; where that leaves more than 1e-3
 * of the motion, two: y_{k+1} = p y_k + q y_{k-1}. With z a root of z^2 = p z
 * + q, s = log z / spacing; of two real roots that which has more of the
 * motion. NaN where there is no root with a logarithm.
 */
train_fit train_fit_roots(const double *snapshots, size_t count, size_t size,
                          double spacing);

/* One root or two, as said. */
train_fit train_fit_modes(const double *snapshots, size_t count, size_t size,
                          double spacing, bool two);

/* |y_k|^2 of snapshots. */
void train_fit_squares(const double *snapshots, size_t count, size_t size,
                       double *squares);

/* Rate at which the largest displacement of the last third of a trajectory
 * falls short of that of the third before: of its slowest part, oscillating or
 * not. */
double train_fit_late_rate(const double *squares, size_t count, double spacing);

/* Kendall's tau of two lists: (agreeing - opposed pairs) / all pairs. */
double train_fit_tau(const double *x, const double *y, size_t count);

#endif
