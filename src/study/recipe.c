/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes: the game each trainer plays is predicted, then put in its words. */
#include <chladni/study.h>

#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "base/error.h"
#include "report/recipe.h"
#include "report/result.h"
#include "study/rollback.h"

/* A penalty that a snippet can write out: (gamma / 2) |grad D|^2 somewhere. */
static const char *
own_penalty(const chl_result_prediction *p)
{
    static const char *const known[] = { "r1", "r2", "r1r2", "gp0" };

    for (size_t k = 0; p != NULL && k < sizeof known / sizeof *known; k++) {
        if (p->penalty != NULL && strcmp(p->penalty, known[k]) == 0) {
            return known[k];
        }
    }
    return known[0];
}

/* The weight this trainer needs for the gamma of (1.1) that was given. */
static chl_status
carry_weight(const chl_result_prediction *p, chl_predict_settings *s,
             chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_loss *from, *to;
    const chl_penalty *given, *wanted;

    if (p == NULL || !p->gamma_given) {
        return CHL_OK;
    }
    CHL_TRY(chl_loss_find(p->loss, &from, err));
    CHL_TRY(chl_penalty_find(p->penalty, &given, err));
    CHL_TRY(chl_loss_find(s->loss, &to, err));
    CHL_TRY(chl_penalty_find(s->penalty, &wanted, err));
    if (given->share > 0.0) {
        s->gamma = chl_penalty_weight(wanted, to,
                                      chl_penalty_gamma(given, from, p->gamma));
    }
out:
    return status;
}

/* The game of the result as this trainer can play it. */
static chl_status
read_game(const chl_recipe_type *type, const chl_result_prediction *p,
          chl_predict_settings *s, chl_error *err)
{
    bool one_rate = (type->needs & CHL_RECIPE_ONE_RATE) != 0;
    bool one_turn = (type->needs & CHL_RECIPE_ONE_TURN) != 0;

    *s = chl_predict_settings_default();
    s->scheme = "alternating";
    s->sweep_points = 2;
    if (p != NULL) {
        s->loss = p->loss != NULL ? p->loss : s->loss;
        s->lr_d = one_rate ? p->lr_g : p->lr_d;
        s->lr_g = p->lr_g;
        s->batch = p->batch;
        s->steps = p->steps;
        s->n_d = one_turn || p->n_d == 0 ? 1 : p->n_d;
        s->train_res = p->train_res;
    }
    if (type->usual.steps > 0 && chl_recipe_lacks_run(p)) {
        s->batch = type->usual.batch;
        s->steps = type->usual.steps;
        s->lr_d = type->usual.lr_d;
        s->lr_g = type->usual.lr_g;
    }
    if (type->trainer.loss != NULL) {
        s->loss = type->trainer.loss;
    }
    s->penalty = type->convention->penalty != NULL ? type->convention->penalty
                                                   : own_penalty(p);
    return carry_weight(p, s, err);
}

static bool
is_game(const chl_result_prediction *p, const chl_predict_settings *s)
{
    return p != NULL && p->covered && p->loss != NULL && p->penalty != NULL
           && strcmp(p->loss, s->loss) == 0
           && strcmp(p->penalty, s->penalty) == 0 && p->lr_d == s->lr_d
           && p->lr_g == s->lr_g && p->n_d == s->n_d && p->batch == s->batch
           && p->steps == s->steps;
}

/* By how much the full operator moved the gamma of the result's own game; NaN
 * if it has no part in it, or one of the two is 0. */
static double
find_moved(const chl_result_prediction *p)
{
    double moved =
        p != NULL && !p->gamma_given ? p->gamma / p->uncoupled_gamma : NAN;

    return isfinite(moved) && moved > 0.0 ? moved : NAN;
}

/* Modes mix in the training that was asked for: what is known of this is how
 * far it moves one game, and others are moved as far. */
