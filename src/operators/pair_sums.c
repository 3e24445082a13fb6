/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of products of gradients p z + q x, without a gradient. */
#include "operators/pair_sums.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

enum {
    TILE = 32 /* of a transposition: its rows and columns stay in the cache */
};

chl_status
chl_pair_sums_init(size_t m, size_t p, size_t block, chl_pair_sums *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_sums sums = { .m = m, .p = p };

    sums.sides = chl_alloc(block * (m + p), sizeof *sums.sides);
    sums.cross = chl_alloc(m * (m + p), sizeof *sums.cross);
    sums.weights = chl_alloc(m * m, sizeof *sums.weights);
    sums.sum_p = chl_alloc(m, sizeof *sums.sum_p);
    sums.ones = chl_alloc(block, sizeof *sums.ones);
    CHL_REQUIRE(sums.sides != NULL && sums.cross != NULL && sums.weights != NULL
                    && sums.sum_p != NULL && sums.ones != NULL,
                err, CHL_ENOMEM, "out of memory for sums with %zu functions",
                m);
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
    chl_free(sums->sides);
    chl_free(sums->cross);
    chl_free(sums->weights);
    chl_free(sums->sum_p);
    chl_free(sums->ones);
    *sums = (chl_pair_sums){ 0 };
}

void
chl_pair_sums_reset(chl_pair_sums *sums)
{
    size_t m = sums->m;

    memset(sums->cross, 0, m * (m + sums->p) * sizeof *sums->cross);
    memset(sums->weights, 0, m * m * sizeof *sums->weights);
    memset(sums->sum_p, 0, m * sizeof *sums->sum_p);
}

double *
chl_pair_sums_side(const chl_pair_sums *sums, size_t i)
{
    return sums->sides + i * (sums->m + sums->p);
}

void
chl_pair_sums_add(chl_pair_sums *sums, size_t count, const double *p,
                  const double *q)
{
    int m = (int) sums->m, wide = (int) (sums->m + sums->p), n = (int) count;

    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, wide, n, 1.0, q, m,
                sums->sides, wide, 1.0, sums->cross, wide);
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1.0, p, m, 1.0,
                sums->weights, m);
    if (sums->p > 0) {
        cblas_dgemv(CblasRowMajor, CblasTrans, n, m, 1.0, p, m, sums->ones, 1,
                    1.0, sums->sum_p, 1);
    }
}

/* The upper triangle becomes that of a + a'. */
static void
fold(size_t m, size_t ld, double *a)
{
    for (size_t top = 0; top < m; top += TILE) {
        for (size_t left = top; left < m; left += TILE) {
            for (size_t j = top; j < top + TILE && j < m; j++) {
                for (size_t i = left < j ? j : left; i < left + TILE && i < m;
                     i++) {
                    a[j * ld + i] += a[i * ld + j];
                }
            }
        }
    }
}

void
chl_pair_sums_finish(chl_pair_sums *sums, double sign, const double *gram,
                     const double *projections, double *packed)
{
    size_t m = sums->m, p = sums->p, at = 0;

    fold(m, m + p, sums->cross);
    for (size_t j = 0; j < m; j++) {
        const double *cross = sums->cross + j * (m + p);

        for (size_t i = j; i < m; i++, at++) {
            packed[at] = cross[i] + gram[j * m + i] * sums->weights[j * m + i];
        }
        for (size_t u = 0; u < p; u++, at++) {
            packed[at] =
                cross[m + u] + sign * sums->sum_p[j] * projections[j * p + u];
        }
    }
}
