/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where augmentations begin to pay on 100 digits, by a clock that knows only
 * the trained networks without augmentation.
 *
 * usage: test_few DATASETS RESULTS
 *
 * Measured: what scores.py says of few.csv and few-sgd.csv, whose first lines
 * are the commands of the runs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chladni/rank.h>

#include "cases.h"
#include "support/runner.h"

enum {
    CANDIDATES = 4
};

static const char *const names[CANDIDATES] = { "cutout:0.5", "noise:0.1",
                                               "translation:0.125",
                                               "translation:0.25" };
/* Steps from which on each beats none; 0: not within 32000 steps. */
static const double by_adam[CANDIDATES] = { 925.0, 1017.0, 2320.0, 4827.0 };
static const double by_plain_steps[CANDIDATES] = { 4344.0, 4820.0, 18861.0,
                                                   0.0 };
static const double longest = 32000.0, factor = 3.0;
static const char *datasets, *results;

/* Steps and scores of the runs without augmentation alone. */
static void
take_baseline(const char *name, const char *path)
{
    char line[512], from[4096];
    FILE *in, *out = fopen(path, "w");

    snprintf(from, sizeof from, "%s/%s", results, name);
    in = fopen(from, "r");
    ck_assert_ptr_nonnull(in);
    ck_assert_ptr_nonnull(out);
    fprintf(out, "steps,score\n");
    while (fgets(line, sizeof line, in) != NULL) {
        const char *chain = strstr(line, ",\"none\",");
        unsigned seed, steps;
        double score;

        if (chain != NULL
            && sscanf(chain, ",\"none\",%u,%u,%lf", &seed, &steps, &score)
                   == 3) {
            fprintf(out, "%u,%.17g\n", steps, score);
        }
    }
    ck_assert_int_eq(fclose(in), 0);
    ck_assert_int_eq(fclose(out), 0);
}

static chl_result *
rank_by(const char *baseline)
{
    chl_error err = { 0 };
    chl_dataset *dataset = NULL;
    chl_rank_settings s = chl_rank_settings_default();
    chl_result *result = NULL;

    s.candidates = names;
    s.candidate_count = CANDIDATES;
    s.discriminator = "radial";
    s.game.gamma = 1.0;
    s.game.batch = 32;
    s.train_samples = 100;
    s.baseline = baseline;
    s.bootstrap = 40;
    ck_assert_ok(train_open_data("digits8.npy", datasets, 0, 0, &dataset, &err),
                 err);
    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    ck_assert_ok(chl_study_rank_augment(dataset, &s, result, &err), err);
    chl_dataset_free(dataset);
    return result;
}

static double
turn_of(const chl_result_ranking *r, const char *name)
{
    for (size_t k = 0; k < r->count; k++) {
        if (strcmp(r->items[k].name, name) == 0) {
            return r->turns->from[k];
        }
    }
    ck_abort_msg("no item %s", name);
    return NAN;
}

static void
check_turns(const char *runs, const double *measured)
{
    char path[] = "/tmp/chladni-few-XXXXXX";
    int file = mkstemp(path);
    chl_result *result;

    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(close(file), 0);
    take_baseline(runs, path);
    result = rank_by(path);
    for (size_t k = 0; k < CANDIDATES; k++) {
        double turn = turn_of(result->ranking, names[k]);

        ck_assert_msg(measured[k] > 0.0 ? turn < factor * measured[k]
                                              && turn > measured[k] / factor
                                        : !(turn < longest / factor),
                      "%s, %s: from step %g, measured %g", runs, names[k], turn,
                      measured[k]);
    }
    chl_result_free(result);
    ck_assert_int_eq(unlink(path), 0);
}

START_TEST(adam_turns_within_a_factor_of_three)
{
    check_turns("few.csv", by_adam);
}
END_TEST

START_TEST(plain_steps_turn_within_a_factor_of_three)
{
    check_turns("few-sgd.csv", by_plain_steps);
}
END_TEST

int
main(int argc, char **argv)
{
    Suite *suite = suite_create("train/few");
    TCase *tcase = tcase_create("few");

    if (argc < 3) {
        fputs("usage: test_few DATASETS RESULTS\n", stderr);
        return 2;
    }
    datasets = argv[1];
    results = argv[2];
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, adam_turns_within_a_factor_of_three);
    tcase_add_test(tcase, plain_steps_turn_within_a_factor_of_three);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
