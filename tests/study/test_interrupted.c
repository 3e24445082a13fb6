/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study that is broken off anywhere and resumed ends with the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chladni/study.h>

#include "support/runner.h"

static char folder[] = "chladni-test-XXXXXX";
static char path[64];
static chl_dataset *dataset;
static chl_error err;

static void
setup(void)
{
    chl_dataset_settings s = chl_dataset_settings_default();

    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/kept", folder);
    s.samples = 600;
    err = (chl_error){ 0 };
    ck_assert_ok(chl_dataset_open("wells:m=1", &s, &dataset, &err), err);
}

static void
teardown(void)
{
    chl_dataset_free(dataset);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static chl_spectrum_settings
settings(void)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();

    s.landmarks = 30;
    s.modes = 3;
    s.bootstrap = 2;
    s.bandwidth = 1.0;
    s.ridge = 1e-3;
    s.threads = 1;
    return s;
}

static char *
run(const chl_spectrum_settings *s)
{
    chl_document_settings plain = chl_document_settings_default();
    chl_result *result = NULL;
    char *text = NULL;
    size_t size;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_spectrum(dataset, s, result, &err), err);
    ck_assert_ok(
        chl_document_render(result, "json", &plain, &text, &size, &err), err);
    chl_result_free(result);
    return text;
}

/* Says no when a stage of this name is told of for the n-th time. */
typedef struct stopper {
    const char *stage;
    size_t left;
} stopper;

static bool
stop_in_stage(void *user, const chl_progress_event *now)
{
    stopper *s = user;

    return strcmp(now->stage, s->stage) != 0 || --s->left > 0;
}

static const struct {
    const char *stage;
    size_t at;
} stops[] = {
    { "bandwidth", 1 },
    { "accumulating", 125 },
    { "principal directions", 45 },
    { "accumulating", 158 },
    { "held-out quotients", 5 },
    { "bootstrap", 1 },
    { "modes", 1 },
};

START_TEST(a_study_broken_off_anywhere_ends_with_the_same_bytes)
{
    chl_spectrum_settings s = settings();
    stopper stop = { stops[_i].stage, stops[_i].at };
    chl_result *result = NULL;
    char *plain = run(&s), *resumed;

    s.checkpoint = path;
    s.progress = (chl_progress){ stop_in_stage, &stop };
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_spectrum(dataset, &s, result, &err),
                    CHL_ECANCELLED, "cancelled", err);
    ck_assert_ptr_null(result->spectrum);
    chl_result_free(result);
    s.resume = true;
    s.threads = 2;
    s.progress = (chl_progress){ 0 };
    resumed = run(&s);
    ck_assert_str_eq(plain, resumed);
    chl_free(plain);
    chl_free(resumed);
}
END_TEST

static const char *const changes[] = {
    "kernel=matern52 then, kernel=gauss now",
    "modes=3 then, modes=4 now",
    "seed=0 then, seed=1 now",
};

START_TEST(other_settings_cannot_resume)
{
    chl_spectrum_settings s = settings();
    chl_result *result = NULL;

    s.checkpoint = path;
    chl_free(run(&s));
    s.resume = true;
    s.kernel = _i == 0 ? "gauss" : s.kernel;
    s.modes = _i == 1 ? 4 : s.modes;
    s.seed = _i == 2 ? 1 : s.seed;
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_spectrum(dataset, &s, result, &err), CHL_EDATA,
                    changes[_i], err);
    chl_result_free(result);
}
END_TEST

START_TEST(an_operator_without_long_sums_keeps_nothing)
{
    chl_spectrum_settings s = settings();
    chl_result *result = NULL;

    s.checkpoint = path;
    s.operator_name = "graph";
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_spectrum(dataset, &s, result, &err),
                    CHL_EUNSUPPORTED, "operator graph keeps no checkpoint",
                    err);
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("interrupted");
    TCase *tcase = tcase_create("interrupted");

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase,
                        a_study_broken_off_anywhere_ends_with_the_same_bytes, 0,
                        sizeof stops / sizeof *stops);
    tcase_add_loop_test(tcase, other_settings_cannot_resume, 0,
                        sizeof changes / sizeof *changes);
    tcase_add_test(tcase, an_operator_without_long_sums_keeps_nothing);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
