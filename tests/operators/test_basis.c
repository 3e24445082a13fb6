/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landmarks, linear functions, the order of rows. */
#include <math.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/random.h"
#include "operators/basis.h"
#include "support/runner.h"

enum {
    ROWS = 400,
    WIDE = 600
};

static const chl_random source = { 5, CHL_STREAM_TESTS };

/* Normal rows with variances 9, 4, 1, 1/4, then `floor`^2. */
static double *
anisotropic(size_t d, double floor)
{
    static const double deviation[] = { 3.0, 2.0, 1.0, 0.5 };
    double *rows = chl_alloc(ROWS * d, sizeof *rows);

    ck_assert_ptr_nonnull(rows);
    for (size_t i = 0; i < ROWS * d; i++) {
        size_t k = i % d;

        rows[i] =
            (k < 4 ? deviation[k] : floor) * chl_random_normal(&source, i);
    }
    return rows;
}

static chl_dataset *
open_rows(const double *rows, size_t count, size_t d)
{
    chl_array array = { rows, CHL_F64, 2, { count, d }, NULL };
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_dataset_from_array("rows", &array, NULL, &dataset, &err),
                 err);
    return dataset;
}

START_TEST(the_order_of_rows_is_a_permutation_and_groups_cover_it)
{
    double *rows = anisotropic(2, 1.0);
    chl_dataset *dataset = open_rows(rows, ROWS, 2);
    chl_sample sample = { dataset, ROWS, 37, 7, 3 };
    bool seen[ROWS] = { false };

    for (size_t i = 0; i < ROWS; i++) {
        size_t row = chl_sample_row(&sample, i);

        ck_assert_uint_lt(row, ROWS);
        ck_assert(!seen[row]);
        seen[row] = true;
    }
    ck_assert_uint_eq(chl_sample_start(&sample, 0), 37);
    ck_assert_uint_eq(chl_sample_start(&sample, 7), ROWS);
    for (size_t g = 0; g < 7; g++) {
        size_t size =
            chl_sample_start(&sample, g + 1) - chl_sample_start(&sample, g);

        ck_assert_uint_ge(size, 51);
        ck_assert_uint_le(size, 52);
    }
    chl_dataset_free(dataset);
    chl_free(rows);
}
END_TEST

/* Loop index 0: exact covariance; 1: subspace iteration in d = 600. */
START_TEST(linear_functions_are_the_leading_principal_directions)
{
    size_t d = _i == 0 ? 6 : WIDE;
    double *rows = anisotropic(d, 0.05);
    chl_dataset *dataset = open_rows(rows, ROWS, d);
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_error err = { 0 };

    s.landmarks = 100;
    s.linear = 3;
    ck_assert_ok(chl_basis_create(dataset, &s, &basis, &err), err);
    ck_assert_uint_eq(chl_basis_linear(basis), 3);
    for (size_t a = 0; a < 3; a++) {
        const double *u = basis->directions + a * d;
        double deviation = 3.0 - (double) a, length = 0.0;

        for (size_t k = 0; k < d; k++) {
            length += u[k] * u[k];
        }
        ck_assert_double_eq_tol(length, 1.0, 1e-12);
        /* Sampling alone turns the directions by about 1/sqrt(300). */
        ck_assert_double_gt(fabs(u[a]), 0.95);
        ck_assert_double_eq_tol(chl_basis_variances(basis)[a],
                                deviation * deviation,
                                0.3 * deviation * deviation);
    }
    chl_basis_free(basis);
    chl_dataset_free(dataset);
    chl_free(rows);
}
END_TEST

START_TEST(the_variances_are_those_of_the_rows_in_the_sums)
{
    double *rows = anisotropic(1, 1.0);
    chl_dataset *dataset = open_rows(rows, ROWS, 1);
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    const chl_sample *sample;
    double mean = 0.0, square = 0.0, count;
    chl_error err = { 0 };

    s.landmarks = 50;
    ck_assert_ok(chl_basis_create(dataset, &s, &basis, &err), err);
    sample = chl_basis_sample(basis);
    count = (double) (sample->used - sample->aside);
    for (size_t i = sample->aside; i < sample->used; i++) {
        double x = rows[chl_sample_row(sample, i)];

        mean += x / count;
        square += x * x / count;
    }
    ck_assert_double_eq_tol(chl_basis_variances(basis)[0], square - mean * mean,
                            1e-11 * square);
    chl_basis_free(basis);
    chl_dataset_free(dataset);
    chl_free(rows);
}
END_TEST

START_TEST(equal_rows_give_one_landmark)
{
    double *rows = anisotropic(2, 1.0);
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_dataset *dataset;
    chl_error err = { 0 };

    for (size_t i = 20; i < ROWS; i++) {
        memcpy(rows + 2 * i, rows + 2 * (i % 20), 2 * sizeof *rows);
    }
    dataset = open_rows(rows, ROWS, 2);
    s.rule = _i == 0 ? "uniform" : "kmeans++";
    ck_assert_ok(chl_basis_create(dataset, &s, &basis, &err), err);
    ck_assert_uint_le(chl_basis_landmarks(basis), 20);
    ck_assert_uint_ge(chl_basis_landmarks(basis), 15);
    chl_basis_free(basis);
    chl_dataset_free(dataset);
    chl_free(rows);
}
END_TEST

START_TEST(settings_out_of_range_are_refused_with_the_range)
{
    double *rows = anisotropic(2, 1.0);
    chl_dataset *dataset = open_rows(rows, ROWS, 2);
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_error err = { 0 };

    s.landmarks = 0;
    ck_assert_fails(chl_basis_create(dataset, &s, &basis, &err), CHL_EARG,
                    "landmarks is 0; it must be at least 1", err);
    s = chl_basis_settings_default();
    s.share = 1;
    ck_assert_fails(chl_basis_create(dataset, &s, &basis, &err), CHL_EARG,
                    "share is 1; it must be at least 2", err);
    s = chl_basis_settings_default();
    s.rule = "first";
    ck_assert_fails(chl_basis_create(dataset, &s, &basis, &err), CHL_EARG,
                    "landmark rule 'first' is unknown", err);
    s = chl_basis_settings_default();
    s.used = 5;
    ck_assert_fails(chl_basis_create(dataset, &s, &basis, &err), CHL_EDATA,
                    "5 rows; at least 8 are needed", err);
    ck_assert_ptr_null(basis);
    chl_dataset_free(dataset);
    chl_free(rows);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/basis");
    TCase *basis = tcase_create("basis");

    tcase_add_test(basis,
                   the_order_of_rows_is_a_permutation_and_groups_cover_it);
    tcase_add_loop_test(
        basis, linear_functions_are_the_leading_principal_directions, 0, 2);
    tcase_add_test(basis, the_variances_are_those_of_the_rows_in_the_sums);
    tcase_add_loop_test(basis, equal_rows_give_one_landmark, 0, 2);
    tcase_add_test(basis, settings_out_of_range_are_refused_with_the_range);
    suite_add_tcase(suite, basis);
    return run_suite(suite);
}
