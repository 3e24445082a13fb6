/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minibatch noise: where training stops, and the gamma for a finite run. */
#include <chladni/dynamics.h>

#include <math.h>

enum {
    GRID = 480
};

static const double golden = 0.61803398874989485;

double
chl_noise_floor(const chl_game *game, const double *lambda, size_t count,
                double batch, double h)
{
    double sum = 0.0;

    if (game->consensus > 0.0) {
        return NAN;
    }
    for (size_t k = 0; k < count; k++) {
        sum += 1.0 / (game->gamma * lambda[k] + game->c2);
    }
    return h * game->lr_g * game->c1 * game->cg / batch * sum;
}

double
chl_budget_error(const chl_game *game, const double *lambda, size_t count,
                 const chl_budget *budget)
{
    double rate = chl_game_rate(game, lambda, count, CHL_BAND_OPEN);

    return budget->start * exp(-2.0 * rate * budget->h * budget->steps)
           + chl_noise_floor(game, lambda, count, budget->batch, budget->h);
}

static double
error_at(const chl_game *game, const double *lambda, size_t count,
         const chl_budget *budget, double gamma)
{
    chl_game trial = *game;

    trial.gamma = gamma;
    return chl_budget_error(&trial, lambda, count, budget);
}

/* Golden section in ln gamma between two grid points around the best one. */
static double
refine(const chl_game *game, const double *lambda, size_t count,
       const chl_budget *budget, double from, double to)
{
    double low = log(from), high = log(to);

    for (int k = 0; k < 60; k++) {
        double left = high - golden * (high - low);
        double right = low + golden * (high - low);

        if (error_at(game, lambda, count, budget, exp(left))
            <= error_at(game, lambda, count, budget, exp(right))) {
            high = right;
        } else {
            low = left;
        }
    }
    return exp(low + (high - low) / 2.0);
}

static double
smallest(const double *values, size_t count)
{
    double least = INFINITY;

    for (size_t k = 0; k < count; k++) {
        least = fmin(least, values[k]);
    }
    return least;
}

void
chl_budget_best(const chl_game *game, const double *lambda, size_t count,
                const chl_budget *budget, double *gamma, double *error)
{
    double least = smallest(lambda, count), start, rate, scale, ratio, best;
    size_t at = 0;

    chl_best_gamma(game, least, &start, &rate);
    best = error_at(game, lambda, count, budget, start);
    /* At gamma* = 0 the scale is where gamma lambda_1 overtakes c2. */
    scale = start > 0.0 ? start : 1e-3 * game->c2 / least;
    ratio = exp(log(start > 0.0 ? 1e6 : 1e9) / GRID);
    for (size_t k = 1; k <= GRID; k++) {
        double here = scale * pow(ratio, (double) k);
        double value = error_at(game, lambda, count, budget, here);

        if (value < best) {
            best = value;
            at = k;
        }
    }
    *gamma = start;
    if (at == GRID || isnan(best)) {
        *gamma = *error = NAN;
        return;
    }
    if (at > 0 || start > 0.0) {
        double middle = scale * pow(ratio, (double) at);
        double refined = refine(game, lambda, count, budget,
                                fmax(middle / ratio, start), middle * ratio);
        double value = error_at(game, lambda, count, budget, refined);

        if (value < best) {
            best = value;
            *gamma = refined;
        } else if (at > 0) {
            *gamma = middle;
        }
    }
    *error = best;
}
