/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A game's constants and the 2 x 2 mode of one eigenvalue. */
#include <chladni/dynamics.h>

#include <math.h>

#include "base/error.h"

chl_status
chl_game_init(const chl_loss *loss, const chl_penalty *penalty, double weight,
              double lr_d, double lr_g, chl_game *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(penalty->covered, err, CHL_EUNSUPPORTED,
                "penalty '%s' is not covered: %s", penalty->name,
                penalty->note);
    CHL_REQUIRE(isfinite(weight) && weight >= 0.0, err, CHL_EARG,
                "gamma is %g; it must be finite and at least 0", weight);
    CHL_REQUIRE(isfinite(lr_d) && lr_d > 0.0, err, CHL_EARG,
                "lr-d is %g; it must be finite and above 0", lr_d);
    CHL_REQUIRE(isfinite(lr_g) && lr_g > 0.0, err, CHL_EARG,
                "lr-g is %g; it must be finite and above 0", lr_g);
    *out = (chl_game){
        .c1 = loss->c1,
        .c2 = loss->c2,
        .cg = loss->cg,
        .lr_d = lr_d,
        .lr_g = lr_g,
        .gamma = chl_penalty_gamma(penalty, loss, weight),
        .consensus = penalty->consensus ? weight : 0.0,
    };
out:
    return status;
}

/* J = diag(a, b) (J0 - w J0' J0): its entries multiply out to
 * -tr = a (g + w g^2 + w cG^2 lambda) + b w c1^2 lambda and the products
 * below, where the terms that cancel in det J never appear. */
static chl_mode
consensus_mode(const chl_game *game, double lambda)
{
    double a = game->lr_d, b = game->lr_g, w = game->consensus;
    double c1 = game->c1, cg = game->cg, g = game->gamma * lambda + game->c2;
    double own = b * w * c1 * c1 * lambda;

    return (chl_mode){
        .damping = a * (g + w * (g * g + cg * cg * lambda)) + own,
        .stiffness = a * b * c1 * lambda
                     * (cg + w * g * cg + w * w * c1 * cg * cg * lambda),
        .generator = own,
    };
}

chl_mode
chl_game_mode(const chl_game *game, double lambda)
{
    if (game->consensus > 0.0) {
        return consensus_mode(game, lambda);
    }
    return (chl_mode){
        .damping = game->lr_d * (game->gamma * lambda + game->c2),
        .stiffness = game->lr_d * game->lr_g * game->c1 * game->cg * lambda,
    };
}
