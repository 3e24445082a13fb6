/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A half-cycle of the toy, from stop to stop. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "systems/toy.h"

/* A weight that comes to the face within this share of the box of the passage
 * of g = 0 only grazes it: so all orbits do that were clipped before. */
static const double graze = 1e-13;

enum {
    TELL_EVERY = 256 /* stops */
};

static int
by_shift(const void *a, const void *b)
{
    const chl_toy_stop *x = a, *y = b;

    if (x->shift != y->shift) {
        return x->shift < y->shift ? -1 : 1;
    }
    return (x->grain < y->grain) - (x->grain > y->grain);
}

static size_t
find_stops(chl_toy_builder *b)
{
    double clip = b->toy->model.clip;
    size_t count = 0;

    for (size_t k = 0; k < b->count; k++) {
        const chl_toy_grain *x = &b->grains[k];
        double width = x->high - x->low;

        if (width == 0.0) {
            b->stops[count++] =
                (chl_toy_stop){ clip - x->high, k, -x->mass, 0.0, true, true };
            continue;
        }
        b->stops[count++] = (chl_toy_stop){ clip - x->high,  k,    0.0,
                                            x->mass / width, true, false };
        b->stops[count++] = (chl_toy_stop){ clip - x->low,    k,     0.0,
                                            -x->mass / width, false, true };
    }
    qsort(b->stops, count, sizeof *b->stops, by_shift);
    return count;
}

static double
mean_at(const chl_toy_piece *p, double y)
{
    return p->m + y * (p->f - 0.5 * p->rho * y);
}

/* integral of m from 0 to y */
static double
work(const chl_toy_piece *p, double y)
{
    return y * (p->m + y * (0.5 * p->f - p->rho * y / 6.0));
}

/* The y > 0 at which the work is p->e, known to be below `high`: convex there,
 * so that Newton comes down to it from above. */
static double
passage(const chl_toy_piece *p, double high)
{
    double y = high;

    if (p->f == 0.0) {
        return p->e / p->m;
    }
    if (p->rho == 0.0) {
        double root = sqrt(p->m * p->m + 2.0 * p->f * p->e);

        return p->m > 0.0 ? 2.0 * p->e / (p->m + root) : (root - p->m) / p->f;
    }
    for (int k = 0; k < 200; k++) {
        double next = y - (work(p, y) - p->e) / mean_at(p, y);

        if (!(next < y && next > 0.0)) {
            break;
        }
        y = next;
    }
    return y;
}

/* At a stop: report who comes, then change the law of the face. */
static chl_status
arrive(chl_toy_builder *b, chl_toy_piece *p, const chl_toy_stop *s,
       chl_error *err)
{
    chl_toy *toy = b->toy;
    chl_toy_half *half = &toy->half[toy->halves - 1];
    chl_status status = CHL_OK;
    bool met = p->glued > 0.0;
    double mass = p->glued + (s->first && s->last ? -s->f : 0.0);
    chl_toy_event event = { p->t, CHL_TOY_HIT,
                            half->sign * chl_toy_height(toy, p->e),
                            half->sign * p->m, mass };

    half->clips = true;
    if (s->first) {
        CHL_TRY(chl_toy_add_event(toy, event, err));
    }
    if (s->last && (met || !s->first)) {
        event.kind = CHL_TOY_MERGE;
        CHL_TRY(chl_toy_add_event(toy, event, err));
    }
    p->f += s->f;
    p->rho += s->rho;
    p->glued = mass;
out:
    return status;
}

/* To the end of a piece, which the next one begins. */
static chl_status
pass(chl_toy_builder *b, chl_toy_piece *p, double length, bool ends,
     chl_error *err)
{
    chl_status status = CHL_OK;

    p->length = length;
    p->e_end = ends ? 0.0 : fmax(p->e - work(p, length), 0.0);
    p->half = b->toy->halves - 1;
    CHL_TRY(chl_toy_add_piece(b->toy, p, err));
    p->t += p->span;
    p->shift += length;
    p->m = mean_at(p, length);
    p->f -= p->rho * length;
    p->glued += p->rho * length;
    p->e = p->e_end;
out:
    return status;
}

/* From where the half-cycle begins up to g = 0. */
chl_status
chl_toy_climb(chl_toy_builder *b, chl_toy_piece *p, chl_error *err)
{
    double clip = b->toy->model.clip;
    size_t count = find_stops(b);
    chl_status status = CHL_OK;

    for (size_t k = 0; k < count; k++) {
        double length = fmax(b->stops[k].shift - p->shift, 0.0);
        double late = length + graze * clip;

        if (mean_at(p, late) > 0.0 && work(p, late) >= p->e) {
            CHL_TRY(pass(b, p, passage(p, late), true, err));
            goto out;
        }
        if (length > 0.0) {
            CHL_TRY(pass(b, p, length, false, err));
        }
        CHL_TRY(arrive(b, p, &b->stops[k], err));
        if (k % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(b->progress, "solving",
                                      (double) b->toy->halves, 6.0, err));
        }
    }
    p->m = clip;
    p->f = p->rho = 0.0;
    p->glued = 1.0;
    p->slides = true;
    CHL_TRY(pass(b, p, p->e / clip, true, err));
out:
    return status;
}

/* Where the grains are when all has gone up by `shift`, and some of it was
 * held. */
static void
lift_clipped(chl_toy_builder *b, double shift)
{
    double clip = b->toy->model.clip, held = 0.0;
    size_t left = 0;

    for (size_t k = 0; k < b->count; k++) {
        chl_toy_grain x = b->grains[k];
        double low = x.low + shift, high = x.high + shift;

        if (low >= clip * (1.0 - graze)) {
            held += x.mass;
            continue;
        }
        if (high > clip) {
            double part = x.high > x.low ? (clip - low) / (high - low) : 1.0;

            held += (1.0 - part) * x.mass;
            x.mass *= part;
        }
        b->grains[left++] = (chl_toy_grain){ low, fmin(high, clip), x.mass };
    }
    b->grains[left++] = (chl_toy_grain){ clip, clip, held };
    b->count = left;
}

static void
lift_whole(chl_toy_builder *b, double shift)
{
    double clip = b->toy->model.clip;

    for (size_t k = 0; k < b->count; k++) {
        b->grains[k].low = fmin(b->grains[k].low + shift, clip);
        b->grains[k].high = fmin(b->grains[k].high + shift, clip);
    }
}

void
chl_toy_lift(chl_toy_builder *b, double shift)
{
    const chl_toy *toy = b->toy;

    (toy->half[toy->halves - 1].clips ? lift_clipped : lift_whole)(b, shift);
}
