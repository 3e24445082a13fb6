/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-layer networks under clipping, followed through their mean-field limit.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"
#include "study/meanfield.h"

enum {
    LATENTS_LINE = 32, /* nodes of the rule for the latents                   */
    LATENTS_PLANE = 10,
    MOST_LATENT = 2, /* by default                                            */
    SMALL = 1 << 18 /* values of neurons in a field that one thread makes     */
};

static const char *const methods[] = { "auto", "events", "euler",
                                       "stochastic" };

enum {
    METHODS = sizeof methods / sizeof *methods
};

const char *
chl_meanfield_method_name(size_t index)
{
    return index < METHODS ? methods[index] : NULL;
}

chl_meanfield_settings
chl_meanfield_settings_default(void)
{
    chl_meanfield_settings s = { .model = chl_meanfield_model_default(),
                                 .target = "gauss",
                                 .method = methods[0],
                                 .critics = 32,
                                 .generators = 32,
                                 .fill = 0.5,
                                 .spread = 1.0,
                                 .critic_steps = 5,
                                 .lr_d = 0.01,
                                 .lr_g = 0.01,
                                 .time = 20.0,
                                 .tolerance = 1e-6,
                                 .points = 192 };

    s.model.latent = s.model.latents = 0;
    return s;
}

static bool
is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static chl_status
check(const chl_meanfield_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(is_positive(s->time) && s->points >= 2, err, CHL_EARG,
                "time is %g and points %zu; time must be above 0 and finite, "
                "points 2 at least",
                s->time, s->points);
    CHL_REQUIRE(is_positive(s->lr_d) && is_positive(s->lr_g), err, CHL_EARG,
                "the rates are %g of the critic and %g of the generator; both "
                "must be above 0 and finite",
                s->lr_d, s->lr_g);
    CHL_REQUIRE(s->critics > 0 && s->generators > 0 && s->critic_steps > 0, err,
                CHL_EARG,
                "%zu critics, %zu generators, %zu steps of the critic; each "
                "must be 1 at least",
                s->critics, s->generators, s->critic_steps);
    CHL_REQUIRE(s->fill >= 0.0 && s->fill <= 1.0 && s->spread >= 0.0
                    && isfinite(s->spread),
                err, CHL_EARG,
                "fill is %g and spread %g; fill must lie in 0..1, spread must "
                "be 0 or above",
                s->fill, s->spread);
out:
    return status;
}

static chl_status
find_method(const chl_meanfield_settings *s, const char **out, chl_error *err)
{
    const bool bent = s->model.critic == CHL_NEURON_RELU
                      || s->model.generator == CHL_NEURON_RELU;
    size_t k = 0, nearest;

    while (k < METHODS && strcmp(s->method, methods[k]) != 0) {
        k++;
    }
    if (k < METHODS) {
        *out = k > 0 ? methods[k] : methods[bent ? 2 : 1];
        return CHL_OK;
    }
    nearest = chl_text_nearest(s->method, methods, METHODS);
    return CHL_FAIL(err, CHL_EARG, "no method is called '%s'; %s%s", s->method,
                    nearest < METHODS ? "did you mean " : "there are ",
                    nearest < METHODS ? methods[nearest]
                                      : "auto, events, euler, stochastic");
}

/* What was left open in the model. */
static void
settle_model(chl_meanfield_run *run)
{
    const chl_meanfield_settings *s = run->settings;
    chl_meanfield_model *o = &run->model;

    *o = s->model;
    o->columns = run->target.columns;
    o->points = run->target.nodes;
    o->data = run->target.x;
    o->mass = run->target.mass;
    o->ratio = (double) s->critic_steps * s->lr_d / s->lr_g;
    o->z = NULL;
    if (o->latent == 0) {
        o->latent = o->columns < MOST_LATENT ? o->columns : MOST_LATENT;
    }
    if (o->latents == 0) {
        o->latents = o->latent == 1 ? LATENTS_LINE : LATENTS_PLANE;
    }
    /* threads would wait for one another: the bytes are the same */
    if (s->critics * (o->points + run->target.fine) < SMALL) {
        o->threads = 1;
    }
}

