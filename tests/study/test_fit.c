/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fit of a training pencil, where the answer is known. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "study/fit.h"
#include "support/runner.h"

enum {
    Q = 12,
    M = 9
};

static const chl_random source = { 21, CHL_STREAM_TESTS };

/* Mass 1, stiffness 1, 2, ... Q; ridge 1 on the kernel block. */
static void
diagonal(chl_pencil *pencil, double *ridge)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_pencil_init(pencil, Q, M, &err), err);
    memset(ridge, 0, Q * Q * sizeof *ridge);
    for (size_t i = 0; i < Q; i++) {
        pencil->mass[i * Q + i] = 1.0;
        pencil->stiffness[i * Q + i] = (double) (i + 1);
        ridge[i * Q + i] = i < M ? 1.0 : 0.0;
    }
}

/* S <- T' S T with a random T that mixes kernel functions only. */
static void
mix(double *matrix)
{
    double t[Q * Q] = { 0 }, mixed[Q * Q];
    chl_error err = { 0 };

    for (size_t i = 0; i < Q * Q; i++) {
        size_t row = i % Q, column = i / Q;

        if (row < M && column < M) {
            t[i] = 0.3 * chl_random_normal(&source, i);
        }
        t[i] += row == column ? 1.0 : 0.0;
    }
    ck_assert_ok(chl_dense_project(Q, matrix, Q, t, mixed, &err), err);
    memcpy(matrix, mixed, sizeof mixed);
}

static const chl_fit_settings few = { 1e-3, 5, "dense", 0 };

START_TEST(values_are_the_rayleigh_quotients_without_the_ridge)
{
    double ridge[Q * Q];
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };
    chl_error err = { 0 };

    diagonal(&pencil, ridge);
    ck_assert_ok(chl_fit_solve(&pencil, ridge, &few, &fit, &err), err);
    ck_assert_uint_eq(fit.count, 5);
    for (size_t a = 0; a < fit.count; a++) {
        /* The jitter of 1e-12 tr A turns vectors, not these values. */
        ck_assert_double_eq_tol(fit.values[a], (double) (a + 1), 1e-9);
    }
    chl_fit_clear(&fit);
    chl_pencil_clear(&pencil);
}
END_TEST

START_TEST(a_change_of_basis_changes_no_value)
{
    static const char *const solvers[] = { "dense", "arpack" };
    double ridge[Q * Q];
    chl_fit_settings s = few;
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };
    chl_error err = { 0 };

    s.solver = solvers[_i];
    s.count = 3;
    diagonal(&pencil, ridge);
    mix(pencil.mass);
    mix(pencil.stiffness);
    mix(ridge);
    ck_assert_ok(chl_fit_solve(&pencil, ridge, &s, &fit, &err), err);
    for (size_t a = 0; a < fit.count; a++) {
        ck_assert_double_eq_tol(fit.values[a], (double) (a + 1), 1e-8);
    }
    chl_fit_clear(&fit);
    chl_pencil_clear(&pencil);
}
END_TEST

START_TEST(quotients_and_score_on_the_same_rows_are_the_values)
{
    double ridge[Q * Q], quotients[5], score = 0.0, mean = 0.0;
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };
    chl_error err = { 0 };

    diagonal(&pencil, ridge);
    mix(pencil.mass);
    mix(pencil.stiffness);
    ck_assert_ok(chl_fit_solve(&pencil, ridge, &few, &fit, &err), err);
    ck_assert_ok(chl_fit_quotients(&fit, &pencil, quotients, &err), err);
    ck_assert_ok(chl_fit_score(&fit, &pencil, 5, &score, &err), err);
    for (size_t a = 0; a < 5; a++) {
        ck_assert_double_eq_tol(quotients[a], fit.values[a], 1e-10);
        mean += log(fit.values[a]) / 5.0;
    }
    ck_assert_double_eq_tol(score, mean, 1e-10);
    chl_fit_clear(&fit);
    chl_pencil_clear(&pencil);
}
END_TEST

