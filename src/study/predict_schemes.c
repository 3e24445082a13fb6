/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training schemes on all usable modes at once. */
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/game.h"

size_t
chl_predict_scheme_count(const chl_study_game *g)
{
    size_t count = 0;

    if (g->scheme != NULL) {
        return 1;
    }
    while (chl_scheme_at(count) != NULL) {
        count++;
    }
    return count;
}

/* Alternating takes its n_d small steps itself; to the others the flow's rate
 * n_d lr_d is given. */
static void
fill_modes(const chl_study_game *g, const chl_game *game, bool alternating,
           chl_mode *modes)
{
    chl_game seen = *game;

    if (alternating) {
        seen.lr_d = g->settings->lr_d;
    }
    for (size_t k = 0; k < g->count; k++) {
        modes[k] = chl_game_mode(&seen, g->lambda[k]);
    }
}

static chl_status
fill_one(const chl_study_game *g, const chl_scheme *scheme,
         const chl_mode *modes, chl_result_scheme *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_scheme_parameters parameters = chl_scheme_parameters_default();
    chl_stability found;

    parameters.n_d = g->settings->n_d;
    CHL_TRY(
        chl_stability_solve(scheme, &parameters, modes, g->count, &found, err));
    CHL_TRY(chl_result_set_text(&out->name, chl_scheme_name(scheme), err));
    out->h_max = found.h_max;
    out->h_best = found.h_best;
    out->rate = found.rate;
    out->rate_per_gradient = found.rate_per_gradient;
    out->gradients = found.gradients;
out:
    return status;
}

chl_status
chl_predict_schemes(const chl_study_game *g, chl_result_prediction *p,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_game game = chl_study_game_at(g, p->gamma);
    chl_mode *modes = chl_alloc(g->count, sizeof *modes);

    CHL_REQUIRE_MEMORY(modes, err, "the modes");
    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_scheme *scheme =
            g->scheme != NULL ? g->scheme : chl_scheme_at(k);

        fill_modes(g, &game,
                   strcmp(chl_scheme_name(scheme), "alternating") == 0, modes);
        CHL_TRY(fill_one(g, scheme, modes, &p->schemes[k], err));
    }
out:
    chl_free(modes);
    return status;
}
