/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits of known trajectories, and the smallest pair worth training. */
#include "local.h"

#include <cblas.h>
#include <math.h>

#include "support/runner.h"

enum {
    SNAPSHOTS = 33
};

START_TEST(a_fit_finds_the_roots_of_a_damped_wave)
{
    double y[2 * SNAPSHOTS];
    train_fit fit;

    for (size_t k = 0; k < SNAPSHOTS; k++) {
        const double t = 0.1 * (double) k;

        y[2 * k] = exp(-0.3 * t) * cos(2.0 * t);
        y[2 * k + 1] = exp(-0.3 * t) * sin(2.0 * t + 0.4);
    }
    fit = train_fit_roots(y, SNAPSHOTS, 2, 0.1);
    ck_assert_double_eq_tol(fit.s.re, -0.3, 1e-12);
    ck_assert_double_eq_tol(fit.s.im, 2.0, 1e-12);
    ck_assert_double_le(fit.residual, 1e-6);
}
END_TEST

START_TEST(a_fit_of_one_exponential_finds_one_root)
{
    double y[SNAPSHOTS];
    train_fit fit;

    for (size_t k = 0; k < SNAPSHOTS; k++) {
        y[k] = 3.0 * exp(-0.05 * (double) k);
    }
    fit = train_fit_roots(y, SNAPSHOTS, 1, 0.5);
    ck_assert_double_eq_tol(fit.s.re, -0.1, 1e-12);
    ck_assert(fit.s.im == 0.0);
    train_fit_squares(y, SNAPSHOTS, 1, y);
    ck_assert_double_eq_tol(train_fit_late_rate(y, SNAPSHOTS, 0.5), 0.1, 1e-12);
}
END_TEST

START_TEST(a_fit_of_two_exponentials_names_the_larger)
{
    double y[SNAPSHOTS];
    train_fit fit;

    for (size_t k = 0; k < SNAPSHOTS; k++) {
        y[k] = exp(-0.05 * (double) k) + 0.1 * exp(0.02 * (double) k);
    }
    fit = train_fit_roots(y, SNAPSHOTS, 1, 0.5);
    ck_assert_double_eq_tol(fit.s.re, -0.1, 1e-9);
}
END_TEST

START_TEST(tau_counts_pairs)
{
    const double x[] = { 1, 2, 3, 4, 5 }, same[] = { 2, 3, 5, 7, 11 },
                 one_swap[] = { 2, 1, 3, 4, 5 };

    ck_assert_double_eq_tol(train_fit_tau(x, same, 5), 1.0, 1e-15);
    ck_assert_double_eq_tol(train_fit_tau(x, one_swap, 5), 0.8, 1e-15);
}
END_TEST

static const chl_network_spec small_critic = {
    .from = { 1, 1, 2 },
    .count = 3,
    .layers = { { .type = "dense", .to = { 1, 1, 12 } },
                { .type = "tanh" },
                { .type = "dense", .to = { 1, 1, 1 } } },
    .antisymmetric = true,
};

static const chl_network_spec small_mover = {
    .from = { 1, 1, 2 },
    .count = 3,
    .layers = { { .type = "dense", .to = { 1, 1, 8 } },
                { .type = "tanh" },
                { .type = "dense", .to = { 1, 1, 2 } } },
    .antisymmetric = true,
};

static const chl_network_spec small_image_critic = {
    .from = { 4, 4, 1 },
    .count = 3,
    .layers = { { .type = "convolution",
                  .to = { .channels = 4 },
                  .side = 3,
                  .stride = 2 },
                { .type = "softplus" },
                { .type = "dense", .to = { 1, 1, 1 } } },
    .antisymmetric = true,
};

static const chl_network_spec small_image_mover = {
    .from = { 4, 4, 1 },
    .count = 3,
    .layers = { { .type = "convolution",
                  .to = { .channels = 3 },
                  .side = 3,
                  .stride = 1 },
                { .type = "tanh" },
                { .type = "convolution",
                  .to = { .channels = 1 },
                  .side = 3,
                  .stride = 1 } },
    .antisymmetric = true,
};

enum {
    SMALL_CASES = 3
};

