/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projections of dense symmetric matrices on a few columns. */
#include <chladni/operators.h>

#include <cblas.h>

#include "base/error.h"

chl_status
chl_dense_project(size_t n, const double *s, size_t k, const double *v,
                  double *out, chl_error *err)
{
    double *product = chl_alloc(n * k, sizeof *product);

    if (product == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for a projection");
    }
    cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, (int) n, (int) k, 1.0, s,
                (int) n, v, (int) n, 0.0, product, (int) n);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) k, (int) k,
                (int) n, 1.0, v, (int) n, product, (int) n, 0.0, out, (int) k);
    chl_free(product);
    return CHL_OK;
}

void
chl_dense_combine(size_t n, size_t k, const double *v, size_t j,
                  const double *u, double *out)
{
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int) n, (int) j,
                (int) k, 1.0, v, (int) n, u, (int) k, 0.0, out, (int) n);
}
