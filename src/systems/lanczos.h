/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phi(S) v of a symmetric positive semidefinite operator S, by Lanczos with
 * full orthogonalisation; no eigendecomposition of S.
 *
 * Source  Y. Saad, Analysis of some Krylov subspace approximations to the
 *         matrix exponential operator, SIAM J. Numer. Anal. 29 (1992).
 */
#ifndef CHLADNI_SYSTEMS_LANCZOS_H
#define CHLADNI_SYSTEMS_LANCZOS_H

#include <chladni/operators.h>

typedef struct chl_lanczos_function {
    double (*value)(const void *self, double lambda); /* phi(lambda)         */
    const void *self;
} chl_lanczos_function;

/*
 * out = phi(S) v. It stops where two coefficients in a row of the Krylov basis
 * are below `tolerance` times all of them, or where the space is exhausted.
 * Errors     CHL_ENUMERIC  not there after `limit` products (at most n)
 *            CHL_ENOMEM, and what S reports. out is untouched on error.
 */
chl_status chl_lanczos_apply(const chl_operator *s,
                             const chl_lanczos_function *phi, const double *v,
                             double tolerance, size_t limit, double *out,
                             size_t *products, chl_error *err);

#endif
