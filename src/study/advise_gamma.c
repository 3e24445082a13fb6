/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is behind the gamma: its range, its convention, the noise. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/advice.h"
#include "study/sweep.h"

/* How far the rate in force is from the best one. */
static void
write_comparison(const chl_result_prediction *p, chl_advice_draft *draft)
{
    double share = p->rate / p->best_rate;
    chl_text *text;

    if (!p->gamma_given || !isfinite(share) || !(p->best_gamma > 0.0)
        || share > 0.95) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "gamma ");
    chl_advice_number(text, p->gamma);
    chl_text_add(text, " is ");
    chl_advice_number(text, p->gamma / p->best_gamma);
    chl_text_add(text,
                 " times the best one for speed and reaches %.2g %% of its "
                 "rate: %s.",
                 100.0 * share,
                 p->gamma < p->best_gamma
                     ? "too little damping leaves the slowest mode swinging"
                     : "too much damping makes the fine modes crawl");
}

void
chl_advice_convention(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_dataset *d = result->dataset;
    const chl_result_prediction *p = result->prediction;
    const chl_penalty *penalty =
        p != NULL && p->covered ? chl_advice_penalty(p) : NULL;
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
    chl_text_add(text, " keeps at least half of the best rate%s",
                 isfinite(p->rate_low) ? ", even at the low end of the "
                                         "eigenvalues' intervals"
                                       : "");
    if (!p->gamma_given && p->budget_gamma > high) {
        chl_text_add(text, "; the gamma for this run lies above because it "
                           "trades speed for less jitter");
    }
    chl_text_add(text, ".");
}

/* Which numbers are of modes that mix. */
static void
write_coupling(const chl_result_prediction *p, chl_advice_draft *draft)
{
    chl_text *text;

    if (!isfinite(p->uncoupled_gamma)) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "Gamma, rate, noise and recipes are those of the full "
                       "operator");
    if (p->balanced != NULL) {
        chl_text_add(text, " behind %s", p->balanced);
    }
    chl_text_add(text, "; without it gamma would be ");
    chl_advice_number(text, p->uncoupled_gamma);
    chl_text_add(text, ", which the roots and schemes listed are of.");
}

void
chl_advice_gamma(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;

    if (p == NULL || !p->covered) {
        return;
    }
    write_coupling(p, draft);
    write_comparison(p, draft);
    write_safe(p, draft);
}

/* What batches cost, or that nobody asked. */
static void
write_jitter(const chl_result_prediction *p, chl_advice_draft *draft)
{
    chl_text *text;

    if (isfinite(p->noise_floor)) {
        text = chl_advice_reason(draft);
        chl_text_add(text,
                     "Batches of %zu keep the generated points jittering about "
                     "the target by ",
                     p->batch);
        chl_advice_number(text, sqrt(p->noise_floor));
        chl_text_add(text, " (root mean square, data units, over the listed "
                           "modes); a larger gamma lowers it and costs speed.");
    } else if (p->batch == 0 && p->best_gamma > 0.0) {
        chl_text_add(chl_advice_reason(draft),
                     "This gamma is for speed alone. Minibatch noise asks for "
                     "more: give --batch, --steps and the learning rates for "
                     "the gamma of a whole run.");
    }
}

void
chl_advice_noise(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;

    if (p == NULL || !p->covered) {
        return;
    }
    write_jitter(p, draft);
}
