/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of dsaupd and dseupd in mode 1 by reverse communication. */
#include <string.h>

#include "base/error.h"
#include "eigen/arpack_work.h"
#include "eigen/method.h"

/* A run on one rank or several. Apply sees whole vectors on every rank; what
 * ARPACK sees are the slices from first[rank] to first[rank + 1]. */
typedef struct solve {
    const chl_arpack_task *task;
    const chl_team *team; /* NULL = alone                                    */
    size_t *first;        /* ranks + 1                                       */
    double *x, *y;        /* n, whole vectors; not used alone                */
    size_t start;         /* of our slice                                    */
    chl_arpack_work w;
} solve;

static void
solve_clear(solve *s)
{
    chl_free(s->first);
    chl_free(s->x);
    chl_free(s->y);
    chl_free(s->w.residual);
    chl_free(s->w.basis);
    chl_free(s->w.ends);
    chl_free(s->w.work);
    chl_free(s->w.values);
    chl_free(s->w.select);
}

/* Slices of equal lengths, but for the rounding. */
static chl_status
split(solve *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = s->task->n, ranks = s->team != NULL ? s->team->size : 1;
    size_t rank = s->team != NULL ? s->team->rank : 0;

    CHL_REQUIRE(ranks == 1 || chl_parpack_is_here(), err, CHL_EUNSUPPORTED,
                "a team of %zu, but built without PARPACK", ranks);
    s->first = chl_alloc(ranks + 1, sizeof *s->first);
    CHL_REQUIRE_MEMORY(s->first, err, "slices of vectors");
    for (size_t r = 0; r <= ranks; r++) {
        s->first[r] = n * r / ranks;
    }
    s->start = s->first[rank];
    s->w.n = (a_int) (s->first[rank + 1] - s->start);
    if (ranks > 1) {
        s->x = chl_alloc(n, sizeof *s->x);
        s->y = chl_alloc(n, sizeof *s->y);
        CHL_REQUIRE_MEMORY(s->x, err, "a whole vector");
        CHL_REQUIRE_MEMORY(s->y, err, "a whole vector");
    }
out:
    return status;
}

static chl_status
solve_init(solve *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_arpack_task *task = s->task;
    chl_arpack_work *w = &s->w;
    size_t ncv = task->basis, n;

    CHL_TRY(split(s, err));
    n = (size_t) w->n;
    w->end = task->settings->which == CHL_LARGEST ? "LA" : "SA";
    w->tolerance = task->tolerance;
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
    memcpy(w->residual, task->start + s->start, n * sizeof *w->residual);
    w->settings[0] = 1; /* exact shifts */
    w->settings[2] = (a_int) task->settings->max_restarts;
    w->settings[3] = 1; /* block size */
    w->settings[6] = 1; /* mode: A x = theta x */
out:
    return status;
}

/* y = A x of slices. */
static chl_status
apply(solve *s, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_arpack_task *task = s->task;
    size_t n = (size_t) s->w.n;

    if (s->team == NULL) {
        CHL_TRY(task->apply(task->self, x, y, err));
    } else {
        memcpy(s->x + s->start, x, n * sizeof *x);
        CHL_TRY(s->team->gather(s->team->self, s->x, s->first, err));
        CHL_TRY(task->apply(task->self, s->x, s->y, err));
        memcpy(y, s->y + s->start, n * sizeof *y);
    }
    CHL_TRY(chl_arpack_check(s->team == NULL ? y : s->y, task->n, err));
out:
    return status;
}

static void
step(solve *s, a_int *ido, a_int *info)
{
    chl_arpack_work *w = &s->w;

    if (s->team != NULL) {
        chl_parpack_step(s->team->communicator, w, ido, info);
        return;
    }
    dsaupd_c(ido, "I", w->n, w->end, w->count, w->tolerance, w->residual,
             w->ncv, w->basis, w->n, w->settings, w->places, w->ends, w->work,
             w->work_size, info);
}

static chl_status
iterate(solve *s, size_t *applies, chl_arpack_outcome *outcome, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_arpack_work *w = &s->w;
    a_int ido = 0, info = 1; /* 1: the start vector is ours */

    for (;;) {
        step(s, &ido, &info);
        if (ido != 1 && ido != -1) {
            break;
        }
        if (!chl_eigen_goes_on(s->task->settings, *applies)) {
            outcome->stopped = true;
            break;
        }
        CHL_TRY(apply(s, w->ends + w->places[0] - 1, w->ends + w->places[1] - 1,
                      err));
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

/* Slices of `found` vectors to whole ones; the values are those of rank 0, so
 * that all ranks go on with the same bits. */
static chl_status
assemble(solve *s, size_t found, double *values, double *vectors,
         chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_arpack_work *w = &s->w;
    size_t n = s->task->n, here = (size_t) w->n, *only = NULL;

    memcpy(values, w->values, found * sizeof *values);
    if (s->team == NULL) {
        memcpy(vectors, w->basis, found * n * sizeof *vectors);
        goto out;
    }
    only = chl_alloc(s->team->size + 1, sizeof *only);
    CHL_REQUIRE_MEMORY(only, err, "slices of vectors");
    for (size_t r = 1; r <= s->team->size; r++) {
        only[r] = found;
    }
    CHL_TRY(s->team->gather(s->team->self, values, only, err));
    for (size_t k = 0; k < found; k++) {
        memcpy(vectors + k * n + s->start, w->basis + k * here,
               here * sizeof *vectors);
        CHL_TRY(s->team->gather(s->team->self, vectors + k * n, s->first, err));
    }
out:
    chl_free(only);
    return status;
}

static chl_status
extract(solve *s, double *values, double *vectors, chl_arpack_outcome *outcome,
        chl_error *err)
{
    chl_status status = CHL_OK;
    chl_arpack_work *w = &s->w;
    size_t found = (size_t) w->settings[4];
    a_int info = 0;

    if (s->team != NULL) {
        chl_parpack_extract(s->team->communicator, w, &info);
    } else {
        dseupd_c(1, "A", w->select, w->values, w->basis, w->n, 0.0, "I", w->n,
                 w->end, w->count, w->tolerance, w->residual, w->ncv, w->basis,
                 w->n, w->settings, w->places, w->ends, w->work, w->work_size,
                 &info);
    }
    if (info != 0) {
        outcome->code = info;
        goto out;
    }
    CHL_TRY(assemble(s, found, values, vectors, err));
    outcome->found = found;
out:
    return status;
}

chl_status
chl_arpack_symmetric(const chl_arpack_task *task, size_t *applies,
                     double *values, double *vectors,
                     chl_arpack_outcome *outcome, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_team *team = task->settings->team;
    solve s = { .task = task };

    s.team = team != NULL && team->size > 1 ? team : NULL;
    *outcome = (chl_arpack_outcome){ 0 };
    CHL_TRY(solve_init(&s, err));
    CHL_TRY(iterate(&s, applies, outcome, err));
    if (!outcome->stopped && s.w.settings[4] > 0
        && (outcome->code == CHL_ARPACK_FINE
            || outcome->code == CHL_ARPACK_LIMIT)) {
        CHL_TRY(extract(&s, values, vectors, outcome, err));
    }
out:
    solve_clear(&s);
    return status;
}
