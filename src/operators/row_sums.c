/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of products of gradients, row by row. */
#include "operators/row_sums.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

chl_status
chl_row_sums_init(const chl_basis *basis, size_t m, chl_row_sums *out,
                  chl_error *err)
{
    chl_status status = CHL_OK;

    *out = (chl_row_sums){ .m = m };
    out->gradients = chl_alloc(m * basis->d, sizeof *out->gradients);
    out->product = chl_alloc(m * m, sizeof *out->product);
    out->slopes = chl_alloc(m * basis->p, sizeof *out->slopes);
    CHL_REQUIRE(out->gradients != NULL && out->product != NULL
                    && out->slopes != NULL,
                err, CHL_ENOMEM, "out of memory for sums of %zu gradients", m);
out:
    return status;
}

void
chl_row_sums_clear(chl_row_sums *sums)
{
    chl_free(sums->gradients);
    chl_free(sums->product);
    chl_free(sums->slopes);
    *sums = (chl_row_sums){ 0 };
}

void
chl_row_sums_reset(const chl_basis *basis, chl_row_sums *sums)
{
    memset(sums->product, 0, sums->m * sums->m * sizeof *sums->product);
    memset(sums->slopes, 0, sums->m * basis->p * sizeof *sums->slopes);
    sums->seen = sums->taken = 0;
}

bool
chl_row_sums_due(chl_row_sums *sums, size_t every)
{
    return sums->seen++ % every == 0;
}

void
chl_row_sums_add(const chl_basis *basis, chl_row_sums *sums)
{
    int m = (int) sums->m, d = (int) basis->d, p = (int) basis->p;

    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, m, d, 1.0,
                sums->gradients, d, 1.0, sums->product, m);
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, p, d, 1.0,
                    sums->gradients, d, basis->directions, d, 1.0, sums->slopes,
                    p);
    }
    sums->taken++;
}

void
chl_row_sums_finish(const chl_basis *basis, const chl_row_sums *sums,
                    double *packed)
{
    size_t m = sums->m, p = basis->p, at = 0;
    double scale =
        sums->taken > 0 ? (double) sums->seen / (double) sums->taken : 0.0;

    for (size_t j = 0; j < m; j++) {
        for (size_t i = j; i < m; i++, at++) {
            packed[at] = scale * sums->product[j * m + i];
        }
        for (size_t u = 0; u < p; u++, at++) {
            packed[at] = scale * sums->slopes[j * p + u];
        }
    }
}
