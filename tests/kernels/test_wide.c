/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of wide networks: values, gradients and laws. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    DIMENSION_LIMIT = 8,
    ACTIVATIONS = 10,
    POINTS = 24
};

static const double pi = 3.14159265358979323846;

static double
dot(size_t d, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

/* k(x, z) and its gradient in x. */
static double
one_pair(const chl_wide *network, size_t d, const double *x, const double *z,
         double *gradient)
{
    double x_norm = dot(d, x, x), z_norm = dot(d, z, z), value, p, q;
    chl_pairs pairs = { 1, 1, d, x, z, &x_norm, &z_norm, NULL };

    chl_wide_block(network, &pairs, &value, gradient != NULL ? &p : NULL,
                   gradient != NULL ? &q : NULL);
    for (size_t k = 0; gradient != NULL && k < d; k++) {
        gradient[k] = p * z[k] + q * x[k];
    }
    return value;
}

static chl_wide
network_of(const char *activation, size_t depth)
{
    chl_wide network = chl_wide_default();
    chl_error err = { 0 };

    ck_assert_ok(chl_activation_init(activation, network.activations, &err),
                 err);
    network.depth = depth;
    return network;
}

/* Network number `index`: every activation alone, then pairs of them, then
 * residual networks and standard parameterisation, then normalised layers; with
 * and without biases, depths 1 to 5, NTK and NNGP. */
static chl_wide
some_network(int index)
{
    chl_wide network =
        network_of(chl_activation_name((size_t) index % ACTIVATIONS),
                   1 + (size_t) index % 5);
    chl_error err = { 0 };

    network.sigma_w = 1.0 + 0.25 * (index % 3);
    network.sigma_b = index % 2 == 0 ? 0.7 : 0.0;
    network.last_bias = index % 4 == 0;
    network.tangent = index % 4 != 3;
    if (index >= 3 * ACTIVATIONS) {
        network.normalise = true;
        network.width = index % 3 == 0 ? 64 : 0;
    } else if (index >= 2 * ACTIVATIONS) {
        network.block = (size_t) index % 3;
        network.width = index % 5 == 0 ? 0 : 64;
        network.depth = 1 + (size_t) index % 3;
    } else if (index >= ACTIVATIONS) {
        network.activation_count = 2;
        ck_assert_ok(
            chl_activation_init(
                chl_activation_name((size_t) (index * 4 + 1) % ACTIVATIONS),
                network.activations + 1, &err),
            err);
    }
    return network;
}

enum {
    NETWORKS = 4 * ACTIVATIONS
};

/* Values of an independent implementation at x = (1, 0.5), z = (-0.7, 2), three
 * layers, sigma_w = sigma_b = 1, no last bias; they agree with quadrature of
 * the Gaussian expectations to 14 digits. */
static const struct {
    const char *activation;
    double nngp, ntk, diagonal, gradient[2];
} units[] = {
    { "relu",
      0.952439424499687,
      2.106926918946979,
      2.5625,
      { -0.078286417859241, 0.353886211157444 } },
    { "erf",
      0.482178803623391,
      1.334039613268252,
      1.799826107854879,
      { -0.187060097801188, 0.194395866171834 } },
};

START_TEST(three_layers_match_the_unit_values)
{
    static const double x[] = { 1.0, 0.5 }, z[] = { -0.7, 2.0 };
    chl_wide network = network_of(units[_i].activation, 3);
    double gradient[2];

    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, gradient),
                            units[_i].ntk, 1e-13);
    ck_assert_double_eq_tol(gradient[0], units[_i].gradient[0], 1e-13);
    ck_assert_double_eq_tol(gradient[1], units[_i].gradient[1], 1e-13);
    ck_assert_double_eq_tol(one_pair(&network, 2, x, x, NULL),
                            units[_i].diagonal, 1e-13);
    network.tangent = false;
    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, NULL), units[_i].nngp,
                            1e-13);
}
END_TEST

