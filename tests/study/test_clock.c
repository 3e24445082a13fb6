/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One finished run as the clock of a ranking. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "study/law.h"
#include "study/ranked.h"

enum {
    ROWS = 480,
    FIRST = 4, /* checkpoints, in quarters of octaves */
    LAST = 72
};

/* Steps of the trainer in a unit of time. */
static const double steps_per_time = 37.0;
static const char *const names[] = { "dropout:0.3", "jitter:0.5" };
static char path[] = "/tmp/chladni-clock-XXXXXX";

static void
begin(void)
{
    int file;

    strcpy(path, "/tmp/chladni-clock-XXXXXX");
    file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(close(file), 0);
}

static void
end(void)
{
    ck_assert_int_eq(unlink(path), 0);
}

static chl_rank_settings
game(double rate)
{
    chl_rank_settings s = quick(names, 2);

    s.game.gamma = 1.0;
    s.game.batch = 64;
    s.game.lr_d = rate;
    s.game.lr_g = 2.0 * rate;
    s.train_samples = 40;
    return s;
}

/* What the theory says a run without augmentation does at these rates, as a
 * score in units of its own. */
static void
write_run(const chl_dataset *dataset, const chl_rank_settings *s, size_t last)
{
    double error[LAST + 1];
    chl_candidates candidates = { 0 };
    chl_law *law = NULL;
    FILE *file = fopen(path, "w");

    ck_assert_ok(chl_candidates_create(dataset, s, &candidates, &err), err);
    ck_assert_ok(chl_law_create(&candidates, &law, &err), err);
    ck_assert_ok(chl_law_follow(&candidates, law, 0, LAST + 1, error, &err),
                 err);
    ck_assert_ptr_nonnull(file);
    fprintf(file, "steps,score\n");
    for (size_t k = FIRST; k <= last; k++) {
        fprintf(file, "%.17g,%.17g\n", chl_expected_step(k), 3.0 * error[k]);
    }
    ck_assert_int_eq(fclose(file), 0);
    chl_law_free(law);
    chl_candidates_clear(&candidates);
}

/* Between checkpoints of ratio 2^(1/4) a parabola errs by a few per cent. */
START_TEST(the_clock_of_a_run_is_found_again)
{
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    const chl_rank_settings own = game(1.0 / steps_per_time);
    chl_rank_settings s = game(1.0);
    chl_result *truth = rank_rows(dataset, &own), *found;
    const chl_result_turns *turns = truth->ranking->turns;

    ck_assert_double_nan(turns->clock);
    write_run(dataset, &own, LAST);
    s.baseline = path;
    found = rank_rows(dataset, &s);
    turns = found->ranking->turns;
    ck_assert_double_eq_tol(turns->clock, steps_per_time,
                            0.04 * steps_per_time);
    ck_assert_double_lt(turns->clock_low, turns->clock);
    ck_assert_double_gt(turns->clock_high, turns->clock);
    for (size_t k = 0; k < 3; k++) {
        double from = truth->ranking->turns->from[k];

        ck_assert_str_eq(found->ranking->items[k].name,
                         truth->ranking->items[k].name);
        ck_assert(isnan(from) == isnan(turns->from[k]));
        if (!isnan(from)) {
            ck_assert_double_eq_tol(turns->from[k], from, 0.04 * from);
        }
    }
    ck_assert_uint_eq(found->warning_count, truth->warning_count);
    chl_result_free(truth);
    chl_result_free(found);
    chl_dataset_free(dataset);
}
END_TEST

/* The step from which on a ranking puts it before none is the one it says. */
START_TEST(the_order_changes_where_it_is_said_to)
{
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    chl_rank_settings s = game(1.0 / steps_per_time);
    chl_result *result = rank_rows(dataset, &s);
    const chl_result_ranking *r = result->ranking;
    size_t turned = 0;

    for (size_t k = 0; k < r->count; k++) {
        double from = r->turns->from[k];

        if (!(from > 10.0)) {
            continue;
        }
        for (int late = 0; late < 2; late++) {
            chl_result *there;
            const chl_result_item *item;

            s.game.steps = (size_t) (from * (late == 1 ? 1.25 : 0.8));
            there = rank_rows(dataset, &s);
            item = item_called(there, r->items[k].name);
            ck_assert((score_called(item, "error")->difference < 0.0)
                      == (late == 1));
            chl_result_free(there);
        }
        turned++;
    }
    ck_assert_uint_gt(turned, 0);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* Difference 5.5 - k: it changes sign half way between two lengths. */
START_TEST(a_turn_lies_between_two_lengths)
{
    double base[12] = { 0.0 }, error[12];

    for (size_t k = 0; k < 12; k++) {
        error[k] = 5.5 - (double) k;
    }
    ck_assert_double_eq_tol(chl_law_turn(12, base, error), exp2(5.5 / 4.0),
                            1e-12);
    ck_assert(isnan(chl_law_turn(12, error, base)));
    ck_assert(isnan(chl_law_turn(12, base, base)));
    ck_assert(chl_law_turn(6, error, base) == 0.0);
}
END_TEST

START_TEST(a_run_that_never_gets_worse_is_a_bound)
{
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    const chl_rank_settings own = game(1.0 / steps_per_time);
    chl_rank_settings s = game(1.0);
    chl_result *result;

    write_run(dataset, &own, 20);
    s.baseline = path;
    result = rank_rows(dataset, &s);
    ck_assert_double_lt(result->ranking->turns->clock, steps_per_time);
    ck_assert_double_nan(result->ranking->turns->clock_high);
    ck_assert_str_eq(result->warnings[result->warning_count - 1].code,
                     "W-CLOCK");
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
rank_quietly(const chl_dataset *dataset, const chl_rank_settings *s)
{
    chl_result *result = NULL;
    chl_status status;

    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    status = chl_study_rank_augment(dataset, s, result, &err);
    chl_result_free(result);
    return status;
}

START_TEST(a_run_needs_its_penalty_and_its_scores)
{
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    chl_rank_settings s = game(1.0);

    s.baseline = path;
    s.game.gamma = NAN;
    ck_assert_fails(rank_quietly(dataset, &s), CHL_EARG,
                    "with a baseline it must be that of the run", err);
    s.game.gamma = 1.0;
    s.baseline = "/nowhere.csv";
    ck_assert_fails(rank_quietly(dataset, &s), CHL_EDATA, "is not there", err);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/clock");
    TCase *tcase = tcase_create("clock");

    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, the_clock_of_a_run_is_found_again);
    tcase_add_test(tcase, the_order_changes_where_it_is_said_to);
    tcase_add_test(tcase, a_turn_lies_between_two_lengths);
    tcase_add_test(tcase, a_run_that_never_gets_worse_is_a_bound);
    tcase_add_test(tcase, a_run_needs_its_penalty_and_its_scores);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
