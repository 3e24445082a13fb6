/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate as a function of gamma, and the gamma with the best one. */
#include <chladni/dynamics.h>

#include <math.h>

#include "dynamics/rate.h"

typedef struct slowest {
    double decay;
    bool underdamped;
} slowest;

static slowest
find_slowest(const chl_game *game, const double *lambda, size_t count,
             chl_band band)
{
    slowest found = { INFINITY, false };

    for (size_t k = 0; k < count; k++) {
        chl_mode mode = chl_game_mode(game, lambda[k]);
        double decay = chl_mode_decay(&mode);

        if (decay < found.decay) {
            found.decay = decay;
            found.underdamped = chl_mode_frequency(&mode) > 0.0;
        }
    }
    if (band == CHL_BAND_OPEN && game->gamma > 0.0 && game->consensus == 0.0) {
        double limit = game->lr_g * game->c1 * game->cg / game->gamma;

        if (limit < found.decay) {
            found = (slowest){ limit, false };
        }
    }
    return found;
}

bool
chl_rate_wants_damping(const chl_game *game, const double *lambda, size_t count,
                       chl_band band)
{
    return find_slowest(game, lambda, count, band).underdamped;
}

double
chl_game_rate(const chl_game *game, const double *lambda, size_t count,
              chl_band band)
{
    return find_slowest(game, lambda, count, band).decay;
}

static double
decay_at(const chl_game *game, double lambda)
{
    chl_mode mode = chl_game_mode(game, lambda);

    return chl_mode_decay(&mode);
}

/* Critical damping, a (gamma lambda + c2) = 2 sqrt(K lambda), is a quadratic
 * in sqrt(lambda): a gamma y^2 - 2 sqrt(K) y + a c2 = 0. */
static size_t
critical_lambdas(const chl_game *game, double lambda[2])
{
    double a = game->lr_d;
    double half = sqrt(a * game->lr_g * game->c1 * game->cg);
    double discriminant = fma(half, half, -(a * game->gamma * a * game->c2));
    double sum;
    size_t count = 0;

    if (discriminant < 0.0) {
        return 0;
    }
    sum = half + sqrt(discriminant);
    if (game->gamma > 0.0) {
        lambda[count++] = pow(sum / (a * game->gamma), 2.0);
    }
    lambda[count++] = pow(a * game->c2 / sum, 2.0);
    return count;
}

void
chl_game_decay_range(const chl_game *game, double low, double high,
                     double *slow, double *fast)
{
    double at[4] = { low, high };
    size_t count = 2 + critical_lambdas(game, at + 2);

    *slow = INFINITY;
    *fast = 0.0;
    for (size_t k = 0; k < count; k++) {
        if (at[k] >= low && at[k] <= high) {
            *slow = fmin(*slow, decay_at(game, at[k]));
            *fast = fmax(*fast, decay_at(game, at[k]));
        }
    }
}

void
chl_best_gamma(const chl_game *game, double lambda_1, double *gamma,
               double *rate)
{
    double a = game->lr_d, c2 = game->c2;
    double pull = game->lr_g * game->c1 * game->cg;
    double rho = c2 * sqrt(a) / sqrt(pull * lambda_1);

    if (rho < 1.0) {
        double root = sqrt(fma(a * c2, a * c2, 8.0 * a * pull * lambda_1));

        *gamma = 4.0 * pull / (a * c2 + root);
        *rate = (a * c2 + root) / 4.0;
    } else if (rho < 2.0) {
        *gamma = (2.0 * sqrt(pull * lambda_1 / a) - c2) / lambda_1;
        *rate = sqrt(a * pull * lambda_1);
    } else {
        chl_game bare = *game;

        bare.gamma = 0.0;
        *gamma = 0.0;
        *rate = decay_at(&bare, lambda_1);
    }
}

void
chl_best_gamma_range(const chl_game *game, double low, double high,
                     double *gamma_low, double *gamma_high)
{
    double pull = game->lr_g * game->c1 * game->cg;
    double peak = game->c2 * game->c2 * game->lr_d / pull; /* rho = 1 */
    double at_low, at_high, rate;

    chl_best_gamma(game, low, &at_low, &rate);
    chl_best_gamma(game, high, &at_high, &rate);
    *gamma_low = fmin(at_low, at_high);
    *gamma_high = fmax(at_low, at_high);
    if (peak > low && peak < high) {
        chl_best_gamma(game, peak, gamma_high, &rate);
    }
}

void
chl_best_gamma_band(const chl_game *game, const double *lambda, size_t count,
                    double *gamma, double *rate)
{
    chl_game trial = *game;
    double least = INFINITY, low = 0.0, high;

    for (size_t k = 0; k < count; k++) {
        least = fmin(least, lambda[k]);
    }
    /* Here every mode is overdamped, whatever c2. */
    high = 2.0 * sqrt(game->lr_g * game->c1 * game->cg / (game->lr_d * least));
    for (;;) {
        trial.gamma = low + (high - low) / 2.0;
        if (trial.gamma <= low || trial.gamma >= high) {
            break;
        }
        if (chl_rate_wants_damping(&trial, lambda, count, CHL_BAND_LISTED)) {
            low = trial.gamma;
        } else {
            high = trial.gamma;
        }
        if (high < 1e-16 * game->c2 / least) {
            low = 0.0; /* c2 alone damps more than enough */
            break;
        }
    }
    trial.gamma = low;
    *gamma = low;
    *rate = chl_game_rate(&trial, lambda, count, CHL_BAND_LISTED);
}
