/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order parameters against the reference values and laws. */
#include <chladni/solvable.h>

#include <math.h>
#include <string.h>

#include "support/runner.h"
#include "systems/solvable_cases.h"

/* Independent integration of the same equations (RK of order 8 in another
 * program, tolerance 1e-11), given to ten digits. */
static const double digits = 1e-8;

static double *
run_to(const chl_solvable_model *model, const double *p0, const double *q0,
       double time, double *drift)
{
    chl_error err = { 0 };
    chl_solvable *s = NULL;
    double *y;

    ck_assert_ok(chl_solvable_create(model, &s, &err), err);
    y = chl_alloc(chl_solvable_layout_of(s).size, sizeof *y);
    ck_assert_ptr_nonnull(y);
    ck_assert_ok(chl_solvable_start(s, p0, q0, y, &err), err);
    ck_assert_ok(chl_solvable_solve(s, y, 1, &time, NULL, y, drift, &err), err);
    chl_solvable_free(s);
    return y;
}

START_TEST(two_features_reach_the_reference_values)
{
    static const struct {
        double eta, p[2], q[2], r[2];
        bool has_r;
    } cases[] = {
        { 2.0,
          { 0.5281633909, 0.9380943834 },
          { 0.7187893284, 0.0302881964 },
          { 0.2223268649, 0.0930812120 },
          true },
        { 1.0,
          { 0.8553306462, 0.9596063776 },
          { 0.7603402449, -0.3689651396 },
          { 0.0, 0.0 },
          false },
    };
    const double *c = two_starts;
    chl_solvable_model model = two_features(cases[_i].eta);
    double drift = NAN;
    double *y = run_to(&model, c, c, 50.0, &drift);

    for (size_t k = 0; k < 2; k++) {
        ck_assert_double_eq_tol(y[3 * k], cases[_i].p[k], digits);
        ck_assert_double_eq_tol(y[4 + 3 * k], cases[_i].q[k], digits);
        if (cases[_i].has_r) {
            ck_assert_double_eq_tol(y[8 + 3 * k], cases[_i].r[k], digits);
        }
    }
    ck_assert_double_lt(drift, 1e-9);
    chl_free(y);
}
END_TEST

START_TEST(a_mixture_reaches_the_reference_values)
{
    static const double p0[] = { 0.3, 0.1, -0.05, 0.25 };
    static const double q0[] = { 0.2, -0.1, 0.15, 0.3 };
    static const double cov[] = { 2.97, -0.2, -0.2, 2.365 };
    static const double expected[] = {
        0.6849928417, 0.1570059242,  -0.1630201150, 0.4878717086,
        0.5696536731, -0.3166193823, 0.3250163545,  0.5895587859,
        0.2235883235, -0.1988311638, 0.1547123979,  0.1278825124
    };
    chl_solvable_model model = two_features(2.0);
    double drift = NAN, *y;

    model.cov = model.cov_gen = cov;
    model.constraint_v = CHL_CONSTRAINT_POLAR;
    y = run_to(&model, p0, q0, 30.0, &drift);
    for (size_t k = 0; k < 12; k++) {
        ck_assert_double_eq_tol(y[k], expected[k], digits);
    }
    ck_assert_double_lt(drift, 1e-9);
    chl_free(y);
}
END_TEST

START_TEST(polar_and_gram_schmidt_agree_on_what_does_not_depend_on_the_gauge)
{
    static const double p0[] = { 0.3, 0.1, -0.05, 0.25 };
    static const double q0[] = { 0.2, -0.1, 0.15, 0.3 };
    chl_solvable_model model = two_features(2.0);
    double *polar, *gs;

    model.constraint_v = CHL_CONSTRAINT_POLAR;
    polar = run_to(&model, p0, q0, 20.0, NULL);
    model.constraint_w = CHL_CONSTRAINT_GS;
    gs = run_to(&model, p0, q0, 20.0, NULL);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(polar[k], gs[k], 1e-9);
    }
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++) {
            double a = polar[4 + 2 * i] * polar[4 + 2 * j]
                       + polar[5 + 2 * i] * polar[5 + 2 * j];
            double b =
                gs[4 + 2 * i] * gs[4 + 2 * j] + gs[5 + 2 * i] * gs[5 + 2 * j];

            ck_assert_double_eq_tol(a, b, 1e-9);
        }
    }
    chl_free(polar);
    chl_free(gs);
}
END_TEST

/* The model of one feature with a response, everything free. */
static chl_solvable_model
one_feature(const chl_response *response, const chl_latent_law *law)
{
    chl_solvable_model model = chl_solvable_model_default();

    model.d = model.p = law->size;
    model.law = model.law_gen = law;
    model.response = response;
    model.constraint_w = model.constraint_v = CHL_CONSTRAINT_NONE;
    return model;
}