START_TEST(gradients_agree_with_differences)
{
    chl_wide network = some_network(_i);
    const size_t d = 1 + (size_t) _i % DIMENSION_LIMIT;
    chl_random source = { 31, CHL_STREAM_TESTS };
    double x[DIMENSION_LIMIT], z[DIMENSION_LIMIT], gradient[DIMENSION_LIMIT];
    const double h = 1e-3;

    for (size_t k = 0; k < d; k++) {
        x[k] = chl_random_normal(&source, 2 * k) + 0.3;
        z[k] = chl_random_normal(&source, 2 * k + 1);
    }
    one_pair(&network, d, x, z, gradient);
    for (size_t k = 0; k < d; k++) {
        double at = x[k], sum = 0.0;
        /* Differences of order 8: h^8 is below rounding. */
        static const double weights[] = { 4.0 / 5, -1.0 / 5, 4.0 / 105,
                                          -1.0 / 280 };

        for (size_t s = 0; s < 4; s++) {
            x[k] = at + (double) (s + 1) * h;
            sum += weights[s] * one_pair(&network, d, x, z, NULL);
            x[k] = at - (double) (s + 1) * h;
            sum -= weights[s] * one_pair(&network, d, x, z, NULL);
        }
        x[k] = at;
        ck_assert_double_eq_tol(gradient[k], sum / h,
                                1e-8 * fmax(1.0, fabs(gradient[k])));
    }
}
END_TEST

/* With exact arithmetic half the gradient of the diagonal, by symmetry. */
START_TEST(the_gradient_at_equal_points_is_half_that_of_the_diagonal)
{
    chl_wide network = some_network(_i);
    static const double x[] = { 0.8, -1.1, 0.3 };
    const double h = 1e-3;
    double near[3], far[3], gradient[3], expected = 0.0;

    one_pair(&network, 3, x, x, gradient);
    for (size_t k = 0; k < 3; k++) {
        near[k] = x[k] * (1.0 + h);
        far[k] = x[k] * (1.0 - h);
    }
    expected = (one_pair(&network, 3, near, near, NULL)
                - one_pair(&network, 3, far, far, NULL))
               / (4.0 * h);
    /* Second-order differences. */
    ck_assert_double_eq_tol(dot(3, gradient, x), expected,
                            1e-5 * fmax(1.0, fabs(expected)));
}
END_TEST

/* The leading terms of the cusp at distance h, whose remainder is of the order
 * of h relative to them: theta_l is the angle behind l layers. */
static double
cusp(const chl_wide *network, const double *y, const double *step)
{
    const double w = network->sigma_w * network->sigma_w, a2 = w / 2.0;
    double q = a2 * dot(2, y, y) + 1.0, t = q, sum = 0.0;
    double delta2 = a2 * dot(2, step, step), r = a2 * dot(2, y, step);

    for (size_t l = 0; l < network->depth; l++) {
        double theta = sqrt(q * delta2 - r * r) / q;
        double later = pow(w / 2.0, (double) (network->depth - 1 - l));

        sum += w * t * later * theta;
        q = q * w / 2.0 + (l + 1 < network->depth ? 1.0 : 0.0);
        t = q + w / 2.0 * t;
        delta2 *= w / 2.0;
        r *= w / 2.0;
    }
    return -sum / (2.0 * pi);
}

/* Half of the two-sided change: the smooth part of first order cancels. */
START_TEST(the_cusp_of_relu_keeps_seven_digits_at_a_separation_of_1e_8)
{
    static const double y[] = { 1.0, 0.5 };
    chl_wide network = network_of("relu", 1 + (size_t) _i % 5);
    const double h = ldexp(1.0, -27), angle = 0.37 * (_i + 1);
    double step[2] = { h * cos(angle), h * sin(angle) }, there[2], back[2];
    double middle, change, expected;

    for (size_t k = 0; k < 2; k++) {
        there[k] = y[k] + step[k];
        step[k] = there[k] - y[k];
        back[k] = y[k] - step[k];
    }
    middle = one_pair(&network, 2, y, y, NULL);
    change = 0.5
             * (one_pair(&network, 2, there, y, NULL)
                + one_pair(&network, 2, back, y, NULL) - 2.0 * middle);
    expected = cusp(&network, y, step);
    /* The values themselves are rounded to an ulp or so, which at this
     * separation is 3e-8 of their difference. */
    ck_assert_double_eq_tol(change, expected,
                            1e-7 * fabs(expected) + 4e-16 * middle);
}
END_TEST

