/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed forms of the phases against Jacobians and trajectories. */
#include <chladni/solvable.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/solvable_cases.h"

static double
between(double low, double high, uint64_t index)
{
    const chl_random random = { 5, CHL_STREAM_TESTS };

    return low + (high - low) * chl_random_uniform(&random, index);
}

/* One feature of each kind, with room for its two variances. */
static chl_solvable_model
one_mode(const double *lambda, const double *lambda_gen)
{
    chl_solvable_model model = chl_solvable_model_default();

    model.cov = lambda;
    model.cov_gen = lambda_gen;
    return model;
}

/* The five eigenvalues at alignment p, the critic gone. */
static void
eigenvalues_at(const chl_solvable_model *model, double p, chl_complex values[5])
{
    static const double nothing = 0.0;
    chl_solvable *s = NULL;
    chl_error err = { 0 };
    double y[5];

    ck_assert_ok(chl_solvable_create(model, &s, &err), err);
    ck_assert_ok(chl_solvable_start(s, &p, &nothing, y, &err), err);
    ck_assert_ok(chl_solvable_eigenvalues(s, y, values, &err), err);
    chl_solvable_free(s);
}

static double
distance_to_nearest(const chl_complex *values, size_t count, chl_complex z)
{
    double nearest = INFINITY;

    for (size_t k = 0; k < count; k++) {
        nearest =
            fmin(nearest, hypot(values[k].re - z.re, values[k].im - z.im));
    }
    return nearest;
}

START_TEST(jacobians_have_the_eigenvalues_of_the_closed_forms)
{
    double worst = 0.0;

    for (uint64_t k = 0; k < 1000; k++) {
        double lambda = between(0.1, 6.0, 8 * k);
        double lambda_gen = between(0.1, 6.0, 8 * k + 1);
        double p = between(0.0, 1.0, 8 * k + 2), trace, determinant, rest;
        chl_solvable_model model = one_mode(&lambda, &lambda_gen);
        chl_complex values[5], z;

        model.eta_true = between(0.1, 4.0, 8 * k + 3);
        model.eta_gen = between(0.1, 4.0, 8 * k + 4);
        model.tau = between(0.05, 0.5, 8 * k + 5);
        model.tau_g = between(0.01, 0.5, 8 * k + 6);
        model.batch = 1 + k % 3;
        eigenvalues_at(&model, p, values);
        chl_solvable_block(&model, lambda, lambda_gen, p, &trace, &determinant);
        rest = 0.25 * trace * trace - determinant;
        /* near a double root the square root takes half of the digits */
        if (fabs(rest) < 1e-6) {
            continue;
        }
        z.re = 0.5 * trace + (rest > 0.0 ? sqrt(rest) : 0.0);
        z.im = rest < 0.0 ? sqrt(-rest) : 0.0;
        worst = fmax(worst, distance_to_nearest(values, 5, z));
        z.re = trace - z.re;
        worst = fmax(worst, distance_to_nearest(values, 5, z));
    }
    ck_assert_double_lt(worst, 1e-9);
}
END_TEST

START_TEST(the_grid_of_phases_is_the_interval_rule)
{
    chl_complex values[5];
    size_t seen[3] = { 0, 0, 0 };

    for (size_t i = 0; i < 30; i++) {
        for (size_t j = 0; j < 30; j++) {
            double lambda = 0.25 + 0.3 * (double) j;
            chl_solvable_model model = one_mode(&lambda, &lambda);
            chl_solvable_interval in;
            chl_mode_phase found;

            model.eta_true = model.eta_gen = 0.4 + 0.15 * (double) i;
            in = chl_solvable_interval_of(&model);
            if (fabs(lambda / in.low - 1.0) < 0.01
                || fabs(lambda / in.high - 1.0) < 0.01) {
                continue;
            }
            eigenvalues_at(&model, 0.0, values);
            found = CHL_PHASE_FAILS;
            if (values[0].re > 1e-9) {
                eigenvalues_at(&model, 1.0, values);
                found = values[0].re > 1e-9 ? CHL_PHASE_OSCILLATES
                                            : CHL_PHASE_RECOVERS;
            }
            ck_assert_int_eq(found, chl_solvable_judge(&model, lambda).phase);
            seen[found]++;
        }
    }
    ck_assert(seen[0] > 50 && seen[1] > 50 && seen[2] > 50);
}
END_TEST

