/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ratio of the learning rates with the best rate at a fixed product. */
#include <chladni/dynamics.h>

#include <math.h>

#include "dynamics/rate.h"

double
chl_best_balance(const chl_game *game, const double *lambda, size_t count,
                 chl_band band)
{
    double product = game->lr_d * game->lr_g;
    double low = -700.0, high = 700.0; /* of ln(a/b): exp stays in range */
    chl_game trial = *game;

    if (game->gamma == 0.0 && game->c2 == 0.0) {
        return NAN;
    }
    while (high - low > 1e-14 * fmax(1.0, fabs(low))) {
        double middle = low + (high - low) / 2.0;

        trial.lr_d = sqrt(product) * exp(middle / 2.0);
        trial.lr_g = sqrt(product) * exp(-middle / 2.0);
        if (chl_rate_wants_damping(&trial, lambda, count, band)) {
            low = middle;
        } else {
            high = middle;
        }
        if (middle == low + (high - low) / 2.0) {
            break;
        }
    }
    return exp(low + (high - low) / 2.0);
}
