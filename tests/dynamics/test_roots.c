/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roots of (1.1): laws, limits, scaling, consensus. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "base/random.h"
#include "support/runner.h"

static const chl_random numbers = { 11, CHL_STREAM_TESTS };

/* Log-uniform over 24 decades. */
static double
any(uint64_t index)
{
    return pow(10.0, 24.0 * chl_random_uniform(&numbers, index) - 12.0);
}

START_TEST(roots_obey_sum_and_product)
{
    for (uint64_t k = 0; k < 2000; k++) {
        chl_mode mode = { any(2 * k), any(2 * k + 1), 0.0 };
        chl_complex s[2];
        double product;

        chl_mode_roots(&mode, s);
        product = s[0].re * s[1].re - s[0].im * s[1].im;
        ck_assert_double_eq_tol(s[0].re + s[1].re, -mode.damping,
                                1e-14 * mode.damping);
        ck_assert_double_eq_tol(product, mode.stiffness,
                                1e-14 * mode.stiffness);
        ck_assert_double_eq(s[0].im, -s[1].im);
        ck_assert_double_ge(s[0].im, 0.0);
        ck_assert_double_ge(s[0].re, s[1].re);
    }
}
END_TEST

START_TEST(the_slow_root_survives_extreme_overdamping)
{
    /* s = -k/g (1 + k/g^2 + ...) */
    chl_mode mode = { 1e9, 3.0, 0.0 };

    ck_assert_double_eq_tol(chl_mode_decay(&mode), 3e-9, 3e-9 * 1e-15);
    ck_assert_double_eq(chl_mode_frequency(&mode), 0.0);
}
END_TEST

START_TEST(without_damping_a_mode_only_rings)
{
    chl_mode mode = { 0.0, 4.0, 0.0 };

    ck_assert_double_eq(chl_mode_decay(&mode), 0.0);
    ck_assert_double_eq(chl_mode_frequency(&mode), 2.0);
    ck_assert(isinf(chl_half_life(chl_mode_decay(&mode))));
    ck_assert_double_eq_tol(chl_half_life(0.5), 2.0 * log(2.0), 1e-15);
}
END_TEST

START_TEST(a_mode_at_rest_stays_at_rest)
{
    chl_mode mode = { 0.0, 0.0, 0.0 };
    chl_complex s[2];

    chl_mode_roots(&mode, s);
    ck_assert_double_eq(s[0].re, 0.0);
    ck_assert_double_eq(s[0].im, 0.0);
    ck_assert_double_eq(s[1].re, 0.0);
}
END_TEST

/* theory 8: WGAN + R1, N(0, 1.5^2): lambda_1 = 1/2.25. */
START_TEST(roots_of_the_gaussian_are_the_measured_ones)
{
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, 0.8, 0.0 };
    chl_mode mode = chl_game_mode(&game, 1.0 / 2.25);

    ck_assert_double_eq_tol(chl_mode_decay(&mode), 0.1778, 5e-5);
    ck_assert_double_eq_tol(chl_mode_frequency(&mode), 0.6425, 5e-5);
    game.gamma = 0.0;
    mode = chl_game_mode(&game, 1.0 / 2.25);
    ck_assert_double_eq_tol(chl_mode_frequency(&mode), 2.0 / 3.0, 1e-15);
    game.gamma = 3.0;
    mode = chl_game_mode(&game, 1.0 / 2.25);
    ck_assert_double_eq_tol(chl_mode_decay(&mode), 2.0 / 3.0, 1e-7);
}
END_TEST

START_TEST(rescaling_the_data_changes_no_mode)
{
    const double c = 7.3;

    for (uint64_t k = 0; k < 200; k++) {
        double lambda = 0.1 + chl_random_uniform(&numbers, 3 * k);
        double gamma = chl_random_uniform(&numbers, 3 * k + 1);
        double c2 = chl_random_uniform(&numbers, 3 * k + 2);
        /* c1 pulls points by grad D, so the rate b carries c^2. */
        chl_game small = { 1.0, c2, 1.0, 0.3, 0.7, gamma, 0.0 };
        chl_game large = { 1.0, c2, 1.0, 0.3, 0.7 * c * c, gamma * c * c, 0.0 };
        chl_mode a = chl_game_mode(&small, lambda);
        chl_mode b = chl_game_mode(&large, lambda / (c * c));

        ck_assert_double_eq_tol(a.damping, b.damping, 1e-14 * a.damping);
        ck_assert_double_eq_tol(a.stiffness, b.stiffness, 1e-14 * a.stiffness);
    }
}
END_TEST

