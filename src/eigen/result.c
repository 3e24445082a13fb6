/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenpairs: order, sign, and residuals measured the same for all methods. */
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eigen/method.h"

typedef struct place {
    double key; /* ascending in the order asked for */
    size_t index;
} place;

chl_status
chl_eigen_result_create(size_t n, size_t count, chl_eigen_result **out,
                        chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_result *result = chl_alloc(1, sizeof *result);

    CHL_REQUIRE_MEMORY(result, err, "eigenpairs");
    result->n = n;
    result->values = chl_alloc(count, sizeof *result->values);
    CHL_REQUIRE_MEMORY(result->values, err, "eigenvalues");
    result->vectors = chl_alloc(n * count, sizeof *result->vectors);
    CHL_REQUIRE_MEMORY(result->vectors, err, "eigenvectors");
    result->residuals = chl_alloc(count, sizeof *result->residuals);
    CHL_REQUIRE_MEMORY(result->residuals, err, "residuals");
    *out = result;
    result = NULL;
out:
    chl_eigen_result_free(result);
    return status;
}

void
chl_eigen_result_free(chl_eigen_result *result)
{
    if (result != NULL) {
        chl_free(result->values);
        chl_free(result->vectors);
        chl_free(result->residuals);
    }
    chl_free(result);
}

static int
compare(const void *left, const void *right)
{
    const place *a = left, *b = right;

    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Entries this near count as equal, so that rounding does not choose the sign
 * of a symmetric vector. */
static const double tie = 1e-6;

/* The first entry of largest modulus becomes positive. */
static void
fix_sign(size_t n, double *vector)
{
    double largest = 0.0;
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(vector[i]));
    }
    while (fabs(vector[at]) < (1.0 - tie) * largest) {
        at++;
    }
    if (vector[at] < 0.0) {
        for (size_t i = 0; i < n; i++) {
            vector[i] = -vector[i];
        }
    }
}

chl_status
chl_eigen_result_arrange(chl_eigen_result *result, chl_eigen_which which,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = result->n, count = result->count;
    double sign = which == CHL_LARGEST ? -1.0 : 1.0;
    place *places = chl_alloc(count, sizeof *places);
    double *vectors = chl_alloc(n * count, sizeof *vectors);

    CHL_REQUIRE_MEMORY(places, err, "the order of eigenpairs");
    CHL_REQUIRE_MEMORY(vectors, err, "eigenvectors");
    for (size_t k = 0; k < count; k++) {
        places[k] = (place){ sign * result->values[k], k };
    }
    qsort(places, count, sizeof *places, compare);
    for (size_t k = 0; k < count; k++) {
        memcpy(vectors + k * n, result->vectors + places[k].index * n,
               n * sizeof *vectors);
        result->values[k] = sign * places[k].key;
        fix_sign(n, vectors + k * n);
    }
    chl_free(result->vectors);
    result->vectors = vectors;
    vectors = NULL;
out:
    chl_free(places);
    chl_free(vectors);
    return status;
}

/* An eigenvalue of zero has no relative accuracy unless it is exact. */
static double
ratio(double residual, double scale)
{
    return residual > 0.0 ? residual / scale : 0.0;
}

chl_status
chl_eigen_result_measure(const chl_eigen_problem *problem,
                         chl_eigen_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    int n = (int) result->n;
    double *av = chl_alloc(result->n, sizeof *av);
    double *bv = chl_alloc(result->n, sizeof *bv);

    CHL_REQUIRE_MEMORY(av, err, "residuals");
    CHL_REQUIRE_MEMORY(bv, err, "residuals");
    for (size_t k = 0; k < result->count; k++) {
        const double *v = result->vectors + k * result->n;
        double theta = result->values[k];

        CHL_TRY(chl_operator_apply(problem->a, v, av, err));
        if (problem->b != NULL) {
            CHL_TRY(chl_operator_apply(problem->b, v, bv, err));
        } else {
            memcpy(bv, v, result->n * sizeof *bv);
        }
        cblas_daxpy(n, -theta, bv, 1, av, 1);
        result->residuals[k] =
            ratio(cblas_dnrm2(n, av, 1), fabs(theta) * cblas_dnrm2(n, bv, 1));
    }
out:
    chl_free(av);
    chl_free(bv);
    return status;
}