START_TEST(blocks_agree_with_pairs_and_with_the_kernel_turned_round)
{
    chl_wide network = some_network(_i);
    enum {
        COUNT = 3,
        M = 301,
        D = 5
    };
    static double x[COUNT * D], z[M * D], products[COUNT * M];
    static double values[COUNT * M], p[COUNT * M], q[COUNT * M];
    double x_norms[COUNT], z_norms[M], gradient[D];
    chl_random source = { 5, CHL_STREAM_TESTS };
    chl_pairs pairs = { COUNT, M, D, x, z, x_norms, z_norms, products };

    for (size_t k = 0; k < M * D; k++) {
        z[k] = chl_random_normal(&source, k);
        x[k % (COUNT * D)] = chl_random_normal(&source, M * D + k);
    }
    memcpy(z + 77 * D, x, D * sizeof *x);
    for (size_t j = 0; j < M; j++) {
        z_norms[j] = dot(D, z + j * D, z + j * D);
        for (size_t i = 0; i < COUNT; i++) {
            x_norms[i] = dot(D, x + i * D, x + i * D);
            products[i * M + j] = dot(D, x + i * D, z + j * D);
        }
    }
    chl_wide_block(&network, &pairs, values, p, q);
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < M; j++) {
            size_t at = i * M + j;
            double value =
                one_pair(&network, D, x + i * D, z + j * D, gradient);
            double turned = one_pair(&network, D, z + j * D, x + i * D, NULL);
            /* Pairs beyond a hundredth lost two digits of their distance. */
            double bound = 1e-12 * fmax(1.0, fabs(value));

            ck_assert_double_eq_tol(values[at], value, bound);
            ck_assert_double_eq_tol(turned, value, bound);
            for (size_t k = 0; k < D; k++) {
                ck_assert_double_eq_tol(p[at] * z[j * D + k]
                                            + q[at] * x[i * D + k],
                                        gradient[k], 100.0 * bound);
            }
        }
    }
}
END_TEST

/* In place; false if a pivot is below `least`. */
static bool
factor(size_t n, double *a, double least)
{
    for (size_t k = 0; k < n; k++) {
        for (size_t i = k; i < n; i++) {
            for (size_t l = 0; l < k; l++) {
                a[i * n + k] -= a[i * n + l] * a[k * n + l];
            }
        }
        if (!(a[k * n + k] > least)) {
            return false;
        }
        a[k * n + k] = sqrt(a[k * n + k]);
        for (size_t i = k + 1; i < n; i++) {
            a[i * n + k] /= a[k * n + k];
        }
    }
    return true;
}

START_TEST(gram_matrices_are_positive_definite_up_to_rounding)
{
    chl_wide network = some_network(_i);
    enum {
        D = 3
    };
    double x[POINTS * D], norms[POINTS], gram[POINTS * POINTS], trace = 0.0;
    chl_random source = { 8, CHL_STREAM_TESTS };
    chl_pairs pairs = { POINTS, POINTS, D, x, x, norms, norms, NULL };

    for (size_t i = 0; i < POINTS; i++) {
        for (size_t k = 0; k < D; k++) {
            x[i * D + k] = chl_random_normal(&source, i * D + k);
        }
        norms[i] = dot(D, x + i * D, x + i * D);
    }
    chl_wide_block(&network, &pairs, gram, NULL, NULL);
    for (size_t i = 0; i < POINTS; i++) {
        trace += gram[i * POINTS + i];
    }
    for (size_t i = 0; i < POINTS; i++) {
        gram[i * POINTS + i] += 1e-12 * trace;
    }
    ck_assert(factor(POINTS, gram, 0.0));
}
END_TEST

START_TEST(without_bias_networks_of_rays_are_homogeneous)
{
    static const char *const names[] = { "relu", "leaky_relu", "abs",
                                         "identity" };
    static const double x[] = { 0.3, -1.2, 0.7 }, z[] = { 1.0, 0.2, -0.5 };
    chl_wide network = network_of(names[_i % 4], 1 + (size_t) _i / 4);
    double large[3], small[3], plain[3], scaled[3], value;

    network.sigma_b = 0.0;
    for (size_t k = 0; k < 3; k++) {
        large[k] = 8.0 * x[k];
        small[k] = 0.25 * z[k];
    }
    value = one_pair(&network, 3, x, z, plain);
    ck_assert_double_eq_tol(one_pair(&network, 3, large, small, scaled),
                            2.0 * value, 1e-14);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(scaled[k], 0.25 * plain[k], 1e-14);
    }
}
END_TEST

/* phi = u: every layer adds one copy of the covariance. */
START_TEST(linear_networks_are_linear)
{
    static const double x[] = { 0.3, -1.2, 0.7 }, z[] = { 1.0, 0.2, -0.5 };
    chl_wide network = network_of("identity", 1 + (size_t) _i);
    double c, expected;

    network.sigma_b = 0.0;
    network.sigma_w = 1.5;
    c = dot(3, x, z) / 3.0 * pow(2.25, (double) network.depth + 1.0);
    expected = ((double) network.depth + 1.0) * c;
    ck_assert_double_eq_tol(one_pair(&network, 3, x, z, NULL), expected,
                            1e-14 * fabs(expected));
}
END_TEST

