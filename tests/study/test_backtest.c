/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs whose scores follow the prediction at a known factor on gamma. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "study/kendall.h"
#include "study/spectra.h"
#include "support/runner.h"

static chl_error err;
static char path[] = "/tmp/chladni-backtest-XXXXXX.csv";

/* A table of runs at gammas whose score is 10 + 4 ln(1 / R(gamma factor)). */
static const char *
write_runs(size_t count, double factor)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    FILE *file;

    strcpy(path, "/tmp/chladni-backtest-XXXXXX.csv");
    file = fdopen(mkstemps(path, 4), "w");
    fprintf(file, "gamma,score\n");
    settings.loss = "wgan";
    for (size_t k = 0; k < count; k++) {
        double gamma = 0.05 * pow(2.0, (double) k);

        settings.gamma = gamma * factor;
        ck_assert_ok(chl_study_predict(&settings, result, &err), err);
        fprintf(file, "%.17g,%.17g\n", gamma,
                10.0 - 4.0 * log(result->prediction->rate));
    }
    fclose(file);
    chl_result_free(result);
    return path;
}

static chl_result *
tested(size_t count, double factor)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();
    const char *where = write_runs(count, factor);

    settings.loss = "wgan";
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_ok(chl_study_backtest(&where, 1, NULL, result, &err), err);
    unlink(path);
    return result;
}

