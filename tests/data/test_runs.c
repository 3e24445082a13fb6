/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished runs as trainers leave them. */
#include "data/runs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/runner.h"

static char folder[] = "/tmp/chladni-runs-XXXXXX";
static chl_error err;
static chl_runs runs;

static const char options[] =
    "{\"loss_kwargs\": {\"class_name\": \"x\", \"r1_gamma\": 8.2},\n"
    " \"training_set_kwargs\": {\"resolution\": 512},\n \"batch_size\": 32}";
static const char scores[] =
    "{\"results\": {\"fid50k_full\": 31.5}, \"metric\": \"fid50k_full\"}\n"
    "{\"results\": {\"fid50k_full\": 12.25}, \"metric\": \"fid50k_full\"}\n"
    "{\"results\": {\"fid50k_full\": NaN}, \"metric\": \"fid50k_full\"}\n"
    "{\"results\": {\"fid50k_full\": 14.0}, \"metric\": \"fid50k_full\"}\n";
static const char stats[] =
    "{\"Progress/kimg\": {\"num\": 1, \"mean\": 40.5}}\n"
    "{\"Progress/kimg\": {\"num\": 1, \"mean\": 81}}\n"
    "{\"Progress/ki";

static void
begin(void)
{
    strcpy(folder, "/tmp/chladni-runs-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    runs = (chl_runs){ 0 };
    err = (chl_error){ 0 };
}

static void
end(void)
{
    char command[64];

    chl_runs_clear(&runs);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

/* A file of a run; the folder is made. */
static const char *
put(const char *run, const char *name, const char *text)
{
    static char path[200];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, run);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/%s", folder, run, name);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void
put_run(const char *run)
{
    put(run, "training_options.json", options);
    put(run, "metric-fid50k_full.jsonl", scores);
    put(run, "stats.jsonl", stats);
}

START_TEST(a_folder_of_runs_is_read_in_the_order_of_names)
{
    put_run("00001-b");
    put_run("00000-a");
    put("empty", "log.txt", "nothing");
    ck_assert_ok(chl_runs_read(folder, NULL, &runs, &err), err);
    ck_assert_uint_eq(runs.count, 2);
    ck_assert_str_eq(runs.runs[0].name, "00000-a");
    ck_assert_str_eq(runs.metric, "fid50k_full");
    ck_assert_str_eq(runs.trainer, "stylegan3");
    ck_assert(!runs.higher);
    ck_assert_double_eq(runs.runs[1].gamma, 8.2);
    ck_assert_double_eq(runs.runs[1].score, 12.25);
    ck_assert_double_eq(runs.runs[1].kimg, 81.0);
    ck_assert_uint_eq(runs.runs[1].batch, 32);
    ck_assert_uint_eq(runs.runs[1].resolution, 512);
}
END_TEST

START_TEST(a_run_without_scores_has_none)
{
    put("a", "training_options.json", options);
    ck_assert_ok(chl_runs_read(folder, NULL, &runs, &err), err);
    ck_assert_double_nan(runs.runs[0].score);
    ck_assert_double_nan(runs.runs[0].kimg);
    ck_assert_ptr_null(runs.metric);
}
END_TEST

START_TEST(precision_is_better_when_larger)
{
    put("a", "training_options.json", options);
    put("a", "metric-pr50k3_full.jsonl",
        "{\"results\": {\"pr50k3_full_precision\": 0.4}}\n"
        "{\"results\": {\"pr50k3_full_precision\": 0.6}}\n");
    ck_assert_ok(chl_runs_read(folder, NULL, &runs, &err), err);
    ck_assert(runs.higher);
    ck_assert_double_eq(runs.runs[0].score, 0.6);
}
END_TEST

/* Names that look like patterns are names. */
START_TEST(folders_with_brackets_are_read_like_others)
{
    put("[a]*?", "training_options.json", options);
    put("[a]*?", "metric-kid50k_full.jsonl",
        "{\"results\": {\"kid50k_full\": 0.02}}\n");
    ck_assert_ok(chl_runs_read(folder, NULL, &runs, &err), err);
    ck_assert_str_eq(runs.metric, "kid50k_full");
    ck_assert_double_eq(runs.runs[0].score, 0.02);
}
END_TEST

START_TEST(r3gan_has_a_schedule)
{
    put("a", "training_options.json",
        "{\"gamma_scheduler\": {\"base_value\": 2, \"final_value\": 0.2}}");
    ck_assert_ok(chl_runs_read(folder, NULL, &runs, &err), err);
    ck_assert_str_eq(runs.trainer, "r3gan");
    ck_assert_double_eq(runs.runs[0].gamma, 0.2);
    put("b", "training_options.json", options);
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EDATA,
                    "run of another trainer", err);
}
END_TEST

START_TEST(a_table_needs_gamma_and_score)
{
    const char *path =
        put(".", "a.csv", "score,gamma,batch\n7.5,1,16\n6,2,16\n");

    ck_assert_ok(chl_runs_read(path, NULL, &runs, &err), err);
    ck_assert_uint_eq(runs.count, 2);
    ck_assert_str_eq(runs.runs[1].name, "line 3");
    ck_assert_double_eq(runs.runs[1].gamma, 2.0);
    ck_assert_double_eq(runs.runs[1].score, 6.0);
    ck_assert_uint_eq(runs.runs[1].batch, 16);
    ck_assert_ptr_null(runs.trainer);
    path = put(".", "b.csv", "gamma,fid\n1,2\n3,4\n");
    ck_assert_fails(chl_runs_read(path, NULL, &runs, &err), CHL_EFORMAT,
                    "b.csv: line 1 names no column 'score'", err);
    path = put(".", "c.csv", "gamma,score\n1,2\n-3,4\n");
    ck_assert_fails(chl_runs_read(path, NULL, &runs, &err), CHL_EDATA,
                    "c.csv: line 3: gamma is -3; expected a number above 0",
                    err);
    path = put(".", "d.csv", "gamma,score\n1,\n3,4\n");
    ck_assert_int_ne(chl_runs_read(path, NULL, &runs, &err), CHL_OK);
    ck_assert_ptr_nonnull(strstr(err.text, "d.csv"));
}
END_TEST

START_TEST(broken_files_are_told_with_their_line)
{
    put_run("a");
    put("a", "metric-fid50k_full.jsonl",
        "{\"results\": {\"fid50k_full\": 31.5}}\n{\"results\": {\"fid50\n");
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EFORMAT,
                    "a/metric-fid50k_full.jsonl: line 2: ", err);
    put("a", "metric-fid50k_full.jsonl",
        "\n{\"results\": {\"fid50k_full\": \"12\"}}\n");
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EFORMAT,
                    "line 2: results.fid50k_full is a string; expected a "
                    "number",
                    err);
    put("a", "training_options.json", "[1, 2]");
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EFORMAT,
                    "a/training_options.json: line 1 is a list; expected an "
                    "object",
                    err);
    put("a", "training_options.json",
        "{\"loss_kwargs\": {\"r1_gamma\": null}}");
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EFORMAT,
                    "loss_kwargs.r1_gamma is null; expected a number", err);
    put("a", "training_options.json", "{\n\n");
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EFORMAT,
                    "a/training_options.json: line 3: ", err);
}
END_TEST

START_TEST(what_holds_no_runs_is_refused)
{
    ck_assert_fails(chl_runs_read(folder, NULL, &runs, &err), CHL_EDATA,
                    "expected a run folder of StyleGAN or R3GAN", err);
    ck_assert_fails(chl_runs_read("/nowhere/at/all", NULL, &runs, &err),
                    CHL_EDATA, "is not there", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("runs");
    TCase *tests = tcase_create("runs");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, a_folder_of_runs_is_read_in_the_order_of_names);
    tcase_add_test(tests, a_run_without_scores_has_none);
    tcase_add_test(tests, precision_is_better_when_larger);
    tcase_add_test(tests, folders_with_brackets_are_read_like_others);
    tcase_add_test(tests, r3gan_has_a_schedule);
    tcase_add_test(tests, a_table_needs_gamma_and_score);
    tcase_add_test(tests, broken_files_are_told_with_their_line);
    tcase_add_test(tests, what_holds_no_runs_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
