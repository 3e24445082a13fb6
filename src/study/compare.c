/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of several datasets beside the first of them. */
#include <chladni/compare.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"
#include "study/advice.h"
#include "study/rollback.h"

static bool
same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void
add_reason(chl_text *note, const char *reason)
{
    chl_text_add(note, "%s%s", note->length > 0 ? "; " : "", reason);
}

/* What keeps two eigenvalues from being one quantity. */
static void
tell_apart(const chl_result *base, const chl_result *result, chl_text *note)
{
    const chl_result_dataset *a = base->dataset, *b = result->dataset;
    const chl_result_spectrum *s = base->spectrum, *t = result->spectrum;

    if (a == NULL || b == NULL) {
        add_reason(note, "a document that names no dataset");
    } else {
        if (a->d != b->d) {
            chl_text_add(note, "%zu values per row against %zu", b->d, a->d);
        }
        if (!same_text(a->range, b->range)
            || !same_real(a->range_low, b->range_low)
            || !same_real(a->range_high, b->range_high)) {
            add_reason(note, "values in another range");
        }
    }
    if (!same_text(s->operator_name, t->operator_name)) {
        add_reason(note, "another operator");
    } else if (!same_text(s->kernel, t->kernel)) {
        add_reason(note, "another kernel");
    }
}

static chl_status
settle_likeness(const chl_result *base, const chl_result *result,
                chl_result_side *side, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *print =
        base->dataset != NULL ? base->dataset->fingerprint : NULL;
    chl_text note = { 0 };

    tell_apart(base, result, &note);
    side->like = note.length == 0;
    if (side->like && result != base && print != NULL
        && same_text(print, side->fingerprint)) {
        add_reason(&note, "the same data");
    }
    CHL_TRY(chl_text_check(&note, "a note", err));
    CHL_TRY(chl_result_set_text(&side->note, note.data, err));
out:
    chl_text_clear(&note);
    return status;
}

/* sqrt(ln^2(a / b) + ln^2(c / d)) */
static double
spread(double a, double b, double c, double d)
{
    return hypot(log(a / b), log(c / d));
}

static void
fill_ratios(const chl_result_side *base, chl_result_side *side)
{
    size_t count = base->count < side->count ? base->count : side->count;

    for (size_t k = 0; k < count; k++) {
        double a = base->lambda[k], b = side->lambda[k];

        if (!(a > 0.0 && b > 0.0)) {
            continue;
        }
        side->ratio[k] = b / a;
        if (base == side) {
            side->ratio_low[k] = side->ratio_high[k] = 1.0;
        } else if (base->ci_low[k] > 0.0 && side->ci_low[k] > 0.0) {
            side->ratio_low[k] =
                b / a * exp(-spread(b, side->ci_low[k], base->ci_high[k], a));
            side->ratio_high[k] =
                b / a * exp(spread(side->ci_high[k], b, a, base->ci_low[k]));
        }
    }
}

static chl_status
fill_spectrum(const chl_result_spectrum *s, chl_result_side *side,
              chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_side_fill(side, s->count, err));
    for (size_t k = 0; k < s->count; k++) {
        side->lambda[k] = s->lambda[k];
        side->ci_low[k] = s->ci_low[k];
        side->ci_high[k] = s->ci_high[k];
    }
    side->linear_bound = s->linear_bound;
    if (s->count > 0 && s->linear_bound > 0.0) {
        side->shape = s->lambda[0] / s->linear_bound;
    }
out:
    return status;
}

static void
fill_prediction(const chl_result_comparison *c, const chl_result_prediction *p,
                chl_result_side *side)
{
    if (p == NULL || !p->covered || !same_text(p->loss, c->loss)
        || !same_text(p->penalty, c->penalty)) {
        return;
    }
    side->gamma = p->best_gamma;
    side->gamma_low = p->gamma_low;
    side->gamma_high = p->gamma_high;
    side->rate = p->best_rate;
    side->half_life = log(2.0) / p->best_rate;
}

static chl_status
fill_side(const chl_result *base, const chl_result *result,
          const chl_result_comparison *c, chl_result_side *side, chl_error *err)
{
    chl_status status = CHL_OK;

    if (result->dataset != NULL) {
        CHL_TRY(chl_result_set_text(&side->name, result->dataset->name, err));
        CHL_TRY(chl_result_set_text(&side->fingerprint,
                                    result->dataset->fingerprint, err));
        side->n = result->dataset->n;
        side->d = result->dataset->d;
    }
    CHL_TRY(fill_spectrum(result->spectrum, side, err));
    fill_prediction(c, result->prediction, side);
    CHL_TRY(settle_likeness(base, result, side, err));
    fill_ratios(&c->sides[0], side);
out:
    return status;
}

static chl_status
hand_on_warnings(const chl_result *result, chl_result *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *name = result->dataset != NULL ? result->dataset->name : NULL;

    for (size_t k = 0; k < result->warning_count; k++) {
        const chl_warning *w = &result->warnings[k];

        CHL_TRY(chl_result_warn(out, w->code, w->severity, err, "%s: %s",
                                name != NULL ? name : "-", w->text));
    }
out:
    return status;
}

static chl_status
check_results(const chl_result *const *results, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(count >= 2, err, CHL_EARG,
                "%zu results to compare; at least 2 are needed", count);
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(
            results[k]->spectrum != NULL && results[k]->spectrum->count > 0,
            err, CHL_EARG, "result %zu has no spectrum to compare", k + 1);
    }
out:
    return status;
}

chl_status
chl_study_compare(const chl_result *const *results, size_t count,
                  chl_result *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_comparison *made = NULL;
    chl_result_advice *advice = NULL;
    size_t warned = out->warning_count;

    CHL_TRY(check_results(results, count, err));
    CHL_TRY(chl_result_comparison_create(count, &made, err));
    if (results[0]->prediction != NULL) {
        CHL_TRY(chl_result_set_text(&made->loss, results[0]->prediction->loss,
                                    err));
        CHL_TRY(chl_result_set_text(&made->penalty,
                                    results[0]->prediction->penalty, err));
    }
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(fill_side(results[0], results[k], made, &made->sides[k], err));
        CHL_TRY(hand_on_warnings(results[k], out, err));
    }
    CHL_TRY(chl_advice_compare(made, &advice, err));
    chl_result_section_free(&chl_record_comparison, out->comparison);
    chl_result_section_free(&chl_record_advice, out->advice);
    out->comparison = made;
    out->advice = advice;
    made = NULL;
out:
    if (made != NULL) {
        chl_result_unwarn(out, warned);
    }
    chl_result_section_free(&chl_record_comparison, made);
    return status;
}
