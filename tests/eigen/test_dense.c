/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fixtures.h"
#include "support/runner.h"

static chl_error err;

START_TEST(all_pairs_can_be_asked_for)
{
    const size_t n = 30;
    chl_operator *path = path_create(n);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *result = NULL;

    settings.method = "dense";
    settings.count = n;
    settings.which = CHL_SMALLEST;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_uint_eq(result->count, n);
    for (size_t k = 0; k < n; k++) {
        ck_assert_double_eq_tol(result->values[k], path_value(n, k), 1e-13);
    }
    ck_assert_double_lt(orthonormality_defect(&problem, result), 1e-12);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(a_matrix_free_operator_costs_one_apply_per_row)
{
    chl_operator *path = path_create(30);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *result = NULL;

    settings.method = "dense";
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_uint_eq(result->applies, 30);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(one_by_one_is_a_matrix_too)
{
    const double a = 6.0, b = 4.0;
    chl_operator *a_op = NULL, *b_op = NULL;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *result = NULL;

    settings.count = 1;
    ck_assert_ok(chl_operator_dense(&a, 1, CHL_SYMMETRIC, &a_op, &err), err);
    ck_assert_ok(
        chl_operator_dense(&b, 1, CHL_SYMMETRIC | CHL_POSITIVE, &b_op, &err),
        err);
    ck_assert_ok(chl_eigen_solve(&(chl_eigen_problem){ a_op, b_op }, &settings,
                                 &result, &err),
                 err);
    ck_assert_double_eq(result->values[0], 1.5);
    ck_assert_double_eq(result->vectors[0], 0.5);
    ck_assert_double_eq(result->residuals[0], 0.0);
    chl_eigen_result_free(result);
    chl_operator_free(a_op);
    chl_operator_free(b_op);
}
END_TEST

START_TEST(only_the_lower_triangles_are_read)
{
    double values[] = { 4.0, 3.0, 2.0, 1.0 };
    pencil p = pencil_create(4, values, false);
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *result = NULL;

    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < j; i++) {
            p.a[j * 4 + i] = p.b[j * 4 + i] = 1e300;
        }
    }
    settings.count = 2;
    ck_assert_ok(chl_eigen_solve(&p.problem, &settings, &result, &err), err);
    ck_assert_double_eq_tol(result->values[0], 4.0, 1e-13);
    ck_assert_double_eq_tol(result->values[1], 3.0, 1e-13);
    chl_eigen_result_free(result);
    pencil_clear(&p);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("eigen/dense");
    TCase *all = tcase_create("dense");

    tcase_add_test(all, all_pairs_can_be_asked_for);
    tcase_add_test(all, a_matrix_free_operator_costs_one_apply_per_row);
    tcase_add_test(all, one_by_one_is_a_matrix_too);
    tcase_add_test(all, only_the_lower_triangles_are_read);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
