/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The symmetric matrix of a pencil, by Cholesky. */
#include "eigen/pencil.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

/* Column j of the lower triangle is A e_j from row j on. */
static chl_status
assemble(const chl_operator *op, size_t n, double *lower, chl_error *err)
{
    chl_status status = CHL_OK;
    double *unit = chl_alloc(n, sizeof *unit);
    double *column = chl_alloc(n, sizeof *column);

    CHL_REQUIRE_MEMORY(unit, err, "a matrix column");
    CHL_REQUIRE_MEMORY(column, err, "a matrix column");
    for (size_t j = 0; j < n; j++) {
        unit[j] = 1.0;
        CHL_TRY(chl_operator_apply(op, unit, column, err));
        unit[j] = 0.0;
        memcpy(lower + j * n + j, column + j, (n - j) * sizeof *lower);
    }
out:
    chl_free(unit);
    chl_free(column);
    return status;
}

static chl_status
check_finite(const chl_operator *op, size_t n, const double *lower,
             chl_error *err)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++) {
            if (!isfinite(lower[j * n + i])) {
                return CHL_FAIL(err, CHL_ENUMERIC,
                                "entry (%zu, %zu) of '%s' is not finite", i, j,
                                chl_operator_name(op));
            }
        }
    }
    return CHL_OK;
}

chl_status
chl_pencil_lower(const chl_operator *op, double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(op);
    const double *entries = chl_operator_entries(op);
    double *lower = chl_alloc(n * n, sizeof *lower);

    CHL_REQUIRE_MEMORY(lower, err, "a dense matrix");
    if (entries == NULL) {
        CHL_TRY(assemble(op, n, lower, err));
    } else {
        for (size_t j = 0; j < n; j++) {
            memcpy(lower + j * n + j, entries + j * n + j,
                   (n - j) * sizeof *lower);
        }
    }
    CHL_TRY(check_finite(op, n, lower, err));
    *out = lower;
    lower = NULL;
out:
    chl_free(lower);
    return status;
}

chl_status
chl_pencil_factor(const chl_operator *b, double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(b);
    double *factor = NULL;
    lapack_int minor;

    CHL_TRY(chl_pencil_lower(b, &factor, err));
    minor = LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', (lapack_int) n, factor,
                                (lapack_int) n);
    CHL_REQUIRE(minor == 0, err, CHL_ENUMERIC,
                "B is not positive definite: its leading minor of order %d "
                "of %zu is not positive",
                (int) minor, n);
    *out = factor;
    factor = NULL;
out:
    chl_free(factor);
    return status;
}

void
chl_pencil_reduce(size_t n, double *a, const double *factor)
{
    /* Only arguments out of range make dsygst fail. */
    (void) LAPACKE_dsygst_work(LAPACK_COL_MAJOR, 1, 'L', (lapack_int) n, a,
                               (lapack_int) n, factor, (lapack_int) n);
}

void
chl_pencil_back(size_t n, size_t count, const double *factor, double *vectors)
{
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
                (int) n, (int) count, 1.0, factor, (int) n, vectors, (int) n);
}
