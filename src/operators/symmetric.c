/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All eigenpairs of a small symmetric matrix, by LAPACK's dsyevd. */
#include "operators/symmetric.h"

#include <cblas.h>
#include <lapacke.h>

#include "base/error.h"

/* Largest entry of each eigenvector positive, so that runs repeat. */
static void
fix_signs(size_t n, double *vectors)
{
    for (size_t k = 0; k < n; k++) {
        double *v = vectors + k * n;

        if (v[cblas_idamax((int) n, v, 1)] < 0.0) {
            cblas_dscal((int) n, -1.0, v, 1);
        }
    }
}

chl_status
chl_symmetric_eigen(size_t n, double *matrix, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int size = (lapack_int) n, integers = 0, info;
    double best = 0.0, *work = NULL;
    lapack_int *places = NULL;

    info = LAPACKE_dsyevd_work(LAPACK_COL_MAJOR, 'V', 'L', size, matrix, size,
                               values, &best, -1, &integers, -1);
    CHL_REQUIRE(info == 0, err, CHL_ENUMERIC, "dsyevd gave code %d",
                (int) info);
    work = chl_alloc((size_t) best, sizeof *work);
    CHL_REQUIRE_MEMORY(work, err, "the work of dsyevd");
    places = chl_alloc((size_t) integers, sizeof *places);
    CHL_REQUIRE_MEMORY(places, err, "the work of dsyevd");
    info =
        LAPACKE_dsyevd_work(LAPACK_COL_MAJOR, 'V', 'L', size, matrix, size,
                            values, work, (lapack_int) best, places, integers);
    CHL_REQUIRE(info == 0, err, CHL_ENUMERIC, "dsyevd gave code %d",
                (int) info);
    fix_signs(n, matrix);
out:
    chl_free(work);
    chl_free(places);
    return status;
}
