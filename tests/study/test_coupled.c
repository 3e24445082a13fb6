/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep of the full operator against that of uncoupled modes. */
#include <math.h>
#include <string.h>

#include "study/coupled.h"
#include "study/spectra.h"
#include "support/runner.h"

static chl_error err;

static chl_result *
predicted(const char *loss)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();

    settings.loss = loss;
    settings.batch = 32;
    settings.steps = 500;
    settings.lr_d = 0.02;
    settings.lr_g = 0.01;
    settings.sweep_points = 31;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    return result;
}

/* Modes .5, 1.5, 4 in a basis that is not theirs, and the constant. */
static const double mass[16] = {
    2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1
};

static void
fill_stiffness(double stiffness[16])
{
    /* M^(1/2) diag(.5, 1.5) M^(1/2) of [2 1; 1 2] in its eigenvectors. */
    double high = 3.0 * 0.5, low = 1.0 * 1.5;

    memset(stiffness, 0, 16 * sizeof *stiffness);
    stiffness[0] = stiffness[5] = (high + low) / 2.0;
    stiffness[1] = stiffness[4] = (high - low) / 2.0;
    stiffness[10] = 4.0;
}

static const char *const losses[] = { "wgan", "lsgan", "hinge" };

START_TEST(without_coupling_the_full_operator_is_that_of_the_modes)
{
    static const double constant[4] = { 0, 0, 0, 1 };
    chl_result *result = predicted(losses[_i]);
    const chl_result_prediction *p = result->prediction;
    chl_coupled_point points[31];
    double stiffness[16];
    chl_adversarial_matrices matrices = {
        .r = 4, .mass = mass, .stiffness = stiffness, .constant = constant
    };

    fill_stiffness(stiffness);
    ck_assert_ok(chl_coupled_sweep(&matrices, p, true, points, &err), err);
    for (size_t k = 0; k < 31; k++) {
        const chl_result_sweep *s = &p->sweep;

        /* A double root loses half of the digits. */
        ck_assert_double_eq_tol(points[k].rate, s->rate[k],
                                1e-8 * s->rate[k] + 1e-10);
        ck_assert_double_eq_tol(points[k].noise, s->noise[k],
                                1e-8 * s->noise[k]);
        ck_assert_double_eq_tol(points[k].error, s->error[k],
                                1e-6 * s->error[k]);
    }
    chl_result_free(result);
}
END_TEST

/* What reaches the generator by half acts as half of b: (1.1) with b / 2. */
START_TEST(half_of_the_coupling_is_half_of_the_rate_of_the_generator)
{
    static const double constant[4] = { 0, 0, 0, 1 };
    chl_result *result = predicted("wgan");
    chl_result_prediction *p = result->prediction;
    chl_coupled_point points[31], slower[31];
    double stiffness[16], coupling[16];
    chl_adversarial_matrices matrices = {
        .r = 4, .mass = mass, .stiffness = stiffness, .constant = constant
    };

    fill_stiffness(stiffness);
    for (size_t k = 0; k < 16; k++) {
        coupling[k] = stiffness[k] / 2.0;
    }
    matrices.coupling = coupling;
    ck_assert_ok(chl_coupled_sweep(&matrices, p, false, points, &err), err);
    matrices.coupling = NULL;
    p->lr_g /= 2.0;
    ck_assert_ok(chl_coupled_sweep(&matrices, p, false, slower, &err), err);
    for (size_t k = 0; k < 31; k++) {
        ck_assert_double_eq_tol(points[k].rate, slower[k].rate,
                                1e-7 * slower[k].rate + 1e-10);
    }
    chl_result_free(result);
}
END_TEST

static chl_result *
measured(chl_dataset **dataset)
{
    chl_dataset_settings data = chl_dataset_settings_default();
    chl_spectrum_settings spectrum = chl_spectrum_settings_default();
    chl_predict_settings predict = chl_predict_settings_default();
    chl_result *result = NULL;

    data.samples = 400;
    spectrum.landmarks = 40;
    spectrum.modes = 4;
    spectrum.bootstrap = 0;
    spectrum.bandwidth = 2.0;
    spectrum.ridge = 1e-6;
    predict.loss = "wgan";
    predict.sweep_points = 9;
    ck_assert_ok(chl_dataset_open("gauss:sigma=1.5,1", &data, dataset, &err),
                 err);
    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    ck_assert_ok(chl_study_dataset(*dataset, result, &err), err);
    ck_assert_ok(chl_study_spectrum(*dataset, &spectrum, result, &err), err);
    ck_assert_ok(chl_study_predict(&predict, result, &err), err);
    return result;
}

static chl_coupled_settings
small(void)
{
    chl_coupled_settings settings = chl_coupled_settings_default();

    settings.landmarks = 40;
    settings.modes = 5;
    settings.bootstrap = 4;
    return settings;
}

START_TEST(the_sweep_of_a_dataset_holds_its_rates_in_their_intervals)
{
    chl_coupled_settings settings = small();
    chl_dataset *dataset = NULL;
    chl_result *result = measured(&dataset);
    const chl_result_prediction *p = result->prediction;
    double decoupled = p->best_rate, gamma = p->gamma;

    settings.mobility = _i == 2 ? "ntk-erf" : "l2";
    settings.augment = _i == 1 ? "jitter:0.5" : NULL;
    ck_assert_ok(chl_study_coupled(dataset, &settings, result, &err), err);
    for (size_t k = 0; k < p->sweep.count; k++) {
        ck_assert_double_le(p->sweep.rate_low[k], p->sweep.rate[k]);
        ck_assert_double_ge(p->sweep.rate_high[k], p->sweep.rate[k]);
    }
    ck_assert_double_gt(p->best_rate, 0.0);
    ck_assert_double_eq(p->gamma, p->best_gamma);
    ck_assert_double_eq(p->rate, p->best_rate);
    ck_assert_double_eq(p->uncoupled_gamma, gamma);
    ck_assert(_i > 0 || fabs(p->best_rate / decoupled - 1.0) < 0.2);
    ck_assert_str_eq(p->mobility, settings.mobility);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(what_cannot_be_coupled_is_refused)
{
    chl_coupled_settings settings = small();
    chl_dataset *dataset = NULL;
    chl_result *result = measured(&dataset);

    settings.mobility = "l3";
    ck_assert_fails(chl_study_coupled(dataset, &settings, result, &err),
                    CHL_EARG, "mobility is 'l3'; it must be l2", err);
    settings = small();
    settings.augment = "flip:1";
    ck_assert_fails(chl_study_coupled(dataset, &settings, result, &err),
                    CHL_EARG, "flip", err);
    ck_assert_ptr_null(result->prediction->mobility);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("coupled");
    TCase *tests = tcase_create("coupled");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(
        tests, without_coupling_the_full_operator_is_that_of_the_modes, 0, 3);
    tcase_add_test(tests,
                   half_of_the_coupling_is_half_of_the_rate_of_the_generator);
    tcase_add_loop_test(
        tests, the_sweep_of_a_dataset_holds_its_rates_in_their_intervals, 0, 3);
    tcase_add_test(tests, what_cannot_be_coupled_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
