/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Best gamma (1.3), its range, the finite band, and the balance. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "support/runner.h"

static const chl_game wgan = { 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0 };

static double
rate_at(chl_game game, double gamma, double lambda_1)
{
    game.gamma = gamma;
    return chl_game_rate(&game, &lambda_1, 1, CHL_BAND_OPEN);
}

START_TEST(wgan_has_the_closed_form)
{
    for (double lambda = 1e-4; lambda < 1e4; lambda *= 7.0) {
        double gamma, rate;

        chl_best_gamma(&wgan, lambda, &gamma, &rate);
        ck_assert_double_eq_tol(gamma * sqrt(lambda / 2.0), 1.0, 1e-14);
        ck_assert_double_eq_tol(rate / sqrt(lambda / 2.0), 1.0, 1e-14);
    }
}
END_TEST

/* c2 so that rho = .3, .999, 1, 1.5, 1.999, 2, 4 at lambda_1 = 1.7. */
static const double rhos[] = { 0.3, 0.999, 1.0, 1.5, 1.999, 2.0, 4.0 };

static chl_game
game_of_rho(double rho)
{
    chl_game game = { 0.8, 0.0, 0.6, 0.3, 0.7, 0.0, 0.0 };

    game.c2 = rho * sqrt(0.7 * 0.8 * 0.6 * 1.7) / sqrt(0.3);
    return game;
}

START_TEST(the_best_gamma_has_the_best_rate_in_every_case_of_rho)
{
    chl_game game = game_of_rho(rhos[_i]);
    double gamma, rate;

    chl_best_gamma(&game, 1.7, &gamma, &rate);
    /* At critical damping the decay has a square-root cusp in gamma. */
    ck_assert_double_eq_tol(rate_at(game, gamma, 1.7), rate, 2e-8);
    for (int k = -400; k <= 400; k++) {
        double other = fmax(gamma, 1e-3) * pow(10.0, k / 100.0);

        ck_assert_double_le(rate_at(game, other, 1.7), rate * (1.0 + 2e-8));
    }
    ck_assert_double_le(rate_at(game, 0.0, 1.7), rate * (1.0 + 2e-8));
}
END_TEST

START_TEST(the_best_gamma_beats_every_mode_of_an_open_spectrum)
{
    chl_game game = game_of_rho(rhos[_i]);
    double gamma, rate;

    chl_best_gamma(&game, 1.7, &gamma, &rate);
    game.gamma = gamma;
    for (double lambda = 1.7; lambda < 1e8; lambda *= 1.01) {
        ck_assert_double_ge(chl_game_rate(&game, &lambda, 1, CHL_BAND_LISTED),
                            rate * (1.0 - 2e-8));
    }
}
END_TEST

START_TEST(the_cases_of_rho_agree_with_theory)
{
    chl_game game = { 1.0, 1.5, 1.0, 1.0, 1.0, 0.0, 0.0 };
    double gamma, rate;

    chl_best_gamma(&game, 1.0, &gamma, &rate);
    ck_assert_double_eq_tol(gamma, 0.5, 1e-15);
    ck_assert_double_eq_tol(rate, 1.0, 1e-15);
    game.c2 = 0.5;
    chl_best_gamma(&game, 1.0, &gamma, &rate);
    ck_assert_double_eq_tol(gamma, (-0.5 + sqrt(8.25)) / 2.0, 1e-15);
    ck_assert_double_eq_tol(rate, 1.0 / gamma, 1e-15);
    game.c2 = 4.0;
    chl_best_gamma(&game, 1.0, &gamma, &rate);
    ck_assert_double_eq(gamma, 0.0);
    ck_assert_double_eq_tol(rate, 2.0 - sqrt(3.0), 1e-15);
}
END_TEST

START_TEST(the_range_holds_every_gamma_in_between)
{
    chl_game game = game_of_rho(1.0);
    double low, high;

    chl_best_gamma_range(&game, 0.2, 9.0, &low, &high);
    for (double lambda = 0.2; lambda <= 9.0; lambda *= 1.003) {
        double gamma, rate;

        chl_best_gamma(&game, lambda, &gamma, &rate);
        ck_assert_double_ge(gamma, low);
        ck_assert_double_le(gamma, high * (1.0 + 1e-15));
    }
    /* The peak, rho = 1 at 1.7, lies inside. */
    chl_best_gamma_range(&game, 1.7, 1.7, &low, &low);
    ck_assert_double_eq_tol(low, high, 1e-14);
}
END_TEST

START_TEST(decay_ranges_hold_every_decay_in_between)
{
    chl_game game = game_of_rho(rhos[_i]);
    double slow, fast, seen_slow = INFINITY, seen_fast = 0.0;

    game.gamma = 0.8;
    chl_game_decay_range(&game, 0.05, 30.0, &slow, &fast);
    for (double lambda = 0.05; lambda <= 30.0; lambda *= 1.0005) {
        double decay = chl_game_rate(&game, &lambda, 1, CHL_BAND_LISTED);

        seen_slow = fmin(seen_slow, decay);
        seen_fast = fmax(seen_fast, decay);
        ck_assert_double_ge(decay, slow * (1.0 - 1e-12));
        ck_assert_double_le(decay, fast * (1.0 + 1e-12));
    }
    ck_assert_double_eq_tol(slow, seen_slow, 0.05 * slow);
    ck_assert_double_eq_tol(fast, seen_fast, 0.05 * fast);
}
END_TEST