static chl_status
make_room(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_meanfield_settings *s = run->settings;
    const size_t w = s->critics * chl_meanfield_critic_width(&run->model);
    const size_t theta =
        s->generators * chl_meanfield_generator_width(&run->model);
    const size_t law = run->target.fine * run->target.columns;

    run->w = chl_alloc(w, sizeof *run->w);
    run->now_w = chl_alloc(w, sizeof *run->now_w);
    run->theta = chl_alloc(theta, sizeof *run->theta);
    run->now_theta = chl_alloc(theta, sizeof *run->now_theta);
    run->z = chl_alloc(run->target.fine * run->model.latent, sizeof *run->z);
    run->law = chl_alloc(s->points * law, sizeof *run->law);
    CHL_REQUIRE(run->w != NULL && run->now_w != NULL && run->theta != NULL
                    && run->now_theta != NULL && run->z != NULL
                    && run->law != NULL,
                err, CHL_ENOMEM,
                "out of memory for %zu critics and %zu "
                "generators",
                s->critics, s->generators);
    chl_normal_points(run->model.latent, run->target.fine, 0, run->z);
    chl_meanfield_draw(&run->model, s->critics, s->generators, s->fill,
                       s->spread, s->seed, run->w, run->theta);
    CHL_TRY(chl_meanfield_restart(run, &run->mf, err));
out:
    return status;
}

static chl_status
describe(const chl_meanfield_run *run, const char *target, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_meanfield_settings *s = run->settings;
    chl_result_meanfield *out = run->section;

    CHL_TRY(chl_result_set_text(&out->model, "networks", err));
    CHL_TRY(chl_result_set_text(&out->critic,
                                chl_neuron_name(run->model.critic), err));
    CHL_TRY(chl_result_set_text(&out->generator,
                                chl_neuron_name(run->model.generator), err));
    CHL_TRY(chl_result_set_text(&out->target, target, err));
    CHL_TRY(chl_result_set_text(&out->method, run->method, err));
    out->clip = run->model.clip;
    out->ratio = run->model.ratio;
    out->critics = s->critics;
    out->generators = s->generators;
    out->columns = run->model.columns;
    out->critic_steps = s->critic_steps;
    out->lr_d = s->lr_d;
    out->lr_g = s->lr_g;
    out->time = s->time;
    out->scatter = run->target.scatter;
    if (run->target.others != NULL) {
        CHL_TRY(chl_target_distance(&run->target, run->target.others,
                                    &out->floor, err));
    }
out:
    return status;
}

/* Points of the trajectory are at the ends of intervals, those of densities in
 * their middles. */
static chl_status
follow(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_meanfield_settings *s = run->settings;
    const size_t size = run->target.fine * run->target.columns;
    const size_t times = chl_meanfield_times(run);
    chl_result_meanfield *out = run->section;

    out->points = chl_result_blank(&chl_record_meanfield_point, s->points);
    CHL_REQUIRE_MEMORY(out->points, err, "a trajectory");
    out->point_count = s->points;
    for (size_t k = 0, column = 0; k < s->points; k++) {
        if (k > 0) {
            CHL_TRY(chl_meanfield_advance(run, run->method,
                                          s->time / (double) (s->points - 1),
                                          run->mf, err));
        }
        CHL_TRY(chl_meanfield_observe(run, run->mf, &out->points[k],
                                      run->law + k * size, err));
        while (column < times && column * s->points / times <= k) {
            chl_meanfield_add_weights(run, column++);
        }
    }
out:
    return status;
}

/* Rows of critics that are no other's: those that have met in a corner move
 * alike for ever. */
static size_t
count_distinct(chl_meanfield_run *run)
{
    const size_t width = chl_meanfield_critic_width(&run->model);
    const size_t critics = run->settings->critics;
    size_t kept = 0;

    chl_meanfield_critics(run->mf, run->now_w);
    for (size_t k = 0; k < critics; k++) {
        const double *row = run->now_w + k * width;
        size_t same = 0;

        while (same < kept
               && memcmp(row, run->now_w + same * width, width * sizeof *row)
                      != 0) {
            same++;
        }
        if (same == kept) {
            memmove(run->now_w + kept++ * width, row, width * sizeof *row);
        }
    }
    return kept;
}

