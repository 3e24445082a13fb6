/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast, how much ringing, which gamma, which step. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/advice.h"
#include "study/sweep.h"

static const double two_pi = 6.283185307179586476925;

const char *
chl_advice_unit(const chl_result_prediction *p)
{
    return p->steps > 0 || p->lr_d != 1.0 || p->lr_g != 1.0 ? "steps"
                                                            : "time units";
}

static const chl_penalty *
penalty_of(const chl_result_prediction *p)
{
    const chl_penalty *penalty = NULL;

    return p->penalty != NULL
                   && chl_penalty_find(p->penalty, &penalty, NULL) == CHL_OK
               ? penalty
               : NULL;
}

static void
write_spectrum_verdict(const chl_result *result, chl_text *text)
{
    if (result->spectrum != NULL && result->spectrum->count > 0
        && isfinite(result->spectrum->lambda[0])) {
        chl_text_add(text,
                     "The slowest mode of these data has lambda_1 = %.3g; no "
                     "training was predicted from it.",
                     result->spectrum->lambda[0]);
    } else {
        chl_text_add(text, "There is no spectrum here to advise from.");
    }
}

static void
write_refusal(const chl_result_prediction *p, chl_text *text)
{
    const chl_penalty *penalty = penalty_of(p);

    if (penalty != NULL && !penalty->covered) {
        chl_text_add(text,
                     "No prediction: penalty %s is %s. Penalties r1, r2, r1r2 "
                     "and gp0 are covered.",
                     p->penalty, penalty->note);
    } else {
        chl_text_add(text, "No prediction: no eigenvalue above 0 was found, "
                           "so nothing pulls these data's modes together.");
    }
}

static const char *
origin(const chl_result_prediction *p)
{
    if (p->gamma_given) {
        return "as given";
    }
    return isfinite(p->budget_gamma) ? "best for this run" : "best for speed";
}

static void
write_ringing(const chl_result_prediction *p, chl_text *text)
{
    double cycles = p->half_life * p->frequency / two_pi;

    if (!(p->frequency > 0.0)) {
        chl_text_add(text, " and does not ring");
    } else if (cycles < 0.05) {
        chl_text_add(text, " and hardly rings");
    } else if (cycles < 1.0) {
        chl_text_add(text, " and rings: %.2g of a swing per halving", cycles);
    } else {
        chl_text_add(text, " and rings hard: %.3g swings per halving", cycles);
    }
}

static void
write_motion(const chl_result_prediction *p, chl_text *text)
{
    chl_text_add(text, "With the %s loss", p->loss);
    if (p->best_gamma >= 0.0 || p->gamma > 0.0) {
        chl_text_add(text, " and penalty %s at gamma %.3g (%s)", p->penalty,
                     p->gamma, origin(p));
    } else {
        chl_text_add(text, " and no penalty");
    }
    if (!(p->rate > 0.0)) {
        chl_text_add(text, " nothing damps the game: its modes ring for ever "
                           "and training does not converge. Add a penalty "
                           "such as r1.");
        return;
    }
    chl_text_add(text, " the slowest mode halves every ");
    chl_advice_number(text, p->half_life);
    chl_text_add(text, " %s", chl_advice_unit(p));
    write_ringing(p, text);
    chl_text_add(text, ".");
}

static void
write_best(const chl_result_prediction *p, chl_text *text)
{
    if (!isfinite(p->best_gamma)) {
        return;
    }
    chl_text_add(text, " Best gamma for speed: ");
    chl_advice_number(text, p->best_gamma);
    chl_advice_interval(text, p->gamma_low, p->gamma_high);
    if (isfinite(p->budget_gamma)) {
        chl_text_add(text, "; for %zu steps with batch %zu: ", p->steps,
                     p->batch);
        chl_advice_number(text, p->budget_gamma);
        chl_advice_interval(text, p->budget_low, p->budget_high);
    }
    chl_text_add(text, ".");
}

void
chl_advice_verdict(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;

    if (p == NULL) {
        write_spectrum_verdict(result, &draft->verdict);
    } else if (!p->covered) {
        write_refusal(p, &draft->verdict);
    } else {
        write_motion(p, &draft->verdict);
        write_best(p, &draft->verdict);
    }
}

/* How far the rate in force is from the best one. */
static void
write_comparison(const chl_result_prediction *p, chl_advice_draft *draft)
{
    double share = p->rate / p->best_rate;

    if (!p->gamma_given || !isfinite(share) || !(p->best_gamma > 0.0)
        || share > 0.95) {
        return;
    }
    chl_text_add(
        chl_advice_reason(draft),
        "gamma %.3g is %.2g times the best one for speed and reaches %.2g %% "
        "of its rate: %s.",
        p->gamma, p->gamma / p->best_gamma, 100.0 * share,
        p->gamma < p->best_gamma
            ? "too little damping leaves the slowest mode ringing"
            : "too much damping makes the fine modes crawl");
}

static void
write_convention(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_dataset *d = result->dataset;
    const chl_penalty *penalty = penalty_of(result->prediction);
    chl_text *text;

    if (penalty == NULL || !(penalty->share > 0.0)) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "gamma is the one of %s", penalty->formula);
    if (d != NULL && d->d > 0) {
        chl_text_add(text, ", summed over all %zu values of an item", d->d);
    } else {
        chl_text_add(text, ", summed over all values of an item");
    }
    if (d != NULL && d->range != NULL && strcmp(d->range, "interval") == 0
        && isfinite(d->range_low) && isfinite(d->range_high)) {
        double width = d->range_high - d->range_low;

        chl_text_add(text,
                     " mapped to [%g, %g]%s; for data in [0, 1] divide "
                     "it by %g",
                     d->range_low, d->range_high,
                     d->range_low == -1.0 && d->range_high == 1.0
                         ? " (StyleGAN's convention)"
                         : "",
                     width * width);
    } else if (d != NULL && d->range != NULL) {
        chl_text_add(text, " (%s range); data scaled by c need gamma c^2",
                     d->range);
    }
    chl_text_add(text, ".");
}

