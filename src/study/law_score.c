/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The criteria that come from the game of each candidate. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/carry.h"
#include "study/comparison.h"

/* The matrices of one candidate under one replicate. */
typedef struct sheet {
    size_t size;
    double *mass, *stiffness, *coupling, *part, *average, *moment, *mobility,
        *mean, *spare;
} sheet;

static void
sheet_clear(sheet *s)
{
    chl_free(s->mass);
    chl_free(s->stiffness);
    chl_free(s->coupling);
    chl_free(s->part);
    chl_free(s->average);
    chl_free(s->moment);
    chl_free(s->mobility);
    chl_free(s->mean);
    chl_free(s->spare);
}

static chl_status
sheet_init(sheet *s, size_t size, chl_error *err)
{
    size_t square = size * size;

    s->size = size;
    s->mass = chl_alloc(square, sizeof *s->mass);
    s->stiffness = chl_alloc(square, sizeof *s->stiffness);
    s->coupling = chl_alloc(square, sizeof *s->coupling);
    s->part = chl_alloc(square, sizeof *s->part);
    s->average = chl_alloc(square, sizeof *s->average);
    s->moment = chl_alloc(square, sizeof *s->moment);
    s->mobility = chl_alloc(square, sizeof *s->mobility);
    s->mean = chl_alloc(size, sizeof *s->mean);
    s->spare = chl_alloc(2 * square, sizeof *s->spare);
    return s->mass != NULL && s->stiffness != NULL && s->coupling != NULL
                   && s->part != NULL && s->average != NULL && s->moment != NULL
                   && s->mean != NULL && s->spare != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for a law");
}

/* Less the products of means. */
static void
centre(size_t size, const double *matrix, const double *mean, double *out)
{
    for (size_t k = 0; k < size * size; k++) {
        out[k] = matrix[k] - mean[k / size] * mean[k % size];
    }
}

/* C and S carried over; S and what it is carried by without means. */
static chl_status
fill_sheet(const chl_law *law, const chl_law_sums *sums, const double *weight,
           bool real_only, sheet *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = s->size, square = size * size;
    double *whole = s->spare + square;

    chl_law_average(square, sums->mass, weight, s->mass);
    chl_law_average(square, sums->stiffness, weight, s->stiffness);
    chl_law_average(square, sums->coupling, weight, s->coupling);
    chl_law_average(square, sums->part, weight, s->part);
    chl_law_average(square, sums->average, weight, s->average);
    chl_law_average(square, sums->moment, weight, s->moment);
    chl_law_average(size, sums->seen, weight, s->mean);
    CHL_TRY(chl_law_mobility(law, sums, weight, s->mobility, err));
    centre(size, s->average, s->mean, s->average);
    centre(size, s->moment, s->mean, s->moment);
    centre(size, s->mass, s->mass + size * law->modes, whole);
    CHL_TRY(chl_carry_over(law->modes, size, s->moment, whole, s->average,
                           s->spare, err));
    if (real_only) {
        memcpy(s->coupling, s->stiffness, square * sizeof(double));
    } else {
        CHL_TRY(chl_carry_over(law->modes, size, s->part, s->stiffness,
                               s->coupling, s->spare, err));
    }
out:
    return status;
}

double
chl_law_transmission(const chl_law_sums *sums, size_t size,
                     const double *weight, size_t mode)
{
    size_t at = mode * size + mode;
    double through = 0.0, all = 0.0;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        through += weight[g] * sums->coupling[g * size * size + at];
        all += weight[g] * sums->part[g * size * size + at];
    }
    return all > 0.0 ? through / all : NAN;
}

/* First order: the mode is that of all rows. */
static double
slowest(const chl_law_sums *sums, const double *weight)
{
    double slope = 0.0, square = 0.0, mean = 0.0, all = 0.0;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        slope += weight[g] * sums->slope[g];
        square += weight[g] * sums->square[g];
        mean += weight[g] * sums->mean[g];
        all += weight[g];
    }
    return slope / all / (square / all - mean / all * (mean / all));
}

/* What is left at the end of the run of the way to the augmented law, in the
 * one function u = sum d_k f_k / lambda_k. */
static double
left_of_way(const chl_law *law, const chl_law_way *way, const sheet *s)
{
    double mass = 0.0, stiffness = 0.0, mobility = 0.0, left;
    chl_expected_run run = law->run;

    if (way->length == 0.0) {
        return 0.0;
    }
    for (size_t k = 0; k < law->modes; k++) {
        for (size_t l = 0; l < law->modes; l++) {
            double both =
                way->d[k] * way->d[l] / (law->lambda[k] * law->lambda[l]);

            mass += both
                    * (s->mass[k * s->size + l]
                       - s->mass[k * s->size + law->modes]
                             * s->mass[l * s->size + law->modes]);
            stiffness += both * s->stiffness[k * s->size + l];
            mobility += both * s->mobility[k * s->size + l];
        }
    }
    if (law->wide) {
        run.constants.lr_d *= mobility / mass;
    }
    left = chl_expected_left(&run, stiffness / mass, way->seen / mass);
    return way->length * left * left;
}

static chl_status
score_one(const chl_candidates *c, const chl_law *law, size_t index,
          const double *weight, sheet *s, double *scores, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law_sums *sums = &law->sums[c->items[index].like];
    chl_expected e;
    chl_law_way way;
    double through = 0.0;

    CHL_TRY(fill_sheet(law, sums, weight, c->settings->real_only, s, err));
    chl_law_find_way(law, sums, weight, &way);
    CHL_TRY(chl_expected_find(
        &law->run, law->size, law->lambda, s->mass, s->stiffness, s->coupling,
        law->wide ? s->mobility : NULL, s->average, &e, err));
    for (size_t k = 0; k < law->modes; k++) {
        through += chl_law_transmission(sums, law->size, weight, k)
                   / (double) law->modes;
    }
    scores[CHL_SCORE_TRANSIENT] = e.transient;
    scores[CHL_SCORE_MINIBATCH] = e.minibatch;
    scores[CHL_SCORE_SAMPLING] = e.sampling;
    scores[CHL_SCORE_LEAKED] = c->settings->real_only
                                   ? way.length
                                   : e.hidden + left_of_way(law, &way, s);
    scores[CHL_SCORE_ERROR] =
        e.transient + e.minibatch + e.sampling + scores[CHL_SCORE_LEAKED];
    scores[CHL_SCORE_RATE] = e.rate;
    scores[CHL_SCORE_LAMBDA_1] = slowest(sums, weight);
    scores[CHL_SCORE_TRANSMISSION] = c->settings->real_only ? 1.0 : through;
out:
    return status;
}

chl_status
chl_law_score(const chl_candidates *c, const chl_law *law,
              const chl_replicate *r, double *scores, chl_error *err)
{
    chl_status status = CHL_OK;
    sheet s = { 0 };

    CHL_TRY(sheet_init(&s, law->size, err));
    for (size_t k = 0; k < c->count; k++) {
        CHL_TRY(score_one(c, law, k, r->groups, &s,
                          scores + k * CHL_RANK_SCORES, err));
    }
out:
    sheet_clear(&s);
    return status;
}
