/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy of the clipped WGAN: its events, its limit, its trajectory. */
#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/meanfield.h"

enum {
    COLUMNS = 96, /* times of a density                                       */
    BINS = 40,
    QUANTILES = 2000
};

/* Of a rest, where there is nothing to wait for. */
static const double short_time = 10.0;

chl_toy_settings
chl_toy_settings_default(void)
{
    return (chl_toy_settings){ .model = chl_toy_model_default(),
                               .points = 400 };
}

static chl_status
check(const chl_toy_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->time >= 0.0 && isfinite(s->time) && s->points > 0, err,
                CHL_EARG,
                "time is %g and points %zu; time must be finite and not below "
                "0, and points above 0",
                s->time, s->points);
    for (size_t k = 0; k < s->at_count; k++) {
        CHL_REQUIRE(s->at[k] >= 0.0 && isfinite(s->at[k]), err, CHL_EARG,
                    "time %zu to sample at is %g; it must be finite and not "
                    "below 0",
                    k + 1, s->at[k]);
    }
out:
    return status;
}

/* 2 |F(g)|, which is W_1 in the normal game. */
static double
distance_of(const chl_toy_model *o, double g)
{
    return o->game == CHL_TOY_NORMAL ? fabs(erf(g * sqrt(0.5)))
                                     : 2.0 * o->slope * fabs(g);
}

static void
set_point(const chl_toy *toy, const chl_toy_model *o, double t,
          chl_result_meanfield_point *point)
{
    const chl_toy_sample at = chl_toy_at(toy, t);

    point->t = t;
    point->g = at.g;
    point->m = at.m;
    point->distance = distance_of(o, at.g);
    point->energy =
        0.5 * (at.g < 0.0 ? -point->distance : point->distance) * at.m;
    point->invariant = at.invariant;
    point->low = at.low;
    point->high = at.high;
}

static chl_status
fill_points(const chl_toy *toy, const chl_toy_settings *s,
            chl_result_meanfield *out, chl_error *err)
{
    chl_status status = CHL_OK;

    out->points = chl_result_blank(&chl_record_meanfield_point, s->points + 1);
    CHL_REQUIRE_MEMORY(out->points, err, "a trajectory");
    out->point_count = s->points + 1;
    for (size_t k = 0; k <= s->points; k++) {
        set_point(toy, &s->model, out->time * (double) k / (double) s->points,
                  &out->points[k]);
    }
    if (s->at_count > 0) {
        out->samples =
            chl_result_blank(&chl_record_meanfield_point, s->at_count);
        CHL_REQUIRE_MEMORY(out->samples, err, "samples");
        out->sample_count = s->at_count;
    }
    for (size_t k = 0; k < s->at_count; k++) {
        set_point(toy, &s->model, s->at[k], &out->samples[k]);
    }
out:
    return status;
}

static chl_status
fill_events(const chl_toy *toy, chl_result_meanfield *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = 0;
    const chl_toy_event *events = chl_toy_events(toy, &count);

    if (count == 0) {
        return CHL_OK;
    }
    out->events = chl_result_blank(&chl_record_meanfield_event, count);
    CHL_REQUIRE_MEMORY(out->events, err, "events");
    out->event_count = count;
    for (size_t k = 0; k < count; k++) {
        chl_result_meanfield_event *e = &out->events[k];

        CHL_TRY(chl_result_set_text(&e->kind,
                                    chl_toy_event_name(events[k].kind), err));
        e->t = events[k].t;
        e->g = events[k].g;
        e->m = events[k].m;
        e->mass = events[k].mass;
    }
out:
    return status;
}

static double
total_mass(const chl_toy_model *o)
{
    double sum = 0.0;

    for (size_t k = 0; k < o->count; k++) {
        sum += o->mass != NULL ? o->mass[k] : 1.0;
    }
    return sum;
}

/* All weights at one time; a spread one by its quantiles. */
static void
add_weights(const chl_toy *toy, const chl_toy_model *o, double total,
            size_t index, chl_result_density *d)
{
    const chl_toy_sample at = chl_toy_at(toy, d->t[index]);

    d->at_low[index] = at.low;
    d->at_high[index] = at.high;
    for (size_t k = 0; k < o->count; k++) {
        const double mass = (o->mass != NULL ? o->mass[k] : 1.0) / total;
        const double width = o->widths != NULL ? o->widths[k] : 0.0;
        const size_t parts = width > 0.0 ? 1 + (size_t) (QUANTILES * mass) : 1;

        for (size_t i = 0; i < parts; i++) {
            const double w =
                o->w[k] + width * (((double) i + 0.5) / (double) parts - 0.5);

            chl_density_add(d, index, chl_toy_place(&at, w),
                            mass / (double) parts);
        }
    }
}

