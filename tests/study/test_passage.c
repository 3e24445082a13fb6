/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directions by what of them reaches the generator. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "study/passage.h"
#include "support/runner.h"

enum {
    N = 4,
    SQUARE = N * N
};

static const chl_random source = { 29, CHL_STREAM_TESTS };

/* X' diag X of one X for all. */
static void
congruent(const double diagonal[N], double *out)
{
    for (size_t at = 0; at < SQUARE; at++) {
        out[at] = 0.0;
        for (size_t k = 0; k < N; k++) {
            out[at] += diagonal[k] * chl_random_normal(&source, k * N + at / N)
                       * chl_random_normal(&source, k * N + at % N);
        }
    }
}

static chl_passage
find(const double m[N], const double a[N], const double c[N], double cut)
{
    double mass[SQUARE], stiffness[SQUARE], coupling[SQUARE];
    chl_passage found = { 0 };
    chl_error err = { 0 };

    congruent(m, mass);
    congruent(a, stiffness);
    congruent(c, coupling);
    ck_assert_ok(
        chl_passage_find(N, mass, stiffness, coupling, cut, &found, &err), err);
    return found;
}

START_TEST(transmissions_are_the_eigenvalues_of_the_pencil)
{
    chl_passage found = find((double[]){ 1, 1, 1, 1 }, (double[]){ 1, 2, 4, 8 },
                             (double[]){ 0.9, 0, 0.4, 4 }, 0.05);
    static const double wanted[] = { 0.0, 0.1, 0.5, 0.9 };

    ck_assert_uint_eq(found.count, N);
    for (size_t k = 0; k < N; k++) {
        ck_assert_double_eq_tol(found.transmission[k], wanted[k], 1e-12);
    }
    ck_assert_uint_eq(found.hidden, 1);
    ck_assert_double_eq_tol(found.lambda[0], 2.0, 1e-12);
    ck_assert_double_eq_tol(found.through[0], 0.0, 1e-12);
    chl_passage_clear(&found);
}
END_TEST

START_TEST(hidden_directions_come_with_the_slowest_first)
{
    chl_passage found = find((double[]){ 1, 1, 1, 1 }, (double[]){ 9, 2, 4, 8 },
                             (double[]){ 0, 0.02, 0, 8 }, 0.05);
    static const double wanted[] = { 2.0, 4.0, 9.0 };

    ck_assert_uint_eq(found.hidden, 3);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(found.lambda[k], wanted[k], 1e-11);
    }
    ck_assert_double_eq_tol(found.through[0], 0.01, 1e-12);
    chl_passage_clear(&found);
}
END_TEST

START_TEST(what_is_below_zero_tells_how_far_errors_reach)
{
    chl_passage found = find((double[]){ 1, 1, 1, 1 }, (double[]){ 1, 1, 1, 1 },
                             (double[]){ -0.1, 0.08, 0.5, 1 }, 0.05);

    ck_assert_double_eq_tol(found.cut, 0.1, 1e-12);
    ck_assert_uint_eq(found.hidden, 2);
    chl_passage_clear(&found);
}
END_TEST

START_TEST(flat_functions_are_no_direction)
{
    chl_passage found =
        find((double[]){ 1, 1, 1, 1 }, (double[]){ 1, 1, 1, 1e-12 },
             (double[]){ 1, 1, 1, 0 }, 0.05);

    ck_assert_uint_eq(found.count, 3);
    ck_assert_uint_eq(found.hidden, 0);
    chl_passage_clear(&found);
}
END_TEST

START_TEST(nothing_comes_of_nothing)
{
    static const double none[N];
    chl_passage found = find(none, none, none, 0.05);

    ck_assert_uint_eq(found.count, 0);
    ck_assert_uint_eq(found.hidden, 0);
    chl_passage_clear(&found);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    double one[SQUARE] = { 0 }, none[SQUARE] = { 0 };
    chl_passage found = { 0 };
    chl_error err = { 0 };

    for (size_t k = 0; k < N; k++) {
        one[k * N + k] = 1.0;
    }
    ck_assert_survives_lost_memory(
        chl_passage_find(N, one, one, none, 0.05, &found, &err));
    ck_assert_uint_eq(found.hidden, N);
    chl_passage_clear(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("passage");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, transmissions_are_the_eigenvalues_of_the_pencil);
    tcase_add_test(tests, hidden_directions_come_with_the_slowest_first);
    tcase_add_test(tests, what_is_below_zero_tells_how_far_errors_reach);
    tcase_add_test(tests, flat_functions_are_no_direction);
    tcase_add_test(tests, nothing_comes_of_nothing);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
