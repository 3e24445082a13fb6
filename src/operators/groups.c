/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups side by side, folded in order. */
#include "operators/groups.h"

#include <omp.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"

struct chl_groups_run {
    const chl_groups_job *job;
    const size_t *list; /* groups in question; NULL = all                    */
    size_t count;
    bool *done;
    double *copies;
    atomic_bool stop;
    atomic_size_t finished;
    size_t failed_group;
    chl_status status;
    chl_error first;
};

/* Who only stopped because another thread failed has nothing to report. */
static void
remember(chl_groups_run_state *r, size_t group, chl_status status,
         const chl_error *err)
{
#pragma omp critical(chl_groups_failure)
    {
        bool follows = status == CHL_ECANCELLED && err->status == CHL_OK;

        if (!follows && (r->status == CHL_OK || group < r->failed_group)) {
            r->status = status;
            r->failed_group = group;
            r->first = *err;
        }
    }
    atomic_store(&r->stop, true);
}

/* The callback belongs to the calling thread, which is thread 0. */
static chl_status
tell(const chl_groups_run_state *r, size_t thread, double share, chl_error *err)
{
    const chl_groups_job *job = r->job;
    size_t total = job->total > 0 ? job->total : r->count;
    size_t finished = job->before + atomic_load(&r->finished);

    if (thread > 0) {
        return CHL_OK;
    }
    return chl_progress_tell(job->progress, job->stage,
                             (double) finished + share, (double) total, err);
}

chl_status
chl_groups_beat(const chl_groups_job *job, size_t thread, double share,
                chl_error *err)
{
    if (atomic_load(&job->state->stop)) {
        return CHL_ECANCELLED;
    }
    return tell(job->state, thread, share, err);
}

static void
keep(chl_groups_run_state *r, size_t thread, size_t group)
{
    const chl_groups_job *job = r->job;

    if (r->copies != NULL) {
        memcpy(r->copies + group * job->size, job->result(job->user, thread),
               job->size * sizeof(double));
    }
    if (r->done != NULL) {
        r->done[group] = true;
    }
    atomic_fetch_add(&r->finished, 1);
}

static void
work_on(chl_groups_run_state *r, size_t thread, size_t group)
{
    const chl_groups_job *job = r->job;
    chl_error err = { 0 };
    chl_status status;

    if (atomic_load(&r->stop)) {
        return;
    }
    status = tell(r, thread, 0.0, &err);
    if (status == CHL_OK) {
        status = job->work(job->user, thread, group, &err);
    }
    if (status == CHL_OK) {
        keep(r, thread, group);
    } else {
        remember(r, group, status, &err);
    }
}

/* The ranks and the checkpoint take results in order later on. */
static bool
takes_at_once(const chl_groups_run_state *r)
{
    return r->job->take != NULL && r->copies == NULL && r->job->store == NULL;
}

static size_t
group_at(const chl_groups_run_state *r, size_t k)
{
    return r->list != NULL ? r->list[k] : k;
}

/* Nobody waits for anybody. Shares are fixed, so that thread 0, which asks
 * whether to go on, has groups between which to ask. */
static void
run_freely(chl_groups_run_state *r)
{
#pragma omp parallel for schedule(static, 1) num_threads((int) r->job->threads)
    for (size_t k = 0; k < r->count; k++) {
        work_on(r, (size_t) omp_get_thread_num(), group_at(r, k));
    }
}

static void
run_in_order(chl_groups_run_state *r)
{
    const chl_groups_job *job = r->job;

#pragma omp parallel for ordered schedule(static, 1)                           \
    num_threads((int) job->threads)
    for (size_t k = 0; k < r->count; k++) {
        size_t thread = (size_t) omp_get_thread_num();
        size_t group = group_at(r, k);

        work_on(r, thread, group);
#pragma omp ordered
        if (!atomic_load(&r->stop)) {
            job->take(job->user, group, job->result(job->user, thread));
        }
    }
}

chl_status
chl_groups_run_list(chl_groups_job *job, const size_t *list, size_t count,
                    bool *done, double *copies, chl_error *err)
{
    chl_groups_run_state r = {
        .job = job, .list = list, .count = count, .done = done, .copies = copies
    };

    job->state = &r;
    if (takes_at_once(&r)) {
        run_in_order(&r);
    } else {
        run_freely(&r);
    }
    job->state = NULL;
    if (r.status != CHL_OK && err != NULL && err->status == CHL_OK) {
        *err = r.first;
    }
    return r.status;
}

bool
chl_groups_shared(const chl_groups_job *job)
{
    return (job->team != NULL && job->team->size > 1)
           || job->checkpoint != NULL;
}

chl_status
chl_groups_run(chl_groups_job *job, chl_error *err)
{
    if (chl_groups_shared(job) && job->size > 0) {
        return chl_groups_run_shared(job, err);
    }
    return chl_groups_run_list(job, NULL, job->groups, NULL, NULL, err);
}
