/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data are like, how sure that is, and what is left out. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/advice.h"

static const chl_result_spectrum *
spectrum_of(const chl_result *result)
{
    const chl_result_spectrum *s = result->spectrum;

    return s != NULL && s->count > 0 && s->lambda != NULL
                   && isfinite(s->lambda[0]) && s->lambda[0] > 0.0
               ? s
               : NULL;
}

static void
write_bottleneck(const chl_result_spectrum *s, chl_text *text)
{
    double slower = s->linear_bound / s->lambda[0];

    if (isfinite(slower) && slower > 2.0) {
        chl_text_add(text, ". That is ");
        chl_advice_number(text, slower);
        chl_text_add(text, " times slower than the spread of the data explains "
                           "(1 / largest variance = ");
        chl_advice_number(text, s->linear_bound);
        chl_text_add(text, "): groups of items with little in between.");
    } else if (isfinite(slower)) {
        chl_text_add(text, ". The spread of the data explains that (1 / "
                           "largest variance = ");
        chl_advice_number(text, s->linear_bound);
        chl_text_add(text, "): no gap between groups of items slows training.");
    } else {
        chl_text_add(text, ".");
    }
}

static void
write_class(const char *classes, chl_text *text)
{
    if (classes != NULL) {
        chl_text_add(text, " (%s)", classes);
    }
}

static void
write_ends(const chl_result_spectrum *s, chl_advice_draft *draft)
{
    chl_text *text;
    const chl_result_mode *m = s->mode_count > 0 ? &s->modes[0] : NULL;

    if (m == NULL || m->low_count == 0 || m->high_count == 0
        || m->low_items == NULL || m->high_items == NULL
        || m->low_items[0] == NULL || m->high_items[0] == NULL) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "It sets items like %s", m->low_items[0]);
    write_class(m->low_classes, text);
    chl_text_add(text, " against items like %s", m->high_items[0]);
    write_class(m->high_classes, text);
    chl_text_add(text, ": expect that difference to be learned last.");
}

void
chl_advice_spectrum(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_spectrum *s = spectrum_of(result);
    chl_text *text;

    if (s == NULL) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "The slowest mode of the data has lambda_1 = ");
    chl_advice_number(text, s->lambda[0]);
    chl_advice_interval(text, s->ci_low != NULL ? s->ci_low[0] : NAN,
                        s->ci_high != NULL ? s->ci_high[0] : NAN);
    write_bottleneck(s, text);
    write_ends(s, draft);
    if (s->components > 1) {
        chl_text_add(chl_advice_reason(draft),
                     "The data fall into %zu separate pieces; how many items "
                     "go to each is never learned.",
                     s->components);
    }
}

void
chl_advice_data(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_dataset *d = result->dataset;

    if (d == NULL) {
        return;
    }
    if (d->duplicates > 0) {
        chl_text_add(chl_advice_reason(draft),
                     "%zu of %zu items repeat an earlier one; clean them out "
                     "unless they are meant to weigh more.",
                     d->duplicates, d->n);
    }
    if (d->skipped > 0) {
        chl_text_add(chl_advice_reason(draft),
                     "%zu items were left out; `chladni check` names them.",
                     d->skipped);
    }
}

bool
chl_advice_warned(const chl_result *result, const char *code, bool notes)
{
    for (size_t k = 0; k < result->warning_count; k++) {
        const chl_warning *w = &result->warnings[k];

        if (w->code != NULL && strcmp(w->code, code) == 0
            && (notes || w->severity == NULL
                || strcmp(w->severity, "note") != 0)) {
            return true;
        }
    }
    return false;
}

static const struct doubt {
    const char *code, *text;
} doubts[] = {
    { "W-BANDWIDTH-SENSITIVE",
      "lambda_1 depends on the kernel's bandwidth here: trust its order of "
      "magnitude, and gamma's with it." },
    { "W-FEW-SAMPLES",
      "These are few items for so many values each: the true lambda_1 may lie "
      "outside the interval." },
    { "W-DISCONNECTED",
      "Some groups of items are not connected at this resolution." },
    { "W-ESTIMATORS-DISAGREE",
      "Two estimators of the spectrum disagree; take the wider range." },
    { "W-DEGRADED",
      "Some eigenvalues did not converge; the numbers are degraded." },
};

/* The interval's ends apart, as a factor; NaN if there is none. */
static double
spread(const chl_result_spectrum *s)
{
    return s->ci_low != NULL && s->ci_high != NULL && s->ci_low[0] > 0.0
               ? s->ci_high[0] / s->ci_low[0]
               : NAN;
}

/* High: known within half as much again and nothing said against it. */
static const char *
confidence(double factor, size_t against, bool degraded)
{
    if (degraded || against > 2 || !(factor < 3.0)) {
        return "low";
    }
    return against > 0 || factor > 1.5 ? "medium" : "high";
}

void
chl_advice_confidence(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_spectrum *s = spectrum_of(result);
    size_t against = 0;
    double factor;

    if (s == NULL || result->prediction == NULL
        || !result->prediction->covered) {
        return;
    }
    for (size_t k = 0; k < sizeof doubts / sizeof *doubts; k++) {
        against += chl_advice_warned(result, doubts[k].code, false);
    }
    factor = spread(s);
    chl_text_add(&draft->verdict, " Confidence: %s",
                 confidence(factor, against, s->degraded));
    if (isfinite(factor)) {
        chl_text_add(&draft->verdict, " (lambda_1 is known to a factor of ");
        chl_advice_number(&draft->verdict, round(factor * 10.0) / 10.0);
        chl_text_add(&draft->verdict, "%s)",
                     against > 0 ? "; see the warnings" : "");
    } else {
        chl_text_add(&draft->verdict, " (lambda_1 has no interval)");
    }
    chl_text_add(&draft->verdict, ".");
}

void
chl_advice_doubts(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_spectrum *s = spectrum_of(result);
    chl_text *text;

    for (size_t k = 0; k < sizeof doubts / sizeof *doubts; k++) {
        if (chl_advice_warned(result, doubts[k].code, true)) {
            chl_text_add(chl_advice_reason(draft), "%s", doubts[k].text);
        }
    }
    if (s != NULL && s->lambda_half != NULL && isfinite(s->lambda_half[0])
        && fabs(s->lambda_half[0] / s->lambda[0] - 1.0) > 0.1) {
        text = chl_advice_reason(draft);
        chl_text_add(text, "Half the landmarks give lambda_1 = ");
        chl_advice_number(text, s->lambda_half[0]);
        chl_text_add(text, ", %.2g %% away: try more landmarks.",
                     100.0 * fabs(s->lambda_half[0] / s->lambda[0] - 1.0));
    }
}

void
chl_advice_limits(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;
    const chl_penalty *penalty = NULL;
    const chl_loss *loss = NULL;

    if (p == NULL || !p->covered) {
        return;
    }
    if (p->loss != NULL && chl_loss_find(p->loss, &loss, NULL) == CHL_OK) {
        chl_text_add(chl_advice_reason(draft), "Loss %s: %s.", loss->name,
                     loss->note);
    }
    if (p->penalty != NULL
        && chl_penalty_find(p->penalty, &penalty, NULL) == CHL_OK) {
        chl_text_add(chl_advice_reason(draft), "Penalty %s: %s.", penalty->name,
                     penalty->note);
    }
    chl_text_add(chl_advice_reason(draft),
                 "This is the linear theory of training near its target, with "
                 "a discriminator that can represent every listed mode. A "
                 "network's architecture scales gamma (threefold on the same "
                 "data has been published): fix the scale by one finished run "
                 "and keep the ratios.");
}
