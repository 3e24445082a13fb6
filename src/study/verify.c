/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates and formulas against closed forms, on the machine at hand. */
#include <chladni/study.h>

#include <math.h>

#include <chladni/dynamics.h>

#include "base/error.h"
#include "report/result.h"
#include "study/verify.h"

enum {
    ROWS = 10000,
    QUICK_ROWS = 4000,
    LANDMARKS = 400,
    MODES = 5
};

static const double first_bound = 0.02, later_bound = 0.05;
static const double formula_bound = 1e-10, errors_allowed = 2.0;

/* A measure with a known spectrum, and how many eigenvalues are looked at. */
typedef struct oracle {
    const char *measure;
    size_t listed;
    bool quick;
} oracle;

static const oracle oracles[] = {
    { "gauss:sigma=1.5:d=1", MODES, false },
    { "gauss:sigma=1.5:d=2", MODES, true },
    { "gauss:sigma=1.5:d=5", 1, false },
    { "gauss:sigma=1.5:d=10", 1, false },
    { "gauss:sigma=1.5:d=20", 1, false },
    { "uniform", MODES, false },
    { "circle", MODES, true },
    { "sphere:d=3", 1, false },
    { "wells:m=1.5", MODES, true },
    { "wells:m=2", MODES, false },
};

/* WGAN, all rates 1: c1 = cG = a = b = 1, c2 = 0. */
static chl_game
plain_game(double gamma)
{
    return (chl_game){ 1.0, 0.0, 1.0, 1.0, 1.0, gamma, 0.0 };
}

/* s^2 + 5 s + 6 = (s + 2) (s + 3). */
static double
slow_root(void)
{
    chl_game game = plain_game(5.0 / 6.0);
    chl_mode mode = chl_game_mode(&game, 6.0);

    return chl_mode_decay(&mode);
}

/* sqrt(2 / lambda_1) for these rates. */
static double
best_gamma(void)
{
    chl_game game = plain_game(0.0);
    double gamma, rate;

    chl_best_gamma(&game, 2.0, &gamma, &rate);
    return gamma;
}

/* The stability region of RK4 ends at 2 sqrt(2) i. */
static double
rk4_limit(void)
{
    const chl_mode undamped = { .stiffness = 1.0 };
    const chl_scheme_parameters parameters = chl_scheme_parameters_default();
    const chl_scheme *scheme = NULL;

    if (chl_scheme_find("rk4", &scheme, NULL) != CHL_OK) {
        return NAN;
    }
    return chl_scheme_limit(scheme, &parameters, &undamped);
}

typedef struct formula {
    const char *name;
    double truth;
    double (*value)(void);
} formula;

static const formula formulas[] = {
    { "roots (1.1)", 2.0, slow_root },
    { "gamma* (1.3)", 1.0, best_gamma },
    { "h_max rk4", 2.8284271247461903, rk4_limit },
};

enum {
    ORACLES = sizeof oracles / sizeof *oracles,
    FORMULAS = sizeof formulas / sizeof *formulas
};

static size_t
count_checks(bool quick)
{
    size_t count = FORMULAS;

    for (size_t k = 0; k < ORACLES; k++) {
        count += !quick || oracles[k].quick ? oracles[k].listed : 0;
    }
    return count;
}

static size_t
count_runs(bool quick)
{
    size_t count = 0;

    for (size_t k = 0; k < ORACLES; k++) {
        count += !quick || oracles[k].quick;
    }
    return count;
}

static chl_status
fill_formula(const formula *f, chl_result_check *check, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_set_text(&check->measure, f->name, err));
    check->truth = f->truth;
    check->estimate = f->value();
    check->relative_error = check->estimate / check->truth - 1.0;
    check->passed = fabs(check->relative_error) <= formula_bound;
    check->covered = check->passed;
out:
    return status;
}

