/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of symmetric operators by Lanczos. */
#include "systems/lanczos.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/symmetric.h"

typedef struct krylov {
    size_t n, limit, count;
    double *basis;        /* n x (limit + 1), column-major                   */
    double *alpha, *beta; /* the tridiagonal matrix                          */
    double *matrix;       /* limit x limit                                   */
    double *values;       /* limit                                           */
    double *weights;      /* coefficients of phi(T) e_1, limit               */
    double *overlap;      /* limit + 1                                       */
} krylov;

static void
krylov_clear(krylov *k)
{
    chl_free(k->basis);
    chl_free(k->alpha);
    chl_free(k->beta);
    chl_free(k->matrix);
    chl_free(k->values);
    chl_free(k->weights);
    chl_free(k->overlap);
}

static chl_status
krylov_init(krylov *k, size_t n, size_t limit, chl_error *err)
{
    chl_status status = CHL_OK;

    k->n = n;
    k->limit = limit < n ? limit : n;
    k->basis = chl_alloc(n * (k->limit + 1), sizeof *k->basis);
    k->alpha = chl_alloc(k->limit, sizeof *k->alpha);
    k->beta = chl_alloc(k->limit, sizeof *k->beta);
    k->matrix = chl_alloc(k->limit * k->limit, sizeof *k->matrix);
    k->values = chl_alloc(k->limit, sizeof *k->values);
    k->weights = chl_alloc(k->limit, sizeof *k->weights);
    k->overlap = chl_alloc(k->limit + 1, sizeof *k->overlap);
    CHL_REQUIRE(k->basis != NULL && k->alpha != NULL && k->beta != NULL
                    && k->matrix != NULL && k->values != NULL
                    && k->weights != NULL && k->overlap != NULL,
                err, CHL_ENOMEM, "out of memory for %zu Lanczos vectors",
                k->limit);
out:
    return status;
}

/* The next vector; beta = 0 where the space is exhausted. */
static chl_status
extend(krylov *k, const chl_operator *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const int n = (int) k->n, count = (int) k->count + 1;
    double *last = k->basis + k->count * k->n, *next = last + k->n, size;

    CHL_TRY(chl_operator_apply(s, last, next, err));
    size = cblas_dnrm2(n, next, 1);
    k->alpha[k->count] = cblas_ddot(n, last, 1, next, 1);
    for (int pass = 0; pass < 2; pass++) {
        cblas_dgemv(CblasColMajor, CblasTrans, n, count, 1.0, k->basis, n, next,
                    1, 0.0, k->overlap, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, n, count, -1.0, k->basis, n,
                    k->overlap, 1, 1.0, next, 1);
    }
    k->beta[k->count] = cblas_dnrm2(n, next, 1);
    if (k->beta[k->count] <= 1e-14 * size) {
        k->beta[k->count] = 0.0;
    } else {
        cblas_dscal(n, 1.0 / k->beta[k->count], next, 1);
    }
    k->count++;
out:
    return status;
}

/* phi(T) e_1. */
static chl_status
project(krylov *k, const chl_lanczos_function *phi, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = k->count;

    memset(k->matrix, 0, count * count * sizeof *k->matrix);
    for (size_t i = 0; i < count; i++) {
        k->matrix[i * count + i] = k->alpha[i];
        if (i + 1 < count) {
            k->matrix[i * count + i + 1] = k->beta[i];
        }
    }
    CHL_TRY(chl_symmetric_eigen(count, k->matrix, k->values, err));
    for (size_t i = 0; i < count; i++) {
        k->values[i] = phi->value(phi->self, fmax(k->values[i], 0.0))
                       * k->matrix[i * count];
    }
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int) count, (int) count, 1.0,
                k->matrix, (int) count, k->values, 1, 0.0, k->weights, 1);
out:
    return status;
}

/* The coefficients decay like the error. */
static bool
settled(const krylov *k, double tolerance)
{
    double all = cblas_dnrm2((int) k->count, k->weights, 1);

    return k->count >= 3 && fabs(k->weights[k->count - 1]) <= tolerance * all
           && fabs(k->weights[k->count - 2]) <= tolerance * all;
}

chl_status
chl_lanczos_apply(const chl_operator *s, const chl_lanczos_function *phi,
                  const double *v, double tolerance, size_t limit, double *out,
                  size_t *products, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = chl_operator_size(s);
    const double size = cblas_dnrm2((int) n, v, 1);
    krylov k = { 0 };
    bool done = false;

    CHL_TRY(krylov_init(&k, n, limit, err));
    if (size > 0.0) {
        memcpy(k.basis, v, n * sizeof *v);
        cblas_dscal((int) n, 1.0 / size, k.basis, 1);
    }
    for (done = size == 0.0; !done && k.count < k.limit;) {
        CHL_TRY(extend(&k, s, err));
        CHL_TRY(project(&k, phi, err));
        done = k.beta[k.count - 1] == 0.0 || k.count == n
               || settled(&k, tolerance);
    }
    CHL_REQUIRE(done, err, CHL_ENUMERIC,
                "Lanczos has not settled to %g after %zu products", tolerance,
                k.count);
    memset(out, 0, n * sizeof *out);
    if (k.count > 0) {
        cblas_dgemv(CblasColMajor, CblasNoTrans, (int) n, (int) k.count, size,
                    k.basis, (int) n, k.weights, 1, 0.0, out, 1);
    }
    *products = k.count;
out:
    krylov_clear(&k);
    return status;
}
