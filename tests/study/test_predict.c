/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictions from spectra made by hand. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/spectra.h"
#include "support/runner.h"

static chl_error err;

static const chl_result_prediction *
predict(const chl_predict_settings *settings, chl_result *result)
{
    ck_assert_ok(chl_study_predict(settings, result, &err), err);
    return result->prediction;
}

static const chl_result_scheme *
scheme(const chl_result_prediction *p, const char *name)
{
    for (size_t k = 0; k < p->scheme_count; k++) {
        if (strcmp(p->schemes[k].name, name) == 0) {
            return &p->schemes[k];
        }
    }
    ck_abort_msg("no scheme '%s'", name);
    return NULL;
}

START_TEST(wgan_gets_the_closed_forms)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.loss = "wgan";
    p = predict(&settings, result);
    ck_assert(p->covered);
    ck_assert_double_eq_tol(p->best_gamma, 2.0, 1e-14);
    ck_assert_double_eq_tol(p->best_rate, 0.5, 1e-14);
    ck_assert_double_eq(p->gamma, p->best_gamma);
    ck_assert_double_eq_tol(p->rate, 0.5, 1e-14);
    ck_assert_double_eq_tol(p->half_life, 2.0 * log(2.0), 1e-13);
    ck_assert_double_eq_tol(p->frequency, 0.5, 1e-14);
    ck_assert_double_eq_tol(p->gamma_low, sqrt(2.0 / 0.6), 1e-13);
    ck_assert_double_eq_tol(p->gamma_high, sqrt(2.0 / 0.4), 1e-13);
    ck_assert_double_eq_tol(p->balance_best, 1.0, 1e-9);
    ck_assert(isnan(p->noise_floor));
    ck_assert(isnan(p->budget_gamma));
    ck_assert_uint_eq(p->root_count, 3);
    ck_assert_double_eq_tol(p->roots[0].re, -0.5, 1e-14);
    ck_assert_double_eq_tol(p->roots[0].im, 0.5, 1e-14);
    ck_assert_double_eq(p->roots[2].im, 0.0);
    chl_result_free(result);
}
END_TEST

START_TEST(the_defaults_are_non_saturating_with_r1)
{
    chl_result *result = three_modes();
    const chl_result_prediction *p = predict(NULL, result);
    chl_game game = { 0.5, 0.5, 0.5, 1.0, 1.0, 0.0, 0.0 };
    double gamma, rate;

    chl_best_gamma(&game, 0.5, &gamma, &rate);
    ck_assert_str_eq(p->loss, "non-saturating");
    ck_assert_str_eq(p->penalty, "r1");
    ck_assert_double_eq(p->best_gamma, gamma);
    ck_assert_uint_eq(p->sweep.count, 121);
    ck_assert_uint_eq(result->warning_count, 0);
    chl_result_free(result);
}
END_TEST

