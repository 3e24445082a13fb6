/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One fit: the leading modes of a training pencil, ordered by their own
 * Rayleigh quotients.
 *
 *   1. M a = theta (A + eps tr(A_kk) / tr(R) R + jitter) a, largest theta
 *   2. Rayleigh-Ritz with (A, M) in the span of those vectors, because the
 *      ridge is not part of the question
 */
#ifndef CHLADNI_STUDY_FIT_H
#define CHLADNI_STUDY_FIT_H

#include <chladni/eigen.h>
#include <chladni/operators.h>

/* A pencil: q x q matrices, both triangles, of which the first m functions
 * are kernel functions. */
typedef struct chl_pencil {
    size_t q, m;
    double *mass, *stiffness; /* owned */
} chl_pencil;

chl_status chl_pencil_init(chl_pencil *pencil, size_t q, size_t m,
                           chl_error *err);
void chl_pencil_clear(chl_pencil *pencil);

/* The pencil of the first m kernel functions and all linear ones. */
chl_status chl_pencil_restrict(const chl_pencil *from, size_t m,
                               chl_pencil *out, chl_error *err);

/* The same restriction of one q x q matrix, to order q - m + kept. */
void chl_restrict_matrix(size_t q, size_t m, size_t kept, const double *from,
                         double *to);

typedef struct chl_fit_settings {
    double ridge;       /* eps, relative                                     */
    size_t count;       /* modes wanted                                      */
    const char *solver; /* "auto", "dense", "arpack"                         */
    uint64_t seed;
} chl_fit_settings;

typedef struct chl_fit {
    size_t q, count;      /* count may be less than wanted                   */
    double *coefficients; /* q x count, column-major, a'Ma = 1, owned        */
    double *values;       /* a'Aa, ascending                                 */
    double *residuals;    /* of step 1                                       */
    double jitter;        /* relative, that the factorisation needed         */
    bool converged;
    const char *method;
} chl_fit;

/* ridge: q x q. Errors: CHL_ENUMERIC, CHL_EARG (solver), CHL_ENOMEM. */
chl_status chl_fit_solve(const chl_pencil *pencil, const double *ridge,
                         const chl_fit_settings *settings, chl_fit *out,
                         chl_error *err);
void chl_fit_clear(chl_fit *fit);

/* Rayleigh quotients of the fit's modes on another pencil, count values. */
chl_status chl_fit_quotients(const chl_fit *fit, const chl_pencil *other,
                             double *quotients, chl_error *err);

/* Mean log of the first `leading` Ritz values of the fit's span on another
 * pencil: the held-out score, lower is better; +inf if it cannot be had. */
chl_status chl_fit_score(const chl_fit *fit, const chl_pencil *other,
                         size_t leading, double *score, chl_error *err);

#endif