static void
write_noise(const chl_result_prediction *p, chl_advice_draft *draft)
{
    if (isfinite(p->noise_floor)) {
        chl_text_add(chl_advice_reason(draft),
                     "Batches of %zu keep the generated points jittering "
                     "about the target with a mean squared distance of %.3g "
                     "(over the listed modes); a larger gamma lowers it and "
                     "costs speed.",
                     p->batch, p->noise_floor);
    } else if (p->batch == 0 && isfinite(p->best_gamma)) {
        chl_text_add(chl_advice_reason(draft),
                     "This gamma is for speed alone. Minibatch noise asks for "
                     "more: give --batch, --steps and the learning rates for "
                     "the gamma of a whole run.");
    }
    if (isfinite(p->budget_gamma)) {
        chl_text_add(chl_advice_reason(draft),
                     "The gamma for the run weighs what is left of the start "
                     "(every listed mode off by one standard deviation) "
                     "against the jitter after %zu steps.",
                     p->steps);
    }
}

/* An end of the sweep is no end of the range. */
static void
write_safe(const chl_result_prediction *p, chl_advice_draft *draft)
{
    const chl_result_sweep *s = &p->sweep;
    double low, high;
    chl_text *text;

    if (!chl_sweep_safe(s, &low, &high)) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "Any gamma ");
    if (low > s->gamma[0]) {
        chl_text_add(text, "from ");
        chl_advice_number(text, low);
        chl_text_add(text, high < s->gamma[s->count - 1] ? " to " : " up");
    } else {
        chl_text_add(text, "up to ");
    }
    if (high < s->gamma[s->count - 1] || !(low > s->gamma[0])) {
        chl_advice_number(text, high);
    }
    chl_text_add(text, " keeps at least half of the best rate%s.",
                 isfinite(p->rate_low) ? ", even at the low end of the "
                                         "eigenvalues' intervals"
                                       : "");
}

void
chl_advice_gamma(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;

    if (p == NULL || !p->covered) {
        return;
    }
    write_comparison(p, draft);
    write_safe(p, draft);
    write_convention(result, draft);
    write_noise(p, draft);
}

static const chl_result_scheme *
find_scheme(const chl_result_prediction *p, const char *name)
{
    for (size_t k = 0; k < p->scheme_count; k++) {
        if (p->schemes[k].name != NULL
            && strcmp(p->schemes[k].name, name) == 0) {
            return &p->schemes[k];
        }
    }
    return p->scheme_count == 1 ? &p->schemes[0] : NULL;
}

static void
write_limit(const chl_result_prediction *p, const chl_result_scheme *s,
            chl_advice_draft *draft)
{
    chl_text *text = chl_advice_reason(draft);

    if (s->h_max == 0.0) {
        chl_text_add(text,
                     "Training with %s steps diverges for every step "
                     "size.",
                     s->name);
    } else if (isinf(s->h_max)) {
        chl_text_add(text,
                     "Training with %s steps is stable for every step "
                     "size.",
                     s->name);
    } else if (strcmp(chl_advice_unit(p), "steps") != 0) {
        chl_text_add(text,
                     "With %s steps the learning rates must stay below "
                     "%.3g times those given (%g and %g), or the listed "
                     "modes blow up.",
                     s->name, s->h_max, p->lr_d, p->lr_g);
    } else if (s->h_max < 1.0) {
        chl_text_add(text,
                     "With %s steps these learning rates are unstable: "
                     "bring both down to %.3g of what they are.",
                     s->name, s->h_max);
    } else {
        chl_text_add(text,
                     "With %s steps these learning rates are stable, by "
                     "a factor of %.3g.",
                     s->name, s->h_max);
    }
}

static void
write_best_scheme(const chl_result_prediction *p, chl_advice_draft *draft)
{
    const chl_result_scheme *best = NULL;

    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *s = &p->schemes[k];

        if (s->name != NULL && isfinite(s->rate_per_gradient)
            && (best == NULL
                || s->rate_per_gradient > best->rate_per_gradient)) {
            best = s;
        }
    }
    if (best != NULL && p->scheme_count > 1) {
        chl_text_add(
            chl_advice_reason(draft),
            "Per gradient evaluated, %s is the fastest scheme, at %.3g "
            "times the learning rates.",
            best->name, best->h_best);
    }
}

static void
write_balance(const chl_result_prediction *p, chl_advice_draft *draft)
{
    double now = p->lr_d / p->lr_g;

    if (isfinite(p->balance_best) && p->balance_best > 0.0
        && fabs(log(p->balance_best / now)) > 0.1) {
        chl_text_add(chl_advice_reason(draft),
                     "At this gamma a ratio lr_d / lr_g of %.3g would be the "
                     "fastest (now %.3g, same product); gamma and the ratio "
                     "trade off, gamma sqrt(lr_d / lr_g) is what counts.",
                     p->balance_best, now);
    }
}

void
chl_advice_steps(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;
    const chl_result_scheme *s;

    if (p == NULL || !p->covered) {
        return;
    }
    s = find_scheme(p, "alternating");
    if (s != NULL && !isnan(s->h_max)) {
        write_limit(p, s, draft);
    }
    write_best_scheme(p, draft);
    write_balance(p, draft);
    if (strcmp(chl_advice_unit(p), "steps") != 0) {
        chl_text_add(chl_advice_reason(draft),
                     "Times are for learning rates of 1; divide them by yours "
                     "for steps.");
    }
}
