/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The particles from event to event. Between events each weight is free, or
 * held on a face: watched are the distance of a free one from the nearer face,
 * and the outward field at a held one.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/meanfield.h"
#include "systems/ode.h"

enum {
    STEPS = 200000, /* of CVODE between two events                            */
    MOST_AT_ONCE = 1000
};

typedef struct flow {
    chl_meanfield *mf;
    double *y; /* critics, then generators                                */
    double *watch_v, *watch_u; /* fields while watching                       */
    bool *fell;
    double end; /* time                                                       */
    const chl_progress *progress;
} flow;

static chl_status
rate(void *self, const double *y, double *slope, chl_error *err)
{
    flow *f = self;
    chl_meanfield *mf = f->mf;
    size_t weights = mf->critics * mf->p;

    (void) err;
    chl_meanfield_field(mf, y, y + weights, slope, slope + weights);
    for (size_t k = 0; k < weights; k++) {
        slope[k] = mf->held[k] == 0 ? slope[k] : 0.0;
    }
    return CHL_OK;
}

static chl_status
watch(void *self, const double *y, double *values, chl_error *err)
{
    flow *f = self;
    chl_meanfield *mf = f->mf;
    size_t weights = mf->critics * mf->p;

    (void) err;
    chl_meanfield_field(mf, y, y + weights, f->watch_v, f->watch_u);
    for (size_t k = 0; k < weights; k++) {
        values[k] = mf->held[k] == 0 ? mf->model.clip - fabs(y[k])
                                     : f->watch_v[k] * mf->held[k];
    }
    return CHL_OK;
}

/* Room for so many more events, at least doubling it. */
static chl_status
reserve(chl_meanfield *mf, size_t more, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t room = 2 * mf->event_count + more + 16;
    chl_meanfield_event *grown;

    if (mf->event_count + more <= mf->event_room) {
        goto out;
    }
    grown = chl_realloc(mf->events, room, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "events");
    mf->events = grown;
    mf->event_room = room;
out:
    return status;
}

static chl_status
add_event(chl_meanfield *mf, chl_toy_event_kind kind, size_t place,
          chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(reserve(mf, 1, err));
    mf->events[mf->event_count++] =
        (chl_meanfield_event){ mf->t, kind, mf->origin[place / mf->p],
                               place % mf->p };
out:
    return status;
}

/* Put a weight on the face it is nearer to. */
static chl_status
hold(chl_meanfield *mf, size_t k, chl_error *err)
{
    mf->held[k] = mf->w[k] > 0.0 ? 1 : -1;
    mf->w[k] = mf->held[k] * mf->model.clip;
    if (isnan(mf->blow_up)) {
        mf->blow_up = mf->t;
    }
    return add_event(mf, CHL_TOY_HIT, k, err);
}

/* After an event: who fell changes sides; others may have come to a face, or
 * turned, at the same time. */
static chl_status
settle(flow *f, chl_error *err)
{
    chl_meanfield *mf = f->mf;
    chl_status status = CHL_OK;

    chl_meanfield_field(mf, mf->w, mf->theta, mf->v, mf->u);
    for (size_t k = 0; k < mf->critics * mf->p; k++) {
        if (mf->held[k] != 0 && (f->fell[k] || mf->v[k] * mf->held[k] < 0.0)) {
            mf->held[k] = 0;
            CHL_TRY(add_event(mf, CHL_TOY_RELEASE, k, err));
        } else if (mf->held[k] == 0
                   && (f->fell[k]
                       || (fabs(mf->w[k]) >= mf->model.clip
                           && mf->v[k] * mf->w[k] > 0.0))) {
            CHL_TRY(hold(mf, k, err));
        }
    }
out:
    return status;
}