static const chl_response *
response_called(const char *name)
{
    const chl_response *found = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_response_find(name, &found, &err), err);
    return found;
}

/* xi(t) = mu + (xi0 - mu) cos wt + (w / tau) q0 sin wt, w^2 = tau tau_g mu^2,
 * and z grows by tau^2 (eta_true + eta_gen) t beyond |q|^2's part. */
START_TEST(a_constant_response_rotates_for_ever)
{
    static const double mean[] = { 1.5 }, variance[] = { 0.7 };
    const chl_latent_class one = { 1.0, mean, variance };
    const chl_latent_law law = { 1, 1, &one };
    chl_solvable_model model = one_feature(response_called("constant"), &law);
    const double p0 = 0.2, q0 = 0.3, t = 11.0;
    double w = sqrt(model.tau * model.tau_g) * mean[0], xi;
    double *y = run_to(&model, &p0, &q0, t, NULL);

    xi = mean[0] + (p0 * mean[0] - mean[0]) * cos(w * t)
         + w / model.tau * q0 * sin(w * t);
    ck_assert_double_eq_tol(y[0] * mean[0], xi, 1e-10);
    chl_free(y);
}
END_TEST

/* f(u) = u as a named response is the reduced system itself; and as a
 * quadrature it sees the second moment alone. */
START_TEST(a_linear_response_sees_the_second_moment_alone)
{
    static const double means[] = { 1.2, -0.4, -0.5, 0.8 };
    static const double covs[] = { 1.0, 0.2, 0.2, 0.6, 0.5, 0.0, 0.0, 2.0 };
    const chl_latent_class classes[] = { { 0.3, means, covs },
                                         { 0.7, means + 2, covs + 4 } };
    const chl_latent_law law = { 2, 2, classes };
    const chl_response *linear = chl_response_at(0);
    const chl_response copy = { "quadrature", linear->value, linear->slope };
    static const double p0[] = { 0.3, 0.1, -0.05, 0.25 }, q0[] = { 0.2, 0.3 };
    chl_solvable_model model = one_feature(&copy, &law);
    double moment[4], *whole, *reduced;
    chl_error err = { 0 };

    model.constraint_w = CHL_CONSTRAINT_POLAR;
    model.constraint_v = CHL_CONSTRAINT_COLUMNS;
    whole = run_to(&model, p0, q0, 20.0, NULL);
    ck_assert_ok(chl_latent_second_moment(&law, moment, &err), err);
    model.response = NULL;
    model.law = model.law_gen = NULL;
    model.cov = model.cov_gen = moment;
    reduced = run_to(&model, p0, q0, 20.0, NULL);
    for (size_t k = 0; k < 8; k++) {
        ck_assert_double_eq_tol(whole[k], reduced[k], 1e-11);
    }
    chl_free(whole);
    chl_free(reduced);
}
END_TEST

/* The slopes of two laws with the same second moment. */
static double
difference_of_slopes(const chl_response *response)
{
    static const double cov[] = { 0.5 }, mean[] = { 1.0 }, up[] = { 1.5 };
    const chl_latent_class shifted = { 1.0, mean, cov };
    const chl_latent_class centred = { 1.0, NULL, up };
    const chl_latent_law laws[] = { { 1, 1, &shifted }, { 1, 1, &centred } };
    static const double p0 = 0.4, q0 = 0.5;
    double slopes[2][5], y[5], most = 0.0;
    chl_error err = { 0 };

    for (size_t k = 0; k < 2; k++) {
        chl_solvable_model model = one_feature(response, &laws[k]);
        chl_solvable *s = NULL;

        model.law_gen = &laws[1];
        ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
        ck_assert_ok(chl_solvable_start(s, &p0, &q0, y, &err), err);
        chl_solvable_field(s, y, slopes[k]);
        chl_solvable_free(s);
    }
    for (size_t k = 0; k < 5; k++) {
        most = fmax(most, fabs(slopes[0][k] - slopes[1][k]));
    }
    return most;
}

START_TEST(only_the_quadratic_energy_reduces_to_second_moments)
{
    const chl_response *linear = chl_response_at(0);
    const chl_response copy = { "quadrature", linear->value, linear->slope };

    ck_assert_double_lt(difference_of_slopes(NULL), 1e-15);
    ck_assert_double_lt(difference_of_slopes(&copy), 1e-12);
    ck_assert_double_gt(difference_of_slopes(response_called("tanh")), 1e-3);
    ck_assert_double_gt(difference_of_slopes(response_called("cubic")), 1e-3);
}
END_TEST

