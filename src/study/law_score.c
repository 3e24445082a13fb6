/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The criteria that come from the game of each candidate. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "study/comparison.h"

/* The matrices of one candidate under one replicate. */
typedef struct sheet {
    size_t size;
    double *mass, *stiffness, *coupling, *part, *average, *mean;
} sheet;

static void
sheet_clear(sheet *s)
{
    chl_free(s->mass);
    chl_free(s->stiffness);
    chl_free(s->coupling);
    chl_free(s->part);
    chl_free(s->average);
    chl_free(s->mean);
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
    s->mean = chl_alloc(size, sizeof *s->mean);
    return s->mass != NULL && s->stiffness != NULL && s->coupling != NULL
                   && s->part != NULL && s->average != NULL && s->mean != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for a law");
}

/* C = A - (A_part - C_part): both of the same rows and draws, so that what is
 * lost is precise. The means are taken off S. */
static void
fill_sheet(const chl_law_sums *sums, const double *weight, bool real_only,
           sheet *s)
{
    size_t size = s->size, square = size * size;

    chl_law_average(square, sums->mass, weight, s->mass);
    chl_law_average(square, sums->stiffness, weight, s->stiffness);
    chl_law_average(square, sums->coupling, weight, s->coupling);
    chl_law_average(square, sums->part, weight, s->part);
    chl_law_average(square, sums->average, weight, s->average);
    chl_law_average(size, sums->seen, weight, s->mean);
    for (size_t k = 0; k < square; k++) {
        s->coupling[k] += s->stiffness[k] - s->part[k];
        if (real_only) {
            s->coupling[k] = s->stiffness[k];
        }
        s->average[k] -= s->mean[k / size] * s->mean[k % size];
    }
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

/* sum_k d_k^2 / lambda_k of differences of means, without the bias of groups
 * with themselves. */
double
chl_law_displacement(const chl_law *law, const chl_law_sums *sums,
                     const double *weight)
{
    double sum = 0.0, all = 0.0, squares = 0.0;
    const double *a = sums->seen, *b = law->sums[0].seen;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        all += weight[g];
        squares += weight[g] * weight[g];
    }
    for (size_t k = 0; k < law->modes; k++) {
        double total = 0.0, own = 0.0;

        for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
            double d =
                weight[g] * (a[g * law->size + k] - b[g * law->size + k]);

            total += d;
            own += d * d;
        }
        sum += (total * total - own) / law->lambda[k];
    }
    return fmax(sum / (all * all - squares), 0.0);
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

static chl_status
score_one(const chl_candidates *c, const chl_law *law, size_t index,
          const double *weight, sheet *s, double *scores, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law_sums *sums = &law->sums[c->items[index].like];
    chl_expected e;
    double through = 0.0;

    fill_sheet(sums, weight, c->settings->real_only, s);
    CHL_TRY(chl_expected_find(&law->run, law->size, law->lambda, s->mass,
                              s->stiffness, s->coupling, s->average, &e, err));
    for (size_t k = 0; k < law->modes; k++) {
        through += chl_law_transmission(sums, law->size, weight, k)
                   / (double) law->modes;
    }
    scores[CHL_SCORE_TRANSIENT] = e.transient;
    scores[CHL_SCORE_MINIBATCH] = e.minibatch;
    scores[CHL_SCORE_SAMPLING] = e.sampling;
    scores[CHL_SCORE_LEAKED] = c->settings->real_only
                                   ? chl_law_displacement(law, sums, weight)
                                   : e.hidden;
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
