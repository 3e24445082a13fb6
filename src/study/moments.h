/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Held-out Rayleigh quotients of modes and their standard errors, row by row
 * from explicit gradients in double precision.
 */
#ifndef CHLADNI_STUDY_MOMENTS_H
#define CHLADNI_STUDY_MOMENTS_H

#include <chladni/operators.h>

/* One mode as it is judged: its quotient and variance on the rows in
 * question, known beforehand from the pencil of those rows. */
typedef struct chl_reference {
    double lambda, variance;
} chl_reference;

/* Sums over rows; f the centred value of a mode, g its squared gradient,
 * psi = (g - lambda f^2) / variance its influence on the quotient. */
typedef struct chl_moments {
    double rows, f1, f2, g1;
    double psi1, psi2, psi4;
} chl_moments;

void chl_moments_add(chl_moments *sum, const chl_moments *part);

/* E g / Var f; NaN without variance. */
double chl_moments_quotient(const chl_moments *moments);

/*
 * Standard error of the quotient, sd(psi) / sqrt(rows), widened for heavy
 * tails by t_{.975,nu} / 1.96 = 1 + 1.21/nu + 1.44/nu^2 with
 * nu = (sum psi^2)^2 / sum psi^4, the rows that carry it (at least 2).
 * Source  estimators 6.7.
 */
double chl_moments_error(const chl_moments *moments, double *effective_rows);

/* What is measured: two sets of modes, and which of them each group uses. */
typedef struct chl_measurement {
    const chl_galerkin *galerkin;
    const chl_sample *sample;
    size_t count;                       /* modes                             */
    const double *coefficients[2];      /* q x count, column-major           */
    const double *offsets[2];           /* count: means to subtract          */
    const chl_reference *references[2]; /* count                             */
    const size_t *of;                   /* set that group g uses             */
    size_t threads;
    const chl_progress *progress;
} chl_measurement;

/* moments: groups x count, row-major. */
chl_status chl_moments_measure(const chl_measurement *measurement,
                               chl_moments *moments, chl_error *err);

#endif
