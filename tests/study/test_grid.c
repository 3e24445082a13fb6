/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra on grids against the oracles of the measures. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "study/grid.h"
#include "support/runner.h"

static chl_error err;

/* Measure, eigenvalues to compare, relative error. */
static const struct oracle {
    const char *measure;
    size_t modes;
    double tolerance;
    size_t cells; /* 0 = those of the study */
} oracles[] = {
    { "gauss:sigma=1.5", 6, 1e-6, 0 },
    { "uniform:length=2", 6, 1e-6, 0 },
    { "uniform:length=2,1:d=2", 5, 1e-6, 48 },
    { "uniform:length=2,1,1.5:d=3", 4, 1e-6, 14 },
    { "circle:radius=2", 6, 1e-10, 0 },
    { "torus:radius=1,2", 8, 1e-10, 0 },
    { "torus:radius=1,2,1.5:d=3", 8, 1e-10, 12 },
    { "wells:m=1", 4, 1e-6, 0 },
    { "wells:m=1.5", 4, 1e-6, 0 },
    { "wells:m=2", 4, 1e-6, 0 },
    { "wells:m=3", 4, 1e-6, 0 },
    { "wells:m=4", 4, 1e-6, 0 },
    { "wells:m=1:sd=0.5", 4, 1e-6, 0 },
    { "wells:m=1:sd=0.33", 4, 1e-6, 0 },
};

static chl_dataset *
open_measure(const char *measure, size_t samples)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;

    settings.samples = samples;
    ck_assert_ok(chl_dataset_open(measure, &settings, &dataset, &err), err);
    return dataset;
}

static chl_result *
study(const chl_dataset *dataset, const chl_grid_study_settings *settings)
{
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_grid(dataset, settings, result, &err), err);
    return result;
}