static const train_case small_cases[SMALL_CASES] = {
    { "particles", "gauss:sigma=1.5,1", 48, 32, &small_critic, NULL, NULL, 0 },
    { "network", "gauss:sigma=1.5,1", 48, 32, &small_critic, &small_mover, NULL,
      0 },
    { "convolution", "gauss:d=16", 16, 64, &small_image_critic,
      &small_image_mover, NULL, 0 },
};

static void
assert_agreement(const train_local rows[TRAIN_GAMMAS])
{
    double predicted[TRAIN_GAMMAS], measured[TRAIN_GAMMAS];

    for (size_t k = 0; k < TRAIN_GAMMAS; k++) {
        const train_local *row = &rows[k];

        predicted[k] = -row->predicted.re;
        measured[k] = -row->measured.s.re;
        ck_assert_double_eq_tol(measured[k] / predicted[k], 1.0, 0.2);
        /* squares: near critical damping frequencies are roots of little */
        ck_assert_double_eq_tol(
            pow(row->measured.s.im, 2), pow(row->predicted.im, 2),
            0.2 * (pow(predicted[k], 2) + pow(row->predicted.im, 2)));
        ck_assert_double_eq_tol(
            row->late_measured, row->late_predicted,
            0.2 * (row->late_predicted + rows[2].late_predicted));
    }
    ck_assert_double_ge(train_fit_tau(predicted, measured, TRAIN_GAMMAS), 0.8);
}

START_TEST(a_start_displaces_by_the_amplitude_asked_for)
{
    const train_schedule none = { .h = 1.0, .every = 1 };
    train_setup setup = { 0 };
    train_tangent tangent = { 0 };
    train_study study = { .settings = { 500, 1e-4, false } };
    train_spectrum mode = { 0 };
    chl_error err = { 0 };
    double square;
    size_t size;

    ck_assert_ok(train_setup_open(&small_cases[_i], NULL, 1, &setup, &err),
                 err);
    ck_assert_ok(train_tangent_create(&setup.pair, small_cases[_i].features,
                                      &tangent, &err),
                 err);
    study.setup = &setup;
    study.tangent = &tangent;
    ck_assert_ok(train_study_open(&study, player_loss_at(0), &err), err);
    ck_assert_ok(train_study_solve(&study, 1.0, &mode, &err), err);
    ck_assert_ok(train_study_start(&study, mode.alpha, mode.kappa, &err), err);
    ck_assert_ok(train_run(&setup.pair, &none, study.snapshots, &err), err);
    size = setup.pair.n * setup.pair.d;
    train_fit_squares(study.snapshots, 1, size, &square);
    ck_assert_double_eq_tol(sqrt(square / (double) size) / setup.deviation,
                            1e-4, 1e-7);
    train_spectrum_clear(&mode);
    train_study_close(&study);
    train_tangent_clear(&tangent);
    train_setup_close(&setup);
}
END_TEST

START_TEST(trained_networks_follow_the_operator_of_their_tangents)
{
    const train_local_settings settings = { 200, 0.01, false };
    train_setup setup = { 0 };
    train_tangent tangent = { 0 };
    train_local rows[TRAIN_GAMMAS];
    chl_error err = { 0 };

    ck_assert_ok(train_setup_open(&small_cases[_i], NULL, 1, &setup, &err),
                 err);
    ck_assert_ok(train_tangent_create(&setup.pair, small_cases[_i].features,
                                      &tangent, &err),
                 err);
    ck_assert_double_ge(tangent.kept, 0.99);
    ck_assert_ok(train_local_measure(&setup, player_loss_at((size_t) _i),
                                     &tangent, &settings, rows, &err),
                 err);
    assert_agreement(rows);
    train_tangent_clear(&tangent);
    train_setup_close(&setup);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("train/local");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, a_fit_finds_the_roots_of_a_damped_wave);
    tcase_add_test(tests, a_fit_of_one_exponential_finds_one_root);
    tcase_add_test(tests, a_fit_of_two_exponentials_names_the_larger);
    tcase_add_test(tests, tau_counts_pairs);
    tcase_add_loop_test(tests, a_start_displaces_by_the_amplitude_asked_for, 0,
                        SMALL_CASES);
    tcase_add_loop_test(tests,
                        trained_networks_follow_the_operator_of_their_tangents,
                        0, SMALL_CASES);
    openblas_set_num_threads(1);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
