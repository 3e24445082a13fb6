/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of the real points: what a discriminator sees of them in a step. */
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "study/flow.h"

size_t
chl_flow_batch_size(const chl_flow_task *task)
{
    const size_t batch = task->settings->batch;

    return batch > 0 ? batch : task->target->count;
}

chl_status
chl_flow_gather(const chl_flow_task *task, double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = chl_flow_batch_size(task), d = task->target->dimension;
    const chl_random all = { task->settings->particles.seed,
                             CHL_STREAM_BATCHES };
    const chl_random random = chl_random_substream(&all, task->step);
    double *rows = chl_alloc(count * d, sizeof *rows);

    CHL_REQUIRE_MEMORY(rows, err, "a batch of real points");
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t) chl_random_below(&random, i, task->target->count);

        memcpy(rows + i * d, task->target->points + at * d, d * sizeof *rows);
    }
    *out = rows;
out:
    return status;
}

chl_status
chl_flow_renew(chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    double *rows = NULL;

    if (task->settings->batch > 0) {
        CHL_TRY(chl_flow_gather(task, &rows, err));
        CHL_TRY(chl_particles_retarget(task->particles, rows, err));
    }
out:
    chl_free(rows);
    return status;
}

/* Its kernel and its training, and no network: neither moves nor trains. */
chl_status
chl_flow_whole(const chl_flow_task *task, chl_particles **own,
               chl_particles **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_particles_settings settings = chl_particles_settings_default();
    const chl_cloud *y = task->target;

    *out = task->particles;
    if (task->settings->batch > 0) {
        settings.threads = task->settings->particles.threads;
        CHL_TRY(chl_particles_create(
            &task->settings->kernel, &settings, task->source->count, y->count,
            y->dimension, chl_particles_points(task->particles), y->points, own,
            err));
        *out = *own;
    }
out:
    return status;
}
