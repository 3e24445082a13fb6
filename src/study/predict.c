/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From eigenvalues to roots, rates, gammas and steps. */
#include <chladni/study.h>

#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/game.h"
#include "study/rollback.h"

enum {
    MOST_SWEEP = 100000,
    MOST_N_D = 100,
    MOST_PIXELS = 65536
};

chl_predict_settings
chl_predict_settings_default(void)
{
    return (chl_predict_settings){
        .loss = "non-saturating",
        .penalty = "r1",
        .gamma = NAN,
        .lr_d = 1.0,
        .lr_g = 1.0,
        .n_d = 1,
        .sweep_points = 121,
    };
}

static chl_status
check_sweep(const chl_predict_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;
    double from = s->sweep_from, to = s->sweep_to;

    CHL_REQUIRE(isfinite(from) && from >= 0.0, err, CHL_EARG,
                "sweep from is %g; it must be finite and above 0 (0 = chosen)",
                from);
    CHL_REQUIRE(isfinite(to) && to >= 0.0, err, CHL_EARG,
                "sweep to is %g; it must be finite and above 0 (0 = chosen)",
                to);
    CHL_REQUIRE((from == 0.0) == (to == 0.0) && (from == 0.0 || from < to), err,
                CHL_EARG, "sweep runs from %g to %g; give both ends, ascending",
                from, to);
    CHL_REQUIRE(s->sweep_points >= 2 && s->sweep_points <= MOST_SWEEP, err,
                CHL_EARG, "sweep points are %zu; they must lie in 2..%d",
                s->sweep_points, MOST_SWEEP);
out:
    return status;
}

static chl_status
check_gamma(const chl_study_game *g, chl_error *err)
{
    chl_status status = CHL_OK;
    double gamma = g->settings->gamma;

    CHL_REQUIRE(isnan(gamma) || (isfinite(gamma) && gamma >= 0.0), err,
                CHL_EARG, "gamma is %g; it must be finite and at least 0",
                gamma);
    CHL_REQUIRE(!g->penalty->consensus || !isnan(gamma), err, CHL_EARG,
                "penalty 'consensus' has no best weight, its rate grows with "
                "it for ever; give gamma");
    CHL_REQUIRE(g->penalty->share > 0.0 || g->penalty->consensus
                    || !g->penalty->covered || !(gamma > 0.0),
                err, CHL_EARG, "gamma is %g, but penalty '%s' has none", gamma,
                g->penalty->name);
out:
    return status;
}

static chl_status
read_settings(chl_study_game *g, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_predict_settings *s = g->settings;

    CHL_TRY(chl_loss_find(s->loss, &g->loss, err));
    CHL_TRY(chl_penalty_find(s->penalty, &g->penalty, err));
    if (s->scheme != NULL) {
        CHL_TRY(chl_scheme_find(s->scheme, &g->scheme, err));
    }
    CHL_REQUIRE(s->n_d >= 1 && s->n_d <= MOST_N_D, err, CHL_EARG,
                "n-d is %zu; it must lie in 1..%d", s->n_d, MOST_N_D);
    /* Penalty "none" lends its ranges of the rates to every penalty. */
    CHL_TRY(chl_game_init(g->loss, chl_penalty_at(0), 0.0, s->lr_d, s->lr_g,
                          &g->game, err));
    g->game.lr_d *= (double) s->n_d;
    CHL_TRY(check_gamma(g, err));
    CHL_TRY(check_sweep(s, err));
out:
    return status;
}

static bool
usable(double lambda)
{
    return isfinite(lambda) && lambda > 0.0;
}

static double
end_of(const double *ends, size_t k)
{
    return ends != NULL && isfinite(ends[k]) ? fmax(ends[k], 0.0) : NAN;
}