/* Over one smooth piece, and what ends it. */
static chl_status
advance(flow *f, double tolerance, bool *event, chl_error *err)
{
    chl_meanfield *mf = f->mf;
    size_t weights = mf->critics * mf->p, free = mf->generators * mf->q;
    const chl_ode ode = { .n = weights + free,
                          .self = f,
                          .rate = rate,
                          .tolerance = tolerance,
                          .steps = STEPS,
                          .progress = f->progress,
                          .stage = "following",
                          .watched = weights,
                          .watch = watch };
    chl_status status = CHL_OK;
    double reached;

    memcpy(f->y, mf->w, weights * sizeof *f->y);
    memcpy(f->y + weights, mf->theta, free * sizeof *f->y);
    CHL_TRY(chl_ode_until(&ode, f->end - mf->t, f->y, &reached, f->fell, err));
    memcpy(mf->w, f->y, weights * sizeof *f->y);
    memcpy(mf->theta, f->y + weights, free * sizeof *f->y);
    *event = false;
    for (size_t k = 0; k < weights; k++) {
        *event = *event || f->fell[k];
    }
    mf->t = *event ? mf->t + reached : f->end;
out:
    return status;
}

static chl_status
follow(flow *f, double tolerance, chl_error *err)
{
    chl_meanfield *mf = f->mf;
    chl_status status = CHL_OK;
    size_t at_once = 0;
    bool event = true;

    while (mf->t < f->end) {
        double before = mf->t;

        CHL_TRY(reserve(mf, mf->critics, err));
        chl_meanfield_merge(mf, true);
        CHL_TRY(advance(f, tolerance, &event, err));
        at_once = mf->t > before ? 0 : at_once + 1;
        CHL_REQUIRE(at_once < MOST_AT_ONCE + mf->critics * mf->p, err,
                    CHL_ENUMERIC,
                    "weights come to faces and leave them without end at t = "
                    "%.9g",
                    mf->t);
        if (event) {
            CHL_TRY(settle(f, err));
        }
    }
out:
    return status;
}

/* What was held when the last flow ended is held still, unless steps of another
 * way have moved it. */
static void
forget_moved(chl_meanfield *mf)
{
    for (size_t k = 0; k < mf->critics * mf->p; k++) {
        if (mf->w[k] != mf->held[k] * mf->model.clip) {
            mf->held[k] = 0;
        }
    }
}

/* On the kinks of relu the field jumps, and may point to them from both sides:
 * no solution goes on there that steps could follow. */
static chl_status
check(const chl_meanfield *mf, double time, double tolerance, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(mf->model.critic != CHL_NEURON_RELU
                    && mf->model.generator != CHL_NEURON_RELU,
                err, CHL_EUNSUPPORTED,
                "the field of relu jumps, and cannot be followed from event to "
                "event; take steps of Euler");

    CHL_REQUIRE(time >= 0.0 && isfinite(time), err, CHL_EARG,
                "the time to follow is %g; it must be 0 or above", time);
    CHL_REQUIRE(tolerance >= 1e-13 && tolerance <= 0.1, err, CHL_EARG,
                "tolerance is %g; it must lie in 1e-13..0.1", tolerance);
out:
    return status;
}

chl_status
chl_meanfield_flow(chl_meanfield *mf, double time, double tolerance,
                   const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t weights = mf->critics * mf->p, free = mf->generators * mf->q;
    flow f = { .mf = mf, .end = mf->t + time, .progress = progress };

    CHL_TRY(check(mf, time, tolerance, err));
    f.y = chl_alloc(2 * (weights + free), sizeof *f.y);
    f.fell = chl_alloc(weights, sizeof *f.fell);
    CHL_REQUIRE(f.y != NULL && f.fell != NULL, err, CHL_ENOMEM,
                "out of memory for the flow of %zu critics", mf->critics);
    f.watch_v = f.y + weights + free;
    f.watch_u = f.watch_v + weights;
    forget_moved(mf);
    CHL_TRY(settle(&f, err));
    CHL_TRY(follow(&f, tolerance, err));
out:
    chl_free(f.y);
    chl_free(f.fell);
    return status;
}