static chl_status
fill_end(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t width = chl_meanfield_critic_width(&run->model);
    const chl_meanfield_view view = chl_meanfield_look(run->mf);
    chl_result_meanfield *out = run->section;

    out->blow_up = view.blow_up;
    out->energy = view.energy;
    out->distinct = count_distinct(run);
    out->speed_d = view.critic_speed;
    out->speed_g = view.generator_speed;
    out->start = out->points[0].distance;
    out->distance = out->points[out->point_count - 1].distance;
    out->faces_low = chl_alloc(width, sizeof *out->faces_low);
    out->faces_high = chl_alloc(width, sizeof *out->faces_high);
    CHL_REQUIRE(out->faces_low != NULL && out->faces_high != NULL, err,
                CHL_ENOMEM, "out of memory for faces");
    out->width_count = width;
    memcpy(out->faces_low, view.low, width * sizeof *out->faces_low);
    memcpy(out->faces_high, view.high, width * sizeof *out->faces_high);
    chl_meanfield_judge(out);
out:
    return status;
}

static chl_status
answer(chl_meanfield_run *run, const char *target, chl_error *err)
{
    chl_status status = CHL_OK;

    run->section = chl_result_blank(&chl_record_meanfield, 1);
    CHL_REQUIRE_MEMORY(run->section, err, "the section of the clipped WGAN");
    CHL_TRY(describe(run, target, err));
    CHL_TRY(chl_meanfield_prepare_weights(run, err));
    CHL_TRY(follow(run, err));
    if (run->target.columns == 1) {
        CHL_TRY(chl_meanfield_fill_law(run, err));
    } else {
        CHL_TRY(chl_meanfield_fill_clouds(run, err));
    }
    CHL_TRY(fill_end(run, err));
    if (run->settings->compare) {
        CHL_TRY(chl_meanfield_fill_compare(run, err));
    }
out:
    return status;
}

/* Far from 1, neurons of clipped weights see one side of a line, or nothing. */
static chl_status
warn(const chl_meanfield_run *run, chl_result *result, chl_error *err)
{
    const double reach = run->target.scatter * run->model.clip;

    if (reach >= 0.05 && reach <= 50.0) {
        return CHL_OK;
    }
    return chl_result_warn(result, "W-RANGE", "warning", err,
                           "the data scatter by %.3g and the clip is %.3g: "
                           "neurons of such weights hardly bend over the data, "
                           "or nowhere else; --range standard scales the data",
                           run->target.scatter, run->model.clip);
}

static void
run_clear(chl_meanfield_run *run)
{
    chl_meanfield_free(run->mf);
    chl_target_clear(&run->target);
    chl_free(run->w);
    chl_free(run->theta);
    chl_free(run->now_w);
    chl_free(run->now_theta);
    chl_free(run->z);
    chl_free(run->law);
    chl_result_section_free(&chl_record_meanfield, run->section);
}

chl_status
chl_study_meanfield(const chl_dataset *dataset,
                    const chl_meanfield_settings *settings, chl_result *result,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_meanfield_settings defaults = chl_meanfield_settings_default();
    const chl_meanfield_settings *s = settings != NULL ? settings : &defaults;
    chl_meanfield_run run = { .settings = s };
    chl_result_advice *advice = NULL;

    CHL_TRY(check(s, err));
    CHL_TRY(find_method(s, &run.method, err));
    CHL_TRY(dataset != NULL ? chl_target_of_data(dataset, s->samples, s->seed,
                                                 &run.target, err)
                            : chl_target_create(s->target, &run.target, err));
    settle_model(&run);
    CHL_TRY(make_room(&run, err));
    CHL_TRY(answer(&run, dataset != NULL ? "data" : s->target, err));
    CHL_TRY(chl_meanfield_advise(run.section, &advice, err));
    CHL_TRY(warn(&run, result, err));
    chl_result_section_free(&chl_record_meanfield, result->meanfield);
    chl_result_section_free(&chl_record_advice, result->advice);
    result->meanfield = run.section;
    result->advice = advice;
    run.section = NULL;
    advice = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "clipped WGAN");
    }
    chl_result_section_free(&chl_record_advice, advice);
    run_clear(&run);
    return status;
}