/* What eigenvalues are divided by for the images that are trained on. */
static chl_status
read_resolution(const chl_result_dataset *d, chl_study_game *g, chl_error *err)
{
    chl_status status = CHL_OK;
    double side = (double) g->settings->train_res;

    g->enlarged = 1.0;
    if (g->settings->train_res == 0) {
        return CHL_OK;
    }
    CHL_REQUIRE(g->settings->train_res <= MOST_PIXELS, err, CHL_EARG,
                "train-res is %zu; it must lie in 1..%d",
                g->settings->train_res, MOST_PIXELS);
    CHL_REQUIRE(d != NULL && d->axes == 4, err, CHL_EARG,
                "train-res is %zu, but the data are no images",
                g->settings->train_res);
    g->enlarged = side * side / ((double) d->shape[1] * (double) d->shape[2]);
out:
    return status;
}

static chl_status
read_spectrum(const chl_result_spectrum *s, chl_study_game *g, chl_error *err)
{
    chl_status status = CHL_OK;

    g->lambda = chl_alloc(s->count + 1, sizeof *g->lambda);
    CHL_REQUIRE_MEMORY(g->lambda, err, "the eigenvalues");
    g->low = chl_alloc(s->count + 1, sizeof *g->low);
    CHL_REQUIRE_MEMORY(g->low, err, "the eigenvalues");
    g->high = chl_alloc(s->count + 1, sizeof *g->high);
    CHL_REQUIRE_MEMORY(g->high, err, "the eigenvalues");
    for (size_t k = 0; k < s->count; k++) {
        if (usable(s->lambda[k])) {
            g->lambda[g->count] = s->lambda[k] / g->enlarged;
            g->low[g->count] = end_of(s->ci_low, k) / g->enlarged;
            g->high[g->count] = end_of(s->ci_high, k) / g->enlarged;
            g->count++;
        }
    }
out:
    return status;
}

static void
fill_roots(const chl_study_game *g, const chl_result_spectrum *s,
           chl_result_prediction *p)
{
    chl_game game = chl_study_game_at(g, p->gamma);

    for (size_t k = 0; k < p->root_count; k++) {
        p->roots[k].lambda = s->lambda[k] / g->enlarged;
        if (usable(s->lambda[k])) {
            chl_mode mode = chl_game_mode(&game, p->roots[k].lambda);
            chl_complex roots[2];

            chl_mode_roots(&mode, roots);
            p->roots[k].re = roots[0].re;
            p->roots[k].im = roots[0].im;
        }
    }
}

static void
fill_rates(const chl_study_game *g, chl_result_prediction *p)
{
    chl_game game = chl_study_game_at(g, p->gamma);

    p->rate = chl_game_rate(&game, g->lambda, g->count, CHL_BAND_OPEN);
    chl_predict_rate_interval(g, &game, &p->rate_low, &p->rate_high);
    p->frequency = chl_predict_frequency(g, &game);
    p->half_life = chl_half_life(p->rate);
    p->noise_floor = chl_predict_noise(g, &game);
    if (game.consensus == 0.0) {
        p->balance_best =
            chl_best_balance(&game, g->lambda, g->count, CHL_BAND_OPEN)
            / (double) g->settings->n_d;
    }
}

/* What is known before any eigenvalue is looked at. */
static chl_status
create(const chl_study_game *g, const chl_result_spectrum *s, bool covered,
       chl_result_prediction **out, chl_error *err)
{
    chl_status status = CHL_OK;
    bool swept = covered && (g->penalty->share > 0.0 || g->penalty->consensus);
    chl_result_prediction *p = NULL;

    CHL_TRY(chl_result_prediction_create(
        covered ? s->count : 0, covered ? chl_predict_scheme_count(g) : 0,
        swept ? g->settings->sweep_points : 0, &p, err));
    CHL_TRY(chl_result_set_text(&p->loss, g->loss->name, err));
    CHL_TRY(chl_result_set_text(&p->penalty, g->penalty->name, err));
    p->covered = covered;
    p->c1 = g->loss->c1;
    p->c2 = g->loss->c2;
    p->cg = g->loss->cg;
    p->lr_d = g->settings->lr_d;
    p->lr_g = g->settings->lr_g;
    p->n_d = g->settings->n_d;
    p->steps = g->settings->steps;
    p->batch = g->settings->batch;
    p->train_res = g->settings->train_res;
    *out = p;
    p = NULL;
out:
    chl_result_section_free(&chl_record_prediction, p);
    return status;
}

