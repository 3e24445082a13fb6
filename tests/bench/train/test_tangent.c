/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tangent matrices against what a slightly moved pair does. */
#include "tangent.h"

#include <cblas.h>
#include <math.h>

#include "cases.h"
#include "linear_noise.h"
#include "support/runner.h"

enum {
    ROWS = 40,
    FEATURES = 20
};

/* D is antisymmetric: what is left beyond first order is of third. */
#define SMALL 1e-4

static const chl_network_spec critic_spec = {
    .from = { 1, 1, 2 },
    .count = 3,
    .layers = { { .type = "dense", .to = { 1, 1, 8 } },
                { .type = "tanh" },
                { .type = "dense", .to = { 1, 1, 1 } } },
    .antisymmetric = true,
};

static const chl_network_spec mover_spec = {
    .from = { 1, 1, 2 },
    .count = 3,
    .layers = { { .type = "dense", .to = { 1, 1, 6 } },
                { .type = "gelu" },
                { .type = "dense", .to = { 1, 1, 2 } } },
    .antisymmetric = true,
};

static const train_case cases[] = {
    { "particles", "gauss:sigma=1.5,1", ROWS, FEATURES, &critic_spec, NULL,
      NULL, 0 },
    { "network", "gauss:sigma=1.5,1", ROWS, FEATURES, &critic_spec, &mover_spec,
      NULL, 0 },
};

typedef struct scene {
    train_setup setup;
    train_tangent tangent;
    double alpha[FEATURES];
    size_t all[ROWS];
    train_batch batch;
} scene;

/* The pair with D = SMALL alpha, y = x. */
static void
open_scene(size_t index, scene *s)
{
    const chl_random source = { 9, CHL_STREAM_TESTS };
    double scaled[FEATURES];
    chl_error err = { 0 };

    *s = (scene){ 0 };
    ck_assert_ok(train_setup_open(&cases[index], NULL, 1, &s->setup, &err),
                 err);
    ck_assert_ok(
        train_tangent_create(&s->setup.pair, FEATURES, &s->tangent, &err), err);
    ck_assert_uint_eq(s->tangent.r, FEATURES);
    for (size_t k = 0; k < FEATURES; k++) {
        s->alpha[k] = chl_random_normal(&source, k);
        scaled[k] = SMALL * s->alpha[k];
    }
    for (size_t k = 0; k < ROWS; k++) {
        s->all[k] = k;
    }
    s->batch = (train_batch){ ROWS, s->all, s->all, 0 };
    train_move_critic(&s->setup.pair, &s->tangent, scaled, s->setup.theta);
}

static void
close_scene(scene *s)
{
    train_tangent_clear(&s->tangent);
    train_setup_close(&s->setup);
}

static double
form(const double *s, const double *x)
{
    double sum = 0.0;

    for (size_t q = 0; q < FEATURES; q++) {
        for (size_t p = 0; p < FEATURES; p++) {
            sum += x[p] * s[q * FEATURES + p] * x[q];
        }
    }
    return sum;
}

START_TEST(mass_mean_and_stiffness_are_moments_of_a_small_discriminator)
{
    scene s;
    const train_pair *pair = &s.setup.pair;
    double ones[ROWS], slope[2 * ROWS];
    double mean = 0.0, square = 0.0, stiffness = 0.0;

    open_scene(1, &s);
    chl_network_forward(pair->critic_trace, pair->theta, ROWS, pair->real,
                        NULL);
    for (size_t k = 0; k < ROWS; k++) {
        const double d = chl_trace_output(pair->critic_trace)[k] / SMALL;

        mean += d / ROWS;
        square += d * d / ROWS;
        ones[k] = 1.0 / SMALL;
    }
    chl_network_backward(pair->critic_trace, pair->theta, ones, NULL, NULL,
                         slope);
    for (size_t k = 0; k < 2 * ROWS; k++) {
        stiffness += slope[k] * slope[k] / ROWS;
    }
    ck_assert_double_eq_tol(
        mean, cblas_ddot(FEATURES, s.tangent.mean, 1, s.alpha, 1), 1e-5);
    ck_assert_double_eq_tol(square, form(s.tangent.m, s.alpha), 1e-5 * square);
    ck_assert_double_eq_tol(stiffness, form(s.tangent.a, s.alpha),
                            1e-5 * stiffness);
    close_scene(&s);
}
END_TEST

START_TEST(push_is_the_gradient_that_reaches_the_generator)
{
    scene s;
    double gradient[400], square = 0.0, pushed[400] = { 0 };
    chl_error err = { 0 };

    open_scene((size_t) _i, &s);
    ck_assert_uint_le(s.tangent.q, 400);
    ck_assert_ok(
        train_generator_gradient(&s.setup.pair, &s.batch, gradient, &err), err);
    train_move_generator(&s.tangent, s.alpha, pushed);
    for (size_t k = 0; k < s.tangent.q; k++) {
        const double share = _i == 0 ? 1.0 / ROWS : 1.0;

        ck_assert_double_eq_tol(-gradient[k] / SMALL, pushed[k],
                                1e-5 * (1.0 + fabs(pushed[k])));
        square += share * pushed[k] * pushed[k];
    }
    ck_assert_double_eq_tol(square, form(s.tangent.c, s.alpha), 1e-9 * square);
    close_scene(&s);
}
END_TEST

START_TEST(noise_of_one_step_is_that_of_the_batch_and_then_adds_up)
{
    scene s;
    chl_game game = { .c1 = 1.0, .cg = 1.0, .lr_d = 1.0, .lr_g = 1.0 };
    const double h = 1e-5;
    double once, later, trace = 0.0;
    chl_error err = { 0 };

    open_scene(1, &s);
    for (size_t q = 0; q < FEATURES; q++) {
        for (size_t p = 0; p < FEATURES; p++) {
            const size_t k = q * FEATURES + p;

            trace += s.tangent.d[k]
                     * (s.tangent.m[k] - s.tangent.mean[p] * s.tangent.mean[q]);
        }
    }
    ck_assert_ok(train_linear_noise(&s.tangent, &game, h, 0, 5, &once, &err),
                 err);
    ck_assert_ok(train_linear_noise(&s.tangent, &game, h, 6, 5, &later, &err),
                 err);
    ck_assert_double_eq_tol(once, h * h * h * h * 0.4 * trace, 1e-12 * once);
    /* no forces worth the name in 64 such steps: 1^2 + .. + 64^2 */
    ck_assert_double_eq_tol(later / once, 89440.0, 1.0);
    close_scene(&s);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("train/tangent");
    TCase *tests = tcase_create("all");

    tcase_add_test(
        tests, mass_mean_and_stiffness_are_moments_of_a_small_discriminator);
    tcase_add_loop_test(tests, push_is_the_gradient_that_reaches_the_generator,
                        0, 2);
    tcase_add_test(tests,
                   noise_of_one_step_is_that_of_the_batch_and_then_adds_up);
    openblas_set_num_threads(1);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
