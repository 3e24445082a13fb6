/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks under way: how they are moved, and what is seen of them. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/meanfield.h"

chl_status
chl_meanfield_restart(const chl_meanfield_run *run, chl_meanfield **out,
                      chl_error *err)
{
    const chl_meanfield_start start = { .critics = run->settings->critics,
                                        .generators = run->settings->generators,
                                        .w = run->w,
                                        .theta = run->theta };

    return chl_meanfield_create(&run->model, &start, out, err);
}

chl_status
chl_meanfield_advance(const chl_meanfield_run *run, const char *method,
                      double time, chl_meanfield *mf, chl_error *err)
{
    const chl_meanfield_settings *s = run->settings;
    const double wanted = fmax(1.0, round(time / s->lr_g));
    const double step = time / wanted;
    const chl_meanfield_training training = { .rate = step,
                                              .critic_steps = s->critic_steps,
                                              .seed = s->seed };

    if (strcmp(method, "events") == 0) {
        return chl_meanfield_flow(mf, time, s->tolerance, &s->progress, err);
    }
    if (strcmp(method, "euler") == 0) {
        return chl_meanfield_euler(mf, step, (size_t) wanted, &s->progress,
                                   err);
    }
    return chl_meanfield_train(mf, &training, (size_t) wanted, &s->progress,
                               err);
}

/* The generated law at points that stand for all latents equally: seen by
 * particles of the same places and other latents. */
static chl_status
look_at_law(const chl_meanfield_run *run, chl_meanfield *mf, double *x,
            chl_error *err)
{
    chl_status status = CHL_OK;
    chl_meanfield_model model = run->model;
    chl_meanfield *viewer = NULL;
    chl_meanfield_start start = { .critics = 1,
                                  .generators = run->settings->generators,
                                  .w = run->w,
                                  .theta = run->now_theta };

    chl_meanfield_generators(mf, run->now_theta);
    model.latents = run->target.fine;
    model.z = run->z;
    CHL_TRY(chl_meanfield_create(&model, &start, &viewer, err));
    chl_meanfield_law(viewer, x, NULL);
out:
    chl_meanfield_free(viewer);
    return status;
}

/* The mean over generators of a^2 - b^2 - e^2, which no gradient changes. */
static double
invariant_of(const chl_meanfield_run *run)
{
    const size_t width = run->model.latent + 2;
    const size_t rows = run->settings->generators * run->model.columns;
    double sum = 0.0;

    for (size_t k = 0; k < rows; k++) {
        const double *row = run->now_theta + k * width;

        sum += row[0] * row[0];
        for (size_t i = 1; i < width; i++) {
            sum -= row[i] * row[i];
        }
    }
    return sum / (double) rows;
}

static chl_status
set_singular(const chl_meanfield_view *view, size_t count,
             chl_result_meanfield_point *out, chl_error *err)
{
    chl_status status = CHL_OK;

    out->singular = chl_alloc(count, sizeof *out->singular);
    CHL_REQUIRE_MEMORY(out->singular, err, "a point of the trajectory");
    out->count = count;
    memcpy(out->singular, view->singular, count * sizeof *out->singular);
out:
    return status;
}

chl_status
chl_meanfield_observe(chl_meanfield_run *run, chl_meanfield *mf,
                      chl_result_meanfield_point *out, double *x,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_target *t = &run->target;
    const chl_meanfield_view view = chl_meanfield_look(mf);

    out->t = view.t;
    out->energy = view.energy;
    CHL_TRY(set_singular(&view, t->columns + 3, out, err));
    CHL_TRY(look_at_law(run, mf, x, err));
    CHL_TRY(chl_target_distance(t, x, &out->distance, err));
    out->g = -t->mean[0];
    for (size_t k = 0; k < t->fine; k++) {
        out->g += x[k * t->columns] / (double) t->fine;
    }
    if (run->model.generator == CHL_NEURON_RELU) {
        out->invariant = invariant_of(run);
    }
out:
    return status;
}
