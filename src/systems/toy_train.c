/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The algorithm on the toy, by draws or by expectations. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/draws.h"
#include "systems/toy.h"

enum {
    TELL_EVERY = 1024 /* steps */
};

typedef struct run {
    const chl_toy_model *model;
    const chl_toy_forms *forms;
    const chl_toy_training *settings;
    double g;
    double *w, *mass; /* of mass 1 together                                   */
    double shift, floor, ceiling; /* the map of a sample                      */
    chl_draws draws;
} run;

chl_toy_training
chl_toy_training_default(void)
{
    return (chl_toy_training){ .rate = 0.01, .critic_steps = 1 };
}

static double
clip_to(double w, double clip)
{
    return fmax(fmin(w, clip), -clip);
}

/* D(1) and D(-1): the means of the positive and of the negative parts. */
static void
critic_values(const run *r, double values[2])
{
    values[0] = values[1] = 0.0;
    for (size_t k = 0; k < r->model->count; k++) {
        values[0] += r->mass[k] * fmax(r->w[k], 0.0);
        values[1] += r->mass[k] * fmax(-r->w[k], 0.0);
    }
}

static double
drive(const run *r)
{
    return copysign(r->forms->drive(r->model->slope, fabs(r->g)), r->g);
}

/* The gradient of every weight, its expectation or of one draw. */
static double
critic_pull(run *r)
{
    if (r->settings->expectations) {
        return drive(r);
    }
    return (chl_draw_uniform(&r->draws) < 0.5 ? 1.0 : 0.0)
           - (chl_draw_normal(&r->draws) > r->g ? 1.0 : 0.0);
}

static double
generator_pull(run *r)
{
    double values[2], z;

    critic_values(r, values);
    if (r->settings->expectations) {
        return -r->forms->density(r->model->slope, r->g)
               * (values[0] - values[1]);
    }
    z = chl_draw_normal(&r->draws);
    return -z * (z > r->g ? values[0] : values[1]);
}

static void
move_critic(run *r, double shift)
{
    double clip = r->model->clip;

    for (size_t k = 0; k < r->model->count; k++) {
        r->w[k] = clip_to(r->w[k] + shift, clip);
    }
    r->shift += shift;
    r->floor = clip_to(r->floor + shift, clip);
    r->ceiling = clip_to(r->ceiling + shift, clip);
}

/* With expectations both move from where they were; the algorithm moves the
 * generator under the new critic. */
static void
step(run *r)
{
    const chl_toy_training *s = r->settings;
    double size = r->model->ratio * s->rate / (double) s->critic_steps;

    if (s->expectations) {
        double shift = r->model->ratio * s->rate * critic_pull(r);

        r->g += s->rate * generator_pull(r);
        move_critic(r, shift);
        return;
    }
    for (size_t c = 0; c < s->critic_steps; c++) {
        move_critic(r, size * critic_pull(r));
    }
    r->g += s->rate * generator_pull(r);
}

static chl_toy_sample
sample(const run *r, double t)
{
    chl_toy_sample out = { .t = t,
                           .g = r->g,
                           .shift = r->shift,
                           .floor = r->floor,
                           .ceiling = r->ceiling };
    double values[2];

    critic_values(r, values);
    out.m = values[0] - values[1];
    out.energy = drive(r) * out.m;
    out.invariant =
        0.5 * out.m * out.m + r->model->ratio * r->forms->potential(fabs(r->g));
    for (size_t k = 0; k < r->model->count; k++) {
        out.low += r->w[k] == -r->model->clip ? r->mass[k] : 0.0;
        out.high += r->w[k] == r->model->clip ? r->mass[k] : 0.0;
    }
    return out;
}

static chl_status
check(const chl_toy_model *m, const chl_toy_training *s, size_t count,
      const double *times, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_toy_check(m, err));
    CHL_REQUIRE(s->rate > 0.0 && isfinite(s->rate), err, CHL_EARG,
                "a rate is %g; it must be above 0", s->rate);
    CHL_REQUIRE(s->critic_steps > 0, err, CHL_EARG,
                "a critic must make 1 step or more for one of the generator");
    CHL_REQUIRE(s->expectations || m->game == CHL_TOY_NORMAL, err, CHL_EARG,
                "the bilinear game has no data to draw; ask for expectations");
    for (size_t k = 0; m->widths != NULL && k < m->count; k++) {
        CHL_REQUIRE(m->widths[k] == 0.0, err, CHL_EARG,
                    "weight %zu has the width %g; the algorithm takes points",
                    k, m->widths[k]);
    }
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(times[k] >= (k > 0 ? times[k - 1] : 0.0)
                        && times[k] / s->rate < 1e15,
                    err, CHL_EARG,
                    "time %zu is %g; times must be 0 or above and ascend", k,
                    times[k]);
    }
out:
    return status;
}

static chl_status
take_weights(run *r, chl_error *err)
{
    const chl_toy_model *m = r->model;
    chl_status status = CHL_OK;
    double sum = 0.0;

    r->w = chl_alloc(m->count, 2 * sizeof *r->w);
    CHL_REQUIRE_MEMORY(r->w, err, "weights of the critic");
    r->mass = r->w + m->count;
    memcpy(r->w, m->w, m->count * sizeof *r->w);
    for (size_t k = 0; k < m->count; k++) {
        r->mass[k] = m->mass != NULL ? m->mass[k] : 1.0;
        sum += r->mass[k];
    }
    CHL_REQUIRE(sum > 0.0 && isfinite(sum), err, CHL_EARG,
                "the masses of the critic's weights add up to %g", sum);
    for (size_t k = 0; k < m->count; k++) {
        r->mass[k] /= sum;
    }
out:
    return status;
}

static chl_status
walk(run *r, size_t count, const double *times, const chl_progress *progress,
     chl_toy_sample *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t done = 0;

    for (size_t k = 0; k < count; k++) {
        size_t goal = (size_t) (times[k] / r->settings->rate + 0.5);

        for (; done < goal; done++) {
            if (done % TELL_EVERY == 0) {
                CHL_TRY(chl_progress_tell(progress, "training", (double) done,
                                          times[count - 1] / r->settings->rate,
                                          err));
            }
            step(r);
        }
        out[k] = sample(r, times[k]);
    }
out:
    return status;
}

chl_status
chl_toy_train(const chl_toy_model *model, const chl_toy_training *settings,
              size_t count, const double *times, const chl_progress *progress,
              chl_toy_sample *out, double *w, chl_error *err)
{
    chl_status status = CHL_OK;
    run r = { .model = model,
              .settings = settings,
              .g = model->g0,
              .floor = -model->clip,
              .ceiling = model->clip,
              .draws = { { settings->seed, CHL_STREAM_SIMULATION }, 0 } };
    chl_toy_sample *made = NULL;

    CHL_TRY(check(model, settings, count, times, err));
    r.forms = chl_toy_forms_of(model->game);
    made = chl_alloc(count, sizeof *made);
    CHL_REQUIRE_MEMORY(made, err, "samples");
    CHL_TRY(take_weights(&r, err));
    CHL_TRY(walk(&r, count, times, progress, made, err));
    memcpy(out, made, count * sizeof *out);
    if (w != NULL) {
        memcpy(w, r.w, model->count * sizeof *w);
    }
out:
    chl_free(r.w);
    chl_free(made);
    return status;
}