START_TEST(a_finite_band_of_wgan_has_the_closed_form)
{
    const double top[] = { 0.4, 0.5, 1.0, 4.0, 1e3, 1e7 };

    for (size_t k = 0; k < sizeof top / sizeof *top; k++) {
        double lambda[2] = { 0.4, top[k] }, gamma, rate;

        chl_best_gamma_band(&wgan, lambda, 2, &gamma, &rate);
        ck_assert_double_eq_tol(
            gamma, sqrt(4.0 * top[k] / (0.4 * (2.0 * top[k] - 0.4))), 1e-10);
        ck_assert_double_eq_tol(rate, gamma * 0.4 / 2.0, 1e-10);
    }
}
END_TEST

START_TEST(an_ever_wider_band_tends_to_the_open_one)
{
    chl_game game = game_of_rho(0.7);
    double lambda[2] = { 1.7, 1e12 }, gamma, rate, open_gamma, open_rate;

    chl_best_gamma_band(&game, lambda, 2, &gamma, &rate);
    chl_best_gamma(&game, 1.7, &open_gamma, &open_rate);
    ck_assert_double_eq_tol(gamma, open_gamma, 1e-10);
    ck_assert_double_eq_tol(rate, open_rate, 1e-10);
}
END_TEST

START_TEST(a_band_with_enough_curvature_needs_no_gamma)
{
    chl_game game = game_of_rho(3.0);
    double lambda[3] = { 1.7, 2.0, 9.0 }, gamma, rate, open_gamma, open_rate;

    chl_best_gamma_band(&game, lambda, 3, &gamma, &rate);
    chl_best_gamma(&game, 1.7, &open_gamma, &open_rate);
    ck_assert_double_eq(gamma, 0.0);
    ck_assert_double_eq_tol(rate, open_rate, 1e-14);
}
END_TEST

START_TEST(rescaling_the_data_rescales_the_best_gamma)
{
    const double c = 3.7;
    chl_game game = game_of_rho(0.7), scaled = game;
    double gamma, rate, gamma_c, rate_c;

    scaled.lr_g *= c * c;
    chl_best_gamma(&game, 1.7, &gamma, &rate);
    chl_best_gamma(&scaled, 1.7 / (c * c), &gamma_c, &rate_c);
    ck_assert_double_eq_tol(gamma_c, gamma * c * c, 1e-13);
    ck_assert_double_eq_tol(rate_c, rate, 1e-13);
}
END_TEST

START_TEST(the_best_balance_of_wgan_has_the_closed_form)
{
    chl_game game = { 1.0, 0.0, 1.0, 0.02, 0.5, 0.3, 0.0 };
    double lambda[2] = { 0.4, 3.0 };

    ck_assert_double_eq_tol(chl_best_balance(&game, lambda, 2, CHL_BAND_OPEN)
                                * 0.4 * 0.09 / 2.0,
                            1.0, 1e-10);
    game.gamma = 0.0;
    ck_assert(isnan(chl_best_balance(&game, lambda, 2, CHL_BAND_OPEN)));
}
END_TEST

START_TEST(no_other_balance_is_faster)
{
    chl_game game = { 0.5, 0.5, 0.5, 0.1, 0.2, 0.3, 0.0 };
    double lambda[3] = { 0.4, 1.1, 3.0 };
    double best = chl_best_balance(&game, lambda, 3, CHL_BAND_LISTED);
    chl_game tuned = game;
    double rate;

    tuned.lr_d = sqrt(0.02 * best);
    tuned.lr_g = sqrt(0.02 / best);
    rate = chl_game_rate(&tuned, lambda, 3, CHL_BAND_LISTED);
    for (int k = -300; k <= 300; k++) {
        double ratio = best * pow(10.0, k / 100.0);

        tuned.lr_d = sqrt(0.02 * ratio);
        tuned.lr_g = sqrt(0.02 / ratio);
        ck_assert_double_le(chl_game_rate(&tuned, lambda, 3, CHL_BAND_LISTED),
                            rate * (1.0 + 1e-7));
    }
}
END_TEST

START_TEST(high_modes_stall_at_the_open_limit)
{
    chl_game game = { 0.8, 0.4, 0.6, 0.3, 0.7, 2.0, 0.0 };
    double lambda = 1e13;

    ck_assert_double_eq_tol(chl_game_rate(&game, &lambda, 1, CHL_BAND_LISTED),
                            0.7 * 0.8 * 0.6 / 2.0, 1e-11);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("penalty");
    TCase *tcase = tcase_create("all");
    int cases = (int) (sizeof rhos / sizeof *rhos);

    tcase_add_test(tcase, wgan_has_the_closed_form);
    tcase_add_loop_test(
        tcase, the_best_gamma_has_the_best_rate_in_every_case_of_rho, 0, cases);
    tcase_add_loop_test(
        tcase, the_best_gamma_beats_every_mode_of_an_open_spectrum, 0, cases);
    tcase_add_test(tcase, the_cases_of_rho_agree_with_theory);
    tcase_add_test(tcase, the_range_holds_every_gamma_in_between);
    tcase_add_loop_test(tcase, decay_ranges_hold_every_decay_in_between, 0,
                        cases);
    tcase_add_test(tcase, a_finite_band_of_wgan_has_the_closed_form);
    tcase_add_test(tcase, an_ever_wider_band_tends_to_the_open_one);
    tcase_add_test(tcase, a_band_with_enough_curvature_needs_no_gamma);
    tcase_add_test(tcase, rescaling_the_data_rescales_the_best_gamma);
    tcase_add_test(tcase, the_best_balance_of_wgan_has_the_closed_form);
    tcase_add_test(tcase, no_other_balance_is_faster);
    tcase_add_test(tcase, high_modes_stall_at_the_open_limit);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