START_TEST(a_span_with_too_few_modes_scores_infinity)
{
    double ridge[Q * Q], score = 0.0;
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };
    chl_error err = { 0 };

    diagonal(&pencil, ridge);
    ck_assert_ok(chl_fit_solve(&pencil, ridge, &few, &fit, &err), err);
    ck_assert_ok(chl_fit_score(&fit, &pencil, 6, &score, &err), err);
    ck_assert_double_infinite(score);
    chl_fit_clear(&fit);
    chl_pencil_clear(&pencil);
}
END_TEST

START_TEST(directions_without_mass_are_no_modes)
{
    double ridge[Q * Q];
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };
    chl_error err = { 0 };

    diagonal(&pencil, ridge);
    for (size_t i = 3; i < Q; i++) {
        pencil.mass[i * Q + i] = 0.0;
    }
    ck_assert_ok(chl_fit_solve(&pencil, ridge, &few, &fit, &err), err);
    ck_assert_uint_eq(fit.count, 3);
    chl_fit_clear(&fit);
    memset(pencil.mass, 0, Q * Q * sizeof *pencil.mass);
    ck_assert_fails(chl_fit_solve(&pencil, ridge, &few, &fit, &err),
                    CHL_ENUMERIC, "above rounding error", err);
    chl_pencil_clear(&pencil);
}
END_TEST

START_TEST(a_restriction_keeps_the_first_landmarks_and_all_linear_functions)
{
    double ridge[Q * Q];
    chl_pencil pencil = { 0 }, part = { 0 };
    chl_error err = { 0 };

    diagonal(&pencil, ridge);
    ck_assert_ok(chl_pencil_restrict(&pencil, 4, &part, &err), err);
    ck_assert_uint_eq(part.q, 4 + Q - M);
    ck_assert_uint_eq(part.m, 4);
    for (size_t i = 0; i < part.q; i++) {
        double kept = i < 4 ? (double) (i + 1) : (double) (i - 4 + M + 1);

        ck_assert_double_eq(part.stiffness[i * part.q + i], kept);
    }
    chl_pencil_clear(&pencil);
    chl_pencil_clear(&part);
}
END_TEST

static chl_status
fit_and_judge(const chl_pencil *pencil, const double *ridge)
{
    double quotients[5], score;
    chl_fit fit = { 0 };
    chl_pencil part = { 0 };
    chl_status status = chl_fit_solve(pencil, ridge, &few, &fit, NULL);

    if (status == CHL_OK) {
        status = chl_fit_quotients(&fit, pencil, quotients, NULL);
    }
    if (status == CHL_OK) {
        status = chl_fit_score(&fit, pencil, 5, &score, NULL);
    }
    if (status == CHL_OK) {
        status = chl_pencil_restrict(pencil, 4, &part, NULL);
    }
    chl_fit_clear(&fit);
    chl_pencil_clear(&part);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    double ridge[Q * Q];
    chl_pencil pencil = { 0 };

    diagonal(&pencil, ridge);
    ck_assert_survives_lost_memory(fit_and_judge(&pencil, ridge));
    chl_pencil_clear(&pencil);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/fit");
    TCase *fit = tcase_create("fit");

    tcase_add_test(fit, values_are_the_rayleigh_quotients_without_the_ridge);
    tcase_add_loop_test(fit, a_change_of_basis_changes_no_value, 0, 2);
    tcase_add_test(fit, quotients_and_score_on_the_same_rows_are_the_values);
    tcase_add_test(fit, a_span_with_too_few_modes_scores_infinity);
    tcase_add_test(fit, directions_without_mass_are_no_modes);
    tcase_add_test(
        fit, a_restriction_keeps_the_first_landmarks_and_all_linear_functions);
    tcase_add_test(fit, lost_memory_is_survived);
    suite_add_tcase(suite, fit);
    return run_suite(suite);
}
