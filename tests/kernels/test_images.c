/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of wide convolutional networks. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    HEIGHT = 3,
    WIDTH = 4,
    CHANNELS = 2,
    D = HEIGHT * WIDTH * CHANNELS,
    POINTS = 35
};

static const char *const names[] = {
    "cntk-relu",      "cnngp-relu",   "cntk-gap-relu", "cnngp-gap-relu",
    "cntk-erf",       "cntk-gap-erf", "cntk-gelu",     "cntk-gap-relu+erf",
    "cntk-relu+gelu", "cntk-sin",     "dcgan-relu",    "dcgan-nngp-relu",
    "dcgan-erf+relu"
};

enum {
    NAMES = sizeof names / sizeof *names,
    NORMALISED = 2 /* behind plain and circular                              */
};

static chl_pair_kernel
kernel_of(const char *name, size_t depth, int kind)
{
    chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    wide.depth = depth;
    wide.normalise = kind == NORMALISED;
    wide.sigma_w = 1.3;
    wide.sigma_b = 0.4;
    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.0, 1.0, &kernel, &err),
                 err);
    kernel.images.height = HEIGHT;
    kernel.images.width = WIDTH;
    kernel.images.channels = CHANNELS;
    kernel.images.circular = kind == 1 && !kernel.images.strided;
    return kernel;
}

static const double *
points(void)
{
    static double x[POINTS * D];
    chl_random source = { 31, CHL_STREAM_TESTS };

    for (size_t i = 0; i < (size_t) POINTS * D; i++) {
        x[i] = chl_random_normal(&source, i);
    }
    return x;
}

static double
value_of(const chl_pair_kernel *kernel, const double *x, const double *z)
{
    double value;
    chl_error err = { 0 };

    ck_assert_ok(
        chl_images_field(kernel, 1, x, 1, z, 0, NULL, &value, NULL, &err), err);
    return value;
}

/* An image of one pixel that wraps round is its own nine neighbours: the
 * network is fully connected. */
START_TEST(one_pixel_that_wraps_round_is_a_fully_connected_network)
{
    const bool pooled = _i % 2 == 1, tangent = _i >= 2;
    static const char *const wides[] = { "nngp-relu", "ntk-relu" };
    static const char *const convs[] = { "cnngp-relu", "cnngp-gap-relu",
                                         "cntk-relu", "cntk-gap-relu" };
    chl_pair_kernel conv = kernel_of(convs[_i], 3, true);
    chl_pair_kernel wide = kernel_of(wides[tangent ? 1 : 0], 3, true);
    const double *x = points(), *z = x + D;
    double norms[2] = { 0.0, 0.0 }, value, p, q, slopes[CHANNELS];
    const double one = 1.0;
    chl_error err = { 0 };

    for (size_t l = 0; l < CHANNELS; l++) {
        norms[0] += x[l] * x[l];
        norms[1] += z[l] * z[l];
    }
    conv.images.height = conv.images.width = 1;
    ck_assert_int_eq(conv.images.pooled, pooled);
    chl_pair_block(&wide,
                   &(chl_pairs){ 1, 1, CHANNELS, x, z, norms, norms + 1, NULL },
                   &value, &p, &q);
    ck_assert_double_eq_tol(value_of(&conv, x, z), value, 1e-14);
    ck_assert_ok(
        chl_images_field(&conv, 1, x, 1, z, 1, &one, NULL, slopes, &err), err);
    for (size_t l = 0; l < CHANNELS; l++) {
        ck_assert_double_eq_tol(slopes[l], p * z[l] + q * x[l], 1e-14);
    }
}
END_TEST

/* V + D c of relu. */
static double
layer_of(double q, double other, double c)
{
    double s = sqrt(fmax(q * other - c * c, 0.0));

    return (s + 2.0 * (M_PI - atan2(s, c)) * c) / (2.0 * M_PI);
}

/* Two pixels in a row of zeros, one layer of relu with sigma_w^2 = 9, sigma_b =
 * 0: each sees both, x = (1, 2) has q = 5 at both, and z = (u, v) has u^2 +
 * v^2. The same pixel of both sees c = u + 2 v, and pixels 0 and 1 have one
 * neighbour in common, c = v and c = 2 u. */