/* Q = R = 0: dZ/dt = (2 tau kappa + 2 tau^2 eb2) Z without a constraint. */
START_TEST(a_free_critic_grows_at_the_rate_of_its_noise)
{
    static const double p0 = 0.3, q0 = 0.0, cov = 3.0;
    chl_solvable_model model = chl_solvable_model_default();
    double *y, rate;

    model.cov = model.cov_gen = &cov;
    model.constraint_w = CHL_CONSTRAINT_NONE;
    model.eta_true = 1.5;
    model.eta_gen = 1.1;
    model.decay_w = 0.6;
    model.batch = 2;
    rate = 2.0 * model.tau * (1.5 - 1.1 - 0.6)
           + model.tau * model.tau * (1.5 * 1.5 + 1.1 * 1.1) / 2.0;
    y = run_to(&model, &p0, &q0, 4.0, NULL);
    ck_assert_double_eq_tol(y[4], exp(4.0 * rate), 1e-10);
    chl_free(y);
}
END_TEST

START_TEST(degenerate_models_are_refused_with_the_numbers)
{
    static const double odd[] = { 1.0, 2.0, 2.0, 1.0 };
    static const double lame[] = { 1.0, 0.5, 0.1, 1.0 };
    static const double far[] = { 1.2, 0.0, 0.0, 0.1 };
    chl_solvable_model model = two_features(2.0);
    chl_solvable *s = NULL;
    chl_error err = { 0 };
    double y[20];

    model.tau = -1.0;
    ck_assert_fails(chl_solvable_create(&model, &s, &err), CHL_EARG,
                    "tau is -1; it must be above 0", err);
    model = two_features(NAN);
    ck_assert_fails(chl_solvable_create(&model, &s, &err), CHL_EARG,
                    "eta_true is", err);
    model = two_features(2.0);
    model.cov = odd;
    ck_assert_fails(chl_solvable_create(&model, &s, &err), CHL_EARG,
                    "not positive semidefinite", err);
    model.cov = lame;
    ck_assert_fails(chl_solvable_create(&model, &s, &err), CHL_EARG,
                    "not symmetric", err);
    model = two_features(2.0);
    model.response = response_called("tanh");
    ck_assert_fails(chl_solvable_create(&model, &s, &err), CHL_EARG,
                    "takes one", err);
    model = two_features(2.0);
    ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
    ck_assert_fails(chl_solvable_start(s, far, far, y, &err), CHL_EARG,
                    "must be smaller", err);
    chl_solvable_free(s);
}
END_TEST

/* A singular covariance and no noise are models like others. */
START_TEST(singular_and_noiseless_models_are_solved)
{
    static const double flat[] = { 2.0, 0.0, 0.0, 0.0 };
    chl_solvable_model model = two_features(0.0);
    double drift = NAN, *y;

    model.cov = model.cov_gen = flat;
    y = run_to(&model, two_starts, two_starts, 20.0, &drift);
    ck_assert_double_lt(drift, 1e-8);
    /* nothing drives the second feature alone */
    ck_assert(isfinite(y[0]) && isfinite(y[3]));
    chl_free(y);
}
END_TEST

static chl_status
create_and_drop(void)
{
    const chl_solvable_model model = two_features(2.0);
    chl_solvable *s = NULL;
    chl_status status = chl_solvable_create(&model, &s, NULL);

    chl_solvable_free(s);
    return status;
}

static chl_status
solve_to_one(chl_solvable *s)
{
    const double time = 1.0;
    double y[20];
    chl_status status = chl_solvable_start(s, two_starts, two_starts, y, NULL);

    return status != CHL_OK
               ? status
               : chl_solvable_solve(s, y, 1, &time, NULL, y, NULL, NULL);
}

START_TEST(lost_memory_is_survived)
{
    const chl_solvable_model model = two_features(2.0);
    chl_solvable *s = NULL;
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(create_and_drop());
    ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
    ck_assert_survives_lost_memory(solve_to_one(s));
    chl_solvable_free(s);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("solvable");
    TCase *c = tcase_create("order parameters");

    tcase_add_loop_test(c, two_features_reach_the_reference_values, 0, 2);
    tcase_add_test(c, a_mixture_reaches_the_reference_values);
    tcase_add_test(
        c, polar_and_gram_schmidt_agree_on_what_does_not_depend_on_the_gauge);
    tcase_add_test(c, a_constant_response_rotates_for_ever);
    tcase_add_test(c, a_linear_response_sees_the_second_moment_alone);
    tcase_add_test(c, only_the_quadratic_energy_reduces_to_second_moments);
    tcase_add_test(c, a_free_critic_grows_at_the_rate_of_its_noise);
    tcase_add_test(c, degenerate_models_are_refused_with_the_numbers);
    tcase_add_test(c, singular_and_noiseless_models_are_solved);
    tcase_add_test(c, lost_memory_is_survived);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
