/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Augmentations in order: measured, judged, compared, and put in words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"
#include "study/comparison.h"
#include "study/rank_warn.h"
#include "study/rollback.h"
#include "study/sheets.h"

static const double certain = 0.01, half = 0.5;

enum {
    HIDDEN_SHEETS = 2 /* of one candidate, at most */
};

/* All that is known before it is put in words. */
typedef struct ranking {
    chl_candidates candidates;
    chl_law *law;
    chl_comparison comparison;
    chl_evidence *evidence;
    size_t score;  /* criterion of the order        */
    size_t *order; /* candidates, best first        */
    bool *tied;    /* count x count, by candidate   */
} ranking;

static void
ranking_clear(ranking *r)
{
    chl_candidates_clear(&r->candidates);
    chl_law_free(r->law);
    chl_comparison_clear(&r->comparison);
    chl_free(r->evidence);
    chl_free(r->order);
    chl_free(r->tied);
}

static double
value_of(const ranking *r, size_t index)
{
    return r->comparison.scores[index * CHL_RANK_SCORES + r->score];
}

/* Is a before b? Unknown last; else in the order given. */
static bool
is_before(const ranking *r, size_t a, size_t b)
{
    double left = value_of(r, a), right = value_of(r, b);

    if (strcmp(chl_criterion_at(r->score)->better, "higher") == 0) {
        left = -left;
        right = -right;
    }
    if (isnan(left) || isnan(right)) {
        return !isnan(left) && isnan(right);
    }
    return left < right;
}

/* By insertion: stable, and the candidates are few. */
static void
put_in_order(ranking *r)
{
    for (size_t k = 0; k < r->candidates.count; k++) {
        size_t at = k;

        for (; at > 0 && is_before(r, k, r->order[at - 1]); at--) {
            r->order[at] = r->order[at - 1];
        }
        r->order[at] = k;
    }
}

static chl_status
judge(ranking *r, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = r->candidates.count;

    r->evidence = chl_alloc(count, sizeof *r->evidence);
    CHL_REQUIRE_MEMORY(r->evidence, err, "what is known of candidates");
    r->order = chl_alloc(count, sizeof *r->order);
    CHL_REQUIRE_MEMORY(r->order, err, "an order");
    r->tied = chl_alloc(count * count, sizeof *r->tied);
    CHL_REQUIRE_MEMORY(r->tied, err, "ties");
    for (size_t k = 0; k < count; k++) {
        chl_candidates_compare(&r->candidates, k, &r->evidence[k]);
    }
    CHL_TRY(chl_comparison_create(&r->candidates, r->law, r->evidence,
                                  &r->comparison, err));
    put_in_order(r);
    CHL_TRY(chl_comparison_ties(&r->comparison, r->score, r->tied, err));
out:
    return status;
}

static bool
are_tied(const ranking *r, size_t i, size_t j)
{
    return r->tied[i * r->candidates.count + j];
}

static chl_status
fill_score(const ranking *r, size_t index, size_t score, chl_result_score *out,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const double *scores = r->comparison.scores;

    CHL_TRY(
        chl_result_set_text(&out->name, chl_criterion_at(score)->name, err));
    out->value = scores[index * CHL_RANK_SCORES + score];
    out->difference = out->value - scores[score];
    CHL_TRY(chl_comparison_interval(&r->comparison, index, score, &out->low,
                                    &out->high, err));
    CHL_TRY(chl_comparison_difference(&r->comparison, index, 0, score,
                                      &out->difference_low,
                                      &out->difference_high, err));
out:
    return status;
}

/* Share of a leak that is still seen through T; NaN without one. */
static double
visible_share(const ranking *r, size_t index, double chance)
{
    const chl_candidates *c = &r->candidates;
    const chl_evidence *e = &r->evidence[index];
    chl_replicate whole = chl_replicate_whole();
    double leak = 0.0, seen = 0.0;

    for (size_t kind = 0; kind < 2; kind++) {
        double one = chl_gram_distance(c, &e->leak, &whole, kind);
        double two = chl_gram_distance(c, &e->visible, &whole, kind);

        leak += isnan(one) ? 0.0 : one;
        seen += isnan(two) ? 0.0 : two;
    }
    return chance < certain && leak > 0.0 ? fmin(fmax(seen / leak, 0.0), 1.0)
                                          : NAN;
}

/* A leak matters where the displacement by what of it does not show is more
 * than the error is uncertain by: less than that changes no decision here. */
