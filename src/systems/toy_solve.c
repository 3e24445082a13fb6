/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy half-cycle by half-cycle until it repeats. */
#include <float.h>
#include <math.h>

#include "base/error.h"
#include "systems/toy.h"

static const double most_events = 1e7;

static double
mean_of(const chl_toy_builder *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < b->count; k++) {
        sum += b->grains[k].mass * 0.5 * (b->grains[k].low + b->grains[k].high);
    }
    return sum;
}

/* w -> -w; the order is kept ascending. */
static void
mirror(chl_toy_builder *b)
{
    for (size_t k = 0, last = b->count; k < last; k++) {
        chl_toy_grain x = b->grains[k];

        b->grains[k] = (chl_toy_grain){ -x.high, -x.low, x.mass };
    }
    for (size_t k = 0; k < b->count / 2; k++) {
        chl_toy_grain x = b->grains[k];

        b->grains[k] = b->grains[b->count - 1 - k];
        b->grains[b->count - 1 - k] = x;
    }
}

static chl_status
report_passage(chl_toy *toy, const chl_toy_piece *end, chl_error *err)
{
    const chl_toy_half *half = &toy->half[toy->halves - 1];
    chl_toy_event event = { end->t, CHL_TOY_CROSSING, 0.0, half->sign * end->m,
                            0.0 };
    chl_status status = CHL_OK;

    CHL_TRY(chl_toy_add_event(toy, event, err));
    if (end->glued > 0.0) {
        event.kind = CHL_TOY_RELEASE;
        event.mass = end->glued;
        CHL_TRY(chl_toy_add_event(toy, event, err));
    }
out:
    return status;
}

/* One half-cycle; the grains are in its mirror before, and in the next one's
 * after it. */
static chl_status
swing(chl_toy_builder *b, chl_toy_half *next, chl_error *err)
{
    chl_toy *toy = b->toy;
    chl_toy_piece p = { .t = next->t, .e = next->e, .m = next->m, .f = 1.0 };
    chl_toy_half *half;
    chl_status status = CHL_OK;

    CHL_TRY(chl_toy_add_half(toy, *next, err));
    CHL_TRY(chl_toy_climb(b, &p, err));
    half = &toy->half[toy->halves - 1];
    half->end = p.t;
    CHL_TRY(report_passage(toy, &p, err));
    chl_toy_lift(b, p.shift);
    mirror(b);
    *next = chl_toy_follow(half, p.shift, toy->model.clip);
    *next = (chl_toy_half){ .t = p.t,
                            .sign = -half->sign,
                            .m = -p.m,
                            .shift = next->shift,
                            .floor = next->floor,
                            .ceiling = next->ceiling };
out:
    return status;
}

/* A whole period without clipping: it goes on like that. */
static bool
repeats(const chl_toy *toy)
{
    size_t n = toy->halves;

    return n >= 2 && !toy->half[n - 1].clips && !toy->half[n - 2].clips
           && (n > 2 || toy->half[0].e == 0.0);
}

static void
describe_profile(const chl_toy_builder *b, chl_toy_limit *limit)
{
    const chl_toy_grain *grains = b->grains;
    double low = INFINITY, high = -INFINITY;

    for (size_t k = 0; k < b->count; k++) {
        low = fmin(low, grains[k].low);
        high = fmax(high, grains[k].high);
    }
    limit->width = high - low;
    limit->low = limit->high = 0.0;
    for (size_t k = 0; k < b->count; k++) {
        limit->low += grains[k].high == low ? grains[k].mass : 0.0;
        limit->high += grains[k].low == high ? grains[k].mass : 0.0;
    }
}

static void
describe(const chl_toy_builder *b, chl_toy_limit *limit)
{
    const chl_toy *toy = b->toy;
    const chl_toy_half *last = &toy->half[toy->halves - 1];

    limit->amplitude = fabs(last->m);
    limit->period =
        toy->piece[toy->pieces - 1].span + toy->piece[toy->pieces - 2].span;
    limit->g_max =
        chl_toy_height(toy, 0.5 * limit->amplitude * limit->amplitude);
    limit->settled = 0.0;
    for (size_t k = 0; k < toy->halves; k++) {
        if (toy->half[k].clips) {
            limit->settled = toy->half[k].end;
        }
    }
    for (size_t k = toy->events; k-- > 0;) {
        if (toy->event[k].kind == CHL_TOY_HIT) {
            limit->blow_up = toy->event[k].t;
        }
    }
}

