/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions, gradients and their outer products on given rows. */
#include <cblas.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/error.h"
#include "operators/class_radial.h"
#include "operators/evaluation.h"

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void
fill_values(const chl_evaluation *e, const double *offsets, size_t count,
            double *values)
{
    size_t q = e->galerkin->q, k = e->k;

    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) k,
                (int) q, 1.0, e->phi, (int) q, e->coefficients, (int) q, 0.0,
                values, (int) k);
    for (size_t i = 0; offsets != NULL && i < count * k; i++) {
        values[i] -= offsets[i % k];
    }
}

chl_status
chl_galerkin_evaluate(const chl_galerkin *galerkin, const double *coefficients,
                      const double *offsets, size_t k, const size_t *row,
                      size_t count, double *values, double *gradients,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    chl_evaluation e = { 0 };

    if (chl_functions_as_radial(galerkin->functions) == NULL) {
        return chl_class_evaluate(galerkin, coefficients, offsets, k, row,
                                  count, values, gradients, err);
    }
    CHL_TRY(chl_evaluation_init(galerkin, coefficients, k, &e, err));
    for (size_t at = 0; at < count; at += e.block) {
        size_t here = least(count - at, e.block);

        CHL_TRY(chl_evaluation_rows(&e, row + at, here, err));
        fill_values(&e, offsets, here, values + at * k);
        for (size_t a = 0; gradients != NULL && a < k; a++) {
            chl_evaluation_squares(&e, a, here, gradients + at * k);
        }
    }
out:
    chl_evaluation_clear(&e);
    return status;
}

chl_status
chl_galerkin_functions(const chl_galerkin *galerkin, const size_t *row,
                       size_t count, double *functions, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_evaluation e = { 0 };
    size_t q = galerkin->q;

    if (chl_functions_as_radial(galerkin->functions) == NULL) {
        return chl_class_functions(galerkin, row, count, functions, err);
    }
    CHL_TRY(chl_evaluation_init(galerkin, NULL, 0, &e, err));
    for (size_t at = 0; at < count; at += e.block) {
        size_t here = least(count - at, e.block);

        CHL_TRY(chl_evaluation_rows(&e, row + at, here, err));
        memcpy(functions + at * q, e.phi, here * q * sizeof *functions);
    }
out:
    chl_evaluation_clear(&e);
    return status;
}

static void
mirror(size_t r, double *matrix)
{
    for (size_t i = 0; i < r; i++) {
        for (size_t j = 0; j < i; j++) {
            matrix[i * r + j] = matrix[j * r + i];
        }
    }
}

/* mean += sum over the block of the gradients in e->slack. */
static void
add_gradients(const chl_evaluation *e, size_t r, size_t count, double *mean)
{
    for (size_t i = 0; i < count; i++) {
        cblas_daxpy((int) r, 1.0, e->slack + i * r, 1, mean, 1);
    }
}

chl_status
chl_galerkin_gradient_covariance(const chl_galerkin *galerkin,
                                 const double *coefficients,
                                 const double *scale, size_t k,
                                 const size_t *row, size_t count, double *out,
                                 chl_error *err)
{
    chl_status status = CHL_OK;
    chl_evaluation e = { 0 };
    size_t r = galerkin->basis->lens.r;
    double n = (double) count, *means = chl_alloc(k * r, sizeof *means);

    CHL_REQUIRE_MEMORY(means, err, "mean gradients");
    CHL_REQUIRE(chl_functions_as_radial(galerkin->functions) != NULL, err,
                CHL_EUNSUPPORTED, "only radial functions see a metric");
    CHL_TRY(chl_evaluation_init(galerkin, coefficients, k, &e, err));
    memset(out, 0, r * r * sizeof *out);
    for (size_t at = 0; at < count; at += e.block) {
        size_t here = least(count - at, e.block);

        CHL_TRY(chl_evaluation_rows(&e, row + at, here, err));
        for (size_t a = 0; a < k; a++) {
            chl_evaluation_gradients(&e, a, here);
            add_gradients(&e, r, here, means + a * r);
            cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, (int) r,
                        (int) here, scale[a] / n, e.slack, (int) r, 1.0, out,
                        (int) r);
        }
    }
    for (size_t a = 0; a < k; a++) {
        cblas_dsyr(CblasRowMajor, CblasUpper, (int) r, -scale[a] / (n * n),
                   means + a * r, 1, out, (int) r);
    }
    mirror(r, out);
out:
    chl_evaluation_clear(&e);
    chl_free(means);
    return status;
}
