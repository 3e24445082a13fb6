/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flow of generated points, followed step by step. */
#include "study/flow.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/rollback.h"
#include "study/sheets.h"

enum {
    ROWS = 50
};

chl_flow_study_settings
chl_flow_study_settings_default(void)
{
    chl_flow_study_settings s = {
        .particles = chl_particles_settings_default(),
        .steps = 500,
        .snapshots = 8,
        .cells = 64,
        .modes = 12,
        .pairs = (size_t) 1 << 20,
        .patience = 10,
        .blur = 0.001,
        .transform = "identity",
        .finite = chl_mlp_default(),
        .kernel_name = "ntk-relu",
    };
    const chl_wide wide = chl_wide_default();

    /* A word and numbers that are known to be good. */
    (void) chl_pair_kernel_init("ntk-relu", &wide, 1.0, 1.0, &s.kernel, NULL);
    return s;
}

static chl_status
check(const chl_flow_task *t, chl_error *err)
{
    const chl_flow_study_settings *s = t->settings;
    chl_status status = CHL_OK;

    CHL_REQUIRE(t->source->dimension == t->target->dimension, err, CHL_EARG,
                "the source has %zu columns, the target %zu; they must be as "
                "many",
                t->source->dimension, t->target->dimension);
    CHL_REQUIRE(isfinite(s->rate) && s->rate >= 0.0, err, CHL_EARG,
                "rate of the particles is %g; it must be finite and at least 0",
                s->rate);
    CHL_REQUIRE(s->decay >= 0.0 && s->decay < 1.0, err, CHL_EARG,
                "decay of the rate is %g; it must be 0 or lie between 0 and 1",
                s->decay);
    CHL_REQUIRE(s->patience >= 1, err, CHL_EARG,
                "patience of the decay is 0; it must be at least 1");
    CHL_REQUIRE(s->cells >= 2 && s->cells <= 512, err, CHL_EARG,
                "cells of the heat maps are %zu; they must lie in 2..512",
                s->cells);
    CHL_REQUIRE(s->vectors != 1 && s->vectors <= 256, err, CHL_EARG,
                "vectors along a side are %zu; they must be 0 or lie in 2..256",
                s->vectors);
out:
    return status;
}

static chl_status
describe(chl_flow_task *t, chl_error *err)
{
    const chl_flow_study_settings *s = t->settings;
    chl_result_flow *f = t->section;
    chl_status status = CHL_OK;

    f->n = t->source->count;
    f->m = t->target->count;
    f->d = t->target->dimension;
    f->time = s->particles.time;
    f->rate = t->decay.rate;
    f->noise = s->particles.noise;
    f->carry = s->particles.carry;
    f->batch = s->batch;
    CHL_TRY(chl_result_set_text(&f->loss, t->loss->name, err));
    CHL_TRY(chl_result_set_text(&f->kernel, s->kernel_name, err));
    CHL_TRY(chl_result_set_text(&f->source, s->source, err));
    CHL_TRY(chl_result_set_text(&f->target, s->target, err));
    CHL_TRY(chl_result_set_text(&f->generator,
                                s->particles.generator != NULL
                                    ? chl_mlp_name(s->particles.generator)
                                    : "particles",
                                err));
    CHL_TRY(chl_result_set_text(&f->discriminator,
                                s->particles.discriminator != NULL
                                    ? chl_mlp_name(s->particles.discriminator)
                                    : "infinite",
                                err));
out:
    return status;
}

/* With it points move by twice the slope of f; a network's parameters are
 * another matter. */
static double
rate_of(const chl_flow_task *t)
{
    const chl_flow_study_settings *s = t->settings;

    if (s->rate > 0.0) {
        return s->rate;
    }
    return s->particles.generator != NULL ? 0.01
                                          : 2.0 * (double) t->source->count;
}

static chl_status
prepare(chl_flow_task *t, chl_error *err)
{
    const chl_flow_study_settings *s = t->settings;
    chl_status status = CHL_OK;
    double *batch = NULL;
    size_t rows;

    CHL_TRY(check(t, err));
    t->decay = chl_decay_default(rate_of(t));
    CHL_TRY(chl_particle_loss_find(s->particles.loss, &t->loss, err));
    CHL_TRY(s->batch > 0 ? chl_flow_gather(t, &batch, err) : CHL_OK);
    CHL_TRY(chl_particles_create(
        &s->kernel, &s->particles, t->source->count, chl_flow_batch_size(t),
        t->target->dimension, t->source->points,
        batch != NULL ? batch : t->target->points, &t->particles, err));
    t->every = s->every > 0 ? s->every : s->steps > ROWS ? s->steps / ROWS : 1;
    rows = s->steps / t->every + 2;
    t->section = chl_result_blank(&chl_record_flow, 1);
    CHL_REQUIRE_MEMORY(t->section, err, "the section of the flow");
    t->section->points = chl_result_blank(&chl_record_flow_point, rows);
    CHL_REQUIRE_MEMORY(t->section->points, err, "a trajectory");
    CHL_TRY(describe(t, err));
    CHL_TRY(chl_result_create("flow", &t->made, err));
    chl_flow_frame(t);
    t->decay.factor = s->decay > 0.0 ? s->decay : t->decay.factor;
    t->decay.patience = s->patience;
out:
    chl_free(batch);
    return status;
}

