/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bandwidth and ridge by the held-out score. */
#include "study/choice.h"

#include <math.h>

#include "base/error.h"

/* Relative to tr A / tr R. Weaker ridges let single rows carry a mode. */
const double chl_ridge_grid[CHL_RIDGE_GRID] = { 1e-5, 1e-4, 1e-3,
                                                1e-2, 1e-1, 1.0 };
/* Times the median distance between landmarks. */
const double chl_bandwidth_grid[CHL_BANDWIDTH_GRID] = { 0.25, 0.5, 1.0, 2.0,
                                                        4.0 };

void
chl_halves_weights(size_t groups, size_t h, double *weight)
{
    for (size_t g = 0; g < groups; g++) {
        weight[g] = (g < groups / 2) == (h == 0) ? 1.0 : 0.0;
    }
}

chl_status
chl_halves_init(const chl_basis *basis, const chl_galerkin *galerkin,
                chl_halves *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_basis_size(basis), m = chl_basis_landmarks(basis);
    size_t groups = chl_basis_sample(basis)->groups;
    chl_halves made = { 0 };
    double *weight = chl_alloc(groups, sizeof *weight);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    made.ridge = chl_alloc(q * q, sizeof *made.ridge);
    CHL_REQUIRE_MEMORY(made.ridge, err, "the ridge");
    chl_galerkin_ridge(galerkin, made.ridge);
    for (size_t h = 0; h < 2; h++) {
        CHL_TRY(chl_pencil_init(&made.half[h], q, m, err));
        chl_halves_weights(groups, h, weight);
        CHL_TRY(chl_galerkin_pair(galerkin, weight, made.half[h].mass,
                                  made.half[h].stiffness, err));
    }
    *out = made;
    made = (chl_halves){ 0 };
out:
    chl_halves_clear(&made);
    chl_free(weight);
    return status;
}

void
chl_halves_clear(chl_halves *halves)
{
    chl_pencil_clear(&halves->half[0]);
    chl_pencil_clear(&halves->half[1]);
    chl_free(halves->ridge);
    halves->ridge = NULL;
}

static chl_status
score_half(const chl_halves *halves, size_t h, const chl_fit_settings *settings,
           double *score, double *lambda_1, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fit fit = { 0 };
    double *quotients = NULL;

    CHL_TRY(
        chl_fit_solve(&halves->half[h], halves->ridge, settings, &fit, err));
    quotients = chl_alloc(fit.count, sizeof *quotients);
    CHL_REQUIRE_MEMORY(quotients, err, "held-out quotients");
    CHL_TRY(
        chl_fit_score(&fit, &halves->half[1 - h], settings->count, score, err));
    CHL_TRY(chl_fit_quotients(&fit, &halves->half[1 - h], quotients, err));
    *lambda_1 = 0.5 * (fit.values[0] + quotients[0]);
out:
    chl_fit_clear(&fit);
    chl_free(quotients);
    return status;
}

chl_status
chl_choice_try(const chl_halves *halves, const chl_spectrum_settings *settings,
               chl_result_trial *trial, chl_error *err)
{
    size_t q = halves->half[0].q;
    chl_fit_settings s = { .ridge = trial->ridge,
                           .count = settings->modes < CHL_SCORE_MODES
                                        ? settings->modes
                                        : CHL_SCORE_MODES,
                           .solver = settings->solver,
                           .seed = settings->seed };
    double sum = 0.0, mean = 0.0;

    if (s.count > q) {
        s.count = q;
    }
    for (size_t h = 0; h < 2; h++) {
        chl_error refused = { 0 };
        double score = NAN, lambda_1 = NAN;
        chl_status status =
            score_half(halves, h, &s, &score, &lambda_1, &refused);

        if (status != CHL_OK && status != CHL_ENUMERIC) {
            return CHL_FAIL(err, status, "%s", refused.text);
        }
        sum += 0.5 * score;
        mean += 0.5 * lambda_1;
    }
    trial->score = isfinite(sum) ? sum : NAN;
    trial->lambda_1 = isfinite(sum) ? mean : NAN;
    return CHL_OK;
}

size_t
chl_choice_best(const chl_result_trial *trials, size_t count)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        if (isfinite(trials[i].score)
            && (best == count || trials[i].score < trials[best].score)) {
            best = i;
        }
    }
    return best;
}
