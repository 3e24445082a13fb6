/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a run went, from tables and from folders, and where it was best. */
#include "data/curve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/runner.h"

static char folder[] = "/tmp/chladni-curve-XXXXXX";
static char path[200];
static chl_error err;
static chl_curve curve;

static void
begin(void)
{
    strcpy(folder, "/tmp/chladni-curve-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    curve = (chl_curve){ 0 };
    err = (chl_error){ 0 };
}

static void
end(void)
{
    char command[64];

    chl_curve_clear(&curve);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static const char *
put(const char *name, const char *text)
{
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static void
read_curve(const char *where, size_t batch)
{
    ck_assert_ok(chl_curve_read(where, NULL, false, batch, &curve, &err), err);
}

START_TEST(seeds_that_follow_one_another_are_averaged)
{
    read_curve(put("run.csv", "score,steps,seed\n3,100,1\n2,200,1\n4,400,1\n"
                              "5,400,2\n3,200,2\n4,100,2\n"),
               0);
    ck_assert_uint_eq(curve.count, 3);
    for (size_t k = 0; k < 3; k++) {
        static const double steps[] = { 100.0, 200.0, 400.0 },
                            score[] = { 3.5, 2.5, 4.5 };

        ck_assert(curve.steps[k] == steps[k]);
        ck_assert(curve.score[k] == score[k]);
    }
}
END_TEST

/* Thousands of images over a batch are thousands of steps over it. */
START_TEST(images_are_steps_times_the_batch)
{
    read_curve(put("run.csv", "kimg,score\n1,3\n2,2\n4,5\n"), 50);
    ck_assert(curve.steps[2] == 80.0);
    chl_curve_clear(&curve);
    read_curve(put("run.csv", "kimg,batch,score\n1,10,3\n2,10,2\n4,10,5\n"),
               50);
    ck_assert(curve.steps[2] == 400.0);
}
END_TEST

START_TEST(a_folder_has_a_point_per_snapshot)
{
    put("training_options.json",
        "{\"loss_kwargs\": {\"r1_gamma\": 2}, \"batch_size\": 20}");
    put("metric-fid50k_full.jsonl",
        "{\"results\": {\"fid50k_full\": 99}, \"snapshot_pkl\": "
        "\"network-snapshot-000000.pkl\"}\n"
        "{\"results\": {\"fid50k_full\": 30}, \"snapshot_pkl\": "
        "\"network-snapshot-000200.pkl\"}\n"
        "{\"results\": {\"fid50k_full\": NaN}, \"snapshot_pkl\": "
        "\"network-snapshot-000300.pkl\"}\n"
        "{\"results\": {\"fid50k_full\": 20}, \"snapshot_pkl\": "
        "\"network-snapshot-000400.pkl\"}\n"
        "{\"results\": {\"fid50k_full\": 25}, \"snapshot_pkl\": "
        "\"network-snapshot-000800.pkl\"}\n");
    read_curve(folder, 0);
    ck_assert_uint_eq(curve.count, 3);
    ck_assert(curve.steps[0] == 10000.0);
    ck_assert(curve.steps[2] == 40000.0);
    ck_assert(curve.score[1] == 20.0);
    ck_assert(!curve.higher);
}
END_TEST

/* score = (ln steps - ln 300)^2 at steps of unequal ratios. */
START_TEST(the_best_of_a_parabola_is_found_between_checkpoints)
{
    double steps[] = { 50.0, 120.0, 260.0, 800.0, 5000.0 }, score[5];
    chl_curve made = { 5, steps, score, false };
    chl_curve_best best;

    for (int sign = 0; sign < 2; sign++) {
        for (size_t k = 0; k < 5; k++) {
            double away = log(steps[k] / 300.0);

            score[k] = (sign == 0 ? 1.0 : -1.0) * (7.0 + away * away);
        }
        made.higher = sign == 1;
        best = chl_curve_find_best(&made);
        ck_assert_double_eq_tol(best.steps, 300.0, 1e-9);
        ck_assert(best.low == 120.0);
        ck_assert(best.high == 800.0);
    }
}
END_TEST

START_TEST(a_run_that_is_best_at_an_end_says_no_more)
{
    double steps[] = { 1.0, 2.0, 4.0 }, falling[] = { 3.0, 2.0, 1.0 };
    chl_curve made = { 3, steps, falling, false };
    chl_curve_best best = chl_curve_find_best(&made);

    ck_assert(best.steps == 4.0);
    ck_assert(best.low == 2.0);
    ck_assert(isnan(best.high));
    made.higher = true;
    best = chl_curve_find_best(&made);
    ck_assert(best.steps == 1.0);
    ck_assert(isnan(best.low));
}
END_TEST

static chl_status
read_text(const char *text, size_t batch)
{
    return chl_curve_read(put("run.csv", text), NULL, false, batch, &curve,
                          &err);
}

START_TEST(what_is_no_run_is_refused)
{
    ck_assert_fails(read_text("steps,loss\n1,2\n2,3\n4,5\n", 0), CHL_EFORMAT,
                    "no column 'score'", err);
    ck_assert_fails(read_text("epoch,score\n1,2\n2,3\n4,5\n", 0), CHL_EFORMAT,
                    "no column 'steps' and no column 'kimg'", err);
    ck_assert_fails(read_text("kimg,score\n1,2\n2,3\n4,5\n", 0), CHL_EDATA,
                    "the batch must be given", err);
    ck_assert_fails(read_text("steps,score\n0,2\n2,3\n4,5\n", 0), CHL_EDATA,
                    "line 2 is of 0 steps", err);
    ck_assert_fails(read_text("steps,score\n1,2\n2,3\n1,5\n", 0), CHL_EDATA,
                    "has scores at 2 numbers of steps; at least 3", err);
    ck_assert_fails(
        chl_curve_read("/nowhere.csv", NULL, false, 0, &curve, &err), CHL_EDATA,
        "/nowhere.csv: is not there", err);
    ck_assert_ptr_null(curve.steps);
}
END_TEST

static chl_status
read_quietly(void)
{
    chl_error own = { 0 };
    chl_curve made = { 0 };
    chl_status status = chl_curve_read(path, NULL, false, 0, &made, &own);

    chl_curve_clear(&made);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    put("run.csv", "steps,score\n1,2\n2,3\n4,5\n");
    ck_assert_survives_lost_memory(read_quietly());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data/curve");
    TCase *tcase = tcase_create("curve");

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, seeds_that_follow_one_another_are_averaged);
    tcase_add_test(tcase, images_are_steps_times_the_batch);
    tcase_add_test(tcase, a_folder_has_a_point_per_snapshot);
    tcase_add_test(tcase, the_best_of_a_parabola_is_found_between_checkpoints);
    tcase_add_test(tcase, a_run_that_is_best_at_an_end_says_no_more);
    tcase_add_test(tcase, what_is_no_run_is_refused);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