START_TEST(two_pixels_are_as_worked_out_by_hand)
{
    static const double z[][2] = { { 1.0, 2.0 }, { -1.0, -2.0 }, { 1.0, 0.0 } };
    const double x[] = { 1.0, 2.0 }, u = z[_i / 2][0], v = z[_i / 2][1];
    const double q = u * u + v * v, same = layer_of(5.0, q, u + 2.0 * v);
    const bool pooled = _i % 2 == 1;
    chl_pair_kernel kernel =
        kernel_of(pooled ? "cntk-gap-relu" : "cntk-relu", 1, false);

    kernel.wide.sigma_w = 3.0;
    kernel.wide.sigma_b = 0.0;
    kernel.images = (chl_images){
        .height = 1, .width = 2, .channels = 1, .pooled = pooled
    };
    ck_assert_double_eq_tol(value_of(&kernel, x, z[_i / 2]),
                            pooled ? 9.0 / 4.0
                                         * (2.0 * same + layer_of(5.0, q, v)
                                            + layer_of(5.0, q, 2.0 * u))
                                   : 9.0 * same,
                            _i / 2 == 1 ? 1e-6 : 1e-12);
}
END_TEST

/* An image of one pixel that wraps round again, with normalised layers. */
START_TEST(one_normalised_pixel_is_a_normalised_network)
{
    static const char *const wides[] = { "nngp-relu+erf", "ntk-relu+erf" };
    static const char *const convs[] = { "cnngp-relu+erf", "cntk-relu+erf" };
    chl_pair_kernel conv = kernel_of(convs[_i], 3, NORMALISED);
    chl_pair_kernel wide = kernel_of(wides[_i], 3, NORMALISED);
    const double *x = points(), *z = x + D;
    double norms[2] = { 0.0, 0.0 }, value, p, q, slopes[CHANNELS];
    const double one = 1.0;
    chl_error err = { 0 };

    for (size_t l = 0; l < CHANNELS; l++) {
        norms[0] += x[l] * x[l];
        norms[1] += z[l] * z[l];
    }
    conv.images.height = conv.images.width = 1;
    conv.images.circular = true;
    chl_pair_block(&wide,
                   &(chl_pairs){ 1, 1, CHANNELS, x, z, norms, norms + 1, NULL },
                   &value, &p, &q);
    ck_assert_double_eq_tol(value_of(&conv, x, z), value, 1e-13);
    ck_assert_ok(
        chl_images_field(&conv, 1, x, 1, z, 1, &one, NULL, slopes, &err), err);
    for (size_t l = 0; l < CHANNELS; l++) {
        ck_assert_double_eq_tol(slopes[l], p * z[l] + q * x[l], 1e-13);
    }
}
END_TEST

/* Two by two pixels, phi = u: the first layer sees all of them from each, the
 * second has one pixel with 4 of its 16 inside, the third 1 of 16. */
START_TEST(linear_strided_networks_follow_their_recursion)
{
    const bool tangent = _i == 0;
    chl_pair_kernel kernel =
        kernel_of(tangent ? "dcgan-identity" : "dcgan-nngp-identity", 3, false);
    const double w = 1.3 * 1.3, b = 0.4 * 0.4, *x = points(), *z = x + D;
    double c = 0.0, t;

    kernel.images.height = kernel.images.width = 2;
    kernel.images.channels = 1;
    for (size_t l = 0; l < 4; l++) {
        c += w / 9.0 * x[l] * z[l];
    }
    t = c;
    c = w / 4.0 * c + b;
    t = c + w / 4.0 * t;
    c = w / 16.0 * c + b;
    t = c + w / 16.0 * t;
    ck_assert_double_eq_tol(value_of(&kernel, x, z), w * (tangent ? c + t : c),
                            1e-14);
}
END_TEST

