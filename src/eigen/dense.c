/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dense method: Cholesky reduction and LAPACK's dsyevr for a range. */
#include <lapacke.h>
#include <string.h>

#include "base/error.h"
#include "eigen/method.h"
#include "eigen/pencil.h"

enum {
    /* Below, dense costs at most twice an arpack solve and always converges;
     * measured on Galerkin pencils. */
    ALWAYS_BELOW = 500,
    /* The small end of a Laplacian is where Lanczos is slowest. */
    SMALLEST_BELOW = 2000,
    /* Of n: with more pairs wanted than n / 4, too. */
    ALWAYS_PART = 4
};

typedef struct workspace {
    double *values; /* n */
    double *work;   /* work_size */
    lapack_int *support, *integers;
    lapack_int work_size, integer_size;
} workspace;

static chl_status
check(const chl_eigen_problem *problem, const chl_eigen_settings *settings,
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
suits(const chl_eigen_problem *problem, const chl_eigen_settings *settings)
{
    size_t n = chl_operator_size(problem->a);

    return n < ALWAYS_BELOW
           || (settings->which == CHL_SMALLEST && n < SMALLEST_BELOW)
           || (settings->count > n / ALWAYS_PART && n <= CHL_LAPACK_LIMIT);
}

static void
workspace_clear(workspace *w)
{
    chl_free(w->values);
    chl_free(w->work);
    chl_free(w->support);
    chl_free(w->integers);
}

static chl_status
workspace_init(size_t n, size_t count, workspace *w, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int size = (lapack_int) n, found;
    double work_size;

    LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'V', 'I', 'L', size, NULL, size, 0.0,
                        0.0, 1, (lapack_int) count, 0.0, &found, NULL, NULL,
                        size, NULL, &work_size, -1, &w->integer_size, -1);
    w->work_size = (lapack_int) work_size;
    w->values = chl_alloc(n, sizeof *w->values);
    CHL_REQUIRE_MEMORY(w->values, err, "eigenvalues");
    w->work = chl_alloc((size_t) w->work_size, sizeof *w->work);
    CHL_REQUIRE_MEMORY(w->work, err, "the work of dsyevr");
    w->support = chl_alloc(2 * n, sizeof *w->support);
    CHL_REQUIRE_MEMORY(w->support, err, "the work of dsyevr");
    w->integers = chl_alloc((size_t) w->integer_size, sizeof *w->integers);
    CHL_REQUIRE_MEMORY(w->integers, err, "the work of dsyevr");
out:
    return status;
}

/* The leading count pairs of a symmetric matrix, which is destroyed. */
static chl_status
leading(size_t n, double *matrix, const chl_eigen_settings *settings,
        chl_eigen_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int size = (lapack_int) n, count = (lapack_int) settings->count;
    lapack_int first = settings->which == CHL_LARGEST ? size - count + 1 : 1;
    lapack_int found = 0, info;
    workspace w = { 0 };

    CHL_TRY(workspace_init(n, settings->count, &w, err));
    info = LAPACKE_dsyevr_work(
        LAPACK_COL_MAJOR, 'V', 'I', 'L', size, matrix, size, 0.0, 0.0, first,
        first + count - 1, 0.0, &found, w.values, result->vectors, size,
        w.support, w.work, w.work_size, w.integers, w.integer_size);
    CHL_REQUIRE(info == 0 && found == count, err, CHL_ENUMERIC,
                "dsyevr found %d of %d eigenpairs and gave code %d",
                (int) found, (int) count, (int) info);
    memcpy(result->values, w.values, settings->count * sizeof *w.values);
    result->count = settings->count;
out:
    workspace_clear(&w);
    return status;
}

static chl_status
solve(const chl_eigen_problem *problem, const chl_eigen_settings *settings,
      chl_eigen_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(problem->a);
    double *matrix = NULL, *factor = NULL;

    if (!chl_eigen_goes_on(settings, 0)) {
        result->reason = CHL_STOPPED_BY_MONITOR;
        return CHL_OK;
    }
    if (problem->b != NULL) {
        CHL_TRY(chl_pencil_factor(problem->b, &factor, err));
    }
    CHL_TRY(chl_pencil_lower(problem->a, &matrix, err));
    if (chl_operator_entries(problem->a) == NULL) {
        result->applies = n;
    }
    if (factor != NULL) {
        chl_pencil_reduce(n, matrix, factor);
    }
    CHL_TRY(leading(n, matrix, settings, result, err));
    if (factor != NULL) {
        chl_pencil_back(n, result->count, factor, result->vectors);
    }
    result->reason = CHL_CONVERGED;
out:
    chl_free(matrix);
    chl_free(factor);
    return status;
}

const chl_eigen_method chl_eigen_dense = {
    .name = "dense",
    .check = check,
    .suits = suits,
    .solve = solve,
};
