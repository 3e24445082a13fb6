/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators/carry.h"

#include <cblas.h>
#include <lapacke.h>
#include <string.h>

#include "base/error.h"

chl_status
chl_carry_over(size_t r, size_t size, const double *part, const double *whole,
               double *b, double *spare, chl_error *err)
{
    chl_status status = CHL_OK;
    int n = (int) r, stride = (int) size;
    double *from = spare, *to = spare + size * size;

    memcpy(from, part, size * size * sizeof *from);
    memcpy(to, whole, size * size * sizeof *to);
    if (LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', n, from, stride) != 0
        || LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', n, to, stride) != 0) {
        return CHL_FAIL(
            err, CHL_ENUMERIC,
            "matrices of %zu functions are not positive: too few rows", r);
    }
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans,
                CblasNonUnit, n, n, 1.0, from, stride, b, stride);
    cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit,
                n, n, 1.0, from, stride, b, stride);
    cblas_dtrmm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans,
                CblasNonUnit, n, n, 1.0, to, stride, b, stride);
    cblas_dtrmm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit,
                n, n, 1.0, to, stride, b, stride);
    for (size_t k = 0; k < size * size; k++) {
        if (k / size >= r || k % size >= r) {
            b[k] = 0.0;
        }
    }
    return status;
}