static bool
wants_row(const chl_flow_task *t)
{
    return t->step == t->settings->steps || t->step % t->every == 0;
}

/* A row, a picture or both, if this step wants them. */
static chl_status
look(chl_flow_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    bool scene = chl_flow_wants_scene(t);

    if (wants_row(t) || scene) {
        CHL_TRY(chl_particles_train(t->particles, err));
    }
    if (wants_row(t)) {
        chl_result_flow *f = t->section;

        CHL_TRY(chl_flow_measure(t, &f->points[f->point_count], err));
        f->point_count++;
    }
    if (scene) {
        CHL_TRY(chl_flow_add_scene(t, err));
    }
out:
    return status;
}

/* Before anything of this step is done, so that nothing is kept by half. */
static chl_status
take_a_break(chl_flow_task *t, chl_error *err)
{
    const chl_flow_study_settings *s = t->settings;
    chl_status status = chl_progress_tell(
        &s->progress, "flowing", (double) t->step, (double) s->steps, err);
    chl_error ignored = { 0 };

    if (s->checkpoint == NULL || t->step == 0) {
        return status;
    }
    if (status == CHL_ECANCELLED) {
        (void) chl_flow_keep(t, &ignored);
    } else if (status == CHL_OK && t->step % t->every == 0) {
        status = chl_flow_keep(t, err);
    }
    return status;
}

static chl_status
follow(chl_flow_task *t, chl_error *err)
{
    chl_status status = CHL_OK;

    while (t->step < t->settings->steps) {
        chl_particles_report report;

        CHL_TRY(take_a_break(t, err));
        CHL_TRY(chl_flow_renew(t, err));
        CHL_TRY(look(t, err));
        CHL_TRY(chl_particles_step(t->particles, t->decay.rate, &report, err));
        if (t->settings->decay > 0.0) {
            chl_decay_observe(&t->decay, &report);
        }
        t->step++;
    }
    CHL_TRY(chl_flow_renew(t, err));
    CHL_TRY(look(t, err));
    t->section->steps = t->step;
out:
    if (status != CHL_OK && status != CHL_ECANCELLED) {
        chl_error_prefix(err, "step %zu", t->step);
    }
    return status;
}

/* What can fail comes first. */
static chl_status
hand_over(chl_flow_task *t, chl_result_advice **advice, chl_result *to,
          chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < t->made->warning_count; k++) {
        const chl_warning *w = &t->made->warnings[k];

        CHL_TRY(chl_result_warn(to, w->code, w->severity, err, "%s", w->text));
    }
    CHL_TRY(chl_tiles_move(t->made, to, err));
    chl_result_section_free(&chl_record_flow, to->flow);
    chl_result_section_free(&chl_record_advice, to->advice);
    chl_result_clear_scenes(to);
    to->scenes = t->made->scenes;
    to->scene_count = t->made->scene_count;
    t->made->scenes = NULL;
    t->made->scene_count = 0;
    to->flow = t->section;
    to->advice = *advice;
    t->section = NULL;
    *advice = NULL;
out:
    return status;
}

static chl_status
answer(chl_flow_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    bool found = false;

    CHL_TRY(chl_flow_take_up(t, &found, err));
    if (!found) {
        CHL_TRY(chl_flow_fill_modes(t, true, &t->section->start,
                                    &t->section->start_count, err));
    }
    if (t->settings->adequacy) {
        CHL_TRY(chl_flow_compare_widths(t, err));
    }
    CHL_TRY(follow(t, err));
    if (t->settings->linearise) {
        CHL_TRY(chl_flow_linearise(t, err));
    }
    CHL_TRY(chl_flow_fill_modes(t, false, &t->section->end,
                                &t->section->end_count, err));
out:
    return status;
}

chl_status
chl_study_flow(const chl_flow_study_settings *settings, const chl_cloud *source,
               const chl_cloud *target, const chl_dataset *dataset,
               chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_flow_study_settings defaults = chl_flow_study_settings_default();
    chl_flow_task task = { .settings = settings != NULL ? settings : &defaults,
                           .source = source,
                           .target = target,
                           .dataset = dataset };
    chl_result_advice *advice = NULL;
    size_t warnings = result->warning_count;

    CHL_TRY(prepare(&task, err));
    CHL_TRY(answer(&task, err));
    CHL_TRY(chl_flow_advise(task.section, &advice, err));
    CHL_TRY(hand_over(&task, &advice, result, err));
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
        chl_error_prefix(err, "flow");
    }
    chl_result_section_free(&chl_record_flow, task.section);
    chl_result_section_free(&chl_record_advice, advice);
    chl_result_free(task.made);
    chl_particles_free(task.particles);
    return status;
}
