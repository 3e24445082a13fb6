/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same game with every penalty, and with the gammas trainers set by rule.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/convention.h"
#include "report/result.h"
#include "study/game.h"

/* Its best weights, as if nothing else had been asked for. */
static chl_status
fill_penalty(const chl_study_game *g, const chl_penalty *penalty,
             chl_result_penalty *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_predict_settings settings = *g->settings;
    chl_study_game other = *g;
    chl_result_prediction best = { .batch = settings.batch,
                                   .steps = settings.steps };

    settings.gamma = NAN;
    other.settings = &settings;
    other.penalty = penalty;
    CHL_TRY(chl_result_set_text(&out->name, penalty->name, err));
    out->covered = penalty->covered;
    if (!penalty->covered || penalty->consensus) {
        CHL_TRY(chl_result_set_text(&out->note, penalty->note, err));
        goto out;
    }
    chl_record_blank(&chl_record_prediction, &best);
    chl_predict_gamma(&other, &best);
    out->weight = best.best_gamma;
    out->weight_low = best.gamma_low;
    out->weight_high = best.gamma_high;
    out->budget_weight = best.budget_gamma;
    out->budget_low = best.budget_low;
    out->budget_high = best.budget_high;
    out->rate = best.best_rate;
    if (penalty->share == 0.0) {
        chl_game game = chl_study_game_at(&other, 0.0);

        out->rate = chl_game_rate(&game, g->lambda, g->count, CHL_BAND_OPEN);
    }
out:
    return status;
}

/* What some code sets where nobody does: a knob, or for `automatic` the rule
 * of stylegan2-ada-pytorch. */
typedef struct rule {
    const char *name, *note;
    const chl_convention *convention;
    double knob;
    size_t resolution; /* it is for; 0 = any */
    bool automatic;
} rule;

static const rule rules[] = {
    { "stylegan-auto", "0.0002 R^2 / batch, stylegan2-ada-pytorch",
      &chl_convention_r1, NAN, 0, true },
    { "diffaugment-low-shot", "default of DiffAugment-stylegan2-pytorch",
      &chl_convention_r1, 10.0, 0, false },
    { "lightweight-gan", "gp_weight 10, its default",
      &chl_convention_lightweight, 10.0, 0, false },
    { "r3gan-cifar10", "last value of the preset CIFAR10", &chl_convention_r1r2,
      0.005, 32, false },
    { "r3gan-ffhq-64", "last value of the preset FFHQ-64", &chl_convention_r1r2,
      0.2, 64, false },
    { "r3gan-ffhq-256", "last value of the preset FFHQ-256",
      &chl_convention_r1r2, 15.0, 256, false },
};

enum {
    RULES = sizeof rules / sizeof *rules
};

/* Of square images in a known range; 0 = there are no rules. */
static size_t
resolution_of(const chl_study_game *g, const chl_result_dataset *d)
{
    if (d == NULL || d->kind == NULL || strcmp(d->kind, "images") != 0
        || d->axes != 4 || d->shape[1] != d->shape[2]
        || !(d->range_low < d->range_high) || !(g->penalty->share > 0.0)) {
        return 0;
    }
    return g->settings->train_res > 0 ? g->settings->train_res : d->shape[1];
}

/* stylegan2-ada-pytorch's own choice on one GPU where none is given. */
static double
batch_of(const chl_study_game *g, size_t resolution)
{
    size_t most = 4096 / resolution;

    if (g->settings->batch > 0) {
        return (double) g->settings->batch;
    }
    return most < 1 ? 1.0 : most > 32 ? 32.0 : (double) most;
}

static chl_status
fill_rule(const chl_study_game *g, const chl_units *units, const rule *r,
          size_t resolution, chl_result_rule *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_penalty *theirs;
    double weight;
    chl_game game;

    CHL_TRY(chl_penalty_find(r->convention->penalty, &theirs, err));
    weight = r->automatic
                 ? chl_convention_stylegan(units, (double) resolution,
                                           batch_of(g, resolution))
                 : chl_convention_weight(r->convention, units, r->knob);
    CHL_TRY(chl_result_set_text(&out->name, r->name, err));
    CHL_TRY(chl_result_set_text(&out->note, r->note, err));
    out->weight = chl_penalty_weight(
        g->penalty, g->loss, chl_penalty_gamma(theirs, g->loss, weight));
    game = chl_study_game_at(g, out->weight);
    out->rate = chl_game_rate(&game, g->lambda, g->count, CHL_BAND_OPEN);
    out->error = chl_predict_error(g, &game).value;
out:
    return status;
}

static size_t
list_rules(size_t resolution, const rule *listed[RULES])
{
    size_t count = 0;

    for (size_t k = 0; resolution > 0 && k < RULES; k++) {
        if (rules[k].resolution == 0 || rules[k].resolution == resolution) {
            listed[count++] = &rules[k];
        }
    }
    return count;
}

chl_status
chl_predict_lists(const chl_study_game *g, const chl_result *result,
                  chl_result_prediction *p, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_dataset *d = result->dataset;
    size_t resolution = resolution_of(g, d), count = 0, rule_count;
    const rule *listed[RULES];
    chl_units units;

    while (chl_penalty_at(count) != NULL) {
        count++;
    }
    rule_count = list_rules(resolution, listed);
    CHL_TRY(chl_result_prediction_lists(p, count, rule_count, err));
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(fill_penalty(g, chl_penalty_at(k), &p->penalties[k], err));
    }
    for (size_t k = 0; k < rule_count; k++) {
        units = (chl_units){ d->range_low, d->range_high, d->d };
        CHL_TRY(fill_rule(g, &units, listed[k], resolution, &p->rules[k], err));
    }
out:
    return status;
}