/* An eigenvalue that was not found keeps its NaN and fails. */
static chl_status
fill_check(const oracle *o, size_t index, double truth,
           const chl_result_spectrum *s, chl_result_check *check,
           chl_error *err)
{
    chl_status status = CHL_OK;
    double bound = index == 0 ? first_bound : later_bound, error;

    CHL_TRY(chl_result_set_text(&check->measure, o->measure, err));
    check->index = index;
    check->truth = truth;
    if (index >= s->count) {
        goto out;
    }
    error = s->lambda[index] - truth;
    check->estimate = s->lambda[index];
    check->relative_error = error / truth;
    check->standard_error = s->standard_error[index];
    check->covered = s->ci_low[index] <= truth && truth <= s->ci_high[index];
    check->passed = fabs(error) <= bound * truth
                    || fabs(error) <= errors_allowed * check->standard_error;
out:
    return status;
}

static chl_status
open_oracle(const chl_verification *v, const oracle *o, chl_dataset **out,
            chl_error *err)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.samples = v->quick ? QUICK_ROWS : ROWS;
    settings.seed = v->seed;
    if (v->progress != NULL) {
        settings.progress = *v->progress;
    }
    return chl_dataset_open(o->measure, &settings, out, err);
}

static chl_status
estimate(const chl_verification *v, const chl_dataset *dataset,
         chl_result *result, chl_error *err)
{
    chl_spectrum_settings settings = chl_spectrum_settings_default();

    settings.landmarks = LANDMARKS;
    settings.modes = MODES;
    settings.seed = v->seed;
    settings.threads = v->threads;
    if (v->progress != NULL) {
        settings.progress = *v->progress;
    }
    return chl_study_spectrum(dataset, &settings, result, err);
}

static chl_status
run_oracle(const chl_verification *v, const oracle *o, chl_result_check *checks,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = NULL;
    chl_result *found = NULL;
    double truth[MODES];

    CHL_TRY(open_oracle(v, o, &dataset, err));
    CHL_REQUIRE(chl_dataset_truth(dataset, o->listed, truth), err, CHL_ENOMEM,
                "out of memory for a closed form");
    CHL_TRY(chl_result_create("verify", &found, err));
    CHL_TRY(estimate(v, dataset, found, err));
    for (size_t k = 0; k < o->listed; k++) {
        CHL_TRY(fill_check(o, k, truth[k], found->spectrum, &checks[k], err));
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "oracle '%s'", o->measure);
    }
    chl_result_free(found);
    chl_dataset_free(dataset);
    return status;
}

static chl_status
run_all(const chl_verification *v, chl_result_check *checks, chl_error *err)
{
    chl_status status = CHL_OK;
    double done = 0.0, total = (double) count_runs(v->quick);

    for (size_t k = 0; k < ORACLES; k++) {
        if (v->quick && !oracles[k].quick) {
            continue;
        }
        CHL_TRY(
            chl_progress_tell(v->progress, "verifying", done++, total, err));
        CHL_TRY(run_oracle(v, &oracles[k], checks, err));
        checks += oracles[k].listed;
    }
    CHL_TRY(chl_progress_tell(v->progress, "verifying", done, total, err));
    for (size_t k = 0; k < FORMULAS; k++) {
        CHL_TRY(fill_formula(&formulas[k], &checks[k], err));
    }
out:
    return status;
}

chl_status
chl_study_verify(bool quick, uint64_t seed, size_t threads,
                 const chl_progress *progress, chl_result *result,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_verification v = { quick, seed, threads, progress };
    chl_result_verify *section = NULL;

    CHL_TRY(chl_result_verify_create(count_checks(quick), &section, err));
    CHL_TRY(run_all(&v, section->checks, err));
    CHL_TRY(chl_verify_points(&v, section, err));
    chl_result_section_free(&chl_record_verify, result->verify);
    result->verify = section;
    section = NULL;
out:
    chl_result_section_free(&chl_record_verify, section);
    return status;
}
