/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph study on every oracle in up to two dimensions. */
#include <math.h>

#include <chladni/study.h>

#include "support/runner.h"

static chl_error err;

static const char *const oracles[] = { "circle",     "sphere",      "torus",
                                       "uniform",    "uniform:d=2", "gauss:d=2",
                                       "wells:m=1.5" };

/* A 95 % interval, widened by a standard error to hold for every oracle. */
START_TEST(intervals_cover_the_truth_of_an_oracle)
{
    chl_dataset_settings draw = chl_dataset_settings_default();
    chl_graph_study_settings settings = chl_graph_study_settings_default();
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    const chl_result_spectrum *s;
    double truth, slack;

    draw.samples = 1200;
    settings.modes = 3;
    settings.threads = 1;
    ck_assert_ok(chl_dataset_open(oracles[_i], &draw, &dataset, &err), err);
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_graph(dataset, &settings, result, &err), err);
    s = result->spectrum;
    slack = s->standard_error[0];
    ck_assert(chl_dataset_truth(dataset, 1, &truth));
    ck_assert_str_eq(s->operator_name, "graph");
    ck_assert_uint_eq(s->components, 1);
    ck_assert_double_le(s->ci_low[0] - slack, truth);
    ck_assert_double_ge(s->ci_high[0] + slack, truth);
    ck_assert_double_eq_tol(s->lambda[0], truth, 0.2 * truth);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study graph oracles");
    TCase *tests = tcase_create("oracles");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, intervals_cover_the_truth_of_an_oracle, 0,
                        sizeof oracles / sizeof *oracles);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
