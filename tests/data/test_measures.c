/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "data/dataset.h"
#include "support/runner.h"

static chl_error err;
static chl_dataset *data;

static void
tear_down(void)
{
    chl_dataset_free(data);
    data = NULL;
}

static const chl_dataset_info *
open_measure(const char *text)
{
    ck_assert_ok(chl_dataset_open(text, NULL, &data, &err), err);
    return chl_dataset_describe(data);
}

/* Moments of one column over all rows. */
static void
column_moments(size_t column, double *mean, double *deviation)
{
    const chl_dataset_info *info = chl_dataset_describe(data);
    double *row = calloc(info->dimension, sizeof *row);
    double sum = 0, squares = 0;

    for (size_t k = 0; k < info->count; k++) {
        ck_assert_ok(chl_dataset_rows(data, &k, 1, row, &err), err);
        sum += row[column];
        squares += row[column] * row[column];
    }
    free(row);
    *mean = sum / (double) info->count;
    *deviation = sqrt(squares / (double) info->count - *mean * *mean);
}

/* Column, mean and standard deviation of every measure. */
static const struct {
    const char *text;
    size_t dimension, column;
    double mean, deviation;
} moments[] = {
    { "gauss", 1, 0, 0, 1 },
    { "gauss:sigma=1.5,1,1", 3, 0, 0, 1.5 },
    { "gauss:sigma=1.5:d=4", 4, 3, 0, 1 },
    { "gauss:mean=3,-2", 2, 1, -2, 1 },
    { "uniform", 1, 0, 0.5, 0.28867513459481287 },
    { "uniform:length=2,6", 2, 1, 3, 1.7320508075688772 },
    { "circle:radius=2", 2, 1, 0, 1.4142135623730951 },
    { "sphere", 3, 2, 0, 0.57735026918962573 },
    { "sphere:d=5:radius=2", 5, 0, 0, 0.89442719099991586 },
    { "torus:radius=1,3", 4, 3, 0, 2.1213203435596424 },
    { "wells:m=2", 1, 0, 0, 2.2360679774997898 },
    { "wells:m=2:sd=.5:d=3", 3, 0, 0, 2.0615528128088303 },
    { "wells:m=2:d=3", 3, 2, 0, 1 },
    { "laplace", 1, 0, 0, 1.4142135623730951 },
    { "laplace:scale=2:d=2", 2, 1, 0, 2.8284271247461903 },
    { "gauss8", 2, 0, 0, 1.4143549766589717 },
    { "gauss25", 2, 1, 0, 2.8288690318426423 },
    { "gauss:sigma=1.5:draw=independent", 1, 0, 0, 1.5 },
    { "sphere:draw=independent", 3, 0, 0, 0.57735026918962573 },
    { "wells:m=2:d=2:draw=independent", 2, 0, 0, 2.2360679774997898 },
    { "gauss25:draw=independent", 2, 1, 0, 2.8288690318426423 },
};

/* The mean of 10000 rows is off by more than 4.5 of its standard errors once
 * in 150000 draws, and the draw is always the same. */
START_TEST(samples_have_the_moments_of_their_law)
{
    const chl_dataset_info *info = open_measure(moments[_i].text);
    double mean, deviation, error;

    ck_assert_uint_eq(info->count, 10000);
    ck_assert_uint_eq(info->dimension, moments[_i].dimension);
    ck_assert_str_eq(info->name, moments[_i].text);
    ck_assert_str_eq(info->format, "measure");
    column_moments(moments[_i].column, &mean, &deviation);
    error = 4.5 * moments[_i].deviation / 100;
    ck_assert_double_eq_tol(mean, moments[_i].mean, error);
    ck_assert_double_eq_tol(deviation, moments[_i].deviation, 1.6 * error);
}
END_TEST

/* The distribution functions of the laws below. */
static double
gauss_place(double x)
{
    return erfc(-(x - 2) / (1.5 * sqrt(2))) / 2;
}

static double
uniform_place(double x)
{
    return x / 3;
}

static double
laplace_place(double x)
{
    return x < 0 ? exp(x / 2) / 2 : 1 - exp(-x / 2) / 2;
}

static const struct {
    const char *text;
    double (*place)(double x);
} products[] = {
    { "gauss:sigma=1.5,1.5,1.5:mean=2,2,2", gauss_place },
    { "uniform:length=3,3", uniform_place },
    { "laplace:scale=2:d=3:draw=stratified", laplace_place },
};

START_TEST(each_of_n_equal_bins_of_a_coordinate_holds_one_row)
{
    const chl_dataset_info *info = open_measure(products[_i].text);
    bool seen[3][10000] = { { false } };
    double row[3];

    for (size_t k = 0; k < info->count; k++) {
        ck_assert_ok(chl_dataset_rows(data, &k, 1, row, &err), err);
        for (size_t j = 0; j < info->dimension; j++) {
            size_t bin = (size_t) (products[_i].place(row[j]) * 10000);

            ck_assert_uint_lt(bin, 10000);
            ck_assert(!seen[j][bin]);
            seen[j][bin] = true;
        }
    }
}
END_TEST