/* With phi = u the residual block is two layers of weights side by side, or
 * one and two behind one another. */
START_TEST(linear_residual_networks_follow_their_recursion)
{
    static const double x[] = { 0.3, -1.2, 0.7 }, z[] = { 1.0, 0.2, -0.5 };
    chl_wide network = network_of("identity", 4);
    const double w = 1.3, b = 0.5;
    double c = w * dot(3, x, z) / 3.0 + b, t = c;

    network.sigma_w = sqrt(w);
    network.sigma_b = sqrt(b);
    network.block = 1 + (size_t) _i;
    for (size_t l = 0; l < network.depth; l++) {
        double side_c = w * c + b, side_t = side_c + w * t;

        for (size_t k = 0; k < network.block; k++) {
            c = w * c + b;
            t = c + w * t;
        }
        c += side_c;
        t += side_t;
    }
    t = w * c + w * t;
    ck_assert_double_eq_tol(one_pair(&network, 3, x, z, NULL), t,
                            1e-13 * fabs(t));
    network.tangent = false;
    ck_assert_double_eq_tol(one_pair(&network, 3, x, z, NULL), w * c,
                            1e-13 * fabs(t));
}
END_TEST

/* arcsin kernels by hand: between the layers c and T over the root of both
 * variances. */
START_TEST(normalised_layers_are_as_worked_out_by_hand)
{
    static const double x[] = { 0.3, -1.2 }, z[] = { 1.0, 0.2 };
    chl_wide network = network_of("erf", 2);
    double c = dot(2, x, z) / 2.0 + 1.0, q = dot(2, x, x) / 2.0 + 1.0;
    double other = dot(2, z, z) / 2.0 + 1.0, t = c, r, scale;

    network.normalise = true;
    r = sqrt((1.0 + 2.0 * q) * (1.0 + 2.0 * other) - 4.0 * c * c);
    t *= 4.0 / (pi * r);
    c = 2.0 / pi * atan2(2.0 * c, r) + 1.0;
    t += c;
    q = 2.0 / pi * asin(2.0 * q / (1.0 + 2.0 * q)) + 1.0;
    other = 2.0 / pi * asin(2.0 * other / (1.0 + 2.0 * other)) + 1.0;
    scale = 1.0 / sqrt((q + 1e-12) * (other + 1e-12));
    c *= scale;
    t *= scale;
    q /= q + 1e-12;
    other /= other + 1e-12;
    r = sqrt((1.0 + 2.0 * q) * (1.0 + 2.0 * other) - 4.0 * c * c);
    t *= 4.0 / (pi * r);
    c = 2.0 / pi * atan2(2.0 * c, r);
    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, NULL), t + c, 1e-14);
    network.tangent = false;
    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, NULL), c, 1e-14);
}
END_TEST

/* Without biases normalised networks of rays only see directions. */
START_TEST(normalised_networks_of_rays_do_not_see_sizes)
{
    static const double x[] = { 0.3, -1.2 }, z[] = { 1.0, 0.2 };
    static const double far[] = { 3.0, -12.0 };
    static const char *const rays[] = { "relu", "leaky_relu", "abs",
                                        "identity" };
    chl_wide network = network_of(rays[_i], 3);

    network.sigma_b = 0.0;
    network.normalise = true;
    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, NULL),
                            one_pair(&network, 2, far, z, NULL), 1e-11);
}
END_TEST

/* relu with one hidden layer in standard parameterisation, by hand. */
START_TEST(standard_parameters_count_by_their_width)
{
    static const double x[] = { 0.3, -1.2 }, z[] = { 1.0, 0.2 };
    chl_wide network = network_of("relu", 1);
    double q = dot(2, x, x) / 2.0 + 1.0, other = dot(2, z, z) / 2.0 + 1.0;
    double c = dot(2, x, z) / 2.0 + 1.0, s = sqrt(q * other - c * c);
    double d = 0.5 - atan2(s, c) / (2.0 * pi), v = s / (2.0 * pi) + d * c;

    network.width = 100;
    network.last_bias = true;
    ck_assert_double_eq_tol(one_pair(&network, 2, x, z, NULL),
                            100.0 * v + 1.0 + d * (dot(2, x, z) + 1.0), 1e-12);
}
END_TEST

