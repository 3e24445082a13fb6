/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products and factors of matrices that are mostly tiny. */
#include "systems/solvable.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    TINY = 1000 /* multiplications, below which a call of BLAS costs more */
};

void
chl_small_product(bool a_turned, bool b_turned, size_t rows, size_t columns,
                  size_t inner, double alpha, const double *a, const double *b,
                  double beta, double *out)
{
    size_t a_row = a_turned ? 1 : inner, a_step = a_turned ? rows : 1;
    size_t b_row = b_turned ? 1 : columns, b_column = b_turned ? inner : 1;

    if (rows * columns * inner > TINY) {
        cblas_dgemm(
            CblasRowMajor, a_turned ? CblasTrans : CblasNoTrans,
            b_turned ? CblasTrans : CblasNoTrans, (int) rows, (int) columns,
            (int) inner, alpha, a, (int) (a_turned ? rows : inner), b,
            (int) (b_turned ? inner : columns), beta, out, (int) columns);
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            double *to = &out[i * columns + j];
            double sum = 0.0;

            for (size_t k = 0; k < inner; k++) {
                sum += a[i * a_row + k * a_step] * b[k * b_row + j * b_column];
            }
            *to = alpha * sum + (beta != 0.0 ? beta * *to : 0.0);
        }
    }
}

bool
chl_small_cholesky(size_t size, const double *g, double *f)
{
    double largest = 0.0;

    for (size_t i = 0; i < size; i++) {
        largest = fmax(largest, fabs(g[i * size + i]));
    }
    for (size_t j = 0; j < size; j++) {
        double pivot = g[j * size + j];

        for (size_t k = 0; k < j; k++) {
            pivot -= f[j * size + k] * f[j * size + k];
        }
        if (pivot < -sqrt(DBL_EPSILON) * largest) {
            return false;
        }
        pivot = pivot > 4.0 * (double) size * DBL_EPSILON * largest
                    ? sqrt(pivot)
                    : 0.0;
        for (size_t i = 0; i < size; i++) {
            double sum = g[i * size + j];

            for (size_t k = 0; k < j; k++) {
                sum -= f[i * size + k] * f[j * size + k];
            }
            /* Without a pivot the rest of the column must vanish, too. */
            if (pivot == 0.0 && i > j
                && fabs(sum) > 10.0 * sqrt(DBL_EPSILON) * largest) {
                return false;
            }
            f[i * size + j] = i < j || pivot == 0.0 ? 0.0 : sum / pivot;
        }
    }
    return true;
}

/* Entry of largest modulus positive. */
static void
settle_sign(size_t size, double *v)
{
    size_t largest = 0;

    for (size_t i = 0; i < size; i++) {
        largest = fabs(v[i]) > fabs(v[largest]) + 1e-9 ? i : largest;
    }
    if (v[largest] < 0.0) {
        cblas_dscal((int) size, -1.0, v, 1);
    }
}

chl_status
chl_small_modes(size_t size, const double *matrix, double *values,
                double *vectors, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int n = (lapack_int) size;
    double *work = chl_alloc(size * (size + 1), sizeof *work);

    CHL_REQUIRE_MEMORY(work, err, "the modes");
    memcpy(work, matrix, size * size * sizeof *work);
    CHL_REQUIRE(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'L', n, work, n,
                              work + size * size)
                    == 0,
                err, CHL_ENUMERIC, "the modes are not found");
    for (size_t k = 0; k < size; k++) {
        values[k] = work[size * size + size - 1 - k];
        memcpy(vectors + k * size, work + (size - 1 - k) * size,
               size * sizeof *vectors);
        settle_sign(size, vectors + k * size);
    }
out:
    chl_free(work);
    return status;
}