static chl_status
fill(const chl_study_game *g, const chl_result_spectrum *s,
     chl_result_prediction *p, chl_error *err)
{
    chl_predict_gamma(g, p);
    fill_roots(g, s, p);
    fill_rates(g, p);
    chl_predict_sweep(g, p);
    return chl_predict_schemes(g, p, err);
}

static chl_status
warn_resolution(const chl_study_game *g, chl_result *said, chl_error *err)
{
    const chl_result_dataset *d = said->dataset;

    if (g->settings->train_res == 0 || g->enlarged == 1.0) {
        return CHL_OK;
    }
    return chl_result_warn(
        said, "W-RESOLUTION", "warning", err,
        "the prediction is for training at %zu x %zu pixels: the eigenvalues "
        "measured at %zu x %zu are divided by %.4g, as if every pixel had "
        "become so many equal ones; modes of detail finer than that are not in "
        "it",
        g->settings->train_res, g->settings->train_res, d->shape[2],
        d->shape[1], g->enlarged);
}

static chl_status
warn(const chl_study_game *g, const chl_result_prediction *p, size_t listed,
     chl_result *said, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t left_out = listed - g->count;

    if (!g->penalty->covered) {
        CHL_TRY(chl_result_warn(said, "W-NOT-APPLICABLE", "warning", err,
                                "penalty %s is %s; no rates are predicted",
                                g->penalty->name, g->penalty->note));
    } else if (g->count == 0) {
        CHL_TRY(chl_result_warn(said, "W-NOT-APPLICABLE", "warning", err,
                                "no eigenvalue is above 0; no rates are "
                                "predicted"));
    } else if (left_out > 0) {
        CHL_TRY(chl_result_warn(
            said, "W-NOT-APPLICABLE", "warning", err,
            "%zu of %zu eigenvalues are zero or unknown; rates, gammas and "
            "steps leave them out, and such modes never converge",
            left_out, listed));
    }
    if (p->covered && g->penalty->share > 0.0 && p->batch > 0 && p->steps > 0
        && isnan(p->budget_gamma)) {
        CHL_TRY(chl_result_warn(
            said, "W-NOT-APPLICABLE", "warning", err,
            "no gamma is best for %zu steps with batch %zu: the minibatch "
            "noise costs more than so few steps can win",
            p->steps, p->batch));
    }
    CHL_TRY(warn_resolution(g, said, err));
out:
    return status;
}

chl_status
chl_study_predict(const chl_predict_settings *settings, chl_result *result,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    chl_predict_settings chosen =
        settings != NULL ? *settings : chl_predict_settings_default();
    chl_study_game game = { .settings = &chosen };
    chl_result_prediction *p = NULL;
    size_t warnings = result->warning_count;

    CHL_REQUIRE(result->spectrum != NULL, err, CHL_EARG,
                "the result has no spectrum to predict from");
    CHL_TRY(read_settings(&game, err));
    CHL_TRY(read_resolution(result->dataset, &game, err));
    CHL_TRY(read_spectrum(result->spectrum, &game, err));
    CHL_TRY(create(&game, result->spectrum,
                   game.penalty->covered && game.count > 0, &p, err));
    if (p->covered) {
        CHL_TRY(fill(&game, result->spectrum, p, err));
    }
    if (game.count > 0) {
        CHL_TRY(chl_predict_lists(&game, result, p, err));
    }
    CHL_TRY(warn(&game, p, result->spectrum->count, result, err));
    chl_result_unsay(result, "W-RESOLUTION", NULL, warnings);
    chl_result_unrank(result);
    chl_result_section_free(&chl_record_prediction, result->prediction);
    result->prediction = p;
    p = NULL;
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
        chl_error_prefix(err, "prediction");
    }
    chl_result_section_free(&chl_record_prediction, p);
    chl_free(game.lambda);
    chl_free(game.low);
    chl_free(game.high);
    return status;
}