START_TEST(scaled_data_with_scaled_weights_change_nothing_but_the_output)
{
    static const double x[] = { 0.3, -1.2 }, z[] = { 1.0, 0.2 };
    chl_wide network = network_of("relu", 3);
    double plain, scaled;

    /* Weights and biases s times as large: the output is s^4 as large. */
    plain = one_pair(&network, 2, x, z, NULL);
    network.sigma_w = 2.0;
    network.sigma_b = 0.0;
    scaled = one_pair(&network, 2, x, z, NULL);
    network.sigma_w = 1.0;
    ck_assert_double_eq_tol(scaled, 256.0 * one_pair(&network, 2, x, z, NULL),
                            1e-12);
    ck_assert_double_gt(plain, 0.0);
}
END_TEST

/* Equal points, the origin, one column: finite, whatever the network. */
START_TEST(degenerate_points_have_finite_fields)
{
    static const double points[] = { 0.0, 0.5, 0.5, -2.0, 1e-160, 1e30 };
    enum {
        M = sizeof points / sizeof *points
    };
    chl_wide network = some_network(_i);
    double norms[M], values[M * M], p[M * M], q[M * M];
    chl_pairs pairs = { M, M, 1, points, points, norms, norms, NULL };

    for (size_t j = 0; j < M; j++) {
        norms[j] = points[j] * points[j];
    }
    chl_wide_block(&network, &pairs, values, p, q);
    for (size_t at = 0; at < (size_t) M * M; at++) {
        ck_assert_msg(isfinite(values[at]) && isfinite(p[at])
                          && isfinite(q[at]),
                      "pair %zu: %g %g %g", at, values[at], p[at], q[at]);
    }
}
END_TEST

START_TEST(unusable_networks_are_refused)
{
    chl_wide network = chl_wide_default();
    chl_activation activation;
    chl_error err = { 0 };

    ck_assert_ok(chl_wide_check(&network, &err), err);
    ck_assert_fails(chl_activation_init("rellu", &activation, &err), CHL_EARG,
                    "did you mean 'relu'?", err);
    ck_assert_fails(chl_activation_init("softplus-ish", &activation, &err),
                    CHL_EARG, "it must be relu", err);
    network.normalise = true;
    network.block = 2;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "is normalised and has residual blocks", err);
    network = chl_wide_default();
    network.block = 65;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "block of the network has 65 layers", err);
    network = chl_wide_default();
    network.depth = 0;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "depth of the network is 0", err);
    network = chl_wide_default();
    network.sigma_w = 0.0;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "sigma_w of the network is 0", err);
    network = chl_wide_default();
    network.sigma_b = NAN;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "sigma_b of the network is nan", err);
    network = chl_wide_default();
    network.activation_count = 5;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "network has 5 activations", err);
    network = network_of("rbf", 1);
    network.activations[0].a = 0.0;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "parameter of activation 'rbf' is 0", err);
    network.activations[0].b = INFINITY;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG,
                    "parameters of activation 'rbf'", err);
    network.activations[0].type = NULL;
    ck_assert_fails(chl_wide_check(&network, &err), CHL_EARG, "is none", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/wide");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, three_layers_match_the_unit_values, 0, 2);
    tcase_add_loop_test(laws, gradients_agree_with_differences, 0, NETWORKS);
    tcase_add_loop_test(
        laws, the_gradient_at_equal_points_is_half_that_of_the_diagonal, 0,
        NETWORKS);
    tcase_add_loop_test(
        laws, the_cusp_of_relu_keeps_seven_digits_at_a_separation_of_1e_8, 0,
        10);
    tcase_add_loop_test(
        laws, blocks_agree_with_pairs_and_with_the_kernel_turned_round, 0,
        NETWORKS);
    tcase_add_loop_test(
        laws, gram_matrices_are_positive_definite_up_to_rounding, 0, NETWORKS);
    tcase_add_loop_test(laws, without_bias_networks_of_rays_are_homogeneous, 0,
                        20);
    tcase_add_loop_test(laws, linear_networks_are_linear, 0, 5);
    tcase_add_loop_test(laws, linear_residual_networks_follow_their_recursion,
                        0, 2);
    tcase_add_test(laws, normalised_layers_are_as_worked_out_by_hand);
    tcase_add_loop_test(laws, normalised_networks_of_rays_do_not_see_sizes, 0,
                        4);
    tcase_add_test(laws, standard_parameters_count_by_their_width);
    tcase_add_test(
        laws, scaled_data_with_scaled_weights_change_nothing_but_the_output);
    tcase_add_loop_test(laws, degenerate_points_have_finite_fields, 0,
                        NETWORKS);
    tcase_add_test(laws, unusable_networks_are_refused);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
