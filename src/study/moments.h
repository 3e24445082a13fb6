/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over rows from which Rayleigh quotients and their standard errors
 * follow: f the value of a mode, g its squared gradient.
 */
#ifndef CHLADNI_STUDY_MOMENTS_H
#define CHLADNI_STUDY_MOMENTS_H

#include <chladni/operators.h>

typedef struct chl_moments {
    double rows;
    double f1, f2, f3, f4; /* sums of f, f^2, f^3, f^4 */
    double g1, g2;         /* sums of g, g^2           */
    double gf, gff;        /* sums of g f, g f^2       */
} chl_moments;

void chl_moments_add(chl_moments *sum, const chl_moments *part);

/* E g / Var f; NaN without variance. */
double chl_moments_quotient(const chl_moments *moments);

/* Standard error of the quotient by its influence function
 *     psi = (g - lambda (f - mean)^2) / Var f,   se = sd(psi) / sqrt(rows).
 * Source  estimators 6.7. */
double chl_moments_error(const chl_moments *moments);

/*
 * Moments of `count` modes over the rows of each group, explicit gradients in
 * double precision. Group g uses coefficients[of[g]] and offsets[of[g]].
 *
 * Shapes     coefficients[h]: q x count; offsets[h]: count;
 *            moments: groups x count, row-major.
 */
chl_status chl_moments_measure(const chl_galerkin *galerkin,
                               const chl_basis *basis,
                               const double *const coefficients[2],
                               const double *const offsets[2], const size_t *of,
                               size_t count, const chl_basis_settings *settings,
                               chl_moments *moments, chl_error *err);

#endif