START_TEST(the_papers_settings_have_their_intervals)
{
    static const double eta[] = { 2.0, 1.0, 3.0, 4.0 };
    static const double low[] = { 0.8, 0.2, 1.8, 3.2 };

    for (size_t k = 0; k < 4; k++) {
        chl_solvable_model model = two_features(eta[k]);
        chl_solvable_interval in = chl_solvable_interval_of(&model);

        ck_assert_double_eq_tol(in.low, low[k], 1e-12);
        ck_assert_double_eq_tol(in.high, 10.0 * low[k], 1e-11);
    }
}
END_TEST

/* The saddle is a fixed point with the growth rate of the closed form. */
START_TEST(the_critic_alone_rests_at_the_saddle)
{
    for (uint64_t k = 0; k < 200; k++) {
        double lambda = between(1.0, 6.0, 4 * k), q, nothing = 0.0;
        chl_solvable_model model = one_mode(&lambda, &lambda);
        chl_complex values[5];
        chl_solvable_saddle saddle;
        chl_solvable *s = NULL;
        chl_error err = { 0 };
        double y[5], slope[5];

        model.tau = between(0.05, 0.3, 4 * k + 1);
        model.tau_g = between(0.01, 0.2, 4 * k + 2);
        model.eta_true = model.eta_gen = between(0.2, 1.5, 4 * k + 3);
        saddle = chl_solvable_saddle_of(&model, lambda);
        q = sqrt(saddle.q2);
        ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
        ck_assert_ok(chl_solvable_start(s, &nothing, &q, y, &err), err);
        chl_solvable_field(s, y, slope);
        for (size_t i = 0; i < 5; i++) {
            ck_assert_double_eq_tol(slope[i], 0.0, 1e-13);
        }
        ck_assert_ok(chl_solvable_eigenvalues(s, y, values, &err), err);
        ck_assert_double_lt(
            distance_to_nearest(values, 5, (chl_complex){ saddle.growth, 0.0 }),
            1e-9);
        chl_solvable_free(s);
    }
}
END_TEST

START_TEST(learning_freezes_above_the_least_alignment)
{
    static const double start = 0.1, time = 3000.0;
    double lambda = 3.0, y[5];
    chl_solvable_model model = one_mode(&lambda, &lambda);
    chl_solvable *s = NULL;
    chl_error err = { 0 };
    double freeze = chl_solvable_judge(&model, lambda).freeze;

    ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
    ck_assert_ok(chl_solvable_start(s, &start, &start, y, &err), err);
    ck_assert_ok(chl_solvable_solve(s, y, 1, &time, NULL, y, NULL, &err), err);
    ck_assert_double_lt(fabs(y[1]), 1e-6);
    ck_assert_double_ge(y[0], freeze - 1e-6);
    ck_assert_double_lt(y[0], 1.0);
    chl_solvable_free(s);
}
END_TEST

START_TEST(correlation_lifts_weak_directions)
{
    static const double cov[] = { 0.7, 0.0, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.7 };
    chl_solvable_model model = chl_solvable_model_default();
    chl_solvable_boost boost;
    chl_error err = { 0 };

    model.d = 3;
    model.cov = cov;
    ck_assert_ok(chl_solvable_boost_of(&model, &boost, &err), err);
    ck_assert_double_eq_tol(boost.low, 0.05, 1e-12);
    /* 0.7 + 2 rho = 8 needs rho = 3.65, beyond a correlation of 1 */
    ck_assert(isnan(boost.high));
    ck_assert_survives_lost_memory(chl_solvable_boost_of(&model, &boost, NULL));
}
END_TEST

