/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "data/variates.h"
#include "support/runner.h"

static chl_variates
numbers(chl_draw draw, uint64_t count, uint64_t seed)
{
    return (chl_variates){ .random = { seed, CHL_STREAM_TESTS },
                           .draw = draw,
                           .dimension = 3,
                           .count = count };
}

/* Also just above a power of 4, where permutations walk longest. */
static const uint64_t counts[] = { 1, 2, 3, 10, 257, 997, 10000 };

START_TEST(every_stratum_of_a_uniform_holds_one_row)
{
    uint64_t n = counts[_i];
    chl_variates v = numbers(CHL_DRAW_STRATIFIED, n, 7);

    for (size_t k = 0; k <= v.dimension; k++) {
        bool *seen = calloc(n, sizeof *seen);

        ck_assert_ptr_nonnull(seen);
        for (uint64_t i = 0; i < n; i++) {
            double u;

            chl_variates_begin(&v, i);
            u = chl_variates_uniform(&v, k);
            ck_assert(u > 0 && u < 1);
            ck_assert(!seen[(size_t) (u * (double) n)]);
            seen[(size_t) (u * (double) n)] = true;
        }
        free(seen);
    }
}
END_TEST

static const size_t bounds[] = { 1, 2, 8, 25 };

START_TEST(components_hold_equal_numbers_of_rows_and_leave_a_stratified_rest)
{
    enum {
        EACH = 40
    };
    size_t bound = bounds[_i], seen[25] = { 0 };
    chl_variates v = numbers(CHL_DRAW_STRATIFIED, EACH * bound, 1);
    bool rests[25][EACH] = { { false } };

    for (uint64_t i = 0; i < v.count; i++) {
        size_t component, stratum;

        chl_variates_begin(&v, i);
        component = chl_variates_component(&v, bound);
        ck_assert_uint_lt(component, bound);
        seen[component]++;
        stratum = (size_t) (chl_variates_uniform(&v, 0) * EACH);
        ck_assert(!rests[component][stratum]);
        rests[component][stratum] = true;
    }
    for (size_t k = 0; k < bound; k++) {
        ck_assert_uint_eq(seen[k], EACH);
    }
}
END_TEST

/* Over seeds, the number of a row and its place are independent: each of ten
 * rows falls into each of ten strata as often, within six standard errors. */
START_TEST(a_row_alone_is_uniform)
{
    enum {
        SEEDS = 20000,
        ROWS = 10
    };
    size_t seen[ROWS][ROWS] = { { 0 } };
    double expected = (double) SEEDS / ROWS;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        chl_variates v = numbers(CHL_DRAW_STRATIFIED, ROWS, seed);

        for (uint64_t i = 0; i < ROWS; i++) {
            chl_variates_begin(&v, i);
            seen[i][(size_t) (chl_variates_uniform(&v, 1) * ROWS)]++;
        }
    }
    for (size_t i = 0; i < ROWS * ROWS; i++) {
        ck_assert_double_eq_tol((double) seen[i / ROWS][i % ROWS], expected,
                                6 * sqrt(expected));
    }
}
END_TEST

/* Correlation of a and b over the rows of one draw, in standard errors. */
static double
correlation(const chl_variates *from, size_t a, size_t b, uint64_t lag)
{
    chl_variates v = *from;
    double sum = 0;

    for (uint64_t i = 0; i < v.count; i++) {
        double x;

        chl_variates_begin(&v, i);
        x = chl_variates_normal(&v, a);
        chl_variates_begin(&v, (i + lag) % v.count);
        sum += x * chl_variates_normal(&v, b);
    }
    return sum / sqrt((double) v.count);
}

START_TEST(coordinates_and_neighbouring_rows_are_uncorrelated)
{
    for (uint64_t seed = 0; seed < 5; seed++) {
        chl_variates v = numbers(CHL_DRAW_STRATIFIED, 5000, seed);

        ck_assert_double_lt(fabs(correlation(&v, 0, 1, 0)), 4.5);
        ck_assert_double_lt(fabs(correlation(&v, 1, 2, 0)), 4.5);
        ck_assert_double_lt(fabs(correlation(&v, 0, 0, 1)), 4.5);
        ck_assert_double_lt(fabs(correlation(&v, 0, 1, 1)), 4.5);
    }
}
END_TEST

/* What draws of earlier versions were made of; results may quote them. */
START_TEST(independent_numbers_are_those_of_the_counters)
{
    chl_variates v = numbers(CHL_DRAW_INDEPENDENT, 100, 3);

    for (uint64_t i = 0; i < v.count; i++) {
        uint64_t first = 5 * i;

        chl_variates_begin(&v, i);
        ck_assert_uint_eq(chl_variates_component(&v, 8),
                          chl_random_below(&v.random, first + 3, 8));
        for (size_t k = 0; k < 3; k++) {
            ck_assert_double_eq(chl_variates_uniform(&v, k),
                                chl_random_uniform(&v.random, first + k));
            ck_assert_double_eq(chl_variates_normal(&v, k),
                                chl_random_normal(&v.random, first + k));
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data variates");
    TCase *tests = tcase_create("variates");

    tcase_add_loop_test(tests, every_stratum_of_a_uniform_holds_one_row, 0,
                        sizeof counts / sizeof *counts);
    tcase_add_loop_test(
        tests,
        components_hold_equal_numbers_of_rows_and_leave_a_stratified_rest, 0,
        sizeof bounds / sizeof *bounds);
    tcase_add_test(tests, a_row_alone_is_uniform);
    tcase_add_test(tests, coordinates_and_neighbouring_rows_are_uncorrelated);
    tcase_add_test(tests, independent_numbers_are_those_of_the_counters);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
