/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of dsaupd and dseupd in mode 1 by reverse communication. */
#include <arpack.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "eigen/arpack.h"
#include "eigen/method.h"

typedef struct workspace {
    double *residual; /* n; in: start vector */
    double *basis;    /* n x ncv */
    double *ends;     /* 3 n, where vectors are handed over */
    double *work;     /* ncv (ncv + 8) */
    double *values;   /* ncv */
    a_int *select;    /* ncv */
    a_int n, count, ncv, work_size;
    a_int settings[11], places[11];
} workspace;

static void
workspace_clear(workspace *w)
{
    chl_free(w->residual);
    chl_free(w->basis);
    chl_free(w->ends);
    chl_free(w->work);
    chl_free(w->values);
    chl_free(w->select);
}

static chl_status
workspace_init(const chl_arpack_task *task, workspace *w, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = task->n, ncv = task->basis;

    w->n = (a_int) n;
    w->count = (a_int) task->count;
    w->ncv = (a_int) ncv;
    w->work_size = (a_int) (ncv * (ncv + 8));
    w->residual = chl_alloc(n, sizeof *w->residual);
    CHL_REQUIRE_MEMORY(w->residual, err, "the start vector");
    w->basis = chl_alloc(n * ncv, sizeof *w->basis);
    CHL_REQUIRE_MEMORY(w->basis, err, "the Krylov basis");
    w->ends = chl_alloc(3 * n, sizeof *w->ends);
    CHL_REQUIRE_MEMORY(w->ends, err, "the work of ARPACK");
    w->work = chl_alloc(ncv * (ncv + 8), sizeof *w->work);
    CHL_REQUIRE_MEMORY(w->work, err, "the work of ARPACK");
    w->values = chl_alloc(ncv, sizeof *w->values);
    CHL_REQUIRE_MEMORY(w->values, err, "the work of ARPACK");
    w->select = chl_alloc(ncv, sizeof *w->select);
    CHL_REQUIRE_MEMORY(w->select, err, "the work of ARPACK");
    memcpy(w->residual, task->start, n * sizeof *w->residual);
    w->settings[0] = 1; /* exact shifts */
    w->settings[2] = (a_int) task->settings->max_restarts;
    w->settings[3] = 1; /* block size */
    w->settings[6] = 1; /* mode: A x = theta x */
out:
    return status;
}

static const char *
end_of(const chl_arpack_task *task)
{
    return task->settings->which == CHL_LARGEST ? "LA" : "SA";
}

/* ARPACK would carry a NaN around until the iteration limit. */
static chl_status
check_finite(const double *y, size_t n, chl_error *err)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += y[i] * 0.0;
    }
    if (!isfinite(sum)) {
        return CHL_FAIL(err, CHL_ENUMERIC,
                        "apply gave a value that is not finite");
    }
    return CHL_OK;
}

static chl_status
iterate(const chl_arpack_task *task, workspace *w, size_t *applies,
        chl_arpack_outcome *outcome, chl_error *err)
{
    chl_status status = CHL_OK;
    a_int ido = 0, info = 1; /* 1: the start vector is ours */

    for (;;) {
        double *y;

        dsaupd_c(&ido, "I", w->n, end_of(task), w->count, task->tolerance,
                 w->residual, w->ncv, w->basis, w->n, w->settings, w->places,
                 w->ends, w->work, w->work_size, &info);
        if (ido != 1 && ido != -1) {
            break;
        }
        if (!chl_eigen_goes_on(task->settings, *applies)) {
            outcome->stopped = true;
            break;
        }
        y = w->ends + w->places[1] - 1;
        CHL_TRY(task->apply(task->self, w->ends + w->places[0] - 1, y, err));
        CHL_TRY(check_finite(y, task->n, err));
        ++*applies;
    }
    outcome->code = info;
    outcome->restarts = (size_t) w->settings[2];
    if (w->settings[4] > w->count) {
        outcome->code = CHL_ARPACK_LIES;
    } else if (info == CHL_ARPACK_FINE && w->settings[4] == 0) {
        outcome->code = CHL_ARPACK_NOTHING;
    }
out:
    return status;
}

static void
extract(const chl_arpack_task *task, workspace *w, double *values,
        double *vectors, chl_arpack_outcome *outcome)
{
    size_t found = (size_t) w->settings[4];
    a_int info = 0;

    dseupd_c(1, "A", w->select, w->values, w->basis, w->n, 0.0, "I", w->n,
             end_of(task), w->count, task->tolerance, w->residual, w->ncv,
             w->basis, w->n, w->settings, w->places, w->ends, w->work,
             w->work_size, &info);
    if (info != 0) {
        outcome->code = info;
        return;
    }
    memcpy(values, w->values, found * sizeof *values);
    memcpy(vectors, w->basis, found * task->n * sizeof *vectors);
    outcome->found = found;
}

chl_status
chl_arpack_symmetric(const chl_arpack_task *task, size_t *applies,
                     double *values, double *vectors,
                     chl_arpack_outcome *outcome, chl_error *err)
{
    chl_status status = CHL_OK;
    workspace w = { 0 };

    *outcome = (chl_arpack_outcome){ 0 };
    CHL_TRY(workspace_init(task, &w, err));
    CHL_TRY(iterate(task, &w, applies, outcome, err));
    if (!outcome->stopped && w.settings[4] > 0
        && (outcome->code == CHL_ARPACK_FINE
            || outcome->code == CHL_ARPACK_LIMIT)) {
        extract(task, &w, values, vectors, outcome);
    }
out:
    workspace_clear(&w);
    return status;
}