START_TEST(grids_meet_the_closed_forms)
{
    const struct oracle *o = &oracles[_i];
    chl_dataset *dataset = open_measure(o->measure, 16);
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *result;
    double truth[8];

    settings.modes = o->modes;
    settings.cells = o->cells;
    result = study(dataset, &settings);
    ck_assert_str_eq(result->spectrum->operator_name, "grid");
    ck_assert(chl_dataset_truth(dataset, o->modes, truth));
    for (size_t k = 0; k < o->modes; k++) {
        double miss = fabs(result->spectrum->lambda[k] / truth[k] - 1.0);

        ck_assert_msg(miss <= o->tolerance, "%s: value %zu is %.12g, not %.12g",
                      o->measure, k, result->spectrum->lambda[k], truth[k]);
        ck_assert_double_lt(result->spectrum->standard_error[k],
                            1e-4 * truth[k]);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_gap_of_a_continuous_spectrum_is_the_limit_of_boxes)
{
    chl_dataset *dataset = open_measure("laplace:scale=3", 16);
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *result;
    double truth;

    ck_assert(chl_dataset_truth(dataset, 1, &truth));
    settings.cells = 600;
    result = study(dataset, &settings);
    ck_assert_uint_eq(result->spectrum->count, 1);
    ck_assert_double_eq_tol(result->spectrum->lambda[0], truth, 1e-6 * truth);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_str_eq(result->warnings[0].code, "W-CONTINUOUS-SPECTRUM");
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* p(x) = 3 + 2 x^2 - x^3 + 7 x^4. */
START_TEST(polynomials_without_a_slope_are_met)
{
    double x[4], values[4];

    for (size_t k = 0; k < 4; k++) {
        x[k] = 0.3 + 0.2 * (double) k;
        values[k] = 3 + 2 * pow(x[k], 2) - pow(x[k], 3) + 7 * pow(x[k], 4);
    }
    ck_assert_double_eq_tol(chl_grid_without_slope(4, x, values), 3.0, 1e-12);
}
END_TEST

/* k of tan(k L) = -2 k, the first wave in the density exp(-|x|), |x| < L. */
static double
wave_in_box(double half)
{
    const double pi = 3.14159265358979323846;
    double k = pi / half;

    for (int step = 0; step < 100; step++) {
        k = (pi - atan(2.0 * k)) / half;
    }
    return k;
}

START_TEST(boxes_as_they_are_taken_leave_less_than_a_millionth)
{
    static const double largest[] = { 60.0, 40.0, 30.0 };
    double x[7], values[7];

    for (size_t i = 0; i < 7; i++) {
        double part = 0.5 * (1.0 + (double) i / 6.0);
        double k = wave_in_box(part * largest[_i]);

        x[i] = 1.0 / part;
        values[i] = 0.25 + k * k;
    }
    ck_assert_double_eq_tol(chl_grid_without_slope(7, x, values), 0.25,
                            0.25e-6);
}
END_TEST

START_TEST(estimates_from_rows_cover_the_truth)
{
    static const char *const measures[] = { "gauss:sigma=2", "wells:m=1.5",
                                            "gauss:d=2" };
    chl_dataset *dataset = open_measure(measures[_i], 4000);
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *result;
    double truth;

    settings.modes = 2;
    settings.cells = _i == 2 ? 56 : 0;
    settings.estimate = true;
    result = study(dataset, &settings);
    ck_assert(chl_dataset_truth(dataset, 1, &truth));
    ck_assert_double_lt(result->spectrum->ci_low[0], truth);
    /* Of a double value the sample splits the lower one off. */
    ck_assert_double_gt(result->spectrum->ci_high[_i == 2 ? 1 : 0], truth);
    ck_assert_double_eq_tol(result->spectrum->lambda[0], truth, 0.2 * truth);
    ck_assert_double_gt(result->spectrum->bandwidth, 0.0);
    ck_assert_uint_eq(result->spectrum->rows, 4000);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(results_do_not_depend_on_the_number_of_threads)
{
    chl_dataset *dataset = open_measure("gauss:d=2", 500);
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *results[2];

    settings.modes = 3;
    settings.estimate = true;
    settings.cells = 32;
    for (size_t k = 0; k < 2; k++) {
        settings.threads = 1 + k;
        results[k] = study(dataset, &settings);
    }
    ck_assert_mem_eq(results[0]->spectrum->lambda, results[1]->spectrum->lambda,
                     3 * sizeof(double));
    chl_result_free(results[0]);
    chl_result_free(results[1]);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(what_has_no_grid_is_refused)
{
    chl_dataset *dataset = open_measure("gauss:d=4", 20);
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_grid(dataset, NULL, result, &err),
                    CHL_EUNSUPPORTED, "1 to 3 columns", err);
    settings.modes = 0;
    ck_assert_fails(chl_study_grid(dataset, &settings, result, &err), CHL_EARG,
                    "modes is 0", err);
    settings = chl_grid_study_settings_default();
    settings.cells = 4;
    ck_assert_fails(chl_study_grid(dataset, &settings, result, &err), CHL_EARG,
                    "cells is 4", err);
    ck_assert_ptr_null(result->spectrum);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
run(const chl_dataset *dataset)
{
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_result *result = NULL;
    chl_error e = { 0 };
    chl_status status = chl_result_create("spectrum", &result, &e);

    settings.modes = 2;
    settings.cells = 8;
    settings.bandwidth = 0.5;
    settings.estimate = true;
    settings.threads = 1;
    if (status == CHL_OK) {
        status = chl_study_grid(dataset, &settings, result, &e);
    }
    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_dataset *dataset = open_measure("gauss", 100);

    ck_assert_survives_lost_memory(run(dataset));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/grid");
    TCase *tests = tcase_create("grid");

    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, grids_meet_the_closed_forms, 0,
                        sizeof oracles / sizeof *oracles);
    tcase_add_test(tests,
                   the_gap_of_a_continuous_spectrum_is_the_limit_of_boxes);
    tcase_add_test(tests, polynomials_without_a_slope_are_met);
    tcase_add_loop_test(
        tests, boxes_as_they_are_taken_leave_less_than_a_millionth, 0, 3);
    tcase_add_loop_test(tests, estimates_from_rows_cover_the_truth, 0, 3);
    tcase_add_test(tests, results_do_not_depend_on_the_number_of_threads);
    tcase_add_test(tests, what_has_no_grid_is_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
