/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels for fields of force: every word, gradients, refusals. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "support/runner.h"

static const char *const names[] = { "gauss",    "laplace", "matern32",
                                     "matern52", "energy",  "riesz",
                                     "ntk-relu", "nngp-erf" };

enum {
    NAMES = sizeof names / sizeof *names,
    D = 3
};

static chl_pair_kernel
kernel_of(const char *name)
{
    chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.3, 1.5, &kernel, &err),
                 err);
    ck_assert_ok(chl_pair_kernel_check(&kernel, &err), err);
    return kernel;
}

static double
value_of(const chl_pair_kernel *kernel, const double *x, const double *z,
         double *gradient)
{
    double x_norm = 0.0, z_norm = 0.0, value, p, q;
    chl_pairs pairs = { 1, 1, D, x, z, &x_norm, &z_norm, NULL };

    for (size_t k = 0; k < D; k++) {
        x_norm += x[k] * x[k];
        z_norm += z[k] * z[k];
    }
    chl_pair_block(kernel, &pairs, &value, &p, &q);
    for (size_t k = 0; k < D; k++) {
        gradient[k] = p * z[k] + q * x[k];
    }
    return value;
}

START_TEST(gradients_agree_with_differences)
{
    chl_pair_kernel kernel = kernel_of(names[_i]);
    static const double weights[] = { 4.0 / 5, -1.0 / 5, 4.0 / 105,
                                      -1.0 / 280 };
    double x[] = { 0.4, -0.9, 1.3 }, z[] = { -0.2, 0.5, 0.6 };
    double gradient[D], unused[D];
    const double h = 1e-3;

    value_of(&kernel, x, z, gradient);
    for (size_t k = 0; k < D; k++) {
        double at = x[k], sum = 0.0;

        for (size_t s = 0; s < 4; s++) {
            x[k] = at + (double) (s + 1) * h;
            sum += weights[s] * value_of(&kernel, x, z, unused);
            x[k] = at - (double) (s + 1) * h;
            sum -= weights[s] * value_of(&kernel, x, z, unused);
        }
        x[k] = at;
        ck_assert_double_eq_tol(gradient[k], sum / h, 1e-10);
    }
}
END_TEST

START_TEST(values_are_those_of_the_definition)
{
    static const double x[] = { 1.0, 2.0, 2.0 }, z[] = { 0.0, 0.0, 0.0 };
    chl_pair_kernel kernel = kernel_of("gauss");
    double unused[D];

    ck_assert_double_eq_tol(value_of(&kernel, x, z, unused), exp(-4.5 / 1.69),
                            1e-15);
    kernel = kernel_of("energy");
    ck_assert_double_eq_tol(value_of(&kernel, x, z, unused), -3.0, 1e-15);
    kernel = kernel_of("riesz");
    ck_assert_double_eq_tol(value_of(&kernel, x, z, unused), -pow(3.0, 1.5),
                            1e-14);
}
END_TEST

START_TEST(equal_points_pull_nowhere_under_radial_kernels)
{
    static const double x[] = { 1.0, 2.0, 2.0 };

    for (size_t k = 0; k < 6; k++) {
        chl_pair_kernel kernel = kernel_of(names[k]);
        double gradient[D];

        value_of(&kernel, x, x, gradient);
        for (size_t l = 0; l < D; l++) {
            ck_assert_double_eq(gradient[l], 0.0);
        }
    }
}
END_TEST

/* A cusp answers in proportion to |h|, or a lower power than h^2: beside
 * curvature and rounding. */
START_TEST(a_cusp_shows_in_second_differences)
{
    static const char *const words[] = {
        "gauss",   "laplace",  "matern32",        "matern52",  "energy",
        "riesz",   "ntk-relu", "nngp-leaky_relu", "ntk-abs",   "ntk-identity",
        "ntk-erf", "ntk-gelu", "ntk-erf+relu",    "nngp-relu",
    };
    static const bool cusps[] = {
        false, true, false, false, true,  true, true,
        false, true, false, false, false, true, false
    };
    const chl_pair_kernel kernel = kernel_of(words[_i]);
    const double h = 1e-6;
    double z[] = { 0.4, -0.9, 1.3 }, x[D], unused[D], sum = 0.0;

    sum = -2.0 * value_of(&kernel, z, z, unused);
    for (int sign = -1; sign <= 1; sign += 2) {
        memcpy(x, z, sizeof x);
        x[0] += sign * h;
        sum += value_of(&kernel, x, z, unused);
    }
    ck_assert_int_eq(fabs(sum) / h > 1e-4, cusps[_i]);
    ck_assert_int_eq(chl_pair_kernel_has_cusp(&kernel), cusps[_i]);
}
END_TEST

START_TEST(unusable_kernels_are_refused)
{
    chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel = { .kind = CHL_PAIR_RADIAL };
    chl_error err = { 0 };

    ck_assert_fails(chl_pair_kernel_check(&kernel, &err), CHL_EARG,
                    "the radial kernel is none", err);
    ck_assert_fails(
        chl_pair_kernel_init("riesz", &wide, 1.0, 2.0, &kernel, &err), CHL_EARG,
        "power of the riesz kernel is 2", err);
    ck_assert_fails(
        chl_pair_kernel_init("ntk-rel", &wide, 1.0, 1.0, &kernel, &err),
        CHL_EARG, "did you mean 'relu'?", err);
    ck_assert_fails(
        chl_pair_kernel_init("gauss", &wide, 0.0, 1.0, &kernel, &err), CHL_EARG,
        "bandwidth is 0", err);
    wide.depth = 0;
    ck_assert_fails(
        chl_pair_kernel_init("nngp-erf", &wide, 1.0, 1.0, &kernel, &err),
        CHL_EARG, "depth of the network is 0", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/pair_kernel");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, gradients_agree_with_differences, 0, NAMES);
    tcase_add_test(laws, values_are_those_of_the_definition);
    tcase_add_test(laws, equal_points_pull_nowhere_under_radial_kernels);
    tcase_add_loop_test(laws, a_cusp_shows_in_second_differences, 0, 14);
    tcase_add_test(laws, unusable_kernels_are_refused);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
