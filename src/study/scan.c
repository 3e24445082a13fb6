/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training schemes at their best: steps, rates and momentum together. */
#include <chladni/study.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/page_game.h"

enum {
    MOST_N_D = 100,
    RATIOS = 9,
    MOMENTA = 19 /* -.9 to .9 */
};

chl_scan_settings
chl_scan_settings_default(void)
{
    return (chl_scan_settings){ .n_d = 8, .ratio = 16.0 };
}

typedef struct scan {
    const chl_scan_settings *settings;
    const chl_scheme *scheme;
    chl_game game; /* of one discriminator step */
    const chl_result_prediction *prediction;
    chl_mode *modes;
    size_t count;
} scan;

static bool
is(const scan *s, const char *name)
{
    return strcmp(chl_scheme_name(s->scheme), name) == 0;
}

static bool
has_momentum(const scan *s)
{
    return is(s, "heavy-ball") || is(s, "negative-momentum") || is(s, "adam");
}

/* Modes of rates a, b with this ratio and the product that was given. */
static void
fill_modes(scan *s, double ratio)
{
    chl_game game = s->game;
    double middle = sqrt(game.lr_d * game.lr_g);

    game.lr_d = middle * sqrt(ratio);
    game.lr_g = middle / sqrt(ratio);
    s->count = 0;
    for (size_t k = 0; k < s->prediction->root_count; k++) {
        double lambda = s->prediction->roots[k].lambda;

        if (lambda > 0.0) {
            s->modes[s->count++] = chl_game_mode(&game, lambda);
        }
    }
}

static chl_status
try_one(const scan *s, double ratio, size_t n_d, double momentum,
        chl_result_scheme *best, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_scheme_parameters parameters = { n_d, momentum };
    chl_stability found;

    CHL_TRY(chl_stability_solve(s->scheme, &parameters, s->modes, s->count,
                                &found, err));
    if (found.rate_per_gradient > best->tuned_rate_per_gradient
        || (isnan(best->tuned_rate_per_gradient)
            && !isnan(found.rate_per_gradient))) {
        best->tuned_h = found.h_best;
        best->tuned_rate = found.rate;
        best->tuned_rate_per_gradient = found.rate_per_gradient;
        best->tuned_ratio = ratio;
        best->tuned_momentum = momentum;
        best->tuned_n_d = n_d;
    }
out:
    return status;
}

static chl_status
scan_ratio(scan *s, double ratio, chl_result_scheme *best, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t turns = is(s, "alternating") ? s->settings->n_d : 1;

    fill_modes(s, ratio);
    for (size_t n_d = 1; n_d <= turns; n_d++) {
        if (!has_momentum(s)) {
            CHL_TRY(try_one(s, ratio, n_d, NAN, best, err));
            continue;
        }
        for (int k = 0; k < MOMENTA; k++) {
            CHL_TRY(try_one(s, ratio, n_d, (double) (k - MOMENTA / 2) / 10.0,
                            best, err));
        }
    }
out:
    return status;
}

static chl_status
scan_scheme(scan *s, chl_result_scheme *best, chl_error *err)
{
    chl_status status = CHL_OK;

    best->tuned_h = best->tuned_rate = best->tuned_rate_per_gradient = NAN;
    best->tuned_ratio = best->tuned_momentum = NAN;
    best->tuned_n_d = 0;
    CHL_TRY(chl_scheme_find(best->name, &s->scheme, err));
    for (int k = 0; k < RATIOS; k++) {
        double part = (double) (k - RATIOS / 2) / (double) (RATIOS / 2);

        CHL_TRY(scan_ratio(
            s, s->game.lr_d / s->game.lr_g * pow(s->settings->ratio, part),
            best, err));
    }
out:
    return status;
}

static chl_status
check(const chl_scan_settings *s, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->n_d >= 1 && s->n_d <= MOST_N_D, err, CHL_EARG,
                "n-d is scanned up to %zu; it must lie in 1..%d", s->n_d,
                MOST_N_D);
    CHL_REQUIRE(isfinite(s->ratio) && s->ratio >= 1.0, err, CHL_EARG,
                "the ratio of the rates is scanned up to %g times; it must be "
                "finite and at least 1",
                s->ratio);
    CHL_REQUIRE(result->prediction != NULL && result->prediction->covered, err,
                CHL_EARG, "the result has no prediction to scan schemes for");
out:
    return status;
}

/* Of one discriminator step at the weight in force. */
static chl_status
read_game(const chl_result_prediction *p, chl_game *out, chl_error *err)
{
    const chl_penalty *penalty;
    chl_status status = chl_penalty_find(p->penalty, &penalty, err);

    if (status == CHL_OK) {
        *out = (chl_game){ .c1 = p->c1,
                           .c2 = p->c2,
                           .cg = p->cg,
                           .lr_d = p->lr_d,
                           .lr_g = p->lr_g,
                           .gamma = chl_page_gamma(p, p->gamma),
                           .consensus = penalty->consensus ? p->gamma : 0.0 };
    }
    return status;
}

/* What was scanned before some failure stays. */
chl_status
chl_study_scan(const chl_scan_settings *settings, chl_result *result,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_scan_settings chosen =
        settings != NULL ? *settings : chl_scan_settings_default();
    scan s = { .settings = &chosen };
    chl_result_prediction *p = result->prediction;

    CHL_TRY(check(&chosen, result, err));
    s.prediction = p;
    CHL_TRY(read_game(p, &s.game, err));
    s.modes = chl_alloc(p->root_count, sizeof *s.modes);
    CHL_REQUIRE_MEMORY(s.modes, err, "the modes");
    for (size_t k = 0; k < p->scheme_count; k++) {
        CHL_TRY(scan_scheme(&s, &p->schemes[k], err));
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "scan of the schemes");
    }
    chl_free(s.modes);
    return status;
}