static chl_status
fill_weights(const chl_toy *toy, const chl_toy_model *o,
             chl_result_meanfield *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_density *d = chl_result_blank(&chl_record_density, 1);

    CHL_REQUIRE_MEMORY(d, err, "the weights in time");
    out->weights = d;
    out->weight_count = 1;
    d->low = -o->clip;
    d->high = o->clip;
    CHL_TRY(chl_density_create("critic's weight", COLUMNS, BINS, true,
                               out->time, d, err));
    for (size_t k = 0; k < COLUMNS; k++) {
        add_weights(toy, o, total_mass(o), k, d);
    }
out:
    return status;
}

/* Two points: atoms at the ends and nothing between them. */
static chl_status
fill_law(const chl_toy *toy, chl_result_meanfield *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_density *d = chl_result_blank(&chl_record_density, 1);

    CHL_REQUIRE_MEMORY(d, err, "the generated law in time");
    out->law = d;
    d->low = -1.0;
    d->high = 1.0;
    CHL_TRY(
        chl_density_create("generated x", COLUMNS, 1, true, out->time, d, err));
    for (size_t k = 0; k < COLUMNS; k++) {
        const double g = chl_toy_at(toy, d->t[k]).g;

        d->at_low[k] = 0.5 * erfc(-g * sqrt(0.5));
        d->at_high[k] = 0.5 * erfc(g * sqrt(0.5));
    }
out:
    return status;
}

static void
fill_limit(const chl_toy *toy, const chl_toy_settings *s,
           chl_result_meanfield *out)
{
    const chl_toy_limit limit = chl_toy_limit_of(toy);
    const double free = sqrt(2.0 * limit.energy / s->model.ratio);

    out->rest = limit.rest;
    out->period = limit.period;
    out->amplitude = limit.amplitude;
    out->width = limit.width;
    out->settled = limit.settled;
    out->blow_up = limit.blow_up;
    out->g_max = limit.g_max;
    out->distance = limit.distance;
    out->energy = limit.energy;
    out->low = limit.low;
    out->high = limit.high;
    if (s->model.game == CHL_TOY_NORMAL) {
        out->start = distance_of(&s->model, chl_toy_reach(free));
    }
    out->time = s->time > 0.0            ? s->time
                : isfinite(limit.period) ? limit.settled + 2.0 * limit.period
                                         : short_time;
}

static chl_status
fill_model(const chl_toy_model *o, chl_result_meanfield *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_set_text(&out->model, "toy", err));
    CHL_TRY(chl_result_set_text(&out->game, chl_toy_game_name(o->game), err));
    out->clip = o->clip;
    out->ratio = o->ratio;
    out->g0 = o->g0;
    out->slope = o->game == CHL_TOY_BILINEAR ? o->slope : NAN;
    out->critics = o->count;
out:
    return status;
}

static chl_status
fill(const chl_toy *toy, const chl_toy_settings *s, chl_result_meanfield *out,
     chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(fill_model(&s->model, out, err));
    fill_limit(toy, s, out);
    CHL_TRY(fill_events(toy, out, err));
    CHL_TRY(fill_points(toy, s, out, err));
    CHL_TRY(fill_weights(toy, &s->model, out, err));
    if (s->model.game == CHL_TOY_NORMAL) {
        CHL_TRY(fill_law(toy, out, err));
    }
out:
    return status;
}

chl_status
chl_study_toy(const chl_toy_settings *settings, chl_result *result,
              chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_settings s =
        settings != NULL ? *settings : chl_toy_settings_default();
    chl_result_meanfield *made = NULL;
    chl_result_advice *advice = NULL;
    chl_toy *toy = NULL;

    CHL_TRY(check(&s, err));
    CHL_TRY(chl_toy_solve(&s.model, s.time, &s.progress, &toy, err));
    made = chl_result_blank(&chl_record_meanfield, 1);
    CHL_REQUIRE_MEMORY(made, err, "the section of the clipped WGAN");
    CHL_TRY(fill(toy, &s, made, err));
    CHL_TRY(chl_toy_advise(made, &advice, err));
    chl_result_section_free(&chl_record_meanfield, result->meanfield);
    chl_result_section_free(&chl_record_advice, result->advice);
    result->meanfield = made;
    result->advice = advice;
    made = NULL;
    advice = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "clipped WGAN");
    }
    chl_result_section_free(&chl_record_meanfield, made);
    chl_result_section_free(&chl_record_advice, advice);
    chl_toy_free(toy);
    return status;
}
