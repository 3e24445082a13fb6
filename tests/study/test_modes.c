/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes that outlive their study. */
#include <math.h>
#include <string.h>

#include <chladni/modes.h>

#include "support/runner.h"

enum {
    ROWS = 200,
    D = 2,
    MODES = 2
};

static float points[ROWS * D];
static chl_spectrum_settings settings;
static chl_dataset *data;
static chl_result *result;
static chl_modes *modes;
static chl_error err;

/* Two clumps along the first axis; the second is ten times as wide. */
static void
fill_points(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        double side = i % 2 == 0 ? -2.0 : 2.0;

        points[i * D] = (float) (side + sin(12.9898 * (double) (i + 1)));
        points[i * D + 1] = (float) (10.0 * sin(78.233 * (double) (i + 1)));
    }
}

static chl_array
rows_from(size_t first, size_t count)
{
    return (chl_array){ points + first * D, CHL_F32, 2, { count, D }, NULL };
}

static void
set_up(void)
{
    chl_dataset_settings how = chl_dataset_settings_default();
    chl_array all = rows_from(0, ROWS);

    fill_points();
    err = (chl_error){ 0 };
    settings = chl_spectrum_settings_default();
    settings.landmarks = 16;
    settings.modes = MODES;
    settings.bootstrap = 0;
    settings.bandwidth = 2.0;
    settings.ridge = 1e-6;
    settings.threads = 1;
    how.range.kind = CHL_RANGE_STANDARD;
    ck_assert_ok(chl_dataset_from_array("a", &all, &how, &data, &err), err);
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
}

static void
tear_down(void)
{
    chl_modes_free(modes);
    chl_result_free(result);
    chl_dataset_free(data);
    modes = NULL;
    result = NULL;
    data = NULL;
}

static void
keep_modes(void)
{
    ck_assert_ok(chl_study_modes(data, &settings, result, &modes, &err), err);
}

static size_t
lowest(const double *values, size_t mode)
{
    size_t at = 0;

    for (size_t i = 1; i < ROWS; i++) {
        at = values[i * MODES + mode] < values[at * MODES + mode] ? i : at;
    }
    return at;
}

START_TEST(the_spectrum_is_that_of_the_study)
{
    chl_result *plain = NULL;

    keep_modes();
    ck_assert_ok(chl_result_create("spectrum", &plain, &err), err);
    ck_assert_ok(chl_study_spectrum(data, &settings, plain, &err), err);
    ck_assert_uint_eq(chl_modes_count(modes), MODES);
    ck_assert_mem_eq(plain->spectrum->lambda, result->spectrum->lambda,
                     MODES * sizeof(double));
    chl_result_free(plain);
}
END_TEST

START_TEST(modes_are_lowest_where_the_result_says)
{
    double values[ROWS * MODES];
    const chl_array all = rows_from(0, ROWS);

    keep_modes();
    ck_assert_ok(chl_modes_evaluate(modes, &all, values, &err), err);
    for (size_t a = 0; a < MODES; a++) {
        ck_assert_uint_eq(lowest(values, a),
                          result->spectrum->modes[a].low_rows[0]);
    }
}
END_TEST

START_TEST(the_slowest_mode_tells_the_clumps_apart)
{
    double values[ROWS * MODES];
    const chl_array all = rows_from(0, ROWS);

    keep_modes();
    ck_assert_ok(chl_modes_evaluate(modes, &all, values, &err), err);
    for (size_t i = 2; i < ROWS; i++) {
        ck_assert_double_gt(values[i * MODES] * values[(i % 2) * MODES], 0.0);
    }
}
END_TEST

/* Its own columns would make a single row all zeros. */
START_TEST(a_row_alone_is_seen_as_among_the_others)
{
    double values[ROWS * MODES], alone[MODES];
    const chl_array all = rows_from(0, ROWS), one = rows_from(17, 1);

    keep_modes();
    ck_assert_ok(chl_modes_evaluate(modes, &all, values, &err), err);
    ck_assert_ok(chl_modes_evaluate(modes, &one, alone, &err), err);
    for (size_t a = 0; a < MODES; a++) {
        ck_assert_double_eq_tol(alone[a], values[17 * MODES + a], 1e-12);
    }
}
END_TEST

START_TEST(rows_of_another_kind_are_refused)
{
    double value[MODES];
    chl_array row = rows_from(0, 1);

    keep_modes();
    row.shape[1] = 1;
    ck_assert_fails(chl_modes_evaluate(modes, &row, value, &err), CHL_ESHAPE,
                    "rows of 1 values; those of a have 2", err);
    row = rows_from(0, 1);
    points[1] = NAN;
    ck_assert_fails(chl_modes_evaluate(modes, &row, value, &err), CHL_EDATA,
                    "row 0, column 1 is NaN", err);
    points[1] = -INFINITY;
    ck_assert_fails(chl_modes_evaluate(modes, &row, value, &err), CHL_EDATA,
                    "row 0, column 1 is -inf", err);
}
END_TEST

START_TEST(other_operators_have_no_modes_to_keep)
{
    settings.operator_name = "graph";
    ck_assert_fails(chl_study_modes(data, &settings, result, &modes, &err),
                    CHL_EUNSUPPORTED, "galerkin has them everywhere", err);
    ck_assert_ptr_null(result->spectrum);
}
END_TEST

static chl_status
evaluate(void)
{
    double values[ROWS * MODES];
    const chl_array all = rows_from(0, ROWS);

    return chl_modes_evaluate(modes, &all, values, NULL);
}

START_TEST(a_look_survives_lost_memory)
{
    keep_modes();
    ck_assert_survives_lost_memory(evaluate());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("modes");
    TCase *all = tcase_create("all");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, the_spectrum_is_that_of_the_study);
    tcase_add_test(all, modes_are_lowest_where_the_result_says);
    tcase_add_test(all, the_slowest_mode_tells_the_clumps_apart);
    tcase_add_test(all, a_row_alone_is_seen_as_among_the_others);
    tcase_add_test(all, rows_of_another_kind_are_refused);
    tcase_add_test(all, other_operators_have_no_modes_to_keep);
    tcase_add_test(all, a_look_survives_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
