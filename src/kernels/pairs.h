/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances of pairs of points that keep the digits of near ones. */
#ifndef CHLADNI_KERNELS_PAIRS_H
#define CHLADNI_KERNELS_PAIRS_H

#include <chladni/ntk.h>

#include "kernels/angle.h"

/* |x - z|^2 and |x|^2 - |z|^2 without the cancellation of near points. */
CHL_INLINE void
chl_pair_measure(size_t d, const double *x, const double *z, double *squared,
                 double *difference)
{
    double sum = 0.0, change = 0.0;

    for (size_t k = 0; k < d; k++) {
        double apart = x[k] - z[k];

        sum += apart * apart;
        change += apart * (x[k] + z[k]);
    }
    *squared = sum;
    *difference = change;
}

/* Of x number i and `count` points z from `first`, in data units. */
void chl_pairs_measure(const chl_pairs *pairs, size_t i, size_t first,
                       size_t count, double *squared, double *difference);

/* Whether chl_pair_block_both() knows the gradient in z as well. */
bool chl_pair_has_both(const chl_pair_kernel *kernel);

/*
 * chl_pair_block() of such a kernel with r of  grad_z k(x, z) = p x + r z;
 * p, q and r are all there.
 */
void chl_pair_block_both(const chl_pair_kernel *kernel, const chl_pairs *pairs,
                         double *values, double *p, double *q, double *r);

#endif
