/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates carried over from a part of the rows. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "operators/carry.h"
#include "support/runner.h"

enum {
    R = 4,
    SIZE = R + 1,
    SQUARE = SIZE * SIZE
};

static chl_error err;

/* F F' of SIZE x 9 normal numbers. */
static void
fill(uint64_t seed, double *out)
{
    const chl_random random = { seed, CHL_STREAM_TESTS };

    for (size_t j = 0; j < SIZE; j++) {
        for (size_t i = 0; i < SIZE; i++) {
            out[j * SIZE + i] = 0.0;
            for (size_t k = 0; k < 9; k++) {
                out[j * SIZE + i] += chl_random_normal(&random, k * SIZE + i)
                                     * chl_random_normal(&random, k * SIZE + j);
            }
        }
    }
}

START_TEST(the_part_becomes_the_whole)
{
    double part[SQUARE], whole[SQUARE], b[SQUARE], spare[2 * SQUARE];

    fill(1, part);
    fill(2, whole);
    for (size_t k = 0; k < SQUARE; k++) {
        b[k] = 0.3 * part[k];
    }
    ck_assert_ok(chl_carry_over(R, SIZE, part, whole, b, spare, &err), err);
    for (size_t k = 0; k < SQUARE; k++) {
        bool inside = k / SIZE < R && k % SIZE < R;

        ck_assert_double_eq_tol(b[k], inside ? 0.3 * whole[k] : 0.0, 1e-12);
    }
}
END_TEST

START_TEST(what_commutes_is_carried_over_by_ratios)
{
    double part[SQUARE] = { 0 }, whole[SQUARE] = { 0 }, b[SQUARE] = { 0 },
           spare[2 * SQUARE];

    for (size_t k = 0; k < R; k++) {
        part[k * SIZE + k] = 1.0 + (double) k;
        whole[k * SIZE + k] = 3.0;
        b[k * SIZE + k] = 0.5 - 0.2 * (double) k;
    }
    ck_assert_ok(chl_carry_over(R, SIZE, part, whole, b, spare, &err), err);
    for (size_t k = 0; k < R; k++) {
        double x = (double) k;

        ck_assert_double_eq_tol(b[k * SIZE + k],
                                (0.5 - 0.2 * x) * 3.0 / (1.0 + x), 1e-14);
    }
}
END_TEST

START_TEST(too_few_rows_are_refused)
{
    double part[SQUARE] = { 0 }, whole[SQUARE], b[SQUARE] = { 0 },
           spare[2 * SQUARE];

    fill(2, whole);
    ck_assert_fails(
        chl_carry_over(R, SIZE, part, whole, b, spare, &err), CHL_ENUMERIC,
        "matrices of 4 functions are not positive: too few rows", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/carry");
    TCase *tcase = tcase_create("carry");

    tcase_add_test(tcase, the_part_becomes_the_whole);
    tcase_add_test(tcase, what_commutes_is_carried_over_by_ratios);
    tcase_add_test(tcase, too_few_rows_are_refused);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
