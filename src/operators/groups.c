/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups side by side, folded in order. */
#include "operators/groups.h"

#include <omp.h>
#include <stdatomic.h>

#include "base/error.h"

typedef struct run {
    const chl_groups_job *job;
    atomic_bool stop;
    size_t failed_group;
    chl_status status;
    chl_error first;
} run;

static void
remember(run *r, size_t group, chl_status status, const chl_error *err)
{
#pragma omp critical(chl_groups_failure)
    {
        if (r->status == CHL_OK || group < r->failed_group) {
            r->status = status;
            r->failed_group = group;
            r->first = *err;
        }
    }
    atomic_store(&r->stop, true);
}

static void
work_on(run *r, size_t thread, size_t group)
{
    const chl_groups_job *job = r->job;
    chl_error err = { 0 };
    chl_status status = CHL_OK;

    if (atomic_load(&r->stop)) {
        return;
    }
    /* The callback belongs to the calling thread, which is thread 0. */
    if (thread == 0) {
        status = chl_progress_tell(job->progress, job->stage, (double) group,
                                   (double) job->groups, &err);
    }
    if (status == CHL_OK) {
        status = job->work(job->user, thread, group, &err);
    }
    if (status != CHL_OK) {
        remember(r, group, status, &err);
    }
}

chl_status
chl_groups_run(const chl_groups_job *job, chl_error *err)
{
    run r = { .job = job };
    int threads = (int) job->threads;

#pragma omp parallel for ordered schedule(static, 1) num_threads(threads)
    for (size_t group = 0; group < job->groups; group++) {
        size_t thread = (size_t) omp_get_thread_num();

        work_on(&r, thread, group);
#pragma omp ordered
        if (job->fold != NULL && !atomic_load(&r.stop)) {
            job->fold(job->user, thread, group);
        }
    }
    if (r.status != CHL_OK && err != NULL && err->status == CHL_OK) {
        *err = r.first;
    }
    return r.status;
}
