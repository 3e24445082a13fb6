/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every oracle of theory 8 at full size; prints the table of errors.
 *
 * Two standard errors, which count as passed, are too few for one draw in
 * twenty: at least nine checks of ten pass, and none misses by more than four.
 */
#include <math.h>
#include <stdio.h>

#include <chladni/study.h>

#include "support/runner.h"

START_TEST(all_oracles_are_estimated_within_chance)
{
    chl_result *result = NULL;
    chl_error err = { 0 };
    size_t failed = 0, far = 0, count;

    ck_assert_ok(chl_result_create("verify", &result, &err), err);
    ck_assert_ok(chl_study_verify(false, 0, 2, NULL, result, &err), err);
    for (size_t k = 0; k < result->verify->count; k++) {
        const chl_result_check *c = &result->verify->checks[k];

        printf("%-22s %zu  %10.6g  %10.6g  %+8.3f %%  se %8.2g  %s  %s\n",
               c->measure, c->index, c->truth, c->estimate,
               100.0 * c->relative_error, c->standard_error,
               c->covered ? "covers" : "misses", c->passed ? "pass" : "FAIL");
        failed += !c->passed;
        far += !c->passed
               && !(fabs(c->estimate - c->truth) <= 4.0 * c->standard_error);
    }
    fflush(stdout);
    count = result->verify->count;
    chl_result_free(result);
    ck_assert_uint_eq(far, 0);
    ck_assert_uint_le(10 * failed, count);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study verify, all");
    TCase *tests = tcase_create("verify");

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, all_oracles_are_estimated_within_chance);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