START_TEST(rate_intervals_hold_the_rate)
{
    chl_result *result = three_modes();
    const chl_result_prediction *p = predict(NULL, result);

    ck_assert_double_lt(p->rate_low, p->rate);
    ck_assert_double_ge(p->rate_high, p->rate);
    for (size_t k = 0; k < p->sweep.count; k++) {
        ck_assert_double_le(p->sweep.rate_low[k], p->sweep.rate[k]);
        ck_assert_double_ge(p->sweep.rate_high[k], p->sweep.rate[k]);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(the_sweep_peaks_at_the_best_gamma)
{
    chl_result *result = three_modes();
    const chl_result_prediction *p = predict(NULL, result);
    size_t best = 0;

    for (size_t k = 1; k < p->sweep.count; k++) {
        best = p->sweep.rate[k] > p->sweep.rate[best] ? k : best;
        ck_assert_double_gt(p->sweep.gamma[k], p->sweep.gamma[k - 1]);
    }
    ck_assert_uint_eq(best, 60);
    ck_assert_double_eq_tol(p->sweep.gamma[60], p->best_gamma, 1e-12);
    /* Best is critical damping here, a square-root cusp of the decay. */
    ck_assert_double_eq_tol(p->sweep.rate[60], p->best_rate, 1e-7);
    chl_result_free(result);
}
END_TEST

START_TEST(without_intervals_nothing_is_invented)
{
    const double lambda[2] = { 0.5, 2.0 };
    chl_result *result = spectrum_result(lambda, 2, -1.0);
    const chl_result_prediction *p = predict(NULL, result);

    ck_assert(isfinite(p->best_gamma));
    ck_assert(isnan(p->gamma_low));
    ck_assert(isnan(p->gamma_high));
    ck_assert(isnan(p->rate_low));
    ck_assert(isnan(p->sweep.rate_high[7]));
    chl_result_free(result);
}
END_TEST

START_TEST(an_interval_that_reaches_zero_has_no_upper_gamma)
{
    const double lambda[1] = { 0.5 };
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = spectrum_result(lambda, 1, 1.0);
    const chl_result_prediction *p;

    settings.loss = "wgan";
    p = predict(&settings, result);
    ck_assert_double_eq_tol(p->gamma_low, sqrt(2.0), 1e-14);
    ck_assert(isnan(p->gamma_high));
    ck_assert_double_eq(p->rate_low, 0.0);
    settings.loss = "non-saturating";
    p = predict(&settings, result);
    ck_assert_double_ge(p->gamma_high, p->best_gamma);
    ck_assert(isfinite(p->gamma_high));
    chl_result_free(result);
}
END_TEST

START_TEST(penalties_convert_to_the_trainers_gamma)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    double r1 = predict(&settings, result)->best_gamma, rate;

    settings.penalty = "r1r2";
    ck_assert_double_eq_tol(predict(&settings, result)->best_gamma, r1 / 2.0,
                            1e-14);
    rate = result->prediction->rate;
    settings.penalty = "ode-gan";
    ck_assert_double_eq_tol(predict(&settings, result)->best_gamma, 2.0 * r1,
                            1e-14);
    ck_assert_double_eq_tol(result->prediction->rate, rate, 1e-13);
    chl_result_free(result);
}
END_TEST

START_TEST(an_uncovered_penalty_gives_a_warning_instead_of_numbers)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.penalty = "wgan-gp";
    settings.gamma = 10.0;
    p = predict(&settings, result);
    ck_assert(!p->covered);
    ck_assert(isnan(p->rate));
    ck_assert(isnan(p->gamma));
    ck_assert(isnan(p->best_gamma));
    ck_assert_uint_eq(p->root_count, 0);
    ck_assert_uint_eq(p->scheme_count, 0);
    ck_assert_uint_eq(p->sweep.count, 0);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_str_eq(result->warnings[0].code, "W-NOT-APPLICABLE");
    ck_assert_ptr_nonnull(strstr(result->warnings[0].text, "wgan-gp"));
    chl_result_free(result);
}
END_TEST

START_TEST(zero_modes_are_left_out_with_a_warning)
{
    const double lambda[4] = { 0.0, NAN, 0.5, 1.5 };
    chl_result *result = spectrum_result(lambda, 4, 0.1);
    const chl_result_prediction *p = predict(NULL, result);
    double alone[2] = { 0.5, 1.5 };
    chl_result *plain = spectrum_result(alone, 2, 0.1);
    const chl_result_prediction *q = predict(NULL, plain);

    ck_assert_double_eq(p->best_gamma, q->best_gamma);
    ck_assert_double_eq(p->rate, q->rate);
    ck_assert_uint_eq(p->root_count, 4);
    ck_assert(isnan(p->roots[0].re));
    ck_assert(isnan(p->roots[1].im));
    ck_assert_double_eq(p->roots[2].re, q->roots[0].re);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_ptr_nonnull(strstr(result->warnings[0].text, "2 of 4"));
    chl_result_free(result);
    chl_result_free(plain);
}
END_TEST

START_TEST(a_spectrum_of_zeros_is_not_covered)
{
    const double lambda[2] = { 0.0, -1e-9 };
    chl_result *result = spectrum_result(lambda, 2, 0.1);

    ck_assert(!predict(NULL, result)->covered);
    ck_assert_ptr_nonnull(
        strstr(result->warnings[0].text, "no eigenvalue is above 0"));
    chl_result_free(result);
}
END_TEST

START_TEST(without_a_penalty_wgan_never_converges)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.loss = "wgan";
    settings.penalty = "none";
    p = predict(&settings, result);
    ck_assert(p->covered);
    ck_assert_double_eq(p->rate, 0.0);
    ck_assert(isinf(p->half_life));
    ck_assert_double_eq_tol(p->frequency, sqrt(0.5), 1e-15);
    ck_assert(isnan(p->best_gamma));
    ck_assert(isnan(p->balance_best));
    ck_assert_uint_eq(p->sweep.count, 0);
    ck_assert_double_eq(scheme(p, "simultaneous")->h_max, 0.0);
    ck_assert_double_eq_tol(scheme(p, "rk4")->h_max, sqrt(2.0), 1e-12);
    chl_result_free(result);
}
END_TEST