static void
move_gammas(double moved, chl_result_prediction *own)
{
    double *const gammas[] = { &own->gamma,        &own->gamma_low,
                               &own->gamma_high,   &own->best_gamma,
                               &own->budget_gamma, &own->budget_low,
                               &own->budget_high };

    for (size_t k = 0; k < sizeof gammas / sizeof *gammas; k++) {
        *gammas[k] *= moved;
    }
}

/* The prediction for this trainer; the caller's if *owned. */
static chl_status
predict(const chl_recipe_type *type, const chl_result *result,
        chl_result_prediction **out, bool *owned, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_predict_settings settings;
    chl_result seen = *result;

    seen.prediction = NULL;
    seen.ranking = NULL;
    seen.warnings = NULL;
    seen.warning_count = 0;
    CHL_TRY(read_game(type, result->prediction, &settings, err));
    *owned = !is_game(result->prediction, &settings);
    if (*owned) {
        CHL_TRY(chl_study_predict(&settings, &seen, err));
    }
    if (*owned && isfinite(find_moved(result->prediction))) {
        move_gammas(find_moved(result->prediction), seen.prediction);
    }
    *out = *owned ? seen.prediction : result->prediction;
    seen.prediction = NULL;
out:
    chl_result_unwarn(&seen, 0);
    chl_free(seen.warnings);
    return status;
}

static chl_status
write_recipe(const chl_recipe_type *type, const chl_result *result,
             chl_result_recipe *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_prediction *own = NULL;
    bool owned = false;

    if (type->convention != NULL && result->spectrum != NULL) {
        CHL_TRY(predict(type, result, &own, &owned, err));
    }
    CHL_TRY(chl_recipe_write(type, result, own, out, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "recipe for %s", type->trainer.name);
    }
    chl_result_section_free(&chl_record_prediction, owned ? own : NULL);
    return status;
}

enum {
    MOST_RECIPES = 64
};

static bool
is_wanted(const chl_trainer *trainer, const char *const *wanted, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (strcmp(wanted[k], trainer->name) == 0) {
            return true;
        }
    }
    return count == 0 && trainer->form != NULL;
}

/* All that are asked for, or all with something to set. */
static size_t
list_trainers(const char *const *wanted, size_t count,
              const chl_recipe_type *types[MOST_RECIPES])
{
    size_t listed = 0;

    for (size_t k = 0; chl_trainer_at(k) != NULL && listed < MOST_RECIPES;
         k++) {
        if (is_wanted(chl_trainer_at(k), wanted, count)) {
            types[listed++] = chl_recipe_find(chl_trainer_at(k)->name);
        }
    }
    return listed;
}

/* What is in the way goes with the section that is given up. */
static void
hand_over(chl_result *result, chl_result_advice *made)
{
    if (result->advice == NULL) {
        result->advice = made;
    } else {
        chl_result_advice *kept = result->advice;
        chl_result_recipe *old = kept->recipes;
        size_t count = kept->recipe_count;

        kept->recipes = made->recipes;
        kept->recipe_count = made->recipe_count;
        made->recipes = old;
        made->recipe_count = count;
        chl_result_section_free(&chl_record_advice, made);
    }
}

chl_status
chl_study_recipes(const char *const *trainers, size_t count, chl_result *result,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_recipe_type *types[MOST_RECIPES];
    chl_result_advice *made = NULL;
    const chl_trainer *found;
    size_t listed;

    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_trainer_find(trainers[k], &found, err));
    }
    listed = list_trainers(trainers, count, types);
    CHL_TRY(chl_result_advice_create(0, &made, err));
    CHL_TRY(chl_result_advice_recipes(made, listed, err));
    for (size_t k = 0; k < listed; k++) {
        CHL_TRY(write_recipe(types[k], result, &made->recipes[k], err));
    }
    hand_over(result, made);
    made = NULL;
out:
    chl_result_section_free(&chl_record_advice, made);
    return status;
}
