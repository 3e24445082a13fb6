/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front of the eigen room: checks, the table of methods, the choice. */
#include <chladni/eigen.h>

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "eigen/method.h"

/* In order of preference: the first that suits is what "auto" takes. */
static const chl_eigen_method *const methods[] = {
    &chl_eigen_dense,
    &chl_eigen_arpack,
};

enum {
    METHOD_COUNT = sizeof methods / sizeof *methods
};

chl_eigen_settings
chl_eigen_settings_default(void)
{
    return (chl_eigen_settings){
        .method = "auto",
        .count = 6,
        .which = CHL_LARGEST,
        .tolerance = 1e-12,
        .max_restarts = 1000,
        .seed = 1,
    };
}

const char *
chl_eigen_reason_text(chl_eigen_reason reason)
{
    switch (reason) {
    case CHL_CONVERGED:
        return "converged";
    case CHL_HIT_ITERATION_LIMIT:
        return "hit the iteration limit";
    case CHL_STOPPED_BY_MONITOR:
        return "stopped by the monitor";
    default:
        return "unknown reason";
    }
}

bool
chl_eigen_goes_on(const chl_eigen_settings *settings, size_t applies)
{
    chl_eigen_progress now = { applies, settings->count };

    return settings->monitor == NULL
           || settings->monitor(settings->monitor_user, &now);
}

static chl_status
check_problem(const chl_eigen_problem *problem, chl_error *err)
{
    chl_status status = CHL_OK;
    const unsigned wanted = CHL_SYMMETRIC | CHL_POSITIVE;
    const chl_operator *a = problem->a, *b = problem->b;

    CHL_REQUIRE((chl_operator_flags(a) & CHL_SYMMETRIC) != 0, err, CHL_EARG,
                "A is not marked symmetric");
    if (b == NULL) {
        goto out;
    }
    CHL_REQUIRE((chl_operator_flags(b) & wanted) == wanted, err, CHL_EARG,
                "B is not marked symmetric and positive");
    CHL_REQUIRE(chl_operator_entries(b) != NULL, err, CHL_EARG,
                "B is matrix-free; it must have entries");
    CHL_REQUIRE(chl_operator_size(b) == chl_operator_size(a), err, CHL_ESHAPE,
                "A has size %zu and B has size %zu", chl_operator_size(a),
                chl_operator_size(b));
out:
    return status;
}

static chl_status
check_settings(size_t n, const chl_eigen_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->count >= 1 && s->count <= n, err, CHL_EARG,
                "count is %zu; it must lie in 1..%zu", s->count, n);
    CHL_REQUIRE(s->which == CHL_LARGEST || s->which == CHL_SMALLEST, err,
                CHL_EARG, "which is %d; it must be CHL_LARGEST or CHL_SMALLEST",
                (int) s->which);
    CHL_REQUIRE(
        isfinite(s->tolerance) && s->tolerance >= 0.0 && s->tolerance < 1.0,
        err, CHL_EARG, "tolerance is %g; it must lie in [0, 1)", s->tolerance);
    CHL_REQUIRE(s->basis == 0 || (s->basis > s->count && s->basis <= n), err,
                CHL_EARG, "basis is %zu; it must be 0 or lie in %zu..%zu",
                s->basis, s->count + 1, n);
    CHL_REQUIRE(s->max_restarts >= 1 && s->max_restarts <= INT_MAX, err,
                CHL_EARG, "max_restarts is %zu; it must lie in 1..%d",
                s->max_restarts, INT_MAX);
out:
    return status;
}

static chl_status
pick_method(const chl_eigen_problem *problem,
            const chl_eigen_settings *settings, const chl_eigen_method **out,
            chl_error *err)
{
    const char *name = settings->method != NULL ? settings->method : "auto";
    bool any = strcmp(name, "auto") == 0;

    for (size_t k = 0; k < METHOD_COUNT; k++) {
        if (any ? methods[k]->suits(problem, settings)
                : strcmp(name, methods[k]->name) == 0) {
            *out = methods[k];
            return methods[k]->check(problem, settings, err);
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "method is '%s'; it must be auto, dense or arpack", name);
}

chl_status
chl_eigen_solve(const chl_eigen_problem *problem,
                const chl_eigen_settings *settings, chl_eigen_result **out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings s =
        settings != NULL ? *settings : chl_eigen_settings_default();
    size_t n = chl_operator_size(problem->a);
    const chl_eigen_method *method = NULL;
    chl_eigen_result *result = NULL;

    CHL_TRY(check_problem(problem, err));
    CHL_TRY(check_settings(n, &s, err));
    CHL_TRY(pick_method(problem, &s, &method, err));
    CHL_TRY(chl_eigen_result_create(n, s.count, &result, err));
    result->method = method->name;
    CHL_TRY(method->solve(problem, &s, result, err));
    CHL_TRY(chl_eigen_result_arrange(result, s.which, err));
    CHL_TRY(chl_eigen_result_measure(problem, result, err));
    *out = result;
    result = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "eigenpairs of '%s'",
                         chl_operator_name(problem->a));
    }
    chl_eigen_result_free(result);
    return status;
}
