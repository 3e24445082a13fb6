/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First sign change of polynomials with known roots. */
#include <math.h>

#include "dynamics/crossing.h"
#include "support/runner.h"

START_TEST(the_first_of_many_roots_is_found)
{
    /* (1 - t)(2 - t)(3 - t) = 6 - 11 t + 6 t^2 - t^3 */
    const double c[] = { 6.0, -11.0, 6.0, -1.0 };

    ck_assert_double_eq_tol(chl_crossing_first(c, 3), 1.0, 1e-14);
}
END_TEST

START_TEST(a_root_that_only_touches_is_no_crossing)
{
    /* (1 - t)^2 (3 - t) */
    const double c[] = { 3.0, -7.0, 5.0, -1.0 };

    ck_assert_double_eq_tol(chl_crossing_first(c, 3), 3.0, 1e-12);
}
END_TEST

START_TEST(the_lowest_power_decides_the_start)
{
    const double down[] = { 0.0, 0.0, -1e-9, 5.0 };
    const double up[] = { 0.0, 0.0, 0.0, 4.0, 0.0, -1.0 };

    ck_assert_double_eq(chl_crossing_first(down, 3), 0.0);
    ck_assert_double_eq_tol(chl_crossing_first(up, 5), 2.0, 1e-15);
}
END_TEST

START_TEST(a_polynomial_that_stays_positive_has_no_crossing)
{
    const double c[] = { 1.0, -1.0, 1.0 };
    const double zero[] = { 0.0, 0.0 };

    ck_assert(isinf(chl_crossing_first(c, 2)));
    ck_assert(isinf(chl_crossing_first(zero, 1)));
}
END_TEST

START_TEST(eight_close_roots_are_told_apart)
{
    double c[9] = { 1.0 };

    for (int k = 0; k < 8; k++) {
        double root = 1.0 + 0.25 * k;

        for (int j = k + 1; j > 0; j--) {
            c[j] -= c[j - 1] / root;
        }
    }
    ck_assert_double_eq_tol(chl_crossing_first(c, 8), 1.0, 1e-10);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("crossing");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, the_first_of_many_roots_is_found);
    tcase_add_test(tcase, a_root_that_only_touches_is_no_crossing);
    tcase_add_test(tcase, the_lowest_power_decides_the_start);
    tcase_add_test(tcase, a_polynomial_that_stays_positive_has_no_crossing);
    tcase_add_test(tcase, eight_close_roots_are_told_apart);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