START_TEST(each_of_n_equal_arcs_of_a_circle_holds_one_row)
{
    const chl_dataset_info *info = open_measure("torus:radius=1,3");
    bool seen[2][10000] = { { false } };
    double row[4];

    for (size_t k = 0; k < info->count; k++) {
        ck_assert_ok(chl_dataset_rows(data, &k, 1, row, &err), err);
        for (size_t j = 0; j < 2; j++) {
            double turn = atan2(row[2 * j + 1], row[2 * j]) / 6.283185307179586;
            size_t bin = (size_t) ((turn < 0 ? turn + 1 : turn) * 10000);

            ck_assert_uint_lt(bin, 10000);
            ck_assert(!seen[j][bin]);
            seen[j][bin] = true;
        }
    }
}
END_TEST

/*
 * The variances of x in each of n = 10000 strata of a Gaussian add up to 0.12,
 * those of x^2 to 7.8, most of it in the outermost two: the mean has a standard
 * error of 3.4e-5 and the deviation one of 1.4e-4, where independent rows have
 * 1e-2 and 7e-3. Six of them, as the outermost rows have long tails.
 */
START_TEST(stratified_rows_stand_for_their_law_more_closely)
{
    double mean, deviation;

    open_measure("gauss:d=3");
    for (size_t column = 0; column < 3; column++) {
        column_moments(column, &mean, &deviation);
        ck_assert_double_eq_tol(mean, 0, 6 * 3.4e-5);
        ck_assert_double_eq_tol(deviation, 1, 6 * 1.4e-4);
    }
}
END_TEST

START_TEST(independent_rows_are_those_of_the_counters)
{
    const chl_random random = { 0, CHL_STREAM_MEASURE };
    double row[3];

    open_measure("gauss:mean=1:sigma=2:d=3:draw=independent");
    for (size_t k = 0; k < 100; k++) {
        ck_assert_ok(chl_dataset_rows(data, &k, 1, row, &err), err);
        ck_assert_double_eq(row[0], 1 + 2 * chl_random_normal(&random, 5 * k));
        ck_assert_double_eq(row[2], chl_random_normal(&random, 5 * k + 2));
    }
}
END_TEST

START_TEST(a_draw_depends_on_the_seed_alone)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    char first[33];

    settings.samples = 100;
    ck_assert_ok(chl_dataset_open("gauss", &settings, &data, &err), err);
    strcpy(first, chl_dataset_describe(data)->fingerprint);
    tear_down();
    ck_assert_ok(chl_dataset_open("gauss", &settings, &data, &err), err);
    ck_assert_str_eq(chl_dataset_describe(data)->fingerprint, first);
    tear_down();
    settings.seed = 1;
    ck_assert_ok(chl_dataset_open("gauss", &settings, &data, &err), err);
    ck_assert_str_ne(chl_dataset_describe(data)->fingerprint, first);
}
END_TEST

START_TEST(independent_rows_of_a_shorter_draw_begin_a_longer_one)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    const char *text = "gauss:d=2:draw=independent";
    size_t last = 9;
    double a[2], b[2];

    settings.samples = 10;
    ck_assert_ok(chl_dataset_open(text, &settings, &data, &err), err);
    ck_assert_ok(chl_dataset_rows(data, &last, 1, a, &err), err);
    tear_down();
    settings.samples = 20;
    ck_assert_ok(chl_dataset_open(text, &settings, &data, &err), err);
    ck_assert_ok(chl_dataset_rows(data, &last, 1, b, &err), err);
    ck_assert_mem_eq(a, b, sizeof a);
}
END_TEST

/* 10000 is a multiple of the numbers of components: stratified, they are
 * equally large. */
static const struct {
    const char *text;
    size_t modes;
    double deviations;
} mixtures[] = {
    { "wells:m=3", 2, 0 },
    { "gauss8", 8, 0 },
    { "gauss25", 25, 0 },
    { "wells:m=3:draw=independent", 2, 5 },
    { "gauss8:draw=independent", 8, 5 },
    { "gauss25:draw=independent", 25, 5 },
};

START_TEST(components_are_labels)
{
    const chl_dataset_info *info = open_measure(mixtures[_i].text);
    size_t seen[25] = { 0 };

    ck_assert_uint_eq(info->class_count, mixtures[_i].modes);
    for (size_t k = 0; k < info->count; k++) {
        seen[chl_dataset_label(data, k)]++;
    }
    for (size_t mode = 0; mode < mixtures[_i].modes; mode++) {
        double expected = 10000.0 / (double) mixtures[_i].modes;

        ck_assert_double_le(fabs((double) seen[mode] - expected),
                            mixtures[_i].deviations * sqrt(expected));
    }
}
END_TEST

