/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictions laid over finished runs, and the one free scale. */
#include <chladni/study.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/runs.h"
#include "report/recipe.h"
#include "report/result.h"
#include "study/backtest.h"
#include "study/kendall.h"
#include "study/rollback.h"

chl_backtest_settings
chl_backtest_settings_default(void)
{
    return (chl_backtest_settings){ .metric = NULL };
}

static int
compare(const void *left, const void *right)
{
    size_t a = *(const size_t *) left, b = *(const size_t *) right;

    return (a > b) - (a < b);
}

/* Median of what the runs know; 0 if none does. Sorts. */
static size_t
median(size_t *values, size_t count)
{
    size_t known = 0;

    for (size_t k = 0; k < count; k++) {
        if (values[k] > 0) {
            values[known++] = values[k];
        }
    }
    if (known == 0) {
        return 0;
    }
    qsort(values, known, sizeof *values, compare);
    return values[known / 2];
}

/* Batch, steps and resolution that stand for all runs. */
static chl_status
read_runs(const chl_runs *runs, chl_predict_settings *s, size_t *resolution,
          chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *values = chl_alloc(runs->count + 1, sizeof *values), batch;

    CHL_REQUIRE_MEMORY(values, err, "the runs");
    for (size_t k = 0; k < runs->count; k++) {
        values[k] = runs->runs[k].resolution;
    }
    *resolution = median(values, runs->count);
    for (size_t k = 0; k < runs->count; k++) {
        values[k] = runs->runs[k].batch;
    }
    batch = median(values, runs->count);
    for (size_t k = 0; k < runs->count; k++) {
        double steps = runs->runs[k].kimg * 1000.0 / (double) batch;

        values[k] =
            batch > 0 && steps >= 1.0 && steps < 1e15 ? (size_t) steps : 0;
    }
    s->batch = batch > 0 ? batch : s->batch;
    s->steps = batch > 0 ? median(values, runs->count) : s->steps;
out:
    chl_free(values);
    return status;
}

/* The game the runs played. */
static chl_status
read_game(const chl_recipe_type *type, const chl_runs *runs,
          const chl_result *result, chl_predict_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_prediction *p = result->prediction;
    const chl_result_dataset *d = result->dataset;
    size_t resolution = 0;

    *s = chl_predict_settings_default();
    if (p != NULL) {
        s->loss = p->loss;
        s->penalty = p->penalty;
        s->lr_d = p->lr_d;
        s->lr_g = p->lr_g;
        s->n_d = p->n_d > 0 ? p->n_d : 1;
        s->batch = p->batch;
        s->steps = p->steps;
        s->train_res = p->train_res;
    }
    if (type->trainer.loss != NULL) {
        s->loss = type->trainer.loss;
    }
    if (type->convention->penalty != NULL) {
        s->penalty = type->convention->penalty;
    }
    CHL_TRY(read_runs(runs, s, &resolution, err));
    if (resolution > 0 && d != NULL && d->axes == 4) {
        s->train_res = resolution;
    }
out:
    return status;
}

/* Whose units the gammas are in. */
static chl_status
pick_trainer(const chl_backtest_settings *settings, const chl_runs *runs,
             const chl_recipe_type **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *name = settings->trainer != NULL ? settings->trainer
                       : runs->trainer != NULL   ? runs->trainer
                                                 : "pytorch";
    const chl_trainer *trainer;

    CHL_TRY(chl_trainer_find(name, &trainer, err));
    *out = chl_recipe_find(trainer->name);
    CHL_REQUIRE((*out)->convention != NULL, err, CHL_EARG,
                "%s has no penalty that the theory covers, so its runs cannot "
                "be tested",
                trainer->name);
out:
    return status;
}

/* A sweep that covers the runs at every scale that is tried. */
static chl_status
predict(const chl_backtest *b, chl_predict_settings *s, chl_result *result,
        chl_error *err)
{
    double low = INFINITY, high = 0.0;

    for (size_t k = 0; k < b->count; k++) {
        low = fmin(low, b->gamma[k]);
        high = fmax(high, b->gamma[k]);
    }
    s->sweep_from = low / CHL_BACKTEST_WIDEST / 1.01;
    s->sweep_to = high * CHL_BACKTEST_WIDEST * 1.01;
    s->sweep_points = 2001;
    return chl_study_predict(s, result, err);
}

