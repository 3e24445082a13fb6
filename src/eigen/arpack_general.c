/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of dnaupd and dneupd in mode 1 by reverse communication. */
#include <arpack.h>
#include <string.h>

#include "base/error.h"
#include "eigen/arpack.h"

typedef struct workspace {
    double *residual; /* n; in: start vector */
    double *basis;    /* n x ncv */
    double *ends;     /* 3 n, where vectors are handed over */
    double *work;     /* 3 ncv^2 + 6 ncv */
    double *extra;    /* 3 ncv */
    a_int *select;    /* ncv */
    a_int n, count, ncv, work_size;
    a_int settings[11], places[14];
} workspace;

static void
workspace_clear(workspace *w)
{
    chl_free(w->residual);
    chl_free(w->basis);
    chl_free(w->ends);
    chl_free(w->work);
    chl_free(w->extra);
    chl_free(w->select);
}

static chl_status
workspace_init(const chl_arpack_general_task *task, workspace *w,
               chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = task->n, ncv = task->basis, size = 3 * ncv * ncv + 6 * ncv;

    w->n = (a_int) n;
    w->count = (a_int) task->count;
    w->ncv = (a_int) ncv;
    w->work_size = (a_int) size;
    w->residual = chl_alloc(n, sizeof *w->residual);
    CHL_REQUIRE_MEMORY(w->residual, err, "the start vector");
    w->basis = chl_alloc(n * ncv, sizeof *w->basis);
    CHL_REQUIRE_MEMORY(w->basis, err, "the Krylov basis");
    w->ends = chl_alloc(3 * n, sizeof *w->ends);
    CHL_REQUIRE_MEMORY(w->ends, err, "the work of ARPACK");
    w->work = chl_alloc(size, sizeof *w->work);
    CHL_REQUIRE_MEMORY(w->work, err, "the work of ARPACK");
    w->extra = chl_alloc(3 * ncv, sizeof *w->extra);
    CHL_REQUIRE_MEMORY(w->extra, err, "the work of ARPACK");
    w->select = chl_alloc(ncv, sizeof *w->select);
    CHL_REQUIRE_MEMORY(w->select, err, "the work of ARPACK");
    memcpy(w->residual, task->start, n * sizeof *w->residual);
    w->settings[0] = 1; /* exact shifts */
    w->settings[2] = (a_int) task->max_restarts;
    w->settings[3] = 1; /* block size */
    w->settings[6] = 1; /* mode: A x = theta x */
out:
    return status;
}

static chl_status
iterate(const chl_arpack_general_task *task, workspace *w, size_t *applies,
        int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    a_int ido = 0, info = 1; /* 1: the start vector is ours */

    for (;;) {
        double *y;

        dnaupd_c(&ido, "I", w->n, task->end, w->count, task->tolerance,
                 w->residual, w->ncv, w->basis, w->n, w->settings, w->places,
                 w->ends, w->work, w->work_size, &info);
        if (ido != 1 && ido != -1) {
            break;
        }
        y = w->ends + w->places[1] - 1;
        CHL_TRY(task->apply(task->self, w->ends + w->places[0] - 1, y, err));
        CHL_TRY(chl_arpack_check(y, task->n, err));
        ++*applies;
    }
    *code = info == CHL_ARPACK_FINE && w->settings[4] == 0 ? CHL_ARPACK_NOTHING
                                                           : info;
out:
    return status;
}

/* ARPACK may hand over one more than asked for, so as not to split a pair. */
static size_t
extract(const chl_arpack_general_task *task, workspace *w, double *re,
        double *im, double *vectors, int *code)
{
    size_t found = (size_t) w->settings[4];
    a_int info = 0;

    dneupd_c(1, "A", w->select, re, im, vectors, w->n, 0.0, 0.0, w->extra, "I",
             w->n, task->end, w->count, task->tolerance, w->residual, w->ncv,
             w->basis, w->n, w->settings, w->places, w->ends, w->work,
             w->work_size, &info);
    if (info != 0) {
        *code = info;
        return 0;
    }
    found = (size_t) w->settings[4];
    return found < task->count + 1 ? found : task->count + 1;
}

chl_status
chl_arpack_general(const chl_arpack_general_task *task, size_t *applies,
                   double *re, double *im, double *vectors, size_t *found,
                   int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    workspace w = { 0 };

    *found = 0;
    *code = CHL_ARPACK_FINE;
    CHL_TRY(workspace_init(task, &w, err));
    CHL_TRY(iterate(task, &w, applies, code, err));
    if (w.settings[4] > 0
        && (*code == CHL_ARPACK_FINE || *code == CHL_ARPACK_LIMIT)) {
        *found = extract(task, &w, re, im, vectors, code);
    }
out:
    workspace_clear(&w);
    return status;
}
