/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of both players against differences of what they descend. */
#include "pair.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "support/runner.h"

enum {
    ROWS = 6,
    COLUMNS = 16,
    LONGEST = 600
};

#define STEP 1e-3
#define GAMMA 0.7

static const chl_network_spec critic_spec = {
    .from = { 4, 4, 1 },
    .count = 3,
    .layers = { { .type = "convolution",
                  .to = { .channels = 3 },
                  .side = 3,
                  .stride = 2 },
                { .type = "softplus" },
                { .type = "dense", .to = { 1, 1, 1 } } },
};

static const chl_network_spec mover_spec = {
    .from = { 4, 4, 1 },
    .count = 3,
    .layers = { { .type = "convolution",
                  .to = { .channels = 2 },
                  .side = 3,
                  .stride = 1 },
                { .type = "tanh" },
                { .type = "dense", .to = { 4, 4, 1 } } },
};

/* phi1, phi2 and psi of the table of losses. */
static double
softplus(double x)
{
    return fmax(x, 0.0) + log1p(exp(-fabs(x)));
}

static double
value_of(size_t loss, size_t part, double d)
{
    const double values[3][3] = {
        { d, -d, -d },
        { -softplus(-d), -softplus(d), softplus(-d) },
        { -0.5 * (d - 0.5) * (d - 0.5), -0.5 * (d + 0.5) * (d + 0.5),
          0.5 * (d - 0.5) * (d - 0.5) },
    };

    return values[loss][part];
}

typedef struct scene {
    double rows[ROWS * COLUMNS], theta[LONGEST], eta[LONGEST],
        y[ROWS * COLUMNS];
    size_t order[ROWS];
    chl_dataset *dataset;
    chl_augment *augment;
    chl_network *critic, *generator;
    chl_trace *trace;
    train_pair pair;
    train_batch batch;
    size_t loss;
} scene;

static void
open_augment(scene *s)
{
    const chl_array array = {
        .data = s->rows, .dtype = CHL_F64, .axes = 4, .shape = { ROWS, 4, 4, 1 }
    };
    chl_augment_settings settings = chl_augment_settings_default();
    chl_augment_chain chain;
    chl_error err = { 0 };

    settings.threads = 1; /* six rows are not worth two */
    ck_assert_ok(
        chl_dataset_from_array("test", &array, NULL, &s->dataset, &err), err);
    ck_assert_ok(
        chl_augment_parse("flip:1,translation:0.25,contrast:0.5", &chain, &err),
        err);
    ck_assert_ok(
        chl_augment_create(&chain, s->dataset, &settings, &s->augment, &err),
        err);
}

static void
open_scene(size_t loss, bool with_generator, scene *s)
{
    const chl_random random = { 3, CHL_STREAM_TESTS };
    const chl_network_start start = { 1.0, 0.3, 1.0 };
    chl_error err = { 0 };

    memset(s, 0, sizeof *s);
    for (size_t k = 0; k < ROWS * COLUMNS; k++) {
        s->rows[k] = chl_random_uniform(&random, k);
        s->eta[k] = 0.1 * chl_random_normal(&random, k);
    }
    for (size_t k = 0; k < ROWS; k++) {
        s->order[k] = ROWS - 1 - k;
    }
    open_augment(s);
    ck_assert_ok(chl_network_create(&critic_spec, &s->critic, &err), err);
    chl_network_draw(s->critic, &start, &random, s->theta);
    ck_assert_ok(chl_trace_create(s->critic, ROWS, &s->trace, &err), err);
    if (with_generator) {
        ck_assert_ok(chl_network_create(&mover_spec, &s->generator, &err), err);
        chl_network_draw(s->generator, &start, &random, s->eta);
    }
    s->loss = loss;
    s->pair = (train_pair){ .n = ROWS,
                            .d = COLUMNS,
                            .real = s->rows,
                            .fakes = ROWS,
                            .critic = s->critic,
                            .generator = s->generator,
                            .input = s->rows,
                            .offset = s->rows,
                            .theta = s->theta,
                            .eta = s->eta,
                            .loss = player_loss_at(loss),
                            .gamma = GAMMA,
                            .augment = s->augment };
    ck_assert_ok(train_pair_open(&s->pair, ROWS, &err), err);
    s->batch = (train_batch){ ROWS, s->order, s->order, 5 };
}

static void
close_scene(scene *s)
{
    train_pair_close(&s->pair);
    chl_trace_free(s->trace);
    chl_network_free(s->critic);
    chl_network_free(s->generator);
    chl_augment_free(s->augment);
    chl_dataset_free(s->dataset);
}

static void
see(scene *s, const double *x, size_t draw)
{
    chl_error err = { 0 };

    ck_assert_ok(
        chl_augment_apply(s->augment, draw, ROWS, s->order, x, s->y, &err),
        err);
    chl_network_forward(s->trace, s->theta, ROWS, s->y, NULL);
}

