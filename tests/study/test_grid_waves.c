/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game followed in time on a grid has the roots of (1.1). */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

static chl_error err;

static double
normal(void *user, const double *x)
{
    const double *sigma = user;

    return exp(-0.5 * x[0] * x[0] / (*sigma * *sigma));
}

static double
twisted(void *user, const double *x)
{
    (void) user;
    return exp(cos(x[0]) + 0.7 * sin(x[1]) * cos(x[0]));
}

static void
compare(const chl_waves *waves, double tolerance)
{
    for (size_t k = 0; k < 2; k++) {
        ck_assert_double_eq_tol(waves->fitted[k].re, waves->predicted[k].re,
                                tolerance);
        ck_assert_double_eq_tol(waves->fitted[k].im, waves->predicted[k].im,
                                tolerance);
    }
}

/* gamma, c2, mode: ringing, undamped, overdamped, with c2, a later mode. */
static const struct game {
    double gamma, c2;
    size_t mode;
} games[] = { { 0.8, 0.0, 0 },
              { 0.0, 0.0, 0 },
              { 6.0, 0.0, 0 },
              { 0.3, 0.5, 0 },
              { 0.3, 0.0, 2 } };

START_TEST(the_roots_are_those_of_the_dispersion_relation)
{
    double sigma = 1.5;
    chl_grid grid = { 1, false, { 60 }, { -9 }, { 9 } };
    chl_grid_density *density = NULL;
    chl_waves_settings settings = chl_waves_settings_default();
    chl_waves waves;

    settings.gamma = games[_i].gamma;
    settings.c2 = games[_i].c2;
    settings.mode = games[_i].mode;
    ck_assert_ok(
        chl_grid_density_function(&grid, normal, &sigma, &density, &err), err);
    ck_assert_ok(chl_study_waves(density, &settings, &waves, &err), err);
    ck_assert_double_eq_tol(waves.lambda, (double) (games[_i].mode + 1) / 2.25,
                            0.02);
    compare(&waves, 1e-6);
    chl_grid_density_free(density);
}
END_TEST

/* N(0, 1.5^2) with gamma .8: -.1778 +- .6425 i, theory 8. */
START_TEST(the_roots_of_a_normal_law_are_those_of_the_theory)
{
    double sigma = 1.5;
    chl_grid grid = { 1, false, { 240 }, { -11 }, { 11 } };
    chl_grid_density *density = NULL;
    chl_waves_settings settings = chl_waves_settings_default();
    chl_waves waves;

    settings.gamma = 0.8;
    ck_assert_ok(
        chl_grid_density_function(&grid, normal, &sigma, &density, &err), err);
    ck_assert_ok(chl_study_waves(density, &settings, &waves, &err), err);
    ck_assert_double_eq_tol(waves.fitted[0].re, -0.1778, 1e-4);
    ck_assert_double_eq_tol(waves.fitted[0].im, 0.6425, 1e-4);
    chl_grid_density_free(density);
}
END_TEST

START_TEST(waves_on_a_torus_ring_the_same_way)
{
    const double turn = 6.283185307179586;
    chl_grid grid = { 2, true, { 24, 24 }, { 0, 0 }, { turn, turn } };
    chl_grid_density *density = NULL;
    chl_waves waves;

    ck_assert_ok(
        chl_grid_density_function(&grid, twisted, NULL, &density, &err), err);
    ck_assert_ok(chl_study_waves(density, NULL, &waves, &err), err);
    compare(&waves, 1e-6);
    chl_grid_density_free(density);
}
END_TEST

START_TEST(settings_out_of_range_are_refused)
{
    double sigma = 1.0;
    chl_grid grid = { 1, false, { 30 }, { -6 }, { 6 } };
    chl_grid_density *density = NULL;
    chl_waves_settings settings = chl_waves_settings_default();
    chl_waves waves;

    ck_assert_ok(
        chl_grid_density_function(&grid, normal, &sigma, &density, &err), err);
    settings.c1 = 0.0;
    ck_assert_fails(chl_study_waves(density, &settings, &waves, &err), CHL_EARG,
                    "above 0", err);
    settings = chl_waves_settings_default();
    settings.gamma = -1.0;
    ck_assert_fails(chl_study_waves(density, &settings, &waves, &err), CHL_EARG,
                    "gamma is -1", err);
    chl_grid_density_free(density);
}
END_TEST

static chl_status
run(const chl_grid_density *density)
{
    chl_waves waves;
    chl_error e = { 0 };

    return chl_study_waves(density, NULL, &waves, &e);
}

START_TEST(lost_memory_is_survived)
{
    double sigma = 1.0;
    chl_grid grid = { 1, false, { 20 }, { -5 }, { 5 } };
    chl_grid_density *density = NULL;

    ck_assert_ok(
        chl_grid_density_function(&grid, normal, &sigma, &density, &err), err);
    ck_assert_survives_lost_memory(run(density));
    chl_grid_density_free(density);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/grid_waves");
    TCase *tests = tcase_create("waves");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, the_roots_are_those_of_the_dispersion_relation,
                        0, 5);
    tcase_add_test(tests, the_roots_of_a_normal_law_are_those_of_the_theory);
    tcase_add_test(tests, waves_on_a_torus_ring_the_same_way);
    tcase_add_test(tests, settings_out_of_range_are_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
