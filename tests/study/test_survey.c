/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows at the ends of modes and the columns they go with. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chladni/data.h>

#include "report/fields.h"
#include "study/survey.h"
#include "support/runner.h"

enum {
    ROWS = 50,
    COLUMNS = 3,
    SIZE = 4
};

/* Columns a = k, b = -k, c = (-1)^k. */
static void
row_values(size_t k, double x[COLUMNS])
{
    x[0] = (double) k;
    x[1] = -(double) k;
    x[2] = k % 2 == 0 ? 1.0 : -1.0;
}

static chl_dataset *
open_table(void)
{
    char path[] = "/tmp/chladni-survey-XXXXXX.csv";
    int file = mkstemps(path, 4);
    FILE *out = fdopen(file, "w");
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    ck_assert_ptr_nonnull(out);
    fputs("a,b,c\n", out);
    for (size_t k = 0; k < ROWS; k++) {
        double x[COLUMNS];

        row_values(k, x);
        fprintf(out, "%g,%g,%g\n", x[0], x[1], x[2]);
    }
    fclose(out);
    ck_assert_ok(chl_dataset_open(path, NULL, &dataset, &err), err);
    unlink(path);
    return dataset;
}

/* One mode, f = k^2. */
static void
add_rows(chl_survey *survey, size_t from, size_t to)
{
    for (size_t k = from; k < to; k++) {
        double x[COLUMNS], f = (double) (k * k);

        row_values(k, x);
        chl_survey_add(survey, k, &f, x);
    }
}

static void
fill(const chl_survey *survey, chl_result_mode *mode)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_survey_fill(survey, 0, mode, &err), err);
}

static double
pearson_of_squares(void)
{
    double x = 0.0, xx = 0.0, f = 0.0, ff = 0.0, xf = 0.0;

    for (size_t k = 0; k < ROWS; k++) {
        double a = (double) k, b = a * a;

        x += a / ROWS;
        xx += a * a / ROWS;
        f += b / ROWS;
        ff += b * b / ROWS;
        xf += a * b / ROWS;
    }
    return (xf - x * f) / sqrt((xx - x * x) * (ff - f * f));
}

