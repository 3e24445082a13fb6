/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rate, frequency and noise as functions of the penalty. */
#include <math.h>

#include "study/game.h"
#include "study/sweep.h"

void
chl_predict_rate_interval(const chl_study_game *g, const chl_game *game,
                          double *low, double *high)
{
    double least = INFINITY, most = INFINITY;

    *low = *high = NAN;
    if (isnan(g->low[0]) || isnan(g->high[0]) || game->consensus > 0.0) {
        return;
    }
    if (game->gamma > 0.0) {
        least = most = game->lr_g * game->c1 * game->cg / game->gamma;
    }
    for (size_t k = 0; k < g->count; k++) {
        bool known = !isnan(g->low[k]) && !isnan(g->high[k]);
        double from = known ? g->low[k] : g->lambda[k];
        double to = known ? g->high[k] : g->lambda[k], slow, fast;

        chl_game_decay_range(game, from, to, &slow, &fast);
        least = fmin(least, slow);
        most = fmin(most, fast);
    }
    *low = least;
    *high = most;
}

double
chl_predict_frequency(const chl_study_game *g, const chl_game *game)
{
    double rate = chl_game_rate(game, g->lambda, g->count, CHL_BAND_OPEN);

    for (size_t k = 0; k < g->count; k++) {
        chl_mode mode = chl_game_mode(game, g->lambda[k]);

        if (chl_mode_decay(&mode) == rate) {
            return chl_mode_frequency(&mode);
        }
    }
    return 0.0;
}

double
chl_predict_noise(const chl_study_game *g, const chl_game *game)
{
    double batch = (double) g->settings->batch * (double) g->settings->n_d;
    double floor;

    if (g->settings->batch == 0) {
        return NAN;
    }
    floor = chl_noise_floor(game, g->lambda, g->count, batch, 1.0);
    return isfinite(floor) ? floor : NAN;
}

/* Where nothing says which gammas matter: as strong as the loss's own
 * curvature, or as the coupling. */
static double
middle(const chl_study_game *g, const chl_result_prediction *p)
{
    if (p->best_gamma > 0.0) {
        return p->best_gamma;
    }
    if (p->gamma > 0.0) {
        return p->gamma;
    }
    if (g->game.c2 > 0.0) {
        return g->game.c2 / g->lambda[0];
    }
    return 1.0 / sqrt(g->game.c1 * g->game.cg * g->lambda[0]);
}

void
chl_predict_sweep(const chl_study_game *g, chl_result_prediction *p)
{
    double from = g->settings->sweep_from, to = g->settings->sweep_to;
    chl_result_sweep *s = &p->sweep;

    if (from == 0.0) {
        from = middle(g, p) / 100.0;
        from = p->gamma > 0.0 ? fmin(from, p->gamma / 2.0) : from;
    }
    if (to == 0.0) {
        to = fmax(middle(g, p) * 100.0, p->gamma * 2.0);
    }
    for (size_t k = 0; k < s->count; k++) {
        double part = (double) k / (double) (s->count - 1);
        chl_study_error error;
        chl_game game;

        s->gamma[k] = from * pow(to / from, part);
        game = chl_study_game_at(g, s->gamma[k]);
        s->rate[k] = chl_game_rate(&game, g->lambda, g->count, CHL_BAND_OPEN);
        chl_predict_rate_interval(g, &game, &s->rate_low[k], &s->rate_high[k]);
        s->frequency[k] = chl_predict_frequency(g, &game);
        s->noise[k] = chl_predict_noise(g, &game);
        error = chl_predict_error(g, &game);
        s->error[k] = error.value;
        s->error_low[k] = error.low;
        s->error_high[k] = error.high;
    }
    chl_sweep_safe(s, &p->safe_low, &p->safe_high);
}

/* The lower end of the interval, or the rate itself. */
static double
judged(const chl_result_sweep *sweep, size_t k)
{
    return isnan(sweep->rate_low[k]) ? sweep->rate[k] : sweep->rate_low[k];
}

bool
chl_sweep_safe(const chl_result_sweep *sweep, double *low, double *high)
{
    size_t best = 0, first, last;

    if (sweep->count == 0) {
        return false;
    }
    for (size_t k = 1; k < sweep->count; k++) {
        if (judged(sweep, k) > judged(sweep, best)) {
            best = k;
        }
    }
    if (!(judged(sweep, best) > 0.0)) {
        return false;
    }
    first = last = best;
    while (first > 0 && judged(sweep, first - 1) >= judged(sweep, best) / 2.0) {
        first--;
    }
    while (last + 1 < sweep->count
           && judged(sweep, last + 1) >= judged(sweep, best) / 2.0) {
        last++;
    }
    *low = sweep->gamma[first];
    *high = sweep->gamma[last];
    return true;
}