static bool
weigh_leak(const ranking *r, size_t index, chl_result_augment *a)
{
    const chl_result_score *error = &a->scores[CHL_SCORE_ERROR];
    const chl_replicate whole = chl_replicate_whole();
    size_t like = r->candidates.items[index].like;
    double unseen = isnan(a->leak_visible) ? 1.0 : 1.0 - a->leak_visible;
    double leaked;
    chl_law_way way;

    chl_law_find_way(r->law, &r->law->sums[like], whole.groups, &way);
    leaked = unseen * way.length;
    a->leak_share =
        a->leak_p < certain && error->value > 0.0 ? leaked / error->value : NAN;
    return !(leaked <= half * (error->high - error->low));
}

static chl_status
judge_leak(const ranking *r, size_t index, chl_result_item *item,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_candidates *c = &r->candidates;
    chl_result_augment *a = item->augment;
    char condition[CHL_LEAK_WORDS];

    a->leak_share = NAN;
    if (index == 0) {
        return CHL_OK;
    }
    chl_leak_condition(&c->items[index], chl_dataset_describe(c->dataset),
                       condition, sizeof condition);
    if (condition[0] != '\0' && !c->settings->real_only) {
        CHL_TRY(chl_result_set_text(&a->condition, condition, err));
    }
    a->leak_p = chl_leak_chance(c, &r->evidence[index].leak);
    a->leak_visible =
        c->settings->real_only ? NAN : visible_share(r, index, a->leak_p);
    item->leak = weigh_leak(r, index, a) && a->leak_p < certain
                 && (c->settings->real_only
                     || (a->condition == NULL && a->leak_visible < half));
out:
    return status;
}

static size_t
count_ties(const ranking *r, size_t index)
{
    size_t count = 0;

    for (size_t k = 0; k < r->candidates.count; k++) {
        count += are_tied(r, index, k);
    }
    return count;
}

static chl_status
fill_chain(const chl_candidate *candidate, chl_result_augment *out,
           chl_error *err)
{
    chl_text text = { 0 };
    chl_status status = CHL_OK;

    for (size_t k = 0; k < candidate->chain.count; k++) {
        const chl_augment_part *part = &candidate->chain.parts[k];

        chl_text_add(&text, "%s%s:%.15g:%.15g", k > 0 ? "," : "", part->name,
                     part->strength, part->probability);
    }
    CHL_TRY(chl_text_check(&text, "the name of an augmentation", err));
    CHL_TRY(chl_result_set_text(&out->chain, text.data, err));
out:
    chl_text_clear(&text);
    return status;
}

static chl_status
fill_item(const ranking *r, size_t place, chl_result_item *item, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t index = r->order[place], at = 0;
    const chl_candidate *own = &r->candidates.items[index];
    const chl_candidate *model = &r->candidates.items[own->like];
    chl_result_augment *a = NULL;

    CHL_TRY(chl_law_describe(&r->candidates, r->law, index, CHL_RANK_SCORES,
                             count_ties(r, index), &a, err));
    item->augment = a;
    CHL_TRY(chl_result_set_text(&item->name, own->name, err));
    CHL_TRY(fill_chain(own, a, err));
    for (size_t k = 0; k < CHL_RANK_SCORES; k++) {
        CHL_TRY(fill_score(r, index, k, &a->scores[k], err));
    }
    item->rate = a->scores[CHL_SCORE_RATE].value;
    item->lambda_1 = a->scores[CHL_SCORE_LAMBDA_1].value;
    item->score = a->scores[r->score].value;
    item->ci_low = a->scores[r->score].low;
    item->ci_high = a->scores[r->score].high;
    item->strength = own->chain.count == 1 ? own->chain.parts[0].strength : NAN;
    a->cost = model->augment != NULL ? chl_augment_cost(model->augment) : 0.0;
    for (size_t k = 0; k < r->candidates.count; k++) {
        if (are_tied(r, index, r->order[k])) {
            a->ties[at++] = k;
        }
    }
    CHL_TRY(judge_leak(r, index, item, err));
out:
    return status;
}

static chl_status
fill_criteria(chl_result_ranking *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_ranking_criteria(out, CHL_RANK_SCORES, err));
    for (size_t k = 0; k < CHL_RANK_SCORES; k++) {
        const chl_criterion *from = chl_criterion_at(k);
        chl_result_criterion *to = &out->criteria[k];

        CHL_TRY(chl_result_set_text(&to->name, from->name, err));
        CHL_TRY(chl_result_set_text(&to->better, from->better, err));
        CHL_TRY(chl_result_set_text(&to->reason, from->reason, err));
    }
out:
    return status;
}

/* A place is shared with its head while the two are tied. */
static void
fill_places(const ranking *r, chl_result_ranking *out)
{
    size_t head = 0;

    for (size_t k = 1; k < out->count; k++) {
        bool tied = are_tied(r, r->order[head], r->order[k]);

        out->items[k].tie_group = out->items[k - 1].tie_group + (tied ? 0 : 1);
        head = tied ? head : k;
    }
}

