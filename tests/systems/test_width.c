/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tangent kernels of finite networks, which tend to that of infinite ones. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "support/runner.h"
#include "systems/network.h"

enum {
    POINTS = 10,
    D = 2,
    DRAWS = 40
};

static void
fill_points(double *x, double *norms)
{
    chl_random source = { 23, CHL_STREAM_TESTS };

    for (size_t i = 0; i < POINTS; i++) {
        norms[i] = 0.0;
        for (size_t k = 0; k < D; k++) {
            x[i * D + k] = chl_random_normal(&source, i * D + k);
            norms[i] += x[i * D + k] * x[i * D + k];
        }
    }
}

/* Two hidden layers of gelu. */
static chl_network *
create_network(size_t width)
{
    const chl_shape hidden = { 1, 1, width }, output = { 1, 1, 1 };
    const chl_network_spec spec = {
        .from = { 1, 1, D },
        .count = 5,
        .layers = { { .type = "dense", .to = hidden },
                    { .type = "gelu" },
                    { .type = "dense", .to = hidden },
                    { .type = "gelu" },
                    { .type = "dense", .to = output } },
    };
    chl_network *network = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_network_create(&spec, &network, &err), err);
    return network;
}

/* grad f(x) . grad f(z) of one draw of the parameters. */
static void
fill_tangent(const chl_network *network, uint64_t seed, const double *x,
             double *gram)
{
    const size_t count = chl_network_parameters(network);
    const chl_random random = { seed, CHL_STREAM_TESTS };
    const double one = 1.0;
    chl_network_start start = chl_network_start_default();
    double *theta = chl_alloc(count, sizeof *theta);
    double *slopes = chl_alloc(POINTS * count, sizeof *slopes);
    chl_trace *trace = NULL;
    chl_error err = { 0 };

    start.bias_gain = 1.0;
    chl_network_draw(network, &start, &random, theta);
    ck_assert_ok(chl_trace_create(network, 1, &trace, &err), err);
    for (size_t i = 0; i < POINTS; i++) {
        chl_network_forward(trace, theta, 1, x + i * D, NULL);
        chl_network_backward(trace, theta, &one, NULL, slopes + i * count,
                             NULL);
    }
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t j = 0; j < POINTS; j++) {
            double sum = 0.0;

            for (size_t k = 0; k < count; k++) {
                sum += slopes[i * count + k] * slopes[j * count + k];
            }
            gram[i * POINTS + j] = sum;
        }
    }
    chl_trace_free(trace);
    chl_free(slopes);
    chl_free(theta);
}

/* Relative distance of finite kernels from the infinite one, in the norm of
 * Frobenius, root mean square over draws. */
static double
distance(size_t width)
{
    double x[POINTS * D], norms[POINTS], wide[POINTS * POINTS];
    double finite[POINTS * POINTS], apart = 0.0, size = 0.0;
    const chl_pairs pairs = { POINTS, POINTS, D, x, x, norms, norms, NULL };
    chl_network *network = create_network(width);
    chl_wide limit = chl_wide_default();
    chl_error err = { 0 };

    fill_points(x, norms);
    ck_assert_ok(chl_activation_init("gelu", limit.activations, &err), err);
    limit.depth = 2;
    limit.last_bias = true;
    limit.width = width;
    chl_wide_block(&limit, &pairs, wide, NULL, NULL);
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        fill_tangent(network, seed, x, finite);
        for (size_t i = 0; i < (size_t) POINTS * POINTS; i++) {
            apart += (finite[i] - wide[i]) * (finite[i] - wide[i]) / DRAWS;
        }
    }
    for (size_t i = 0; i < (size_t) POINTS * POINTS; i++) {
        size += wide[i] * wide[i];
    }
    chl_network_free(network);
    return sqrt(apart / size);
}

/* Squares of distances have about the spread of a chi-square of one degree:
 * their root mean over 40 draws is uncertain by 11 %, the quotient of two by
 * 16 %. The factor of 4 between widths 16 times apart is held to twice that. */
START_TEST(finite_networks_approach_the_kernel_as_one_over_root_width)
{
    double narrow = distance(16), wide = distance(256);

    ck_assert_double_gt(narrow / wide, 4.0 / 1.32);
    ck_assert_double_lt(narrow / wide, 4.0 * 1.32);
    /* A kernel that is off by a constant factor would stop here. */
    ck_assert_double_lt(wide, 0.25);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/width");
    TCase *limit = tcase_create("limit");

    tcase_add_test(limit,
                   finite_networks_approach_the_kernel_as_one_over_root_width);
    suite_add_tcase(suite, limit);
    return run_suite(suite);
}
