/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the 95 % interval of lambda_1 holds the truth, over many draws.
 *
 * The rows are independent, as the intervals assume: on stratified rows these
 * would look better than they are. CHLADNI_SEEDS sets the number of draws
 * (default 100).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <chladni/study.h>

#include "support/runner.h"

enum {
    SEEDS = 100,
    LIMIT = 600 /* seconds per measure */
};

static const double wanted = 0.85;

/* One draw: what the estimator said. */
typedef struct outcome {
    chl_status status;
    double truth, lambda, low, high;
} outcome;

static size_t
seeds_wanted(void)
{
    const char *text = getenv("CHLADNI_SEEDS");
    long count = text != NULL ? strtol(text, NULL, 10) : SEEDS;

    return count > 0 ? (size_t) count : SEEDS;
}

static chl_status
estimate(const char *measure, uint64_t seed, chl_dataset **dataset,
         chl_result **result, chl_error *err)
{
    chl_dataset_settings draw = chl_dataset_settings_default();
    chl_spectrum_settings settings = chl_spectrum_settings_default();
    chl_status status;

    draw.samples = 10000;
    draw.seed = settings.seed = seed;
    settings.landmarks = 400;
    settings.modes = 5;
    settings.bootstrap = 0;
    settings.threads = 1;
    status = chl_dataset_open(measure, &draw, dataset, err);
    if (status == CHL_OK) {
        status = chl_result_create("spectrum", result, err);
    }
    if (status == CHL_OK) {
        status = chl_study_spectrum(*dataset, &settings, *result, err);
    }
    return status;
}

static outcome
run_seed(const char *measure, uint64_t seed)
{
    outcome made = { CHL_OK, NAN, NAN, NAN, NAN };
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    chl_error err = { 0 };

    made.status = estimate(measure, seed, &dataset, &result, &err);
    if (made.status == CHL_OK) {
        chl_dataset_truth(dataset, 1, &made.truth);
        made.lambda = result->spectrum->lambda[0];
        made.low = result->spectrum->ci_low[0];
        made.high = result->spectrum->ci_high[0];
    } else {
        fprintf(stderr, "%s, seed %d: %s\n", measure, (int) seed, err.text);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
    return made;
}

static void
judge(const char *measure, const outcome *outcomes, size_t count)
{
    double width = 0.0, square = 0.0, bias = 0.0, share;
    size_t covered = 0;

    for (size_t k = 0; k < count; k++) {
        const outcome *o = &outcomes[k];
        double error = o->lambda / o->truth - 1.0;

        ck_assert_int_eq(o->status, CHL_OK);
        covered += o->low <= o->truth && o->truth <= o->high;
        width += (o->high - o->low) / o->truth / (double) count;
        bias += error / (double) count;
        square += error * error / (double) count;
    }
    share = (double) covered / (double) count;
    printf("%s: %zu seeds, coverage %.3f, mean width %.2f %%, "
           "rms error %.2f %%, bias %+.2f %%\n",
           measure, count, share, 100.0 * width, 100.0 * sqrt(square),
           100.0 * bias);
    fflush(stdout);
    ck_assert_double_ge(share, wanted);
}

static void
run_measure(const char *measure)
{
    size_t count = seeds_wanted();
    outcome *outcomes = calloc(count, sizeof *outcomes);

    ck_assert_ptr_nonnull(outcomes);
#pragma omp parallel for num_threads(2) schedule(dynamic)
    for (size_t k = 0; k < count; k++) {
        outcomes[k] = run_seed(measure, k);
    }
    judge(measure, outcomes, count);
    free(outcomes);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}

START_TEST(the_interval_covers_lambda_1_of_a_gaussian_in_five_dimensions)
{
    run_measure("gauss:d=5:draw=independent");
}
END_TEST

START_TEST(the_interval_covers_lambda_1_of_two_wells)
{
    run_measure("wells:m=1.5:draw=independent");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study spectrum coverage");
    TCase *tests = tcase_create("coverage");

    tcase_set_timeout(tests, LIMIT);
    tcase_add_test(
        tests, the_interval_covers_lambda_1_of_a_gaussian_in_five_dimensions);
    tcase_add_test(tests, the_interval_covers_lambda_1_of_two_wells);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