START_TEST(consensus_is_predicted_at_a_given_weight_only)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.loss = "wgan";
    settings.penalty = "consensus";
    ck_assert_fails(chl_study_predict(&settings, result, &err), CHL_EARG,
                    "no best weight", err);
    settings.gamma = 0.3;
    p = predict(&settings, result);
    ck_assert_double_eq_tol(p->rate, 0.3 * 0.5, 1e-14);
    ck_assert_double_eq_tol(p->frequency, sqrt(0.5), 1e-14);
    ck_assert(isnan(p->best_gamma));
    ck_assert(isnan(p->noise_floor));
    ck_assert_uint_eq(p->sweep.count, 121);
    chl_result_free(result);
}
END_TEST

START_TEST(a_run_gets_its_noise_floor_and_its_gamma)
{
    const double lambda[3] = { 0.5, 1.5, 4.0 };
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    chl_game game = { 0.5, 0.5, 0.5, 0.02, 0.01, 0.0, 0.0 };
    chl_budget budget = { 32.0, 20000.0, 1.0, 2.0 + 1.0 / 1.5 + 0.25 };
    double gamma, error;
    const chl_result_prediction *p;

    settings.lr_d = 0.02;
    settings.lr_g = 0.01;
    settings.batch = 32;
    settings.steps = 20000;
    p = predict(&settings, result);
    chl_budget_best(&game, lambda, 3, &budget, &gamma, &error);
    ck_assert_double_eq_tol(p->budget_gamma, gamma, 1e-5 * gamma);
    ck_assert_double_eq(p->gamma, p->budget_gamma);
    ck_assert_double_gt(p->budget_gamma, p->best_gamma);
    ck_assert_double_le(p->budget_low, p->budget_gamma);
    ck_assert_double_ge(p->budget_high, p->budget_gamma);
    ck_assert_double_lt(p->budget_low, p->budget_high);
    game.gamma = p->gamma;
    ck_assert_double_eq_tol(
        p->noise_floor, chl_noise_floor(&game, lambda, 3, 32.0, 1.0), 1e-15);
    ck_assert_double_lt(p->sweep.noise[100], p->sweep.noise[10]);
    chl_result_free(result);
}
END_TEST

START_TEST(too_noisy_a_run_is_warned_about)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.loss = "wgan";
    settings.lr_g = 1e-9;
    settings.lr_d = 1e-9;
    settings.batch = 1;
    settings.steps = 1;
    p = predict(&settings, result);
    ck_assert(isnan(p->budget_gamma) == (result->warning_count == 1));
    ck_assert(isfinite(p->gamma));
    chl_result_free(result);
}
END_TEST

START_TEST(several_discriminator_steps_are_a_faster_discriminator)
{
    chl_predict_settings one = chl_predict_settings_default(), three = one;
    chl_result *a = three_modes(), *b = three_modes();
    const chl_result_prediction *p, *q;

    one.lr_d = 0.03;
    one.lr_g = 0.02;
    one.batch = 96;
    three = one;
    three.lr_d = 0.01;
    three.n_d = 3;
    three.batch = 32;
    p = predict(&one, a);
    q = predict(&three, b);
    ck_assert_double_eq_tol(p->best_gamma, q->best_gamma, 1e-14);
    ck_assert_double_eq_tol(p->rate, q->rate, 1e-16);
    ck_assert_double_eq_tol(p->noise_floor, q->noise_floor, 1e-15);
    ck_assert_double_eq_tol(p->balance_best, 3.0 * q->balance_best, 1e-9);
    ck_assert_double_eq_tol(scheme(p, "rk4")->h_max, scheme(q, "rk4")->h_max,
                            1e-12);
    ck_assert_uint_eq(scheme(q, "alternating")->gradients, 4);
    chl_result_free(a);
    chl_result_free(b);
}
END_TEST

START_TEST(one_named_scheme_is_the_only_one)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const chl_result_prediction *p;

    settings.scheme = "rk4";
    p = predict(&settings, result);
    ck_assert_uint_eq(p->scheme_count, 1);
    ck_assert_str_eq(p->schemes[0].name, "rk4");
    settings.scheme = NULL;
    p = predict(&settings, result);
    ck_assert_uint_eq(p->scheme_count, 11);
    chl_result_free(result);
}
END_TEST

