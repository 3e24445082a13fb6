/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The normal distribution, backwards: x with Phi(x) = p.
 *
 * Domain  0 <= p <= 1; -infinity at 0, +infinity at 1, NaN elsewhere.
 *         Odd about 1/2 wherever 1 - p is exact.
 * Error   below 1e-14 of x for every normal double p, tails included.
 * Source  M. J. Wichura, Algorithm AS 241: the percentage points of the
 *         normal distribution, Applied Statistics 37 (1988) 477-484 (PPND16).
 */
#ifndef CHLADNI_BASE_NORMAL_H
#define CHLADNI_BASE_NORMAL_H

double chl_normal_quantile(double p);

#endif
