/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gamma for speed and for a run, each with an interval. */
#include <math.h>

#include "study/game.h"

chl_game
chl_study_game_at(const chl_study_game *g, double weight)
{
    chl_game game = g->game;

    game.gamma = chl_penalty_gamma(g->penalty, g->loss, weight);
    game.consensus = g->penalty->consensus ? weight : 0.0;
    return game;
}

static double
weight_of(const chl_study_game *g, double gamma)
{
    return chl_penalty_weight(g->penalty, g->loss, gamma);
}

/* An interval that reaches 0 leaves gamma without an upper bound unless the
 * loss damps by itself; then its largest value lies inside. */
static void
speed_interval(const chl_study_game *g, chl_result_prediction *p)
{
    double low = g->low[0], high = g->high[0], least, most;

    if (isnan(low) || isnan(high)) {
        return;
    }
    if (low > 0.0 || g->game.c2 > 0.0) {
        chl_best_gamma_range(&g->game, low > 0.0 ? low : 1e-12 * high, high,
                             &least, &most);
        p->gamma_low = weight_of(g, low > 0.0 ? least : 0.0);
        p->gamma_high = weight_of(g, most);
    } else {
        chl_best_gamma(&g->game, high, &least, &most);
        p->gamma_low = weight_of(g, least);
    }
}

/* Every listed mode is off by one standard deviation at first. */
static chl_budget
budget_of(const chl_study_game *g, const double *lambda)
{
    chl_budget budget = {
        .batch = (double) g->settings->batch * (double) g->settings->n_d,
        .steps = (double) g->settings->steps,
        .h = 1.0,
    };

    for (size_t k = 0; k < g->count; k++) {
        budget.start += lambda[k] > 0.0 ? 1.0 / lambda[k] : NAN;
    }
    return budget;
}

chl_study_error
chl_predict_error(const chl_study_game *g, const chl_game *game)
{
    chl_study_error e = { NAN, NAN, NAN };
    chl_budget at, from, to;
    double slow, fast;

    if (g->settings->batch == 0 || g->settings->steps == 0
        || game->consensus > 0.0) {
        return e;
    }
    at = budget_of(g, g->lambda);
    from = budget_of(g, g->low);
    to = budget_of(g, g->high);
    e.value = chl_budget_error(game, g->lambda, g->count, &at);
    chl_predict_rate_interval(g, game, &slow, &fast);
    e.low = to.start * exp(-2.0 * fast * to.steps)
            + chl_noise_floor(game, g->high, g->count, to.batch, 1.0);
    e.high = from.start * exp(-2.0 * slow * from.steps)
             + chl_noise_floor(game, g->low, g->count, from.batch, 1.0);
    return e;
}

static double
run_gamma(const chl_study_game *g, const double *lambda)
{
    chl_budget budget = budget_of(g, lambda);
    double gamma, error;

    if (isnan(budget.start)) {
        return NAN;
    }
    chl_budget_best(&g->game, lambda, g->count, &budget, &gamma, &error);
    return weight_of(g, gamma);
}

static void
fill_run(const chl_study_game *g, chl_result_prediction *p)
{
    double at_low = run_gamma(g, g->low), at_high = run_gamma(g, g->high);

    p->budget_gamma = run_gamma(g, g->lambda);
    if (!isnan(at_low) && !isnan(at_high) && !isnan(p->budget_gamma)) {
        p->budget_low = fmin(p->budget_gamma, fmin(at_low, at_high));
        p->budget_high = fmax(p->budget_gamma, fmax(at_low, at_high));
    }
}

void
chl_predict_gamma(const chl_study_game *g, chl_result_prediction *p)
{
    double gamma;

    p->gamma_given = !isnan(g->settings->gamma);
    p->gamma = p->gamma_given ? g->settings->gamma : 0.0;
    if (g->penalty->share == 0.0) {
        return;
    }
    chl_best_gamma(&g->game, g->lambda[0], &gamma, &p->best_rate);
    p->best_gamma = weight_of(g, gamma);
    speed_interval(g, p);
    if (p->batch > 0 && p->steps > 0) {
        fill_run(g, p);
    }
    if (!p->gamma_given) {
        p->gamma = isnan(p->budget_gamma) ? p->best_gamma : p->budget_gamma;
    }
}