START_TEST(ends_and_columns_of_a_mode_are_found)
{
    chl_dataset *dataset = open_table();
    chl_survey *survey = NULL;
    chl_result_mode mode = { 0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_survey_create(dataset, 1, SIZE, &survey, &err), err);
    ck_assert(chl_survey_has_columns(survey));
    add_rows(survey, 0, ROWS);
    fill(survey, &mode);
    ck_assert_uint_eq(mode.low_count, SIZE);
    for (size_t k = 0; k < SIZE; k++) {
        ck_assert_uint_eq(mode.low_rows[k], k);
        ck_assert_uint_eq(mode.high_rows[k], ROWS - 1 - k);
    }
    ck_assert_uint_eq(mode.column_count, COLUMNS);
    ck_assert_str_eq(mode.columns[0], "a");
    ck_assert_str_eq(mode.columns[1], "b");
    ck_assert_str_eq(mode.columns[2], "c");
    ck_assert_double_eq_tol(mode.correlations[0], pearson_of_squares(), 1e-12);
    ck_assert_double_eq_tol(mode.correlations[1], -mode.correlations[0], 1e-12);
    ck_assert_double_lt(fabs(mode.correlations[2]), 0.1);
    ck_assert_ptr_null(mode.low_classes);
    chl_record_clear(&chl_record_mode, &mode);
    chl_survey_free(survey);
    chl_dataset_free(dataset);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

START_TEST(parts_merged_say_what_the_whole_says)
{
    chl_dataset *dataset = open_table();
    chl_survey *whole = NULL, *first = NULL, *second = NULL;
    chl_result_mode one = { 0 }, two = { 0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_survey_create(dataset, 1, SIZE, &whole, &err), err);
    ck_assert_ok(chl_survey_create(dataset, 1, SIZE, &first, &err), err);
    ck_assert_ok(chl_survey_create(dataset, 1, SIZE, &second, &err), err);
    add_rows(whole, 0, ROWS);
    add_rows(first, 30, ROWS);
    add_rows(second, 0, 30);
    chl_survey_merge(first, second);
    fill(whole, &one);
    fill(first, &two);
    ck_assert_mem_eq(one.low_rows, two.low_rows, SIZE * sizeof *one.low_rows);
    ck_assert_mem_eq(one.high_rows, two.high_rows,
                     SIZE * sizeof *one.high_rows);
    for (size_t k = 0; k < COLUMNS; k++) {
        ck_assert_str_eq(one.columns[k], two.columns[k]);
        ck_assert_double_eq_tol(one.correlations[k], two.correlations[k],
                                1e-13);
    }
    chl_record_clear(&chl_record_mode, &one);
    chl_record_clear(&chl_record_mode, &two);
    chl_survey_free(whole);
    chl_survey_free(first);
    chl_survey_free(second);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(equal_values_give_the_earlier_row_whatever_the_order)
{
    chl_dataset *dataset = open_table();
    const size_t order[] = { 7, 3, 9, 1, 5 };
    chl_survey *survey = NULL;
    chl_result_mode mode = { 0 };
    chl_error err = { 0 };
    double f = 2.0, x[COLUMNS] = { 0 };

    ck_assert_ok(chl_survey_create(dataset, 1, 2, &survey, &err), err);
    for (size_t k = 0; k < 5; k++) {
        chl_survey_add(survey, order[k], &f, x);
    }
    fill(survey, &mode);
    ck_assert_uint_eq(mode.low_rows[0], 1);
    ck_assert_uint_eq(mode.low_rows[1], 3);
    ck_assert_uint_eq(mode.high_rows[0], 1);
    ck_assert_uint_eq(mode.high_rows[1], 3);
    chl_record_clear(&chl_record_mode, &mode);
    chl_survey_free(survey);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_same_rows_are_drawn_whatever_the_parts)
{
    enum {
        KEPT = 7
    };
    chl_dataset *dataset = open_table();
    chl_survey *list[3] = { NULL };
    chl_result_mode mode[2] = { { 0 }, { 0 } };
    const chl_result_scatter *s[2];
    chl_error err = { 0 };

    for (size_t k = 0; k < 3; k++) {
        ck_assert_ok(chl_survey_create(dataset, 1, SIZE, &list[k], &err), err);
        ck_assert_ok(chl_survey_keep(list[k], KEPT, &err), err);
    }
    add_rows(list[0], 0, ROWS);
    add_rows(list[1], 30, ROWS);
    add_rows(list[2], 0, 30);
    chl_survey_merge(list[1], list[2]);
    for (size_t k = 0; k < 2; k++) {
        fill(list[k], &mode[k]);
        s[k] = mode[k].scatter;
        ck_assert_uint_eq(s[k]->count, KEPT);
    }
    ck_assert_mem_eq(s[0]->x, s[1]->x, KEPT * sizeof *s[0]->x);
    ck_assert_mem_eq(s[0]->value, s[1]->value, KEPT * sizeof *s[0]->value);
    /* Of the columns k and -k, equally bound to the mode k^2, the first. */
    ck_assert_str_eq(s[0]->x_name, "a");
    ck_assert_str_eq(s[0]->y_name, "b");
    for (size_t k = 0; k < KEPT; k++) {
        ck_assert_double_eq(s[0]->y[k], -s[0]->x[k]);
        ck_assert_double_eq_tol(s[0]->value[k], s[0]->x[k] * s[0]->x[k],
                                5e-4 * s[0]->value[k] + 1e-12);
        ck_assert(k == 0 || s[0]->x[k] != s[0]->x[k - 1]);
    }
    chl_record_clear(&chl_record_mode, &mode[0]);
    chl_record_clear(&chl_record_mode, &mode[1]);
    for (size_t k = 0; k < 3; k++) {
        chl_survey_free(list[k]);
    }
    chl_dataset_free(dataset);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

static chl_status
survey_once(const chl_dataset *dataset, chl_error *err)
{
    chl_survey *survey = NULL;
    chl_result_mode mode = { 0 };
    chl_status status = chl_survey_create(dataset, 1, SIZE, &survey, err);

    if (status == CHL_OK) {
        status = chl_survey_keep(survey, 3, err);
    }
    if (status == CHL_OK) {
        add_rows(survey, 0, ROWS);
        status = chl_survey_fill(survey, 0, &mode, err);
    }
    chl_record_clear(&chl_record_mode, &mode);
    chl_survey_free(survey);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    chl_dataset *dataset = open_table();
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(survey_once(dataset, &err));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("survey");
    TCase *tests = tcase_create("survey");

    tcase_add_test(tests, ends_and_columns_of_a_mode_are_found);
    tcase_add_test(tests, parts_merged_say_what_the_whole_says);
    tcase_add_test(tests, equal_values_give_the_earlier_row_whatever_the_order);
    tcase_add_test(tests, the_same_rows_are_drawn_whatever_the_parts);
    tcase_add_test(tests, every_allocation_may_fail);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
