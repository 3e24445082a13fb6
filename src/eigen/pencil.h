/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the pencil A v = theta B v with B = L L^T to one symmetric matrix and
 * back:  C = L^-1 A L^-T,  C u = theta u,  v = L^-T u.
 */
#ifndef CHLADNI_EIGEN_PENCIL_H
#define CHLADNI_EIGEN_PENCIL_H

#include <chladni/operators.h>

enum {
    /* LAPACK counts entries in 32-bit integers in places. */
    CHL_LAPACK_LIMIT = 46340
};

/* The lower triangle of a matrix-free or dense operator, zeros above;
 * *out n x n by chl_free. CHL_ENUMERIC if an entry is not finite. */
chl_status chl_pencil_lower(const chl_operator *op, double **out,
                            chl_error *err);

/* The Cholesky factor L; *out n x n by chl_free. CHL_ENUMERIC naming the
 * leading minor if B is not positive definite. */
chl_status chl_pencil_factor(const chl_operator *b, double **out,
                             chl_error *err);

/* Lower triangle of A becomes that of C. */
void chl_pencil_reduce(size_t n, double *a, const double *factor);

/* Columns of vectors, n x count: u becomes v. */
void chl_pencil_back(size_t n, size_t count, const double *factor,
                     double *vectors);

#endif
