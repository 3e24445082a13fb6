/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>

#include "base/normal.h"
#include "support/runner.h"

/* p and x to 20 digits, from Newton steps in 40 digits on log Phi. */
static const struct {
    double p, x;
} known[] = {
    { 0.6, 0.25334710313579974132 },    { 0.75, 0.6744897501960817432 },
    { 0.9, 1.2815515655446005935 },     { 0.975, 1.9599639845400538556 },
    { 0.999, 3.0902323061678132778 },   { 1e-3, -3.0902323061678135354 },
    { 1e-10, -6.3613409024040561991 },  { 1e-20, -9.2623400897984075796 },
    { 1e-100, -21.273453560965324294 }, { 1e-300, -37.047096299361199237 },
};

START_TEST(quantiles_are_those_of_a_table)
{
    double x = known[_i].x;

    ck_assert_double_eq_tol(chl_normal_quantile(known[_i].p), x,
                            1e-14 * fabs(x));
}
END_TEST

/*
 * A relative error e of x is one of at most about (1 + x^2) e of Phi(x); erfc
 * brings a few roundings of its own, which its argument's makes x^2 times
 * larger as well. Steps of the exponent cover the tail down to 1e-300.
 */
START_TEST(the_distribution_function_leads_back)
{
    for (double p = 0.5; p > 1e-300; p *= 0.93) {
        double x = chl_normal_quantile(p);

        ck_assert_double_eq_tol(erfc(-x / sqrt(2)) / 2, p,
                                2e-15 * (1 + x * x) * p);
    }
}
END_TEST

/* Around 1/2, 1 - p is exact for these. */
START_TEST(quantiles_are_odd_about_one_half)
{
    for (int k = 1; k < 4096; k++) {
        double p = k / 4096.0;

        ck_assert_double_eq(chl_normal_quantile(1 - p),
                            -chl_normal_quantile(p));
    }
    ck_assert_double_eq(chl_normal_quantile(0.5), 0);
}
END_TEST

START_TEST(quantiles_ascend_across_the_joints)
{
    const double far = exp(-25), joints[] = { 0.075, 0.925, far, 1 - far };

    for (size_t k = 0; k < sizeof joints / sizeof *joints; k++) {
        double step = fmin(joints[k], 1 - joints[k]) * 1e-4;
        double last = chl_normal_quantile(joints[k] - 10 * step);

        for (int i = -9; i <= 10; i++) {
            double x = chl_normal_quantile(joints[k] + i * step);

            ck_assert_double_gt(x, last);
            last = x;
        }
    }
}
END_TEST

START_TEST(the_ends_are_infinite_and_nothing_lies_beyond)
{
    ck_assert(chl_normal_quantile(0) == -INFINITY);
    ck_assert(chl_normal_quantile(1) == INFINITY);
    ck_assert(isfinite(chl_normal_quantile(DBL_TRUE_MIN)));
    ck_assert(isfinite(chl_normal_quantile(1 - DBL_EPSILON / 2)));
    ck_assert(isnan(chl_normal_quantile(-DBL_MIN)));
    ck_assert(isnan(chl_normal_quantile(1 + DBL_EPSILON)));
    ck_assert(isnan(chl_normal_quantile(NAN)));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base normal");
    TCase *tests = tcase_create("normal");

    tcase_add_loop_test(tests, quantiles_are_those_of_a_table, 0,
                        sizeof known / sizeof *known);
    tcase_add_test(tests, the_distribution_function_leads_back);
    tcase_add_test(tests, quantiles_are_odd_about_one_half);
    tcase_add_test(tests, quantiles_ascend_across_the_joints);
    tcase_add_test(tests, the_ends_are_infinite_and_nothing_lies_beyond);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
