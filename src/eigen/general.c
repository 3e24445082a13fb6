/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front for general operators: checks, the table of methods. */
#include "eigen/general.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

/* In order of preference: the first that suits is what "auto" takes. */
static const chl_general_method *const methods[] = {
    &chl_general_dense,
    &chl_general_arpack,
};

enum {
    METHOD_COUNT = sizeof methods / sizeof *methods,
    DENSE_AT_MOST = 1500 /* seconds, and 54 MB of vectors */
};

chl_general_settings
chl_general_settings_default(void)
{
    return (chl_general_settings){
        .method = "auto",
        .count = 6,
        .which = CHL_RIGHTMOST,
        .tolerance = 1e-12,
        .max_restarts = 1000,
        .seed = 1,
    };
}

void
chl_general_result_free(chl_general_result *result)
{
    if (result == NULL) {
        return;
    }
    chl_free(result->values);
    chl_free(result->vectors);
    chl_free(result->residuals);
    chl_free(result);
}

static chl_status
check_settings(size_t n, const chl_general_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->count >= 1 && s->count <= n, err, CHL_EARG,
                "count is %zu; it must lie in 1..%zu", s->count, n);
    CHL_REQUIRE(s->which == CHL_RIGHTMOST || s->which == CHL_NEAREST_SHIFT, err,
                CHL_EARG,
                "which is %d; it must be CHL_RIGHTMOST or CHL_NEAREST_SHIFT",
                (int) s->which);
    CHL_REQUIRE(
        isfinite(s->tolerance) && s->tolerance >= 0.0 && s->tolerance < 1.0,
        err, CHL_EARG, "tolerance is %g; it must lie in [0, 1)", s->tolerance);
    CHL_REQUIRE(s->basis == 0 || (s->basis > s->count + 2 && s->basis <= n),
                err, CHL_EARG, "basis is %zu; it must be 0 or lie in %zu..%zu",
                s->basis, s->count + 3, n);
    CHL_REQUIRE(s->max_restarts >= 1 && s->max_restarts <= INT_MAX, err,
                CHL_EARG, "max_restarts is %zu; it must lie in 1..%d",
                s->max_restarts, INT_MAX);
out:
    return status;
}

static chl_status
check_problem(const chl_general_problem *problem, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(problem->a);

    CHL_REQUIRE(isfinite(problem->shift), err, CHL_EARG,
                "shift is %g; it must be finite", problem->shift);
    CHL_REQUIRE(problem->inverse == NULL
                    || chl_operator_size(problem->inverse) == n,
                err, CHL_ESHAPE, "A has size %zu and its inverse has size %zu",
                n, chl_operator_size(problem->inverse));
out:
    return status;
}

static chl_status
pick_method(const chl_general_problem *problem,
            const chl_general_settings *settings,
            const chl_general_method **out, chl_error *err)
{
    const char *name = settings->method != NULL ? settings->method : "auto";
    bool any = strcmp(name, "auto") == 0;

    for (size_t k = 0; k < METHOD_COUNT; k++) {
        if (any ? methods[k]->suits(problem)
                : strcmp(name, methods[k]->name) == 0) {
            *out = methods[k];
            return methods[k]->check(problem, settings, err);
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "method is '%s'; it must be auto, dense or arpack", name);
}

/* Where no line can be drawn around the rightmost, all of them are found. */
static bool
needs_all(const chl_general_problem *problem, const chl_general_settings *s,
          const chl_general_result *result)
{
    bool any = s->method == NULL || strcmp(s->method, "auto") == 0;

    return any && s->which == CHL_RIGHTMOST && !result->complete
           && problem->inverse != NULL && result->n <= DENSE_AT_MOST;
}

static chl_status
run_method(const chl_general_method *method, const chl_general_problem *problem,
           const chl_general_settings *settings, size_t applies,
           chl_general_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_general_result *result = chl_alloc(1, sizeof *result);

    CHL_REQUIRE_MEMORY(result, err, "a result");
    result->method = method->name;
    result->n = chl_operator_size(problem->a);
    result->applies = applies;
    CHL_TRY(method->solve(problem, settings, result, err));
    *out = result;
    result = NULL;
out:
    chl_general_result_free(result);
    return status;
}

chl_status
chl_general_solve(const chl_general_problem *problem,
                  const chl_general_settings *settings,
                  chl_general_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_general_settings s =
        settings != NULL ? *settings : chl_general_settings_default();
    const chl_general_method *method = NULL;
    chl_general_result *result = NULL;

    CHL_TRY(check_problem(problem, err));
    CHL_TRY(check_settings(chl_operator_size(problem->a), &s, err));
    CHL_TRY(pick_method(problem, &s, &method, err));
    CHL_TRY(run_method(method, problem, &s, 0, &result, err));
    if (needs_all(problem, &s, result)) {
        size_t applies = result->applies;

        chl_general_result_free(result);
        result = NULL;
        CHL_TRY(
            run_method(&chl_general_dense, problem, &s, applies, &result, err));
    }
    CHL_TRY(chl_general_result_arrange(result, s.which, problem->shift, s.count,
                                       err));
    CHL_TRY(chl_general_result_measure(problem, result, err));
    *out = result;
    result = NULL;
out:
    chl_general_result_free(result);
    return status;
}