START_TEST(the_factor_the_runs_were_made_with_is_found)
{
    static const double factors[] = { 1.0, 4.0, 0.5 };
    chl_result *result = tested(9, factors[_i]);
    const chl_result_backtest *b = result->backtest;

    ck_assert_double_eq_tol(log(b->scale), log(factors[_i]), 0.02);
    ck_assert_double_eq_tol(b->slope, 4.0, 0.1);
    ck_assert_double_le(b->scale_low, b->scale);
    ck_assert_double_ge(b->scale_high, b->scale);
    ck_assert_double_eq(b->kendall_fitted, 1.0);
    ck_assert_str_eq(b->quantity, "slowness");
    ck_assert_uint_eq(b->used, 9);
    ck_assert(_i > 0 || b->kendall == 1.0);
    for (size_t k = 0; k < b->count; k++) {
        ck_assert_double_eq_tol(b->runs[k].fitted, b->runs[k].score, 0.2);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(two_runs_have_no_order)
{
    chl_result *result = tested(2, 1.0);
    const chl_result_backtest *b = result->backtest;

    ck_assert_double_nan(b->kendall);
    ck_assert_double_nan(b->scale);
    ck_assert_double_nan(b->p_value);
    ck_assert_str_eq(result->warnings[0].code, "W-FEW-RUNS");
    chl_result_free(result);
}
END_TEST

START_TEST(four_runs_have_no_interval_of_their_order)
{
    chl_result *result = tested(4, 1.0);
    const chl_result_backtest *b = result->backtest;

    ck_assert_double_eq(b->kendall, 1.0);
    ck_assert_double_nan(b->kendall_low);
    ck_assert(isfinite(b->scale_high));
    ck_assert_ptr_nonnull(strstr(result->warnings[0].text, "5 are needed"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_failed_test_leaves_the_result_alone)
{
    static const char *const nowhere[] = { "/nowhere" };
    chl_backtest_settings settings = chl_backtest_settings_default();
    chl_result *result = three_modes();
    const char *where = write_runs(3, 1.0);

    ck_assert_fails(chl_study_backtest(nowhere, 1, NULL, result, &err),
                    CHL_EDATA, "/nowhere: is not there", err);
    settings.trainer = "biggan-pytorch";
    ck_assert_fails(chl_study_backtest(&where, 1, &settings, result, &err),
                    CHL_EARG, "has no penalty that the theory covers", err);
    settings.trainer = "stylegan3";
    ck_assert_fails(chl_study_backtest(&where, 1, &settings, result, &err),
                    CHL_EDATA, "data without a range", err);
    ck_assert_ptr_null(result->prediction);
    ck_assert_ptr_null(result->backtest);
    ck_assert_uint_eq(result->warning_count, 0);
    unlink(path);
    chl_result_free(result);
}
END_TEST

/* Of a hill where a valley is predicted, no factor makes one. */
START_TEST(scores_that_contradict_are_not_fitted_far)
{
    chl_result *result = three_modes();
    const char *where = path;
    FILE *file;

    strcpy(path, "/tmp/chladni-backtest-XXXXXX.csv");
    file = fdopen(mkstemps(path, 4), "w");
    fputs("gamma,score\n1,1\n1.5,2\n2,3\n3,2\n4,1\n", file);
    fclose(file);
    ck_assert_ok(chl_study_backtest(&where, 1, NULL, result, &err), err);
    ck_assert(isnan(result->backtest->scale) == isnan(result->backtest->slope));
    ck_assert(isnan(result->backtest->slope) || result->backtest->slope > 0.0);
    ck_assert(isfinite(result->backtest->kendall));
    unlink(path);
    chl_result_free(result);
}
END_TEST

START_TEST(kendall_counts_pairs)
{
    static const double x[] = { 1, 2, 3, 4 }, y[] = { 1, 3, 2, 4 };
    static const double tied[] = { 1, 1, 2, 2 }, same[] = { 5, 5, 5, 5 };

    ck_assert_double_eq(chl_kendall(x, x, 4), 1.0);
    ck_assert_double_eq_tol(chl_kendall(x, y, 4), 4.0 / 6.0, 1e-15);
    ck_assert_double_eq_tol(chl_kendall(x, tied, 4), 4.0 / sqrt(24.0), 1e-15);
    ck_assert_double_nan(chl_kendall(x, same, 4));
}
END_TEST

/* Of 4! orders one has tau = 1; of 4 + 1 at least 2/3 there are 1 + 3. */
START_TEST(chance_is_the_part_of_all_orders)
{
    static const double x[] = { 1, 2, 3, 4 }, y[] = { 1, 3, 2, 4 };
    static const double ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    double p;

    ck_assert_ok(chl_kendall_chance(x, x, 4, 0, &p, &err), err);
    ck_assert_double_eq(p, 1.0 / 24.0);
    ck_assert_ok(chl_kendall_chance(x, y, 4, 0, &p, &err), err);
    ck_assert_double_eq(p, 4.0 / 24.0);
    ck_assert_ok(chl_kendall_chance(ten, ten, 10, 0, &p, &err), err);
    ck_assert_double_lt(p, 1e-3);
}
END_TEST

/* Independent orders: the interval holds 0 in 95 of 100; four standard errors
 * of 1000 draws are 3 %. */
START_TEST(intervals_hold_the_truth_as_often_as_they_say)
{
    const chl_random random = { 11, CHL_STREAM_TESTS };
    size_t held = 0, index = 0;

    for (size_t draw = 0; draw < 1000; draw++) {
        double x[8], y[8], low, high;

        for (size_t k = 0; k < 8; k++) {
            x[k] = chl_random_uniform(&random, index++);
            y[k] = chl_random_uniform(&random, index++);
        }
        chl_kendall_interval(chl_kendall(x, y, 8), 8, &low, &high);
        held += low <= 0.0 && high >= 0.0;
    }
    ck_assert_uint_ge(held, 920);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_result *result = three_modes();
    const char *where = write_runs(3, 1.0);

    ck_assert_ok(chl_study_predict(NULL, result, &err), err);
    ck_assert_survives_lost_memory(
        chl_study_backtest(&where, 1, NULL, result, NULL));
    unlink(path);
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("backtest");
    TCase *tests = tcase_create("backtest");

    tcase_add_loop_test(tests, the_factor_the_runs_were_made_with_is_found, 0,
                        3);
    tcase_add_test(tests, two_runs_have_no_order);
    tcase_add_test(tests, four_runs_have_no_interval_of_their_order);
    tcase_add_test(tests, a_failed_test_leaves_the_result_alone);
    tcase_add_test(tests, scores_that_contradict_are_not_fitted_far);
    tcase_add_test(tests, kendall_counts_pairs);
    tcase_add_test(tests, chance_is_the_part_of_all_orders);
    tcase_add_test(tests, intervals_hold_the_truth_as_often_as_they_say);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
