/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the 95 % interval of lambda_1 by the graph holds the truth.
 *
 * CHLADNI_SEEDS sets the number of draws (default 20).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <chladni/study.h>

#include "support/runner.h"

enum {
    SEEDS = 20,
    LIMIT = 600 /* seconds per measure */
};

static const double wanted = 0.85;

typedef struct draws {
    const char *measure;
    size_t samples;
} draws;

static const draws cases[] = {
    { "gauss:d=2:draw=independent", 2000 },
    { "gauss:d=2", 2000 },
    { "wells:m=1.5:draw=independent", 2000 },
    { "wells:m=1.5", 2000 },
    { "wells:m=3:draw=independent", 500 },
    { "torus:draw=independent", 2000 },
    { "torus", 2000 },
    { "sphere:draw=independent", 2000 },
    { "sphere", 2000 },
    { "uniform:d=2:draw=independent", 2000 },
};

typedef struct outcome {
    bool covers;
    double lambda, truth, width;
} outcome;

static outcome
run_seed(const draws *from, uint64_t seed)
{
    chl_error err = { 0 };
    chl_dataset_settings draw = chl_dataset_settings_default();
    chl_graph_study_settings s = chl_graph_study_settings_default();
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    outcome made;

    draw.samples = from->samples;
    draw.seed = s.seed = seed;
    s.modes = 4;
    s.sheet = 0;
    s.threads = 1;
    ck_assert_ok(chl_dataset_open(from->measure, &draw, &dataset, &err), err);
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_graph(dataset, &s, result, &err), err);
    ck_assert(chl_dataset_truth(dataset, 1, &made.truth));
    made.lambda = result->spectrum->lambda[0];
    made.covers = result->spectrum->ci_low[0] <= made.truth
                  && made.truth <= result->spectrum->ci_high[0];
    made.width = result->spectrum->ci_high[0] - result->spectrum->ci_low[0];
    chl_result_free(result);
    chl_dataset_free(dataset);
    return made;
}

START_TEST(the_interval_covers_lambda_1)
{
    const draws *from = &cases[_i];
    const char *text = getenv("CHLADNI_SEEDS");
    long given = text != NULL ? strtol(text, NULL, 10) : SEEDS;
    size_t count = given > 0 ? (size_t) given : SEEDS, covered = 0;
    double width = 0.0, bias = 0.0;

    for (size_t k = 0; k < count; k++) {
        outcome o = run_seed(from, k);

        covered += o.covers;
        width += o.width / o.truth / (double) count;
        bias += (o.lambda / o.truth - 1.0) / (double) count;
    }
    printf("%s, n = %zu: %zu of %zu cover, mean width %.1f %%, bias "
           "%+.1f %%\n",
           from->measure, from->samples, covered, count, 100.0 * width,
           100.0 * bias);
    fflush(stdout);
    ck_assert_double_ge((double) covered, wanted * (double) count);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study graph coverage");
    TCase *tests = tcase_create("coverage");

    tcase_set_timeout(tests, LIMIT);
    tcase_add_loop_test(tests, the_interval_covers_lambda_1, 0,
                        sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
