/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and gradient weights of the radial kernels, against their laws. */
#include <math.h>
#include <string.h>

#include <chladni/kernels.h>

#include "support/runner.h"

enum {
    KERNELS = 4,
    COUNT = 67
};

static const double distances[] = { 1e-6, 1e-3, 0.1, 0.7, 1.0, 3.0, 20.0 };

enum {
    DISTANCES = sizeof distances / sizeof *distances
};

/* q(r) by the definition in the header, in long double. */
static long double
definition(const char *name, long double r, long double s)
{
    long double a;

    if (strcmp(name, "gauss") == 0) {
        return expl(-r * r / (2 * s * s));
    }
    if (strcmp(name, "laplace") == 0) {
        return expl(-r / s);
    }
    a = sqrtl(strcmp(name, "matern32") == 0 ? 3.0L : 5.0L) * r / s;
    if (strcmp(name, "matern32") == 0) {
        return (1 + a) * expl(-a);
    }
    return (1 + a + a * a / 3) * expl(-a);
}

static long double
slope(const char *name, long double r, long double s)
{
    long double h = r * 1e-5L;

    return (definition(name, r - 2 * h, s) - 8 * definition(name, r - h, s)
            + 8 * definition(name, r + h, s) - definition(name, r + 2 * h, s))
           / (12 * h);
}

START_TEST(values_are_the_definition_minus_one)
{
    const chl_kernel_type *type = chl_kernel_type_at((size_t) _i);

    for (size_t i = 0; i < DISTANCES; i++) {
        double squared = distances[i] * distances[i], value, weight;
        double a = sqrt(5.0) * distances[i] / 1.3;
        double expected =
            (double) (definition(type->name, distances[i], 1.3L) - 1.0L);

        type->fields(1.3, 1, &squared, &value, &weight);
        /* A few ulp of 1 from expm1, times the polynomial in front of it. */
        ck_assert_double_eq_tol(value, expected,
                                1e-15 * (1.0 + a + a * a / 3.0));
    }
}
END_TEST

START_TEST(weights_are_the_slope_over_the_distance)
{
    const chl_kernel_type *type = chl_kernel_type_at((size_t) _i);

    for (size_t i = 2; i < DISTANCES; i++) {
        double squared = distances[i] * distances[i], value, weight;
        double expected =
            (double) (slope(type->name, distances[i], 1.3L) / distances[i]);

        type->fields(1.3, 1, &squared, &value, &weight);
        /* Fourth-order differences in long double; far out the weight is
         * exact relative to its largest value, not to itself. */
        ck_assert_double_eq_tol(weight, expected,
                                1e-9 * fabs(expected) + 1e-12);
    }
}
END_TEST

START_TEST(equal_points_have_value_one_and_a_finite_weight)
{
    const chl_kernel_type *type = chl_kernel_type_at((size_t) _i);
    double squared = 0.0, value, weight;

    type->fields(0.4, 1, &squared, &value, &weight);
    ck_assert_double_eq(value, 0.0);
    ck_assert(isfinite(weight));
    if (strcmp(type->name, "laplace") == 0) {
        ck_assert_double_eq(weight, 0.0);
    }
}
END_TEST

START_TEST(an_array_gives_the_same_as_its_entries_one_by_one)
{
    const chl_kernel_type *type = chl_kernel_type_at((size_t) _i);
    double squared[COUNT], values[COUNT], weights[COUNT];

    for (size_t i = 0; i < COUNT; i++) {
        squared[i] = 0.05 * (double) (i * i);
    }
    type->fields(0.9, COUNT, squared, values, weights);
    for (size_t i = 0; i < COUNT; i++) {
        double a = sqrt(5.0 * squared[i]) / 0.9, value, weight;
        /* Vector and scalar forms of expm1 differ by at most 4 ulp of 1; the
         * polynomials in front of it multiply that. */
        double bound = 4.0 * 2.3e-16 * (1.0 + a + a * a / 3.0) / 0.81 * 5.0;

        type->fields(0.9, 1, squared + i, &value, &weight);
        ck_assert_double_eq_tol(values[i], value, bound);
        ck_assert_double_eq_tol(weights[i], weight, bound);
    }
}
END_TEST

START_TEST(scaling_distance_and_bandwidth_scales_the_weight_only)
{
    const chl_kernel_type *type = chl_kernel_type_at((size_t) _i);
    double near = 0.49, far = 0.49 * 16.0, value[2], weight[2];

    type->fields(0.6, 1, &near, &value[0], &weight[0]);
    type->fields(2.4, 1, &far, &value[1], &weight[1]);
    ck_assert_double_eq_tol(value[0], value[1], 1e-15);
    ck_assert_double_eq_tol(weight[0], 16.0 * weight[1],
                            1e-14 * fabs(weight[0]));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/radial");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, values_are_the_definition_minus_one, 0, KERNELS);
    tcase_add_loop_test(laws, weights_are_the_slope_over_the_distance, 0,
                        KERNELS);
    tcase_add_loop_test(laws, equal_points_have_value_one_and_a_finite_weight,
                        0, KERNELS);
    tcase_add_loop_test(laws, an_array_gives_the_same_as_its_entries_one_by_one,
                        0, KERNELS);
    tcase_add_loop_test(laws,
                        scaling_distance_and_bandwidth_scales_the_weight_only,
                        0, KERNELS);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
