/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Penalties and schemes in order of the rate they give. */
#include <chladni/study.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"

enum {
    MOST_GAMMAS = 25
};

/* Best first, unknown last; names break ties so that the order is fixed. */
static int
compare(const void *left, const void *right)
{
    const chl_result_item *a = left, *b = right;
    bool known_a = !isnan(a->score), known_b = !isnan(b->score);

    if (known_a != known_b) {
        return known_a ? -1 : 1;
    }
    if (known_a && a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

/* The same for scores of which the smallest is best. */
static int
compare_errors(const void *left, const void *right)
{
    const chl_result_item *a = left, *b = right;

    if (isnan(a->score) || isnan(b->score) || a->score == b->score) {
        return compare(left, right);
    }
    return a->score < b->score ? -1 : 1;
}

static double
slowest(const chl_result_prediction *p)
{
    return p->root_count > 0 ? p->roots[0].lambda : NAN;
}

static chl_status
fill_gamma(const chl_result *result, bool by_error, chl_result_ranking *r,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_sweep *s = &result->prediction->sweep;

    for (size_t k = 0; k < r->count; k++) {
        chl_result_item *item = &r->items[k];
        size_t at = r->count > 1 ? k * (s->count - 1) / (r->count - 1) : 0;

        CHL_TRY(
            chl_result_set_textf(&item->name, err, "gamma=%.4g", s->gamma[at]));
        item->strength = s->gamma[at];
        item->rate = s->rate[at];
        item->score = by_error ? s->error[at] : s->rate[at];
        item->ci_low = by_error ? s->error_low[at] : s->rate_low[at];
        item->ci_high = by_error ? s->error_high[at] : s->rate_high[at];
        item->lambda_1 = slowest(result->prediction);
    }
out:
    return status;
}

/* Tied with the head of the group while the intervals overlap. */
static void
tie_gammas(bool by_error, chl_result_ranking *r)
{
    const chl_result_item *head = &r->items[0];

    for (size_t k = 1; k < r->count; k++) {
        const chl_result_item *item = &r->items[k];
        bool tied = by_error ? item->ci_low <= head->ci_high
                             : item->ci_high >= head->ci_low;

        r->items[k].tie_group = r->items[k - 1].tie_group + (tied ? 0 : 1);
        head = tied ? head : &r->items[k];
    }
}

static chl_status
rank_gamma(const chl_result *result, chl_result_ranking **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_prediction *p = result->prediction;
    bool by_error = p->sweep.count > 0 && isfinite(p->sweep.error[0]);
    chl_result_ranking *r = NULL;

    CHL_REQUIRE(p->sweep.count > 0, err, CHL_EARG,
                "penalty '%s' has no gamma to rank", p->penalty);
    CHL_TRY(chl_result_ranking_create(
        "gamma", NULL,
        p->sweep.count < MOST_GAMMAS ? p->sweep.count : MOST_GAMMAS, &r, err));
    CHL_TRY(chl_result_set_textf(&r->baseline, err, "gamma=%.4g", p->gamma));
    CHL_TRY(fill_gamma(result, by_error, r, err));
    qsort(r->items, r->count, sizeof *r->items,
          by_error ? compare_errors : compare);
    tie_gammas(by_error, r);
    *out = r;
    r = NULL;
out:
    chl_result_section_free(&chl_record_ranking, r);
    return status;
}

/* Equal to nine digits is a tie. */
static void
tie_schemes(chl_result_ranking *r)
{
    for (size_t k = 1; k < r->count; k++) {
        double above = r->items[k - 1].score, here = r->items[k].score;
        bool tied = (isnan(above) && isnan(here))
                    || fabs(above - here) <= 1e-9 * fabs(above);

        r->items[k].tie_group = r->items[k - 1].tie_group + (tied ? 0 : 1);
    }
}

static chl_status
rank_scheme(const chl_result *result, chl_result_ranking **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_prediction *p = result->prediction;
    chl_result_ranking *r = NULL;

    CHL_TRY(chl_result_ranking_create("scheme", "simultaneous", p->scheme_count,
                                      &r, err));
    for (size_t k = 0; k < r->count; k++) {
        chl_result_item *item = &r->items[k];
        const chl_result_scheme *s = &p->schemes[k];
        bool tuned = !isnan(s->tuned_rate_per_gradient);

        CHL_TRY(chl_result_set_text(&item->name, s->name, err));
        item->strength = tuned ? s->tuned_h : s->h_best;
        item->score = tuned ? s->tuned_rate_per_gradient : s->rate_per_gradient;
        item->rate = tuned ? s->tuned_rate : s->rate;
        item->lambda_1 = slowest(result->prediction);
    }
    qsort(r->items, r->count, sizeof *r->items, compare);
    tie_schemes(r);
    *out = r;
    r = NULL;
out:
    chl_result_section_free(&chl_record_ranking, r);
    return status;
}

static const struct ranker {
    const char *kind;
    chl_status (*rank)(const chl_result *, chl_result_ranking **, chl_error *);
} rankers[] = {
    { "gamma", rank_gamma },
    { "scheme", rank_scheme },
};

chl_status
chl_study_rank(const char *kind, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const struct ranker *ranker = NULL;
    chl_result_ranking *r = NULL;

    for (size_t k = 0; k < sizeof rankers / sizeof *rankers; k++) {
        if (kind != NULL && strcmp(kind, rankers[k].kind) == 0) {
            ranker = &rankers[k];
        }
    }
    CHL_REQUIRE(ranker != NULL, err, CHL_EARG,
                "cannot rank '%s'; known: gamma scheme",
                kind != NULL ? kind : "");
    CHL_REQUIRE(result->prediction != NULL, err, CHL_EARG,
                "the result has no prediction to rank by");
    CHL_REQUIRE(result->prediction->covered, err, CHL_EARG,
                "the prediction does not cover penalty '%s'; there is nothing "
                "to rank",
                result->prediction->penalty);
    CHL_TRY(ranker->rank(result, &r, err));
    chl_result_section_free(&chl_record_ranking, result->ranking);
    result->ranking = r;
out:
    return status;
}