static const struct {
    const char *text;
    chl_status status;
    const char *part;
} refused[] = {
    { "gaus:sigma=1", CHL_EDATA,
      "gaus:sigma=1: no such file, folder or measure; the nearest measure is "
      "'gauss'" },
    { "no/such/place", CHL_EDATA,
      "no/such/place: no such file, folder or measure" },
    { "", CHL_EDATA, "'': no such file, folder or measure" },
    { "gauss:sigm=1", CHL_EARG,
      "gauss has no parameter 'sigm'; the nearest is 'sigma'" },
    { "circle:whatever=1", CHL_EARG,
      "circle has no parameter 'whatever'; it has for example 'radius'" },
    { "gauss:sigma", CHL_EARG, "parameter 'sigma' has no value" },
    { "gauss:sigma=", CHL_EARG, "sigma is ''; expected a finite number" },
    { "gauss:sigma=1,x", CHL_EARG, "sigma is 'x'; expected a finite number" },
    { "gauss:sigma=1e999", CHL_EARG, "sigma is '1e999'; expected a finite" },
    { "gauss:sigma=0", CHL_EARG, "sigma is 0; it must be > 0" },
    { "wells:m=-1", CHL_EARG, "m is -1; it must be >= 0" },
    { "wells:sd=0", CHL_EARG, "sd is 0; it must be > 0" },
    { "gauss:sigma=1,2,3:d=2", CHL_EARG, "sigma has 3 values but d = 2" },
    { "gauss:d=2:d=3", CHL_EARG, "parameter 'd' is given twice" },
    { "gauss:d=1.5", CHL_EARG, "d is 1.5; it must be a whole number in 1.." },
    { "sphere:d=1", CHL_EARG, "d is 1; it must be a whole number in 2.." },
    { "circle:radius=1,2", CHL_EARG, "radius has more than 1 value" },
    { "circle:draw=stratifed", CHL_EARG,
      "draw is 'stratifed'; the nearest is 'stratified'" },
    { "gauss:d=2:draw=indepndent:sigma=1", CHL_EARG,
      "draw is 'indepndent'; the nearest is 'independent'" },
    { "gauss:draw=", CHL_EARG,
      "draw is ''; it must be stratified or independent" },
    { "gauss:draw=sobol", CHL_EARG,
      "draw is 'sobol'; it must be stratified or independent" },
    { "gauss:draw=a_word_that_is_longer_than_any_we_know", CHL_EARG,
      "draw has more than 31 letters" },
    { "gauss:draw=independent:draw=independent", CHL_EARG,
      "parameter 'draw' is given twice" },
    { "gauss:a_parameter_with_a_very_long_name_indeed=1", CHL_EARG,
      "parameter of more than 31 letters" },
};

START_TEST(a_wrong_word_is_refused_with_the_nearest_known_one)
{
    ck_assert_fails(chl_dataset_open(refused[_i].text, NULL, &data, &err),
                    refused[_i].status, refused[_i].part, err);
    ck_assert_ptr_null(data);
}
END_TEST

START_TEST(too_few_samples_are_refused)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.samples = 1;
    ck_assert_fails(chl_dataset_open("gauss", &settings, &data, &err), CHL_EARG,
                    "samples is 1; it must lie in 2..", err);
}
END_TEST

static bool
refuse_to_go_on(void *user, const chl_progress_event *now)
{
    (void) user;
    return now->done < 4096;
}

START_TEST(a_draw_can_be_cancelled)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.progress.report = refuse_to_go_on;
    ck_assert_fails(chl_dataset_open("gauss", &settings, &data, &err),
                    CHL_ECANCELLED, "cancelled while drawing", err);
}
END_TEST

static chl_status
open_and_free(void)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_error why = { 0 };
    chl_status status;

    settings.samples = 10;
    settings.range.kind = CHL_RANGE_STANDARD;
    status = chl_dataset_open("gauss8", &settings, &data, &why);
    tear_down();
    return status;
}

START_TEST(drawing_survives_lost_memory)
{
    ck_assert_survives_lost_memory(open_and_free());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data measures");
    TCase *all = tcase_create("measures");

    tcase_add_checked_fixture(all, NULL, tear_down);
    tcase_add_loop_test(all, samples_have_the_moments_of_their_law, 0,
                        sizeof moments / sizeof *moments);
    tcase_add_loop_test(all, each_of_n_equal_bins_of_a_coordinate_holds_one_row,
                        0, sizeof products / sizeof *products);
    tcase_add_test(all, each_of_n_equal_arcs_of_a_circle_holds_one_row);
    tcase_add_test(all, stratified_rows_stand_for_their_law_more_closely);
    tcase_add_test(all, independent_rows_are_those_of_the_counters);
    tcase_add_test(all, a_draw_depends_on_the_seed_alone);
    tcase_add_test(all, independent_rows_of_a_shorter_draw_begin_a_longer_one);
    tcase_add_loop_test(all, components_are_labels, 0,
                        sizeof mixtures / sizeof *mixtures);
    tcase_add_loop_test(all, a_wrong_word_is_refused_with_the_nearest_known_one,
                        0, sizeof refused / sizeof *refused);
    tcase_add_test(all, too_few_samples_are_refused);
    tcase_add_test(all, a_draw_can_be_cancelled);
    tcase_add_test(all, drawing_survives_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
