/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy at any time, from its pieces. */
#include <math.h>

#include "systems/toy.h"

static const char *const event_names[] = {
    [CHL_TOY_HIT] = "hit",
    [CHL_TOY_MERGE] = "merge",
    [CHL_TOY_CROSSING] = "crossing",
    [CHL_TOY_RELEASE] = "release",
};

const char *
chl_toy_event_name(chl_toy_event_kind kind)
{
    return event_names[kind];
}

const chl_toy_event *
chl_toy_events(const chl_toy *toy, size_t *count)
{
    *count = toy->events;
    return toy->event;
}

chl_toy_limit
chl_toy_limit_of(const chl_toy *toy)
{
    return toy->limit;
}

chl_toy_half
chl_toy_follow(const chl_toy_half *half, double shift, double clip)
{
    chl_toy_half next = *half;

    next.shift += half->sign * shift;
    next.floor += half->sign * shift;
    next.ceiling += half->sign * shift;
    if (half->sign > 0.0) {
        next.floor = fmin(next.floor, clip);
        next.ceiling = fmin(next.ceiling, clip);
    } else {
        next.floor = fmax(next.floor, -clip);
        next.ceiling = fmax(next.ceiling, -clip);
    }
    return next;
}

/* The last piece that begins at t or before. */
static const chl_toy_piece *
piece_at(const chl_toy *toy, double t)
{
    size_t low = 0, high = toy->pieces;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        *(toy->piece[middle].t <= t ? &low : &high) = middle;
    }
    return &toy->piece[low];
}

/* Of the listed period. */
static double
fold(const chl_toy *toy, double t)
{
    double start = toy->half[toy->halves - 2].t;

    return t > start ? start + fmod(t - start, toy->limit.period) : t;
}

static chl_toy_sample
at_piece(const chl_toy *toy, const chl_toy_piece *p, double time)
{
    const chl_toy_half *half = &toy->half[p->half];
    double e, y = chl_toy_shift_at(toy, p, time, &e);
    double m = p->m + y * (p->f - 0.5 * p->rho * y);
    double glued = p->glued + p->rho * y, g = chl_toy_height(toy, e);
    chl_toy_half now = chl_toy_follow(half, p->shift + y, toy->model.clip);

    return (chl_toy_sample){ .g = half->sign * g,
                             .m = half->sign * m,
                             .energy =
                                 toy->forms->drive(toy->model.slope, g) * m,
                             .invariant = e + 0.5 * m * m,
                             .low = half->sign < 0.0 ? glued : 0.0,
                             .high = half->sign > 0.0 ? glued : 0.0,
                             .shift = now.shift,
                             .floor = now.floor,
                             .ceiling = now.ceiling };
}

chl_toy_sample
chl_toy_at(const chl_toy *toy, double t)
{
    chl_toy_sample out = { .g = toy->model.g0,
                           .m = toy->m0,
                           .invariant = toy->limit.energy,
                           .floor = -toy->model.clip,
                           .ceiling = toy->model.clip };

    if (!(t >= 0.0) || !isfinite(t)) {
        out = (chl_toy_sample){
            NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN
        };
    } else if (!toy->limit.rest) {
        double folded = fold(toy, t);
        const chl_toy_piece *p = piece_at(toy, folded);

        out = at_piece(toy, p, folded - p->t);
    }
    out.t = t;
    return out;
}

double
chl_toy_place(const chl_toy_sample *at, double w)
{
    return fmin(fmax(w + at->shift, at->floor), at->ceiling);
}
