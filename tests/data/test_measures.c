/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

START_TEST(rows_of_a_shorter_draw_begin_a_longer_one)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    size_t last = 9;
    double a[2], b[2];

    settings.samples = 10;
    ck_assert_ok(chl_dataset_open("gauss:d=2", &settings, &data, &err), err);
    ck_assert_ok(chl_dataset_rows(data, &last, 1, a, &err), err);
    tear_down();
    settings.samples = 20;
    ck_assert_ok(chl_dataset_open("gauss:d=2", &settings, &data, &err), err);
    ck_assert_ok(chl_dataset_rows(data, &last, 1, b, &err), err);
    ck_assert_mem_eq(a, b, sizeof a);
}
END_TEST

static const char *const mixtures[] = { "wells:m=3", "gauss8", "gauss25" };
static const size_t modes[] = { 2, 8, 25 };

START_TEST(components_are_labels)
{
    const chl_dataset_info *info = open_measure(mixtures[_i]);
    size_t seen[25] = { 0 };

    ck_assert_uint_eq(info->class_count, modes[_i]);
    for (size_t k = 0; k < info->count; k++) {
        seen[chl_dataset_label(data, k)]++;
    }
    for (size_t mode = 0; mode < modes[_i]; mode++) {
        double expected = 10000.0 / (double) modes[_i];

        ck_assert_double_eq_tol((double) seen[mode], expected,
                                5 * sqrt(expected));
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
    tcase_add_test(all, a_draw_depends_on_the_seed_alone);
    tcase_add_test(all, rows_of_a_shorter_draw_begin_a_longer_one);
    tcase_add_loop_test(all, components_are_labels, 0, 3);
    tcase_add_loop_test(all, a_wrong_word_is_refused_with_the_nearest_known_one,
                        0, sizeof refused / sizeof *refused);
    tcase_add_test(all, too_few_samples_are_refused);
    tcase_add_test(all, a_draw_can_be_cancelled);
    tcase_add_test(all, drawing_survives_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