START_TEST(an_active_critic_can_be_at_rest)
{
    const double lambda = between(20.0, 60.0, (uint64_t) _i);
    chl_solvable_model model = one_mode(&lambda, &lambda);
    chl_solvable_active at;
    chl_solvable *s = NULL;
    chl_error err = { 0 };
    double slope[5];

    model.eta_true = between(0.05, 0.2, (uint64_t) (100 + _i));
    model.eta_gen = between(0.05, 0.2, (uint64_t) (200 + _i));
    model.batch = 1 + (size_t) _i % 3;
    at = chl_solvable_active_of(&model, lambda);
    ck_assert(at.q > 0.0 && at.q < at.p && at.p < 1.0);
    ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
    chl_solvable_field(s, (double[]){ at.p, at.q, at.r, 1.0, 1.0 }, slope);
    for (size_t k = 0; k < 5; k++) {
        ck_assert_double_eq_tol(slope[k], 0.0, 1e-12);
    }
    chl_solvable_free(s);
}
END_TEST

START_TEST(published_noise_lets_no_critic_rest_at_work)
{
    const double eta[] = { 1.0, 2.0, 3.0, 4.0 };
    const chl_solvable_model model = two_features(eta[_i]);

    ck_assert(isnan(chl_solvable_active_of(&model, 3.0).p));
    ck_assert(isnan(chl_solvable_active_of(&model, 5.0).p));
}
END_TEST

START_TEST(recommended_rates_make_learnable_what_they_say)
{
    static const double lambda[] = { 0.02, 0.3, 0.4, 2.0, 2.5, 40.0, 0.0 };
    chl_solvable_model model = two_features(0.3);
    chl_solvable_rates rates[2];
    size_t inside;

    rates[0] = chl_solvable_rates_kept_ratio(&model, 7, lambda);
    rates[1] = chl_solvable_rates_free(&model, 7, lambda);
    ck_assert_uint_eq(rates[0].learnable, 4);
    ck_assert_uint_eq(rates[1].learnable, 6);
    ck_assert_double_eq_tol(rates[0].tau_g / rates[0].tau, 0.2, 1e-12);
    for (size_t r = 0; r < 2; r++) {
        model.tau = rates[r].tau;
        model.tau_g = rates[r].tau_g;
        inside = 0;
        for (size_t k = 0; k < 7; k++) {
            inside += chl_solvable_judge(&model, lambda[k]).phase
                      == CHL_PHASE_RECOVERS;
        }
        ck_assert_uint_eq(inside, rates[r].learnable);
    }
    /* weak noise would allow any rate: no step overshoots */
    model.eta_true = model.eta_gen = 0.01;
    rates[1] = chl_solvable_rates_free(&model, 7, lambda);
    ck_assert_uint_eq(rates[1].learnable, 6);
    ck_assert_double_eq_tol(rates[1].tau, 1.0, 1e-15);
    ck_assert_double_eq_tol(rates[1].tau_g, 1e-4 / 40.0, 1e-15);
    model.eta_true = model.eta_gen = 0.0;
    ck_assert_uint_eq(chl_solvable_rates_free(&model, 7, lambda).learnable, 0);
    ck_assert(isnan(chl_solvable_rates_free(&model, 7, lambda).tau));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("solvable phases");
    TCase *c = tcase_create("phases");

    tcase_add_test(c, jacobians_have_the_eigenvalues_of_the_closed_forms);
    tcase_add_test(c, the_grid_of_phases_is_the_interval_rule);
    tcase_add_test(c, the_papers_settings_have_their_intervals);
    tcase_add_test(c, the_critic_alone_rests_at_the_saddle);
    tcase_add_test(c, learning_freezes_above_the_least_alignment);
    tcase_add_test(c, correlation_lifts_weak_directions);
    tcase_add_loop_test(c, an_active_critic_can_be_at_rest, 0, 20);
    tcase_add_loop_test(c, published_noise_lets_no_critic_rest_at_work, 0, 4);
    tcase_add_test(c, recommended_rates_make_learnable_what_they_say);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
