/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step for all modes: the limits of theory 2, and the best step. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "support/runner.h"

static chl_error err;

static chl_stability
solve(const char *name, const chl_mode *modes, size_t count)
{
    const chl_scheme *scheme = NULL;
    chl_stability found = { 0 };

    ck_assert_ok(chl_scheme_find(name, &scheme, &err), err);
    ck_assert_ok(chl_stability_solve(scheme, NULL, modes, count, &found, &err),
                 err);
    return found;
}

static chl_mode
wgan_mode(double lambda, double gamma)
{
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, gamma, 0.0 };

    return chl_game_mode(&game, lambda);
}

static const struct listed {
    double lambda, gamma;
    const char *scheme;
    double h_max, digit;
} listed[] = {
    { 10, .1, "simultaneous", .1000, 1e-4 },
    { 10, .1, "alternating", .540, 1e-3 },
    { 10, .1, "rk2", .400, 1e-3 },
    { 10, .1, "rk4", .935, 1e-3 },
    { 100, 1, "simultaneous", .0202, 1e-4 },
    { 100, 1, "alternating", .0198, 1e-4 },
    { 100, 1, "rk2", .0202, 1e-4 },
    { 100, 1, "rk4", .0281, 1e-4 },
    { 1, .1, "simultaneous", .1000, 1e-4 },
    { 1, .1, "alternating", 1.902, 1e-3 },
    { 1, .1, "rk2", .800, 1e-3 },
    { 1, .1, "rk4", 2.910, 1e-3 },
};

START_TEST(largest_steps_are_those_of_theory_to_every_digit)
{
    const struct listed *l = &listed[_i];
    chl_mode mode = wgan_mode(l->lambda, l->gamma);

    ck_assert_double_eq_tol(solve(l->scheme, &mode, 1).h_max, l->h_max,
                            l->digit / 2.0);
}
END_TEST

START_TEST(the_strictest_mode_sets_the_step)
{
    chl_mode modes[3] = { wgan_mode(1, .1), wgan_mode(100, 1),
                          wgan_mode(10, .1) };

    ck_assert_double_eq(solve("rk4", modes, 3).h_max,
                        solve("rk4", modes + 1, 1).h_max);
}
END_TEST

/* One underdamped mode: Euler's radius^2 is 1 - h Gamma + h^2 Kl. */
START_TEST(eulers_best_step_has_the_closed_form)
{
    chl_mode mode = { 0.6, 2.0, 0.0 };
    chl_stability found = solve("simultaneous", &mode, 1);
    double radius = sqrt(1.0 - 0.36 / 8.0);

    ck_assert_double_eq_tol(found.h_best, 0.15, 1e-6);
    ck_assert_double_eq_tol(found.rate_per_gradient, -log(radius) / 2.0, 1e-12);
    ck_assert_double_eq_tol(found.rate, -log(radius) / found.h_best, 1e-12);
    ck_assert_uint_eq(found.gradients, 2);
}
END_TEST

START_TEST(no_grid_step_beats_the_best)
{
    chl_mode modes[4] = { wgan_mode(.4, 1), wgan_mode(1, 1), wgan_mode(3, 1),
                          wgan_mode(9, 1) };
    chl_scheme_parameters parameters = chl_scheme_parameters_default();

    for (size_t k = 0; chl_scheme_at(k) != NULL; k++) {
        const chl_scheme *s = chl_scheme_at(k);
        chl_stability found = solve(chl_scheme_name(s), modes, 4);
        double best = found.rate * found.h_best;

        if (isnan(found.h_best)) {
            continue;
        }
        for (int j = 1; j <= 1000; j++) {
            double h = fmin(found.h_max, 10.0) * j / 1000.0, most = 0.0;

            for (size_t m = 0; m < 4; m++) {
                most =
                    fmax(most, chl_scheme_radius(s, &parameters, &modes[m], h));
            }
            ck_assert_double_le(-log(most), best + 1e-9);
        }
    }
}
END_TEST

START_TEST(an_undamped_game_has_no_best_step)
{
    chl_mode mode = { 0.0, 1.0, 0.0 };
    chl_stability euler = solve("simultaneous", &mode, 1);
    chl_stability alternating = solve("alternating", &mode, 1);
    chl_stability rk4 = solve("rk4", &mode, 1);

    ck_assert_double_eq(euler.h_max, 0.0);
    ck_assert(isnan(euler.h_best));
    ck_assert(isnan(euler.rate_per_gradient));
    ck_assert_double_eq_tol(alternating.h_max, 2.0, 1e-10);
    ck_assert(isnan(alternating.h_best));
    ck_assert_double_eq_tol(rk4.h_max, 2.0 * sqrt(2.0), 1e-10);
    /* |R|^2 = 1 - y^6/72 + y^8/576 is least at y^2 = 6. */
    ck_assert_double_eq_tol(rk4.h_best, sqrt(6.0), 1e-6);
}
END_TEST

START_TEST(references_have_no_cost_per_gradient)
{
    chl_mode mode = { 0.6, 2.0, 0.0 };
    chl_stability found = solve("implicit-euler", &mode, 1);

    ck_assert(isinf(found.h_max));
    ck_assert(isnan(found.h_best));
    found = solve("trapezoid", &mode, 1);
    ck_assert(isfinite(found.h_best));
    ck_assert(isnan(found.rate_per_gradient));
}
END_TEST

START_TEST(parameters_out_of_range_are_refused)
{
    chl_mode mode = { 0.6, 2.0, 0.0 }, odd = { NAN, 1.0, 0.0 };
    chl_scheme_parameters parameters = { .n_d = 0, .momentum = NAN };
    chl_stability found = { .h_max = 7.0 };

    ck_assert_fails(chl_stability_solve(chl_scheme_at(0), &parameters, &mode, 1,
                                        &found, &err),
                    CHL_EARG, "n-d is 0; it must lie in 1..100", err);
    parameters = (chl_scheme_parameters){ 1, 1.5 };
    ck_assert_fails(chl_stability_solve(chl_scheme_at(6), &parameters, &mode, 1,
                                        &found, &err),
                    CHL_EARG, "momentum is 1.5", err);
    ck_assert_fails(
        chl_stability_solve(chl_scheme_at(0), NULL, &odd, 1, &found, &err),
        CHL_EARG, "mode 0 has damping nan", err);
    ck_assert_fails(
        chl_stability_solve(chl_scheme_at(0), NULL, &mode, 0, &found, &err),
        CHL_EARG, "no modes", err);
    ck_assert_double_eq(found.h_max, 7.0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("stability");
    TCase *tcase = tcase_create("all");

    tcase_add_loop_test(tcase, largest_steps_are_those_of_theory_to_every_digit,
                        0, (int) (sizeof listed / sizeof *listed));
    tcase_add_test(tcase, the_strictest_mode_sets_the_step);
    tcase_add_test(tcase, eulers_best_step_has_the_closed_form);
    tcase_add_test(tcase, no_grid_step_beats_the_best);
    tcase_add_test(tcase, an_undamped_game_has_no_best_step);
    tcase_add_test(tcase, references_have_no_cost_per_gradient);
    tcase_add_test(tcase, parameters_out_of_range_are_refused);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