START_TEST(only_the_scaled_gamma_matters)
{
    /* Same gamma sqrt(a/b), c2 sqrt(a/b), c1 sqrt(ab): same roots. */
    const double t = 5.7;
    chl_game one = { 1.0, 0.4, 1.0, 0.3, 0.7, 0.9, 0.0 };
    chl_game two = { 1.0, 0.4 / t, 1.0, 0.3 * t, 0.7 / t, 0.9 / t, 0.0 };

    for (double lambda = 0.01; lambda < 100.0; lambda *= 3.0) {
        chl_mode a = chl_game_mode(&one, lambda);
        chl_mode b = chl_game_mode(&two, lambda);
        chl_complex s[2], t2[2];

        chl_mode_roots(&a, s);
        chl_mode_roots(&b, t2);
        ck_assert_double_eq_tol(s[0].re, t2[0].re, 1e-12);
        ck_assert_double_eq_tol(s[0].im, t2[0].im, 1e-12);
    }
}
END_TEST

START_TEST(consensus_shifts_both_roots_of_the_undamped_game)
{
    const double w = 0.3, lambda = 2.0;
    chl_game game = { 0.5, 0.0, 0.5, 1.0, 1.0, 0.0, w };
    chl_mode mode = chl_game_mode(&game, lambda);
    chl_complex s[2];

    chl_mode_roots(&mode, s);
    ck_assert_double_eq_tol(s[0].re, -w * 0.25 * lambda, 1e-15);
    ck_assert_double_eq_tol(s[1].re, -w * 0.25 * lambda, 1e-15);
    ck_assert_double_eq_tol(s[0].im, sqrt(0.25 * lambda), 1e-15);
}
END_TEST

/* J = diag(a, b) (J0 - w J0' J0) multiplied out by hand. */
START_TEST(consensus_has_the_trace_and_determinant_of_its_matrix)
{
    chl_game game = { 0.5, 0.4, 0.7, 0.3, 0.2, 0.6, 1.3 };
    double lambda = 1.7, q = sqrt(lambda), g = 0.6 * lambda + 0.4;
    double j0[2][2] = { { -g, -0.5 * q }, { 0.7 * q, 0.0 } };
    double j[2][2];
    chl_mode mode = chl_game_mode(&game, lambda);

    for (int r = 0; r < 2; r++) {
        for (int c = 0; c < 2; c++) {
            double gram = j0[0][r] * j0[0][c] + j0[1][r] * j0[1][c];

            j[r][c] = (r == 0 ? 0.3 : 0.2) * (j0[r][c] - 1.3 * gram);
        }
    }
    ck_assert_double_eq_tol(mode.damping, -(j[0][0] + j[1][1]), 1e-14);
    ck_assert_double_eq_tol(mode.stiffness,
                            j[0][0] * j[1][1] - j[0][1] * j[1][0], 1e-14);
    ck_assert_double_eq_tol(mode.generator, -j[1][1], 1e-14);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("roots");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, roots_obey_sum_and_product);
    tcase_add_test(tcase, the_slow_root_survives_extreme_overdamping);
    tcase_add_test(tcase, without_damping_a_mode_only_rings);
    tcase_add_test(tcase, a_mode_at_rest_stays_at_rest);
    tcase_add_test(tcase, roots_of_the_gaussian_are_the_measured_ones);
    tcase_add_test(tcase, rescaling_the_data_changes_no_mode);
    tcase_add_test(tcase, only_the_scaled_gamma_matters);
    tcase_add_test(tcase, consensus_shifts_both_roots_of_the_undamped_game);
    tcase_add_test(tcase,
                   consensus_has_the_trace_and_determinant_of_its_matrix);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
