/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning rates, schemes and the balance of the players. */
#include <math.h>
#include <string.h>

#include "report/result.h"
#include "study/advice.h"

const chl_result_scheme *
chl_advice_scheme(const chl_result_prediction *p)
{
    for (size_t k = 0; k < p->scheme_count; k++) {
        if (p->schemes[k].name != NULL
            && strcmp(p->schemes[k].name, "alternating") == 0) {
            return &p->schemes[k];
        }
    }
    return p->scheme_count == 1 ? &p->schemes[0] : NULL;
}

static bool
is_unstable(const chl_result_prediction *p, const chl_result_scheme *s)
{
    return s->h_max == 0.0 || (chl_result_counts_steps(p) && s->h_max < 1.0);
}

void
chl_advice_alarm(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;
    const chl_result_scheme *s =
        p != NULL && p->covered ? chl_advice_scheme(p) : NULL;
    chl_text *text;

    if (s == NULL || !is_unstable(p, s)) {
        return;
    }
    text = chl_advice_reason(draft);
    if (s->h_max == 0.0) {
        chl_text_add(text,
                     "Training with %s steps diverges for every step size.",
                     s->name);
    } else {
        chl_text_add(text,
                     "With %s steps these learning rates are unstable: bring "
                     "both down to ",
                     s->name);
        chl_advice_number(text, 100.0 * s->h_max);
        chl_text_add(text, " %% of what they are.");
    }
}

/* How many half-lives a run of known length has. */
void
chl_advice_run(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;
    double lives;
    chl_text *text;

    if (p == NULL || !p->covered || p->steps == 0 || !(p->rate > 0.0)
        || !isfinite(p->half_life)) {
        return;
    }
    lives = (double) p->steps / p->half_life;
    text = chl_advice_reason(draft);
    chl_text_add(text, "%zu steps are ", p->steps);
    chl_advice_number(text, lives);
    chl_text_add(text, " half-lives of the slowest mode");
    if (lives > 20.0) {
        chl_text_add(text, ": it has long come to rest by then.");
        return;
    }
    chl_text_add(text, ": %.2g %% of its error is left at the end",
                 100.0 * exp2(-lives));
    if (lives < 3.0) {
        chl_text_add(text, ". Plan at least three half-lives, ");
        chl_advice_number(text, 3.0 * p->half_life);
        chl_text_add(text, " steps, or raise the learning rates");
    }
    chl_text_add(text, ".");
}

static void
write_limit(const chl_result_prediction *p, const chl_result_scheme *s,
            chl_advice_draft *draft)
{
    chl_text *text = chl_advice_reason(draft);

    chl_text_add(text, "With %s steps ", s->name);
    if (isinf(s->h_max)) {
        chl_text_add(text, "every step size is stable.");
    } else if (chl_result_counts_steps(p)) {
        chl_text_add(text, "these learning rates are stable: only ");
        chl_advice_number(text, s->h_max);
        chl_text_add(text, " times larger ones blow up.");
    } else {
        chl_text_add(text, "learning rates above ");
        chl_advice_number(text, s->h_max);
        chl_text_add(text, " (the same for both) blow up.");
    }
}

static void
write_best_scheme(const chl_result_prediction *p, chl_advice_draft *draft)
{
    const chl_result_scheme *best = NULL;
    chl_text *text;

    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *s = &p->schemes[k];

        if (s->name != NULL && isfinite(s->rate_per_gradient)
            && (best == NULL
                || s->rate_per_gradient > best->rate_per_gradient)) {
            best = s;
        }
    }
    if (best != NULL && p->scheme_count > 1) {
        text = chl_advice_reason(draft);
        chl_text_add(text,
                     "Per gradient evaluated, %s is the fastest scheme, at ",
                     best->name);
        chl_advice_number(text, best->h_best);
        chl_text_add(text, " times the learning rates.");
    }
}

static void
write_balance(const chl_result_prediction *p, chl_advice_draft *draft)
{
    double now = p->lr_d / p->lr_g;
    chl_text *text;

    if (!isfinite(p->balance_best) || !(p->balance_best > 0.0)
        || fabs(log(p->balance_best / now)) <= 0.1) {
        return;
    }
    text = chl_advice_reason(draft);
    chl_text_add(text, "At this gamma a ratio lr_d / lr_g of ");
    chl_advice_number(text, p->balance_best);
    chl_text_add(text, " would be the fastest (now ");
    chl_advice_number(text, now);
    chl_text_add(text, ", same product); gamma and the ratio trade off, gamma "
                       "sqrt(lr_d / lr_g) is what counts.");
}

void
chl_advice_steps(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;
    const chl_result_scheme *s;

    if (p == NULL || !p->covered) {
        return;
    }
    s = chl_advice_scheme(p);
    if (s != NULL && !isnan(s->h_max) && !is_unstable(p, s)) {
        write_limit(p, s, draft);
    }
    write_best_scheme(p, draft);
    write_balance(p, draft);
}
