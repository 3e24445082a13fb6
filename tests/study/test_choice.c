/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which candidate is taken. */
#include <math.h>
#include <string.h>

#include "study/choice.h"
#include "support/runner.h"

START_TEST(the_least_finite_score_wins)
{
    static const chl_result_trial trials[] = {
        { .score = 2.0 }, { .score = NAN }, { .score = 1.0 }, { .score = 1.5 }
    };
    static const bool carried[] = { true, true, true, true };

    ck_assert_uint_eq(chl_choice_best(trials, carried, 4), 2);
    ck_assert_uint_eq(chl_choice_best(trials, carried, 1), 0);
    ck_assert_uint_eq(chl_choice_best(trials + 1, carried, 1), 1);
}
END_TEST

START_TEST(candidates_that_few_rows_carry_come_last)
{
    static const chl_result_trial trials[] = { { .score = 1.0 },
                                               { .score = 3.0 },
                                               { .score = 2.0 } };
    static const bool some[] = { false, true, true };
    static const bool none[] = { false, false, false };

    ck_assert_uint_eq(chl_choice_best(trials, some, 3), 2);
    ck_assert_uint_eq(chl_choice_best(trials, none, 3), 0);
}
END_TEST

START_TEST(halves_share_the_groups_between_them)
{
    double first[5], second[5];

    chl_halves_weights(5, 0, first);
    chl_halves_weights(5, 1, second);
    for (size_t g = 0; g < 5; g++) {
        ck_assert_double_eq(first[g], g < 2 ? 1.0 : 0.0);
        ck_assert_double_eq(first[g] + second[g], 1.0);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/choice");
    TCase *choice = tcase_create("choice");

    tcase_add_test(choice, the_least_finite_score_wins);
    tcase_add_test(choice, candidates_that_few_rows_carry_come_last);
    tcase_add_test(choice, halves_share_the_groups_between_them);
    suite_add_tcase(suite, choice);
    return run_suite(suite);
}
