/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors over the length of the run, and steps as time of the flow. */
#include <math.h>

#include "base/error.h"
#include "data/curve.h"
#include "study/comparison.h"
#include "study/law_sheet.h"

enum {
    ROUNDS = 20
};

/* Relative; noise of batches makes the least error depend on the rates a
 * little. */
static const double agreed = 0.01;

chl_status
chl_law_follow(const chl_candidates *c, const chl_law *law, size_t index,
               size_t count, double *error, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_replicate whole = chl_replicate_whole();
    const bool real_only = c->settings->real_only;
    chl_expected_matrices matrices;
    chl_law_sheet s = { 0 };

    CHL_TRY(chl_law_sheet_init(law, &s, err));
    CHL_TRY(chl_law_sheet_fill(&s, &law->sums[c->items[index].like],
                               whole.groups, real_only, err));
    matrices = chl_law_sheet_matrices(&s);
    CHL_TRY(chl_expected_follow(&law->run, &matrices, count, error, err));
    for (size_t k = 0; k < count; k++) {
        error[k] += real_only ? s.way.length
                              : chl_law_sheet_left(&s, chl_expected_step(k));
    }
out:
    chl_law_sheet_clear(&s);
    return status;
}

double
chl_law_turn(size_t count, const double *base, const double *error)
{
    size_t k = count;
    double before, behind;

    while (k > 0 && error[k - 1] < base[k - 1]) {
        k--;
    }
    if (k == count || k == 0) {
        return k == 0 ? 0.0 : NAN;
    }
    before = error[k - 1] - base[k - 1];
    behind = base[k] - error[k];
    return chl_expected_step(k - 1)
           * pow(chl_expected_step(1), before / (before + behind));
}

/* When the error without augmentation is least, in steps; NaN: never. */
static double
least(size_t count, const double *error)
{
    size_t at = 0;
    double left, right;

    for (size_t k = 1; k < count; k++) {
        at = error[k] < error[at] ? k : at;
    }
    if (at == 0 || at + 1 == count || !(error[at + 1] > error[at])) {
        return NAN;
    }
    left = error[at - 1] - error[at];
    right = error[at + 1] - error[at];
    return chl_expected_step(at)
           * pow(chl_expected_step(1), 0.5 * (left - right) / (left + right));
}

/* The steps per unit of time that put the least error where the run was best.
 */
static chl_status
fit(const chl_candidates *c, chl_law *law, double best, double *out,
    chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants given = law->run.constants;
    double error[CHL_EXPECTED_STEPS], steps = 1.0, before = 0.0;

    for (int round = 0; round < ROUNDS && fabs(steps - before) > agreed * steps;
         round++) {
        law->run.constants.lr_d = given.lr_d / steps;
        law->run.constants.lr_g = given.lr_g / steps;
        CHL_TRY(chl_law_follow(c, law, 0, CHL_EXPECTED_STEPS, error, err));
        before = steps;
        steps *= best / least(CHL_EXPECTED_STEPS, error);
        CHL_REQUIRE(isfinite(steps), err, CHL_ENUMERIC,
                    "the predicted error without augmentation never rises "
                    "again in 2^40 steps, so that a run without tells no "
                    "clock");
    }
    law->run.constants.lr_d = given.lr_d / steps;
    law->run.constants.lr_g = given.lr_g / steps;
    *out = steps;
out:
    return status;
}

chl_status
chl_law_set_clock(const chl_candidates *c, chl_law *law, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_rank_settings *s = c->settings;
    chl_curve_best best;
    chl_curve curve = { 0 };

    law->clock = (chl_law_clock){ NAN, NAN, NAN, NAN };
    if (s->baseline == NULL) {
        return CHL_OK;
    }
    CHL_REQUIRE(!isnan(s->game.gamma), err, CHL_EARG,
                "gamma is not given; with a baseline it must be that of the "
                "run");
    CHL_TRY(chl_curve_read(s->baseline, s->baseline_metric, s->baseline_higher,
                           s->game.batch, &curve, err));
    best = chl_curve_find_best(&curve);
    CHL_TRY(fit(c, law, best.steps, &law->clock.steps, err));
    law->clock.best = best.steps;
    law->clock.low = law->clock.steps * best.low / best.steps;
    law->clock.high = law->clock.steps * best.high / best.steps;
out:
    chl_curve_clear(&curve);
    return status;
}