/* The passages that follow, up to a time. */
static chl_status
prolong(chl_toy *toy, double until, chl_error *err)
{
    const chl_toy_event *last = &toy->event[toy->events - 1];
    double half = 0.5 * toy->limit.period, start = last->t, m = last->m;
    double more = floor((until - start) / half);
    chl_status status = CHL_OK;

    CHL_REQUIRE(more < most_events, err, CHL_EARG,
                "there are %g passages until %g, every %g; at most %g are "
                "listed",
                more, until, half, most_events);
    for (double k = 1.0; k <= more; k++) {
        m = -m;
        CHL_TRY(chl_toy_add_event(
            toy,
            (chl_toy_event){ start + k * half, CHL_TOY_CROSSING, 0.0, m, 0.0 },
            err));
    }
out:
    return status;
}

/* From the start until it repeats. Upside down if g goes below 0 first. */
static chl_status
run(chl_toy_builder *b, chl_error *err)
{
    chl_toy *toy = b->toy;
    double g0 = toy->model.g0, clip = toy->model.clip;
    bool below = g0 < 0.0 || (g0 == 0.0 && toy->m0 > 0.0);
    chl_status status = CHL_OK;
    chl_toy_half next = { .sign = below ? -1.0 : 1.0,
                          .e = toy->model.ratio
                               * toy->forms->potential(fabs(g0)),
                          .m = below ? -toy->m0 : toy->m0,
                          .floor = -clip,
                          .ceiling = clip };

    if (below) {
        mirror(b);
    }
    do {
        CHL_TRY(swing(b, &next, err));
    } while (!repeats(toy));
    if (next.sign < 0.0) {
        mirror(b);
    }
    describe(b, &toy->limit);
out:
    return status;
}

static bool
rests(const chl_toy_builder *b)
{
    double size = 0.0;

    for (size_t k = 0; k < b->count; k++) {
        size += b->grains[k].mass
                * fmax(fabs(b->grains[k].low), fabs(b->grains[k].high));
    }
    return b->toy->model.g0 == 0.0
           && fabs(b->toy->m0) <= 8.0 * DBL_EPSILON * size;
}

static chl_status
build(chl_toy_builder *b, double until, chl_error *err)
{
    chl_toy *toy = b->toy;
    const chl_toy_model *m = &toy->model;
    chl_status status = CHL_OK;

    toy->m0 = mean_of(b);
    toy->limit =
        (chl_toy_limit){ .energy =
                             0.5 * toy->m0 * toy->m0
                             + m->ratio * toy->forms->potential(fabs(m->g0)),
                         .blow_up = NAN,
                         .period = NAN };
    toy->limit.rest = rests(b);
    if (!toy->limit.rest) {
        CHL_TRY(run(b, err));
        CHL_TRY(prolong(toy, until, err));
    }
    toy->limit.distance =
        m->game == CHL_TOY_NORMAL
            ? 2.0 * toy->forms->drive(m->slope, toy->limit.g_max)
            : NAN;
    describe_profile(b, &toy->limit);
out:
    return status;
}

chl_status
chl_toy_solve(const chl_toy_model *model, double until,
              const chl_progress *progress, chl_toy **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_builder b = { .progress = progress };

    CHL_TRY(chl_toy_check(model, err));
    CHL_REQUIRE(until >= 0.0 && isfinite(until), err, CHL_EARG,
                "the time until which events are listed is %g; it must be 0 or "
                "above",
                until);
    b.toy = chl_alloc(1, sizeof *b.toy);
    CHL_REQUIRE_MEMORY(b.toy, err, "the toy");
    b.toy->model = *model;
    b.toy->model.w = b.toy->model.mass = b.toy->model.widths = NULL;
    b.toy->forms = chl_toy_forms_of(model->game);
    if (b.toy->forms->potential(fabs(model->g0)) < DBL_MIN) {
        b.toy->model.g0 = 0.0; /* its energy is no number */
    }
    CHL_TRY(chl_toy_grains(model, &b.grains, &b.count, err));
    b.stops = chl_alloc(b.count + 2, 2 * sizeof *b.stops);
    CHL_REQUIRE_MEMORY(b.stops, err, "weights of the critic");
    CHL_TRY(build(&b, until, err));
    *out = b.toy;
    b.toy = NULL;
out:
    chl_toy_free(b.toy);
    chl_free(b.grains);
    chl_free(b.stops);
    return status;
}

void
chl_toy_free(chl_toy *toy)
{
    if (toy != NULL) {
        chl_free(toy->half);
        chl_free(toy->piece);
        chl_free(toy->event);
    }
    chl_free(toy);
}
