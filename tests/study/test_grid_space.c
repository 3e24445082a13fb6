/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grids in two and three dimensions at their full size: seconds. */
#include <math.h>

#include <chladni/study.h>

#include "support/runner.h"

static chl_error err;

static const char *const measures[] = {
    "gauss:d=3",   "wells:m=1:d=3",       "uniform:length=2,1,1.5:d=3",
    "laplace:d=2", "gauss:sigma=1,2:d=2", "wells:m=1:d=2",
    "laplace:d=3"
};

START_TEST(large_grids_reach_a_millionth)
{
    chl_dataset_settings opening = chl_dataset_settings_default();
    chl_grid_study_settings settings = chl_grid_study_settings_default();
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    double truth[3];

    opening.samples = 16;
    settings.modes = 3;
    ck_assert_ok(chl_dataset_open(measures[_i], &opening, &dataset, &err), err);
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_grid(dataset, &settings, result, &err), err);
    ck_assert(chl_dataset_truth(dataset, result->spectrum->count, truth));
    for (size_t k = 0; k < result->spectrum->count; k++) {
        ck_assert_double_eq_tol(result->spectrum->lambda[k], truth[k],
                                1e-6 * truth[k]);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/grid_space");
    TCase *tests = tcase_create("space");

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, large_grids_reach_a_millionth, 0, 7);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