START_TEST(kernels_are_symmetric)
{
    chl_pair_kernel kernel = kernel_of(names[_i % NAMES], 2, _i / NAMES);
    const double *x = points(), *z = x + D;

    ck_assert_double_eq_tol(value_of(&kernel, x, z), value_of(&kernel, z, x),
                            1e-13);
}
END_TEST

/* More columns than go together, so that blocks meet. */
START_TEST(gradients_agree_with_differences)
{
    chl_pair_kernel kernel = kernel_of(names[_i % NAMES], 3, _i / NAMES);
    const double *z = points() + D, h = 1e-5;
    double x[D], coefficients[2 * (POINTS - 1)], slopes[2 * D];
    double values[POINTS - 1];
    chl_error err = { 0 };

    memcpy(x, points(), sizeof x);
    for (size_t j = 0; j < sizeof coefficients / sizeof *coefficients; j++) {
        coefficients[j] = cos((double) j) / POINTS;
    }
    ck_assert_ok(chl_images_field(&kernel, 1, x, POINTS - 1, z, 2, coefficients,
                                  NULL, slopes, &err),
                 err);
    for (size_t l = 0; l < D; l += 5) {
        double at = x[l], sides[2][2] = { { 0.0, 0.0 }, { 0.0, 0.0 } };

        for (int side = 0; side < 2; side++) {
            x[l] = at + (side == 0 ? h : -h);
            ck_assert_ok(chl_images_field(&kernel, 1, x, POINTS - 1, z, 0, NULL,
                                          values, NULL, &err),
                         err);
            for (size_t j = 0; j < sizeof coefficients / sizeof *coefficients;
                 j++) {
                sides[side][j < POINTS - 1 ? 0 : 1] +=
                    coefficients[j] * values[j % (POINTS - 1)];
            }
        }
        x[l] = at;
        for (size_t a = 0; a < 2; a++) {
            ck_assert_double_eq_tol(slopes[a * D + l],
                                    (sides[0][a] - sides[1][a]) / (2.0 * h),
                                    1e-8);
        }
    }
}
END_TEST

START_TEST(gradients_of_each_are_those_of_single_coefficients)
{
    chl_pair_kernel kernel = kernel_of(names[_i], 2, false);
    const double *x = points(), *z = x + D;
    double each[POINTS - 1][D], single[D], coefficients[POINTS - 1] = { 0.0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_images_field(&kernel, 1, x, POINTS - 1, z, POINTS - 1,
                                  NULL, NULL, each[0], &err),
                 err);
    coefficients[33] = 1.0;
    ck_assert_ok(chl_images_field(&kernel, 1, x, POINTS - 1, z, 1, coefficients,
                                  NULL, single, &err),
                 err);
    ck_assert_mem_eq(each[33], single, sizeof single);
}
END_TEST

/* k(x, x + h) of relu without tangents is linear in h up to a term of third
 * order, which a covariance of 1 would have drowned long before h = 1e-4;
 * pooled, where different pixels meet, of second order. */
START_TEST(near_images_keep_their_distance)
{
    chl_pair_kernel kernel =
        kernel_of(_i == 0 ? "cnngp-relu" : "cnngp-gap-relu", 2, _i == 2);
    const double *x = points();
    double z[D], change[2];

    for (int near = 0; near < 2; near++) {
        double h = near == 0 ? 1e-3 : 1e-4, sum = 0.0;

        for (int side = -1; side <= 1; side += 2) {
            for (size_t l = 0; l < D; l++) {
                z[l] = x[l] + side * h * cos((double) l);
            }
            sum += value_of(&kernel, x, z);
        }
        change[near] = (sum - 2.0 * value_of(&kernel, x, x)) / (h * h);
    }
    ck_assert_double_eq_tol(change[0], (_i == 0 ? 10.0 : 1.0) * change[1],
                            0.05 * fabs(change[0]));
}
END_TEST

