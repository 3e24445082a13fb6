/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of products of gradients p z + q x, without a gradient. */
#include "operators/pair_sums.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

chl_status
chl_pair_sums_init(size_t m, size_t p, size_t block, chl_pair_sums *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_sums sums = { .m = m, .p = p };

    sums.cross = chl_alloc(m * m, sizeof *sums.cross);
    sums.weights = chl_alloc(m * m, sizeof *sums.weights);
    sums.slopes = chl_alloc(m * p, sizeof *sums.slopes);
    sums.sum_p = chl_alloc(m, sizeof *sums.sum_p);
    sums.ones = chl_alloc(block, sizeof *sums.ones);
    CHL_REQUIRE(
        sums.cross != NULL && sums.weights != NULL && sums.slopes != NULL
            && sums.sum_p != NULL && sums.ones != NULL,
        err, CHL_ENOMEM, "out of memory for sums with %zu functions", m);
    for (size_t i = 0; i < block; i++) {
        sums.ones[i] = 1.0;
    }
    *out = sums;
    return CHL_OK;
out:
    chl_pair_sums_clear(&sums);
    return status;
}

void
chl_pair_sums_clear(chl_pair_sums *sums)
{
    chl_free(sums->cross);
    chl_free(sums->weights);
    chl_free(sums->slopes);
    chl_free(sums->sum_p);
    chl_free(sums->ones);
    *sums = (chl_pair_sums){ 0 };
}

void
chl_pair_sums_reset(chl_pair_sums *sums)
{
    size_t m = sums->m;

    memset(sums->cross, 0, m * m * sizeof *sums->cross);
    memset(sums->weights, 0, m * m * sizeof *sums->weights);
    memset(sums->slopes, 0, m * sums->p * sizeof *sums->slopes);
    memset(sums->sum_p, 0, m * sizeof *sums->sum_p);
}

void
chl_pair_sums_add(chl_pair_sums *sums, size_t count, const double *h,
                  const double *p, const double *q, const double *lean)
{
    int m = (int) sums->m, linear = (int) sums->p, n = (int) count;

    cblas_dsyr2k(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1.0, h, m, q, m,
                 1.0, sums->cross, m);
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1.0, p, m, 1.0,
                sums->weights, m);
    if (linear > 0) {
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, linear, n, 1.0,
                    q, m, lean, linear, 1.0, sums->slopes, linear);
        cblas_dgemv(CblasRowMajor, CblasTrans, n, m, 1.0, p, m, sums->ones, 1,
                    1.0, sums->sum_p, 1);
    }
}

void
chl_pair_sums_finish(const chl_pair_sums *sums, double sign, const double *gram,
                     const double *projections, double *packed)
{
    size_t m = sums->m, p = sums->p, at = 0;

    for (size_t j = 0; j < m; j++) {
        for (size_t i = j; i < m; i++, at++) {
            packed[at] = sums->cross[j * m + i]
                         + gram[j * m + i] * sums->weights[j * m + i];
        }
        for (size_t u = 0; u < p; u++, at++) {
            packed[at] = sums->slopes[j * p + u]
                         + sign * sums->sum_p[j] * projections[j * p + u];
        }
    }
}
