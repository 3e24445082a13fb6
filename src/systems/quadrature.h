/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integrals of smooth functions over an interval, by halving it where 15 nodes
 * do not do.
 *
 * Source  R. Piessens et al., QUADPACK, Springer 1983 (Gauss-Kronrod, 7 and 15
 *         nodes).
 */
#ifndef CHLADNI_SYSTEMS_QUADRATURE_H
#define CHLADNI_SYSTEMS_QUADRATURE_H

typedef double chl_integrand_fn(const void *self, double x);

/* Relative accuracy 1e-13 or better for an integrand of one sign that is
 * analytic about the interval; cannot fail. The ends are not touched. */
double chl_integrate(chl_integrand_fn *f, const void *self, double a, double b);

#endif
