/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <chladni/operators.h>

#include "support/runner.h"

static chl_error err;

/* Columns (1, 2, 3), (4, 5, 6), (7, 8, 9). */
static const double columns[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const double x[] = { 1.0, 10.0, 100.0 };

START_TEST(a_general_matrix_is_column_major)
{
    double y[3];
    chl_operator *op = NULL;

    ck_assert_ok(chl_operator_dense(columns, 3, 0, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    ck_assert_double_eq(y[0], 741.0);
    ck_assert_double_eq(y[1], 852.0);
    ck_assert_double_eq(y[2], 963.0);
    chl_operator_free(op);
}
END_TEST

START_TEST(a_symmetric_matrix_is_read_from_its_lower_triangle)
{
    double entries[9], y[3];
    chl_operator *op = NULL;

    memcpy(entries, columns, sizeof entries);
    entries[3] = entries[6] = entries[7] = NAN;
    ck_assert_ok(chl_operator_dense(entries, 3, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    ck_assert_double_eq(y[0], 321.0);
    ck_assert_double_eq(y[1], 652.0);
    ck_assert_double_eq(y[2], 963.0);
    chl_operator_free(op);
}
END_TEST

START_TEST(entries_are_borrowed)
{
    chl_operator *op = NULL;

    ck_assert_ok(
        chl_operator_dense(columns, 3, CHL_SYMMETRIC | CHL_POSITIVE, &op, &err),
        err);
    ck_assert_ptr_eq(chl_operator_entries(op), columns);
    ck_assert_uint_eq(chl_operator_flags(op), CHL_SYMMETRIC | CHL_POSITIVE);
    chl_operator_free(op);
}
END_TEST

START_TEST(sizes_out_of_range_are_refused_with_the_range)
{
    chl_operator *op = NULL;

    ck_assert_fails(chl_operator_dense(columns, 0, 0, &op, &err), CHL_EARG,
                    "is 0; it must lie in 1..46340", err);
    ck_assert_fails(chl_operator_dense(columns, 50000, 0, &op, &err), CHL_EARG,
                    "is 50000; it must lie in 1..46340", err);
    ck_assert_fails(chl_operator_dense(NULL, 3, 0, &op, &err), CHL_EARG,
                    "no entries", err);
    ck_assert_ptr_null(op);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_operator *op = NULL;

    ck_assert_survives_lost_memory(
        chl_operator_dense(columns, 3, 0, &op, NULL));
    chl_operator_free(op);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/dense");
    TCase *all = tcase_create("dense");

    tcase_add_test(all, a_general_matrix_is_column_major);
    tcase_add_test(all, a_symmetric_matrix_is_read_from_its_lower_triangle);
    tcase_add_test(all, entries_are_borrowed);
    tcase_add_test(all, sizes_out_of_range_are_refused_with_the_range);
    tcase_add_test(all, lost_memory_is_survived);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