static chl_status
fill_runs(const chl_recipe_type *type, const chl_result *result,
          const chl_runs *runs, chl_result_backtest *out, chl_backtest *b,
          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_units units = chl_recipe_units(result);

    b->gamma = chl_alloc(runs->count + 1, sizeof *b->gamma);
    CHL_REQUIRE_MEMORY(b->gamma, err, "the runs");
    b->score = chl_alloc(runs->count + 1, sizeof *b->score);
    CHL_REQUIRE_MEMORY(b->score, err, "the runs");
    for (size_t k = 0; k < runs->count; k++) {
        const chl_run *run = &runs->runs[k];
        chl_result_run *r = &out->runs[k];

        CHL_TRY(chl_result_set_text(&r->name, run->name, err));
        r->gamma = chl_convention_weight(type->convention, &units, run->gamma);
        r->score = run->score;
        r->kimg = run->kimg;
        CHL_REQUIRE(isfinite(r->gamma), err, CHL_EDATA,
                    "gamma of %s cannot be converted: the result is for data "
                    "without a range; analyse them with --range",
                    type->trainer.name);
        if (isfinite(r->score) && r->gamma > 0.0) {
            b->gamma[b->count] = r->gamma;
            b->score[b->count++] = runs->higher ? -r->score : r->score;
        }
    }
    out->used = b->count;
out:
    return status;
}

static chl_status
warn(const chl_result_backtest *out, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    if (out->used < out->count) {
        CHL_TRY(chl_result_warn(
            result, "W-NOT-APPLICABLE", "warning", err,
            "%zu of %zu runs have no finite %s or a gamma of 0 and are left "
            "out",
            out->count - out->used, out->count, out->metric));
    }
    if (out->used < 3) {
        CHL_TRY(chl_result_warn(result, "W-FEW-RUNS", "warning", err,
                                "%zu runs say nothing about an order; at least "
                                "3 are needed, 8 for an interval worth having",
                                out->used));
    } else if (out->used < 5) {
        CHL_TRY(chl_result_warn(result, "W-FEW-RUNS", "warning", err,
                                "%zu runs give a correlation, but no interval "
                                "of it; 5 are needed",
                                out->used));
    }
out:
    return status;
}

/* Everything from the runs on; `seen` is the result without its prediction and
 * gets another one, and warnings. */
static chl_status
test(const chl_backtest_settings *settings, const chl_runs *runs,
     const chl_result *result, chl_result *seen, chl_backtest *b,
     chl_result_backtest **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_recipe_type *type = NULL;
    chl_predict_settings game;
    chl_result_backtest *made = NULL;

    CHL_TRY(pick_trainer(settings, runs, &type, err));
    CHL_TRY(chl_result_backtest_create(runs->count, CHL_BACKTEST_CURVE, &made,
                                       err));
    CHL_TRY(chl_result_set_text(&made->metric, runs->metric, err));
    made->higher = runs->higher;
    CHL_TRY(fill_runs(type, seen, runs, made, b, err));
    CHL_REQUIRE(b->count > 0, err, CHL_EDATA,
                "none of the %zu runs has a finite score", runs->count);
    CHL_TRY(read_game(type, runs, result, &game, err));
    CHL_TRY(predict(b, &game, seen, err));
    CHL_REQUIRE(seen->prediction->covered, err, CHL_EARG,
                "the prediction does not cover penalty '%s'", game.penalty);
    CHL_TRY(chl_backtest_fit(b, seen->prediction, settings->seed, made, err));
    CHL_TRY(warn(made, seen, err));
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_backtest, made);
    return status;
}

chl_status
chl_study_backtest(const char *const *where, size_t count,
                   const chl_backtest_settings *settings, chl_result *result,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_backtest_settings chosen =
        settings != NULL ? *settings : chl_backtest_settings_default();
    size_t warnings = result->warning_count;
    chl_result_backtest *made = NULL;
    chl_backtest b = { .count = 0 };
    chl_runs runs = { .count = 0 };
    chl_result seen = *result;

    seen.prediction = NULL;
    seen.ranking = NULL;

    CHL_REQUIRE(result->spectrum != NULL, err, CHL_EARG,
                "the result has no spectrum to predict from");
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_runs_read(where[k], chosen.metric, &runs, err));
    }
    CHL_REQUIRE(runs.count > 0, err, CHL_EARG, "no runs are given");
    runs.higher = runs.higher || chosen.higher;
    CHL_TRY(test(&chosen, &runs, result, &seen, &b, &made, err));
    chl_result_section_free(&chl_record_backtest, result->backtest);
    result->backtest = made;
    made = NULL;
    chl_result_unrank(result);
    chl_result_section_free(&chl_record_prediction, result->prediction);
    result->prediction = seen.prediction;
    seen.prediction = NULL;
out:
    if (status != CHL_OK) {
        chl_result_unwarn(&seen, warnings);
    }
    result->warnings = seen.warnings;
    result->warning_count = seen.warning_count;
    chl_result_section_free(&chl_record_prediction, seen.prediction);
    chl_runs_clear(&runs);
    chl_free(b.gamma);
    chl_free(b.score);
    return status;
}
