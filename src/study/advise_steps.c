/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning rates, schemes and the balance of the players. */
#include <math.h>
#include <string.h>

#include "study/advice.h"

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
