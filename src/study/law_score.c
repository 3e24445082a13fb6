/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The criteria that come from the game of each candidate. */
#include <math.h>

#include "base/error.h"
#include "study/comparison.h"
#include "study/law_sheet.h"

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

static chl_status
score_one(const chl_candidates *c, const chl_law *law, size_t index,
          const double *weight, chl_law_sheet *s, double *scores,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law_sums *sums = &law->sums[c->items[index].like];
    chl_expected e;
    chl_expected_matrices matrices;
    double through = 0.0;

    CHL_TRY(chl_law_sheet_fill(s, sums, weight, c->settings->real_only, err));
    matrices = chl_law_sheet_matrices(s);
    CHL_TRY(chl_expected_find(&law->run, &matrices, &e, err));
    for (size_t k = 0; k < law->modes; k++) {
        through += chl_law_transmission(sums, law->size, weight, k)
                   / (double) law->modes;
    }
    scores[CHL_SCORE_TRANSIENT] = e.transient;
    scores[CHL_SCORE_MINIBATCH] = e.minibatch;
    scores[CHL_SCORE_SAMPLING] = e.sampling;
    scores[CHL_SCORE_LEAKED] =
        c->settings->real_only
            ? s->way.length
            : e.hidden + chl_law_sheet_left(s, law->run.steps);
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
    chl_law_sheet s = { 0 };

    CHL_TRY(chl_law_sheet_init(law, &s, err));
    for (size_t k = 0; k < c->count; k++) {
        CHL_TRY(score_one(c, law, k, r->groups, &s,
                          scores + k * CHL_RANK_SCORES, err));
    }
out:
    chl_law_sheet_clear(&s);
    return status;
}