/* Pooled and wrapped round: a shift of either image changes nothing. */
START_TEST(shifts_do_not_change_a_pooled_kernel_that_wraps_round)
{
    chl_pair_kernel kernel = kernel_of("cntk-gap-relu", 3, true);
    const double *x = points(), *z = x + D;
    double shifted[D];

    for (size_t at = 0; at < D; at++) {
        size_t y = at / (WIDTH * CHANNELS), c = at % (WIDTH * CHANNELS);

        shifted[at] = z[(y + 1) % HEIGHT * WIDTH * CHANNELS
                        + (c + CHANNELS) % (WIDTH * CHANNELS)];
    }
    ck_assert_double_eq_tol(value_of(&kernel, x, z),
                            value_of(&kernel, x, shifted), 1e-13);
}
END_TEST

START_TEST(unusable_kernels_are_refused)
{
    chl_pair_kernel kernel = kernel_of("cntk-relu", 2, false);
    const chl_wide wide = chl_wide_default();
    chl_error err = { 0 };

    kernel.images.height = 0;
    ck_assert_fails(chl_pair_kernel_check(&kernel, &err), CHL_EARG,
                    "images are 0 x 4 x 2", err);
    kernel.images = (chl_images){ 33, 32, 1, false, true, false };
    ck_assert_fails(chl_pair_kernel_check(&kernel, &err), CHL_EARG,
                    "1 to 1024 pixels", err);
    kernel = kernel_of("cntk-relu", 2, false);
    kernel.images.strided = kernel.images.pooled = true;
    ck_assert_fails(chl_pair_kernel_check(&kernel, &err), CHL_EARG,
                    "neither pooled nor circular", err);
    kernel.images.strided = kernel.images.pooled = false;
    kernel.wide.block = 2;
    ck_assert_fails(chl_pair_kernel_check(&kernel, &err), CHL_EARG,
                    "residual blocks of 2", err);
    ck_assert_fails(
        chl_pair_kernel_init("cntk-reluu", &wide, 1.0, 1.0, &kernel, &err),
        CHL_EARG, "did you mean 'relu'?", err);
    ck_assert_fails(
        chl_pair_kernel_init("ntk-relu+", &wide, 1.0, 1.0, &kernel, &err),
        CHL_EARG, "names no activation at ''", err);
    ck_assert_fails(chl_pair_kernel_init("ntk-relu+erf+abs+sin+gelu", &wide,
                                         1.0, 1.0, &kernel, &err),
                    CHL_EARG, "names more than 4", err);
    ck_assert_ok(chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, &err),
                 err);
    ck_assert_fails(
        chl_images_field(&kernel, 0, NULL, 0, NULL, 0, NULL, NULL, NULL, &err),
        CHL_EARG, "not one of images", err);
}
END_TEST

static chl_status
evaluate(void)
{
    const chl_pair_kernel kernel = kernel_of("cntk-gap-relu", 2, NORMALISED);
    double value, slopes[D];
    const double one = 1.0;

    return chl_images_field(&kernel, 1, points(), 1, points() + D, 1, &one,
                            &value, slopes, NULL);
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(evaluate());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/images");
    TCase *laws = tcase_create("laws");
    TCase *limits = tcase_create("limits");

    tcase_add_loop_test(
        laws, one_pixel_that_wraps_round_is_a_fully_connected_network, 0, 4);
    tcase_add_loop_test(laws, two_pixels_are_as_worked_out_by_hand, 0, 6);
    tcase_add_loop_test(laws, one_normalised_pixel_is_a_normalised_network, 0,
                        2);
    tcase_add_loop_test(laws, linear_strided_networks_follow_their_recursion, 0,
                        2);
    tcase_add_loop_test(laws, kernels_are_symmetric, 0, 3 * NAMES);
    tcase_add_loop_test(laws, gradients_agree_with_differences, 0, 3 * NAMES);
    tcase_add_loop_test(
        laws, gradients_of_each_are_those_of_single_coefficients, 0, NAMES);
    tcase_add_test(laws, shifts_do_not_change_a_pooled_kernel_that_wraps_round);
    suite_add_tcase(suite, laws);
    tcase_add_loop_test(limits, near_images_keep_their_distance, 0, 3);
    tcase_add_test(limits, unusable_kernels_are_refused);
    tcase_add_test(limits, lost_memory_is_survived);
    suite_add_tcase(suite, limits);
    return run_suite(suite);
}
