/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of the solvable GAN: what it promises when it fails, and that its
 * parts agree. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

enum {
    IMAGES = 60,
    SIDE = 4,
    PIXELS = SIDE * SIDE
};

static const double covariance[] = { 3.0, 0.0, 0.0, 5.0 };
static chl_error err;
static chl_result *result;
static chl_dataset *dataset;
static uint8_t pictures[IMAGES * PIXELS];

static chl_solvable_settings
settings(void)
{
    chl_solvable_settings s = chl_solvable_settings_default();

    s.model.d = s.model.p = s.model.m = 2;
    s.model.cov = s.model.cov_gen = covariance;
    s.time = 2.0;
    s.points = 2;
    return s;
}

static chl_solvable_settings
settings_of_data(void)
{
    chl_solvable_settings s = chl_solvable_settings_default();

    s.model.eta_true = s.model.eta_gen = NAN; /* what the data have */
    s.time = 2.0;
    s.points = 2;
    s.directions = 2;
    return s;
}

/* Two directions over weak noise; class 1 is the brighter end of the first. */
static void
paint(void)
{
    for (unsigned i = 0; i < IMAGES; i++) {
        for (unsigned k = 0; k < PIXELS; k++) {
            unsigned half = k < PIXELS / 2 ? 40 * (i % 5) : 20 * (i % 7);

            pictures[i * PIXELS + k] =
                (uint8_t) (half + (i * 37 + k * 101 + i * k * 13) % 17);
        }
    }
}

static void
setup(void)
{
    const chl_dataset_settings s = chl_dataset_settings_default();
    const chl_array array = {
        pictures, CHL_U8, 4, { IMAGES, SIDE, SIDE, 1 }, NULL
    };

    err = (chl_error){ 0 };
    paint();
    ck_assert_ok(chl_dataset_from_array("pictures", &array, &s, &dataset, &err),
                 err);
    ck_assert_ok(chl_result_create("solvable", &result, &err), err);
}

static void
teardown(void)
{
    chl_result_free(result);
    chl_dataset_free(dataset);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}

/* The result in bytes; the caller's. */
static char *
written(void)
{
    const chl_document_settings plain = chl_document_settings_default();
    char *text = NULL;
    size_t size;

    ck_assert_ok(
        chl_document_render(result, "json", &plain, &text, &size, &err), err);
    return text;
}

static void
study(void)
{
    const chl_solvable_settings s = settings_of_data();

    ck_assert_ok(chl_study_solvable_data(dataset, &s, result, &err), err);
}

START_TEST(a_model_is_solved_and_every_mode_judged)
{
    chl_solvable_settings s = settings();

    s.time = 50.0;
    ck_assert_ok(chl_study_solvable(&s, result, &err), err);
    ck_assert_uint_eq(result->solvable->mode_count, 2);
    ck_assert_double_eq_tol(result->solvable->modes[0].lambda, 5.0, 1e-12);
    ck_assert_str_eq(result->solvable->modes[0].phase, "recovers");
    ck_assert_str_eq(result->solvable->regime, "recovery");
    /* Reference: an independent integration of the same equations. */
    ck_assert_double_eq_tol(result->solvable->modes[0].alignment, 0.9380943834,
                            1e-8);
    ck_assert_double_eq_tol(result->solvable->modes[1].alignment, 0.5281633909,
                            1e-8);
    ck_assert_ptr_nonnull(result->advice);
}
END_TEST

START_TEST(a_second_study_replaces_the_first)
{
    char *once, *twice;

    study();
    once = written();
    study();
    twice = written();
    ck_assert_str_eq(once, twice);
    chl_free(once);
    chl_free(twice);
    ck_assert_uint_eq(result->sprite_count, 1);
    ck_assert_str_eq(result->sprites[0].id, "directions");
}
END_TEST

static chl_status
study_model_anew(void)
{
    const chl_solvable_settings s = settings();
    chl_result *made = NULL;
    chl_status status = chl_result_create("solvable", &made, NULL);

    if (status == CHL_OK) {
        status = chl_study_solvable(&s, made, NULL);
    }
    chl_result_free(made);
    return status;
}

static chl_status
study_data_anew(void)
{
    const chl_solvable_settings s = settings_of_data();
    chl_result *made = NULL;
    chl_status status = chl_result_create("solvable", &made, NULL);

    if (status == CHL_OK) {
        status = chl_study_solvable_data(dataset, &s, made, NULL);
    }
    chl_result_free(made);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(study_model_anew());
    ck_assert_survives_lost_memory(study_data_anew());
}
END_TEST