/* What the discriminator descends: minus its objective. */
static double
critic_value(scene *s)
{
    double rows[ROWS * COLUMNS], slope[ROWS * COLUMNS], ones[ROWS], sum = 0.0;

    for (size_t k = 0; k < ROWS; k++) {
        memcpy(rows + k * COLUMNS, s->rows + s->order[k] * COLUMNS,
               COLUMNS * sizeof *rows);
        ones[k] = 1.0;
    }
    see(s, rows, s->batch.draw);
    chl_network_backward(s->trace, s->theta, ones, NULL, NULL, slope);
    for (size_t k = 0; k < ROWS; k++) {
        sum -= value_of(s->loss, 0, chl_trace_output(s->trace)[k]) / ROWS;
    }
    for (size_t k = 0; k < ROWS * COLUMNS; k++) {
        sum += 0.5 * GAMMA * slope[k] * slope[k] / ROWS;
    }
    train_generate(&s->pair, ROWS, s->order, rows);
    see(s, rows, s->batch.draw + 1);
    for (size_t k = 0; k < ROWS; k++) {
        sum -= value_of(s->loss, 1, chl_trace_output(s->trace)[k]) / ROWS;
    }
    return sum;
}

static double
generator_value(scene *s)
{
    const double rows = s->generator == NULL ? ROWS : 1.0;
    double made[ROWS * COLUMNS], sum = 0.0;

    train_generate(&s->pair, ROWS, s->order, made);
    see(s, made, s->batch.draw + 1);
    for (size_t k = 0; k < ROWS; k++) {
        sum +=
            rows * value_of(s->loss, 2, chl_trace_output(s->trace)[k]) / ROWS;
    }
    return sum;
}

static double
difference(scene *s, double (*value)(scene *), double *number, double step)
{
    const double kept = *number;
    double right, left;

    *number = kept + step;
    right = value(s);
    *number = kept - step;
    left = value(s);
    *number = kept;
    return right - left;
}

/* Over four points: STEP^4 / 30 of fifth derivatives, and rounding. */
static void
assert_gradient(scene *s, double (*value)(scene *), double *numbers,
                size_t count, const double *gradient)
{
    for (size_t k = 0; k < count; k++) {
        double slope = (8.0 * difference(s, value, &numbers[k], STEP)
                        - difference(s, value, &numbers[k], 2.0 * STEP))
                       / (12.0 * STEP);

        ck_assert_double_eq_tol(gradient[k], slope,
                                1e-9 * (1.0 + fabs(gradient[k])));
    }
}

START_TEST(the_penalised_gradient_of_the_discriminator_is_exact)
{
    scene s;
    chl_error err = { 0 };
    double gradient[LONGEST];

    open_scene((size_t) _i, true, &s);
    ck_assert_ok(train_critic_gradient(&s.pair, &s.batch, gradient, &err), err);
    assert_gradient(&s, critic_value, s.theta, train_pair_critic_size(&s.pair),
                    gradient);
    close_scene(&s);
}
END_TEST

START_TEST(the_gradient_of_the_generator_passes_the_augmentation_exactly)
{
    scene s;
    chl_error err = { 0 };
    double gradient[LONGEST];

    open_scene((size_t) _i % 3, _i < 3, &s);
    ck_assert_ok(train_generator_gradient(&s.pair, &s.batch, gradient, &err),
                 err);
    assert_gradient(&s, generator_value, s.eta,
                    train_pair_generator_size(&s.pair), gradient);
    close_scene(&s);
}
END_TEST

START_TEST(losses_have_the_constants_of_the_library)
{
    const player_loss *loss = player_loss_at((size_t) _i);
    const chl_loss *known = NULL;
    chl_error err = { 0 };
    const double h = 1e-5;

    ck_assert_ok(chl_loss_find(loss->name, &known, &err), err);
    ck_assert_double_eq_tol(loss->real(0.0), known->c1, 1e-15);
    ck_assert_double_eq_tol(loss->fake(0.0), -known->c1, 1e-15);
    ck_assert_double_eq_tol(fabs(loss->generator(0.0)), known->cg, 1e-15);
    ck_assert_double_eq_tol(
        (loss->real(-h) - loss->real(h) + loss->fake(-h) - loss->fake(h))
            / (2.0 * h),
        known->c2, 1e-9);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("train/pair");
    TCase *tests = tcase_create("all");

    tcase_add_loop_test(
        tests, the_penalised_gradient_of_the_discriminator_is_exact, 0, 3);
    tcase_add_loop_test(
        tests, the_gradient_of_the_generator_passes_the_augmentation_exactly, 0,
        6);
    tcase_add_loop_test(tests, losses_have_the_constants_of_the_library, 0, 3);
    openblas_set_num_threads(1);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
