/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison for the results that tests write and read. */
#include "report/result.h"
#include "support/results.h"
#include "support/runner.h"

/* The first, one that is slower, and one with another unit. */
void
results_add_comparison(chl_result *result)
{
    static const char *const names[] = { "cats", "dogs, \"cleaned\"", "<b>" };
    chl_error err = { 0 };
    chl_result_comparison *c = NULL;

    ck_assert_ok(chl_result_comparison_create(3, &c, &err), err);
    result->comparison = c;
    results_name(&c->loss, "non-saturating");
    results_name(&c->penalty, "r1");
    for (size_t k = 0; k < 3; k++) {
        chl_result_side *s = &c->sides[k];

        results_name(&s->name, names[k]);
        s->like = k < 2;
        s->n = 400 + k;
        s->d = 12;
        s->gamma = 3.1 + (double) k;
        ck_assert_ok(chl_result_side_fill(s, 2 + k, &err), err);
        for (size_t i = 0; i < s->count; i++) {
            double ratio = k == 0 ? 1.0 : 0.5;

            s->lambda[i] = 0.012 * (double) (i + 1) * ratio;
            s->ci_low[i] = 0.9 * s->lambda[i];
            s->ci_high[i] = 1.1 * s->lambda[i];
            s->ratio[i] = ratio;
            s->ratio_low[i] = k == 0 ? 1.0 : 0.4;
            s->ratio_high[i] = k == 0 ? 1.0 : 0.6;
        }
    }
    results_name(&c->sides[2].note, "48 values per row against 12");
}
