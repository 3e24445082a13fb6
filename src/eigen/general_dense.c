/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dense method for general operators: LAPACK's dgeev. */
#include <lapacke.h>
#include <string.h>

#include "base/error.h"
#include "eigen/general.h"
#include "eigen/pencil.h"

enum {
    ALWAYS_BELOW = 400 /* where QR takes a fraction of a second */
};

static chl_status
check(const chl_general_problem *problem, const chl_general_settings *settings,
      chl_error *err)
{
    size_t n = chl_operator_size(problem->a);

    (void) settings;
    if (n > CHL_LAPACK_LIMIT) {
        return CHL_FAIL(err, CHL_EUNSUPPORTED,
                        "size is %zu; method dense takes at most %d", n,
                        CHL_LAPACK_LIMIT);
    }
    return CHL_OK;
}

static bool
suits(const chl_general_problem *problem)
{
    return chl_operator_size(problem->a) < ALWAYS_BELOW;
}

/* All entries, by columns if the operator is matrix-free. */
static chl_status
fill_matrix(const chl_operator *a, double *matrix, size_t *applies,
            chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(a);
    double *unit = chl_alloc(n, sizeof *unit);

    CHL_REQUIRE_MEMORY(unit, err, "a vector");
    if (chl_operator_entries(a) != NULL
        && (chl_operator_flags(a) & CHL_SYMMETRIC) == 0) {
        memcpy(matrix, chl_operator_entries(a), n * n * sizeof *matrix);
        goto out;
    }
    for (size_t j = 0; j < n; j++) {
        unit[j] = 1.0;
        CHL_TRY(chl_operator_apply(a, unit, matrix + j * n, err));
        unit[j] = 0.0;
        ++*applies;
    }
out:
    chl_free(unit);
    return status;
}

static chl_status
decompose(size_t n, double *matrix, double *re, double *im, double *columns,
          chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int size = (lapack_int) n, info;
    double best = 0.0, *work = NULL;

    LAPACKE_dgeev_work(LAPACK_COL_MAJOR, 'N', 'V', size, matrix, size, re, im,
                       NULL, size, columns, size, &best, -1);
    work = chl_alloc((size_t) best, sizeof *work);
    CHL_REQUIRE_MEMORY(work, err, "the work of dgeev");
    info = LAPACKE_dgeev_work(LAPACK_COL_MAJOR, 'N', 'V', size, matrix, size,
                              re, im, NULL, size, columns, size, work,
                              (lapack_int) best);
    CHL_REQUIRE(info == 0, err, CHL_ENUMERIC, "dgeev gave code %d", (int) info);
out:
    chl_free(work);
    return status;
}

static chl_status
solve(const chl_general_problem *problem, const chl_general_settings *settings,
      chl_general_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = result->n;
    double *matrix = chl_alloc(n, n * sizeof *matrix);
    double *columns = chl_alloc(n, n * sizeof *columns);
    double *re = chl_alloc(n, sizeof *re), *im = chl_alloc(n, sizeof *im);

    (void) settings;
    CHL_REQUIRE_MEMORY(matrix, err, "a matrix");
    CHL_REQUIRE_MEMORY(columns, err, "eigenvectors");
    CHL_REQUIRE_MEMORY(re, err, "eigenvalues");
    CHL_REQUIRE_MEMORY(im, err, "eigenvalues");
    CHL_TRY(fill_matrix(problem->a, matrix, &result->applies, err));
    CHL_TRY(decompose(n, matrix, re, im, columns, err));
    CHL_TRY(chl_general_result_reserve(result, n, n, err));
    for (size_t k = 0; k < n; k++) {
        result->values[k] = (chl_complex){ re[k], im[k] };
        chl_general_unpack(n, k, im, columns, result->vectors + k * n);
    }
    result->count = n;
    result->reason = CHL_CONVERGED;
    result->complete = true;
out:
    chl_free(matrix);
    chl_free(columns);
    chl_free(re);
    chl_free(im);
    return status;
}

const chl_general_method chl_general_dense = {
    .name = "dense",
    .check = check,
    .suits = suits,
    .solve = solve,
};