/* Errors of all against the baseline's, over all lengths of the run. */
static chl_status
fill_turns(const ranking *r, chl_result_ranking *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law_clock *clock = &r->law->clock;
    double base[CHL_EXPECTED_STEPS], error[CHL_EXPECTED_STEPS];

    CHL_TRY(chl_result_ranking_turns(out, err));
    out->turns->best = clock->best;
    out->turns->clock = clock->steps;
    out->turns->clock_low = clock->low;
    out->turns->clock_high = clock->high;
    CHL_TRY(chl_law_follow(&r->candidates, r->law, 0, CHL_EXPECTED_STEPS, base,
                           err));
    for (size_t k = 0; k < out->count; k++) {
        if (r->candidates.items[r->order[k]].like == 0) {
            continue;
        }
        CHL_TRY(chl_law_follow(&r->candidates, r->law, r->order[k],
                               CHL_EXPECTED_STEPS, error, err));
        out->turns->from[k] = chl_law_turn(CHL_EXPECTED_STEPS, base, error);
    }
out:
    return status;
}

static chl_status
fill_ranking(const ranking *r, chl_result_ranking **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_rank_settings *s = r->candidates.settings;
    chl_result_ranking *made = NULL;

    CHL_TRY(chl_result_ranking_create("augment", "none", r->candidates.count,
                                      &made, err));
    CHL_TRY(chl_result_set_text(&made->score, s->score, err));
    CHL_TRY(chl_result_set_text(&made->law,
                                s->real_only ? "real-only" : "balanced", err));
    made->gamma = r->law->gamma;
    CHL_TRY(chl_result_set_text(&made->functions,
                                chl_functions_name(r->law->functions), err));
    made->train_samples =
        s->train_samples > 0
            ? s->train_samples
            : chl_dataset_describe(r->candidates.dataset)->count;
    CHL_TRY(fill_criteria(made, err));
    for (size_t k = 0; k < made->count; k++) {
        CHL_TRY(fill_item(r, k, &made->items[k], err));
    }
    fill_places(r, made);
    CHL_TRY(fill_turns(r, made, err));
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_ranking, made);
    return status;
}

/* The ends of the slowest hidden directions. */
static chl_status
draw_hidden(const chl_dataset *dataset, const chl_result_ranking *filled,
            chl_result *drawn, chl_error *err)
{
    chl_status status = CHL_OK;
    char *id = NULL;

    for (size_t k = 0; k < filled->count; k++) {
        const chl_result_item *item = &filled->items[k];

        for (size_t n = 0; n < item->augment->hidden_count && n < HIDDEN_SHEETS;
             n++) {
            CHL_TRY(chl_result_set_textf(&id, err, "hidden-%s-%zu", item->name,
                                         n + 1));
            CHL_TRY(chl_tiles_mode(dataset, &item->augment->hidden[n], id,
                                   drawn, err));
        }
    }
out:
    chl_free(id);
    return status;
}

chl_status
chl_study_rank_augment(const chl_dataset *dataset,
                       const chl_rank_settings *settings, chl_result *result,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    chl_rank_settings s =
        settings != NULL ? *settings : chl_rank_settings_default();
    size_t warnings = result->warning_count;
    chl_result_ranking *filled = NULL;
    chl_result *drawn = NULL;
    ranking r = { 0 };

    CHL_TRY(chl_rank_check(&s, &r.score, err));
    CHL_TRY(chl_candidates_create(dataset, &s, &r.candidates, err));
    CHL_TRY(chl_candidates_measure(&r.candidates, err));
    CHL_TRY(chl_law_create(&r.candidates, &r.law, err));
    CHL_TRY(judge(&r, err));
    CHL_TRY(fill_ranking(&r, &filled, err));
    CHL_TRY(chl_result_create("sheets", &drawn, err));
    CHL_TRY(chl_candidates_tiles(&r.candidates, drawn, err));
    CHL_TRY(draw_hidden(dataset, filled, drawn, err));
    CHL_TRY(chl_rank_warn_of_leaks(filled, result, err));
    CHL_TRY(chl_rank_warn_of_clock(&r.law->clock, result, err));
    CHL_TRY(chl_tiles_move(drawn, result, err));
    chl_result_section_free(&chl_record_ranking, result->ranking);
    result->ranking = filled;
    filled = NULL;
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
    }
    chl_result_section_free(&chl_record_ranking, filled);
    chl_result_free(drawn);
    ranking_clear(&r);
    return status;
}