START_TEST(settings_out_of_range_are_refused_with_the_value)
{
    chl_predict_settings ok = chl_predict_settings_default(), s;
    chl_result *result = three_modes();

#define REFUSES(member, value, part)                                           \
    s = ok;                                                                    \
    s.member = value;                                                          \
    ck_assert_fails(chl_study_predict(&s, result, &err), CHL_EARG, part, err)

    REFUSES(loss, "wgn", "did you mean 'wgan'");
    REFUSES(penalty, "r11", "unknown penalty 'r11'");
    REFUSES(scheme, "euler", "unknown scheme 'euler'");
    REFUSES(gamma, -1.0, "gamma is -1");
    REFUSES(lr_d, 0.0, "lr-d is 0");
    REFUSES(lr_g, NAN, "lr-g is nan");
    REFUSES(n_d, 0, "n-d is 0; it must lie in 1..100");
    REFUSES(sweep_points, 1, "sweep points are 1; they must lie in 2..100000");
    REFUSES(sweep_from, 2.0, "sweep runs from 2 to 0");
    REFUSES(sweep_to, INFINITY, "sweep to is inf");
    REFUSES(sweep_from, -1.0, "sweep from is -1");
#undef REFUSES
    s = ok;
    s.penalty = "none";
    s.gamma = 3.0;
    ck_assert_fails(chl_study_predict(&s, result, &err), CHL_EARG,
                    "penalty 'none' has none", err);
    ck_assert_ptr_null(result->prediction);
    ck_assert_uint_eq(result->warning_count, 0);
    chl_result_free(result);
}
END_TEST

START_TEST(a_result_without_a_spectrum_is_refused)
{
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("predict", &result, &err), err);
    ck_assert_fails(chl_study_predict(NULL, result, &err), CHL_EARG,
                    "prediction: the result has no spectrum", err);
    chl_result_free(result);
}
END_TEST

START_TEST(lost_memory_leaves_the_result_as_it_was)
{
    const double lambda[3] = { 0.0, 0.5, 1.5 };
    chl_result *result = spectrum_result(lambda, 3, 0.1);
    chl_predict_settings settings = chl_predict_settings_default();

    settings.sweep_points = 5;
    settings.lr_d = settings.lr_g = 1e-9;
    settings.batch = settings.steps = 1;
    settings.scheme = "rk2";
    ck_assert_ok(chl_result_warn(result, "W-DUPLICATES", "note", &err, "x"),
                 err);
    ck_assert_survives_lost_memory(chl_study_predict(&settings, result, NULL));
    ck_assert_str_eq(result->warnings[0].code, "W-DUPLICATES");
    ck_assert_uint_ge(result->warning_count, 2);
    chl_result_free(result);
}
END_TEST

START_TEST(a_second_prediction_replaces_the_first)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    long blocks;

    predict(&settings, result);
    blocks = chl_memory_live_blocks();
    settings.gamma = 0.7;
    ck_assert_double_eq(predict(&settings, result)->gamma, 0.7);
    ck_assert(result->prediction->gamma_given);
    ck_assert_int_eq(chl_memory_live_blocks(), blocks);
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("predict");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, wgan_gets_the_closed_forms);
    tcase_add_test(tcase, the_defaults_are_non_saturating_with_r1);
    tcase_add_test(tcase, rate_intervals_hold_the_rate);
    tcase_add_test(tcase, the_sweep_peaks_at_the_best_gamma);
    tcase_add_test(tcase, without_intervals_nothing_is_invented);
    tcase_add_test(tcase, an_interval_that_reaches_zero_has_no_upper_gamma);
    tcase_add_test(tcase, penalties_convert_to_the_trainers_gamma);
    tcase_add_test(tcase,
                   an_uncovered_penalty_gives_a_warning_instead_of_numbers);
    tcase_add_test(tcase, zero_modes_are_left_out_with_a_warning);
    tcase_add_test(tcase, a_spectrum_of_zeros_is_not_covered);
    tcase_add_test(tcase, without_a_penalty_wgan_never_converges);
    tcase_add_test(tcase, consensus_is_predicted_at_a_given_weight_only);
    tcase_add_test(tcase, a_run_gets_its_noise_floor_and_its_gamma);
    tcase_add_test(tcase, too_noisy_a_run_is_warned_about);
    tcase_add_test(tcase,
                   several_discriminator_steps_are_a_faster_discriminator);
    tcase_add_test(tcase, one_named_scheme_is_the_only_one);
    tcase_add_test(tcase, settings_out_of_range_are_refused_with_the_value);
    tcase_add_test(tcase, a_result_without_a_spectrum_is_refused);
    tcase_add_test(tcase, lost_memory_leaves_the_result_as_it_was);
    tcase_add_test(tcase, a_second_prediction_replaces_the_first);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
