/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations: expectations over two Gaussian numbers, against quadrature. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "support/runner.h"

enum {
    ACTIVATIONS = 10
};

static const double pi = 3.14159265358979323846;

static double
dot(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1];
}

/* phi by its definition in the header. */
static double
phi(const char *name, const chl_activation *activation, double u)
{
    if (strcmp(name, "relu") == 0) {
        return fmax(u, 0.0);
    }
    if (strcmp(name, "leaky_relu") == 0) {
        return fmax(u, 0.0) + activation->a * fmin(u, 0.0);
    }
    if (strcmp(name, "abs") == 0) {
        return fabs(u);
    }
    if (strcmp(name, "identity") == 0) {
        return u;
    }
    if (strcmp(name, "erf") == 0) {
        return activation->a * erf(activation->b * u) + activation->c;
    }
    if (strcmp(name, "sigmoid_like") == 0) {
        return 0.5 * erf(u / 2.4020563531719796) + 0.5;
    }
    if (strcmp(name, "sin") == 0) {
        return activation->a * sin(activation->b * u + activation->c);
    }
    if (strcmp(name, "rbf") == 0) {
        return sqrt(2.0) * sin(sqrt(2.0 * activation->a) * u + 0.25 * pi);
    }
    if (strcmp(name, "arbf") == 0) {
        return activation->a * sqrt(2.0)
               * sin(sqrt(2.0 * activation->b) * u + 0.25 * pi);
    }
    return 0.5 * u * (1.0 + erf(u / sqrt(2.0)));
}

/* E phi(u) phi(v) in polar coordinates of the two normal numbers behind u and
 * v. The kinks lie on rays, so the trapezoid rule is spoilt there only to
 * second order in the angle; along a ray everything is smooth. */
static double
expectation(const char *name, const chl_activation *activation, double q,
            double other, double c)
{
    const size_t angles = 4000, radii = 160;
    double slope = c / sqrt(q), rest = sqrt(other - slope * slope), sum = 0.0;

    for (size_t i = 0; i < angles; i++) {
        double angle = 2.0 * pi * ((double) i + 0.5) / (double) angles;
        double u = sqrt(q) * cos(angle);
        double v = slope * cos(angle) + rest * sin(angle);

        for (size_t k = 0; k < radii; k++) {
            double r = 9.0 * ((double) k + 0.5) / (double) radii;

            sum += r * exp(-0.5 * r * r) * phi(name, activation, r * u)
                   * phi(name, activation, r * v);
        }
    }
    return sum * 9.0 / (double) radii / (double) angles;
}

/* One layer without biases is sigma_w^2 V. The midpoint rule in r ends at
 * r = 9 and starts with an odd slope at 0: its error is that slope times
 * (9/160)^2 / 24 = 1.3e-4 for phi(0) != 0, and far less elsewhere. */
START_TEST(one_layer_is_the_expectation_over_two_gaussians)
{
    static const double x[] = { 1.1, -0.4 }, z[] = { 0.3, 0.8 };
    const char *name = chl_activation_name((size_t) _i);
    chl_wide network = chl_wide_default();
    double x_norm = dot(x, x), z_norm = dot(z, z), value;
    chl_pairs pairs = { 1, 1, 2, x, z, &x_norm, &z_norm, NULL };
    chl_error err = { 0 };
    double q = dot(x, x) / 2.0, other = dot(z, z) / 2.0;
    double c = dot(x, z) / 2.0, expected, error;

    ck_assert_ok(chl_activation_init(name, network.activations, &err), err);
    network.depth = 1;
    network.sigma_b = 0.0;
    network.tangent = false;
    if (strcmp(name, "sin") == 0) {
        network.activations[0].c = 0.4;
        network.activations[0].b = 1.3;
    }
    expected = expectation(name, network.activations, q, other, c);
    error = pow(phi(name, network.activations, 0.0), 2) * 1.4e-4 + 1e-6;
    chl_wide_block(&network, &pairs, &value, NULL, NULL);
    ck_assert_double_eq_tol(value, expected, error);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/activation");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, one_layer_is_the_expectation_over_two_gaussians,
                        0, ACTIVATIONS);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
