/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game that is played on every candidate's law. */
#include <math.h>

#include <chladni/convergence.h>

#include "base/error.h"
#include "study/law.h"

/* The weight that is best on the data as they are, the same for all. */
static double
best_gamma(const chl_predict_settings *s, const chl_law *law,
           const chl_game *game)
{
    double gamma, unused, start = 0.0;
    chl_budget budget = { .batch = (double) s->batch * (double) s->n_d,
                          .steps = (double) s->steps,
                          .h = 1.0 };

    for (size_t k = 0; k < law->modes; k++) {
        start += 1.0 / law->lambda[k];
    }
    budget.start = start;
    if (s->batch > 0 && s->steps > 0) {
        chl_budget_best(game, law->lambda, law->modes, &budget, &gamma,
                        &unused);
        if (isfinite(gamma)) {
            return gamma;
        }
    }
    chl_best_gamma(game, law->lambda[0], &gamma, &unused);
    return gamma;
}

chl_status
chl_law_play(const chl_candidates *c, chl_law *law, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_predict_settings *s = &c->settings->game;
    const chl_loss *loss = NULL;
    const chl_penalty *penalty = NULL;
    chl_game game;

    CHL_TRY(chl_loss_find(s->loss, &loss, err));
    CHL_TRY(chl_penalty_find(s->penalty, &penalty, err));
    CHL_REQUIRE(s->n_d > 0, err, CHL_EARG, "n_d is 0; it must be 1 or more");
    CHL_REQUIRE(isnan(s->gamma) || s->gamma >= 0.0, err, CHL_EARG,
                "gamma is %g; it must be at least 0", s->gamma);
    CHL_TRY(chl_game_init(loss, penalty, isnan(s->gamma) ? 0.0 : s->gamma,
                          (double) s->n_d * s->lr_d, s->lr_g, &game, err));
    CHL_REQUIRE(!penalty->consensus, err, CHL_EUNSUPPORTED,
                "augmentations are ranked with a penalty on the gradient, not "
                "with %s",
                penalty->name);
    if (isnan(s->gamma) && penalty->share > 0.0) {
        game.gamma = best_gamma(s, law, &game);
    }
    law->gamma = isnan(s->gamma) ? chl_penalty_weight(penalty, loss, game.gamma)
                                 : s->gamma;
    law->run = (chl_expected_run){
        .constants = chl_game_constants(&game, loss),
        .steps = (double) s->steps,
        .batch = (double) s->batch * (double) s->n_d,
        .samples = (double) (c->settings->train_samples > 0
                                 ? c->settings->train_samples
                                 : chl_dataset_describe(c->dataset)->count)
    };
out:
    return status;
}
