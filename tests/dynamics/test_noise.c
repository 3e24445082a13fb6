/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise floor (1.4) against the Lyapunov equation, and the budget (1.5). */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "support/runner.h"

/* Stationary covariance of z' = J z + noise of intensity s on the first
 * coordinate: J P + P J' + s e1 e1' = 0 by Cramer's rule in p11, p12, p22. */
static double
generator_variance(double j[2][2], double s)
{
    double m[3][3] = { { 2.0 * j[0][0], 2.0 * j[0][1], 0.0 },
                       { j[1][0], j[0][0] + j[1][1], j[0][1] },
                       { 0.0, 2.0 * j[1][0], 2.0 * j[1][1] } };
    double det = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                 - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                 + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);

    return -s * (m[1][0] * m[2][1] - m[1][1] * m[2][0]) / det;
}

START_TEST(the_floor_solves_the_lyapunov_equation)
{
    const double lambda[4] = { 0.3, 1.0, 2.5, 40.0 };
    const double h = 0.02, batch = 64.0;
    chl_game game = { 0.8, 0.4, 0.6, 0.3, 0.7, 0.9, 0.0 };
    double sum = 0.0;

    for (size_t k = 0; k < 4; k++) {
        double q = sqrt(lambda[k]);
        double j[2][2] = { { -0.3 * (0.9 * lambda[k] + 0.4), -0.3 * 0.8 * q },
                           { 0.7 * 0.6 * q, 0.0 } };

        sum += generator_variance(j, h * 0.3 * 0.3 * 2.0 * 0.8 * 0.8 / batch);
    }
    ck_assert_double_eq_tol(chl_noise_floor(&game, lambda, 4, batch, h) / sum,
                            1.0, 1e-12);
}
END_TEST

START_TEST(the_floor_of_three_hermite_modes_is_the_one_of_theory)
{
    const double lambda[3] = { 1.0, 2.0, 3.0 };
    const double gammas[3] = { 0.3, 1.0, 3.0 };
    const double wgan_floor[3] = { .00191, .00057, .00019 };
    const double ns_floor[3] = { .00022, .00011, .00004 };

    for (size_t k = 0; k < 3; k++) {
        chl_game wgan = { 1.0, 0.0, 1.0, 1.0, 1.0, gammas[k], 0.0 };
        chl_game ns = { 0.5, 0.5, 0.5, 1.0, 1.0, gammas[k], 0.0 };

        ck_assert_double_eq_tol(chl_noise_floor(&wgan, lambda, 3, 64.0, 0.02),
                                wgan_floor[k], 5.1e-6);
        ck_assert_double_eq_tol(chl_noise_floor(&ns, lambda, 3, 64.0, 0.02),
                                ns_floor[k], 5.1e-6);
    }
}
END_TEST

START_TEST(without_damping_the_floor_has_no_bound)
{
    const double lambda[1] = { 1.0 };
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0 };

    ck_assert(isinf(chl_noise_floor(&game, lambda, 1, 64.0, 0.02)));
    game.consensus = 1.0;
    ck_assert(isnan(chl_noise_floor(&game, lambda, 1, 64.0, 0.02)));
}
END_TEST

static const double band[3] = { 0.5, 1.5, 4.0 };

/* WGAN in x = 1/gamma beyond gamma*: E_0 exp(-C x) + W x is convex, with its
 * minimum at x = ln(E_0 C / W) / C. */
START_TEST(a_budget_of_wgan_has_the_closed_form)
{
    chl_game game = { 1.0, 0.0, 1.0, 0.02, 0.01, 0.0, 0.0 };
    chl_budget budget = { 64.0, 20000.0, 1.0, 3.0 };
    double c = 2.0 * 0.01 * 20000.0;
    double w = 0.01 / 64.0 * (1.0 / 0.5 + 1.0 / 1.5 + 1.0 / 4.0);
    double gamma, error, x = log(3.0 * c / w) / c;

    chl_budget_best(&game, band, 3, &budget, &gamma, &error);
    ck_assert_double_eq_tol(gamma * x, 1.0, 1e-6);
    ck_assert_double_eq_tol(error, 3.0 * exp(-c * x) + w * x, 1e-12);
}
END_TEST

START_TEST(a_short_run_wants_the_fastest_gamma)
{
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0 };
    chl_budget budget = { 1e9, 10.0, 1.0, 1.0 };
    double gamma, error, best, rate;

    chl_budget_best(&game, band, 3, &budget, &gamma, &error);
    chl_best_gamma(&game, band[0], &best, &rate);
    ck_assert_double_eq_tol(gamma, best, 1e-6 * best);
}
END_TEST

START_TEST(longer_runs_want_larger_gammas)
{
    chl_game game = { 0.5, 0.5, 0.5, 0.02, 0.01, 0.0, 0.0 };
    double before = 0.0;

    for (double steps = 1e3; steps < 1e7; steps *= 4.0) {
        chl_budget budget = { 32.0, steps, 1.0, 1.0 };
        double gamma, error;

        chl_budget_best(&game, band, 3, &budget, &gamma, &error);
        ck_assert_double_ge(gamma, before * (1.0 - 1e-6));
        game.gamma = gamma;
        ck_assert_double_eq_tol(
            error, chl_budget_error(&game, band, 3, &budget), 1e-14);
        before = gamma;
    }
}
END_TEST

START_TEST(noise_above_all_gains_has_no_best_gamma)
{
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0 };
    chl_budget budget = { 1.0, 1.0, 1.0, 1e-6 };
    double gamma, error;

    chl_budget_best(&game, band, 3, &budget, &gamma, &error);
    ck_assert(isnan(gamma));
    ck_assert(isnan(error));
}
END_TEST

START_TEST(strong_curvature_can_make_no_penalty_the_best)
{
    chl_game game = { 1.0, 40.0, 1.0, 1.0, 1.0, 0.0, 0.0 };
    chl_budget budget = { 1e12, 10.0, 1.0, 1.0 };
    double gamma, error;

    chl_budget_best(&game, band, 3, &budget, &gamma, &error);
    ck_assert_double_eq(gamma, 0.0);
    ck_assert(isfinite(error));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("noise");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, the_floor_solves_the_lyapunov_equation);
    tcase_add_test(tcase,
                   the_floor_of_three_hermite_modes_is_the_one_of_theory);
    tcase_add_test(tcase, without_damping_the_floor_has_no_bound);
    tcase_add_test(tcase, a_budget_of_wgan_has_the_closed_form);
    tcase_add_test(tcase, a_short_run_wants_the_fastest_gamma);
    tcase_add_test(tcase, longer_runs_want_larger_gammas);
    tcase_add_test(tcase, noise_above_all_gains_has_no_best_gamma);
    tcase_add_test(tcase, strong_curvature_can_make_no_penalty_the_best);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
