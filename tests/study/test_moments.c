/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held-out quotients and standard errors from sums over rows. */
#include <math.h>
#include <string.h>

#include "study/moments.h"
#include "support/runner.h"

/* n rows with values -1, 1 in turn, squared gradients 3 or 5 in turn. */
static chl_moments
alternating(double n)
{
    chl_moments m = { .rows = n, .f1 = 0.0, .f2 = n, .g1 = 4.0 * n };

    /* lambda = 4, variance 1: psi = g - 4 is -1 or 1. */
    m.psi1 = 0.0;
    m.psi2 = n;
    m.psi4 = n;
    return m;
}

START_TEST(the_quotient_is_mean_gradient_over_variance)
{
    chl_moments m = alternating(50.0);

    ck_assert_double_eq_tol(chl_moments_quotient(&m), 4.0, 1e-15);
    m.f1 = 25.0; /* mean 1/2: variance 3/4 */
    ck_assert_double_eq_tol(chl_moments_quotient(&m), 16.0 / 3.0, 1e-14);
}
END_TEST

START_TEST(a_constant_mode_has_no_quotient)
{
    chl_moments m = { .rows = 4.0, .f1 = 8.0, .f2 = 16.0, .g1 = 1.0 };

    ck_assert_double_nan(chl_moments_quotient(&m));
}
END_TEST

START_TEST(the_error_is_the_deviation_of_psi_over_root_n)
{
    chl_moments m = alternating(100.0);
    double rows;

    /* sd 1 over sqrt(100), times t_{.975,100} / 1.96 = 1.0122. */
    ck_assert_double_eq_tol(chl_moments_error(&m, &rows), 0.1 * 1.984 / 1.96,
                            1e-4);
    ck_assert_double_eq_tol(rows, 100.0, 1e-12);
}
END_TEST

START_TEST(one_row_that_carries_everything_is_seen)
{
    chl_moments m = { .rows = 1000.0, .f2 = 1000.0, .g1 = 1000.0 };
    double rows;

    m.psi1 = 30.0;
    m.psi2 = 900.0;
    m.psi4 = 810000.0;
    ck_assert_double_gt(chl_moments_error(&m, &rows), sqrt(0.9 / 1000.0));
    ck_assert_double_eq(rows, 2.0);
}
END_TEST

START_TEST(parts_add_up)
{
    chl_moments sum = alternating(10.0), part = alternating(30.0);
    chl_moments whole = alternating(40.0);
    double a, b;

    chl_moments_add(&sum, &part);
    ck_assert_double_eq(chl_moments_error(&sum, &a),
                        chl_moments_error(&whole, &b));
    ck_assert_double_eq(sum.rows, 40.0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/moments");
    TCase *sums = tcase_create("sums");

    tcase_add_test(sums, the_quotient_is_mean_gradient_over_variance);
    tcase_add_test(sums, a_constant_mode_has_no_quotient);
    tcase_add_test(sums, the_error_is_the_deviation_of_psi_over_root_n);
    tcase_add_test(sums, one_row_that_carries_everything_is_seen);
    tcase_add_test(sums, parts_add_up);
    suite_add_tcase(suite, sums);
    return run_suite(suite);
}