/* Every allocation lost once: late ones come when all is solved. */
START_TEST(an_error_leaves_the_result_as_it_was)
{
    chl_solvable_settings s = settings_of_data();
    chl_status got = CHL_ENOMEM;
    char *before, *after;

    study();
    before = written();
    s.time = 1.0;
    s.directions = 1;
    s.model.response = chl_response_at(2); /* which warns */
    for (long allowed = 0; got != CHL_OK; allowed++) {
        const chl_result_solvable *section = result->solvable;
        const chl_result_advice *advice = result->advice;

        chl_memory_fail_after(allowed);
        got = chl_study_solvable_data(dataset, &s, result, NULL);
        chl_memory_fail_after(-1);
        if (got != CHL_OK) {
            ck_assert_int_eq(got, CHL_ENOMEM);
            ck_assert_ptr_eq(result->solvable, section);
            ck_assert_ptr_eq(result->advice, advice);
            ck_assert_uint_eq(result->sprite_count, 1);
            after = written();
            ck_assert_str_eq(before, after);
            chl_free(after);
        }
    }
    chl_free(before);
}
END_TEST

/* Says no when a stage of this name is told of. */
static bool
stop_in_stage(void *user, const chl_progress_event *now)
{
    return strcmp(now->stage, user) != 0;
}

static char stages[][12] = { "solving", "simulating", "walking" };

START_TEST(a_study_called_off_leaves_the_result_as_it_was)
{
    chl_solvable_settings s = settings();

    s.time = 0.5;
    s.compare = true;
    s.progress = (chl_progress){ stop_in_stage, stages[_i] };
    ck_assert_fails(chl_study_solvable(&s, result, &err), CHL_ECANCELLED,
                    stages[_i], err);
    ck_assert_ptr_null(result->solvable);
    ck_assert_ptr_null(result->advice);
    ck_assert_uint_eq(result->warning_count, 0);
}
END_TEST

static const struct {
    size_t rows;
    double value;
    const char *sentence;
} refused[] = {
    { 2, 0.5, "2 rows; a covariance needs 3 at least" },
    { 5, 0.0, "all rows are equal; there is no direction to learn" },
    { 5, NAN, "row 3, column 1 is NaN" },
};

static chl_status
study_points(size_t rows, const double *values)
{
    const chl_dataset_settings plain = chl_dataset_settings_default();
    const chl_solvable_settings s = settings_of_data();
    const chl_array array = { values, CHL_F64, 2, { rows, 2 }, NULL };
    chl_dataset *points = NULL;
    chl_status status =
        chl_dataset_from_array("points", &array, &plain, &points, &err);

    if (status == CHL_OK) {
        status = chl_study_solvable_data(points, &s, result, &err);
    }
    chl_dataset_free(points);
    return status;
}

START_TEST(data_without_a_covariance_are_refused_with_a_sentence)
{
    double values[10] = { 0.0 };

    values[7] = refused[_i].value;
    ck_assert_fails(study_points(refused[_i].rows, values), CHL_EDATA,
                    refused[_i].sentence, err);
    ck_assert_ptr_null(result->solvable);
    ck_assert_uint_eq(result->warning_count, 0);
}
END_TEST

START_TEST(starts_of_a_matrix_are_not_for_data)
{
    chl_solvable_settings s = settings_of_data();

    s.p0 = covariance;
    ck_assert_fails(chl_study_solvable_data(dataset, &s, result, &err),
                    CHL_EARG, "P0 and Q0 belong to a covariance", err);
    ck_assert_ptr_null(result->solvable);
}
END_TEST

START_TEST(a_time_that_is_not_above_nothing_is_refused)
{
    static const double times[] = { 0.0, -1.0, NAN, INFINITY };
    chl_solvable_settings s = settings();

    s.time = times[_i];
    ck_assert_fails(chl_study_solvable(&s, result, &err), CHL_EARG,
                    "solvable GAN: time is", err);
    ck_assert_ptr_null(result->solvable);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study of the solvable GAN");
    TCase *c = tcase_create("solvable");

    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, a_model_is_solved_and_every_mode_judged);
    tcase_add_test(c, a_second_study_replaces_the_first);
    tcase_add_test(c, lost_memory_is_survived);
    tcase_add_test(c, an_error_leaves_the_result_as_it_was);
    tcase_add_loop_test(c, a_study_called_off_leaves_the_result_as_it_was, 0,
                        3);
    tcase_add_loop_test(c,
                        data_without_a_covariance_are_refused_with_a_sentence,
                        0, sizeof refused / sizeof *refused);
    tcase_add_test(c, starts_of_a_matrix_are_not_for_data);
    tcase_add_loop_test(c, a_time_that_is_not_above_nothing_is_refused, 0, 4);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
