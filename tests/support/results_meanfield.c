/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of the clipped WGAN, made by hand. */
#include <math.h>

#include "report/result.h"
#include "support/results.h"
#include "support/runner.h"

enum {
    POINTS = 41,
    TIMES = 4,
    BINS = 3
};

/* A circle, one point of which is missing. */
static void
fill_orbit(chl_result_meanfield *s)
{
    s->points = chl_result_blank(&chl_record_meanfield_point, POINTS);
    s->samples = chl_result_blank(&chl_record_meanfield_point, 1);
    ck_assert(s->points != NULL && s->samples != NULL);
    s->point_count = POINTS;
    s->sample_count = 1;
    for (size_t k = 0; k < POINTS; k++) {
        chl_result_meanfield_point *p = &s->points[k];

        p->t = s->time * (double) k / (POINTS - 1);
        p->g = k == 7 ? NAN : 0.9 * cos(0.5 * p->t);
        p->m = 0.8 * sin(0.5 * p->t);
        p->distance = fabs(p->g);
        p->energy = 0.5 * p->g * p->m;
        p->low = 0.0;
        p->high = k < 5 ? 0.25 : 0.0;
        p->singular = chl_alloc(4, sizeof *p->singular);
        ck_assert_ptr_nonnull(p->singular);
        p->count = 4;
        p->singular[k % 4] = 1.0;
    }
    s->samples[0].t = 1.5;
    s->samples[0].g = 0.658;
}

static void
fill_events(chl_result_meanfield *s)
{
    static const char *const kinds[] = { "hit", "crossing", "release" };

    s->events = chl_result_blank(&chl_record_meanfield_event, 3);
    ck_assert_ptr_nonnull(s->events);
    s->event_count = 3;
    for (size_t k = 0; k < 3; k++) {
        results_name(&s->events[k].kind, kinds[k]);
        s->events[k].t = 1.0 + (double) k;
        s->events[k].g = 0.5 - 0.25 * (double) k;
        s->events[k].m = 0.75;
        s->events[k].mass = k == 1 ? 0.0 : 0.25;
    }
}

static void
fill_density(chl_result_density *d, const char *name, bool atoms)
{
    results_name(&d->name, name);
    d->low = -1.0;
    d->high = 1.0;
    d->count = TIMES;
    d->t = chl_alloc(TIMES, sizeof *d->t);
    d->mass =
        (chl_result_matrix){ TIMES, BINS,
                             chl_alloc(TIMES * BINS, sizeof *d->mass.values) };
    d->at_low = atoms ? chl_alloc(TIMES, sizeof *d->at_low) : NULL;
    d->at_high = atoms ? chl_alloc(TIMES, sizeof *d->at_high) : NULL;
    ck_assert(d->t != NULL && d->mass.values != NULL);
    for (size_t k = 0; k < TIMES; k++) {
        d->t[k] = 2.5 + 5.0 * (double) k;
        d->mass.values[k * BINS + k % BINS] = atoms ? 0.75 : 1.0;
        if (atoms) {
            d->at_high[k] = 0.25;
        }
    }
}

/* What networks have beside a toy's, which no result has at once. */
static void
fill_networks(chl_result_meanfield *s)
{
    s->clouds = chl_result_blank(&chl_record_cloud, 2);
    s->trainings = chl_result_blank(&chl_record_training, 2);
    s->trained = chl_result_blank(&chl_record_meanfield_point, 2);
    ck_assert(s->clouds != NULL && s->trainings != NULL && s->trained != NULL);
    s->cloud_count = s->training_count = s->trained_count = 2;
    for (size_t k = 0; k < 2; k++) {
        chl_result_cloud *c = &s->clouds[k];

        c->t = k == 0 ? NAN : 4.0;
        c->count = 2;
        c->x = chl_alloc(2, sizeof *c->x);
        c->y = chl_alloc(2, sizeof *c->y);
        ck_assert(c->x != NULL && c->y != NULL);
        c->x[1] = 2.0;
        c->y[1] = 1.0;
        results_name(&s->trainings[k].method, k == 0 ? "stochastic" : "euler");
        s->trainings[k].rate = 0.1;
        s->trainings[k].deviation = k == 0 ? 0.3 : 0.01;
        s->trainings[k].runs = 8;
        s->trained[k].t = 10.0 * (double) k;
        s->trained[k].distance = 0.5;
    }
}

void
results_add_meanfield(chl_result *result)
{
    chl_result_meanfield *s = chl_result_blank(&chl_record_meanfield, 1);

    ck_assert_ptr_nonnull(s);
    result->meanfield = s;
    results_name(&s->model, "toy");
    results_name(&s->game, "normal");
    s->clip = s->ratio = 1.0;
    s->g0 = 0.9;
    s->critics = 4;
    s->time = 20.0;
    s->period = 12.566370614359172;
    s->amplitude = 0.8;
    s->settled = 4.0;
    s->distance = 0.9;
    s->width = 0.3;
    fill_orbit(s);
    fill_events(s);
    fill_networks(s);
    s->weights = chl_result_blank(&chl_record_density, 1);
    s->law = chl_result_blank(&chl_record_density, 1);
    ck_assert(s->weights != NULL && s->law != NULL);
    s->weight_count = 1;
    fill_density(&s->weights[0], "critic's weight", true);
    fill_density(s->law, "generated x", false);
}
