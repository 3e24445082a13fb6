/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph study: oracles, warnings, and what it leaves out. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

static chl_error err;

static chl_dataset *
open_measure(const char *name, size_t n)
{
    chl_dataset_settings s = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;

    s.samples = n;
    ck_assert_ok(chl_dataset_open(name, &s, &dataset, &err), err);
    return dataset;
}

static chl_result *
study(const chl_dataset *dataset, size_t modes, size_t threads)
{
    chl_graph_study_settings s = chl_graph_study_settings_default();
    chl_result *result = NULL;

    s.modes = modes;
    s.threads = threads;
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_graph(dataset, &s, result, &err), err);
    return result;
}

static bool
warned(const chl_result *result, const char *code, const char *part)
{
    for (size_t i = 0; i < result->warning_count; i++) {
        if (strcmp(result->warnings[i].code, code) == 0
            && strstr(result->warnings[i].text, part) != NULL) {
            return true;
        }
    }
    return false;
}

/* The rest of the oracles are in test_graph_oracles.c. */
static const char *const oracles[] = { "circle", "gauss:d=2" };

/* A 95 % interval, widened by a standard error to hold for every oracle. */
START_TEST(intervals_cover_the_truth_of_an_oracle)
{
    chl_dataset *dataset = open_measure(oracles[_i], 1200);
    chl_result *result = study(dataset, 3, 1);
    const chl_result_spectrum *s = result->spectrum;
    double truth, slack = s->standard_error[0];

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

/* About ten of 500 rows lie within a standard deviation of the pass. */
START_TEST(a_rare_passage_is_covered)
{
    chl_dataset *dataset = open_measure("wells:m=3", 500);
    chl_result *result = study(dataset, 2, 1);
    const chl_result_spectrum *s = result->spectrum;
    double truth;

    ck_assert(chl_dataset_truth(dataset, 1, &truth));
    ck_assert_uint_eq(s->components, 1);
    ck_assert_double_gt(s->lambda[0], 0.0);
    ck_assert_double_le(s->ci_low[0], truth);
    ck_assert_double_ge(s->ci_high[0], truth);
    ck_assert_double_gt(s->lambda[1], 20.0 * s->lambda[0]);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* Outliers leave no mode of their own below those of the law. */
START_TEST(tails_have_no_modes_near_zero)
{
    chl_dataset *dataset = open_measure("gauss:d=2:draw=independent", 2000);
    chl_result *result = study(dataset, 3, 1);

    ck_assert(!warned(result, "W-DISCONNECTED", ""));
    ck_assert_double_gt(result->spectrum->lambda[0], 0.85);
    ck_assert_double_lt(result->spectrum->lambda[1], 1.2);
    ck_assert_double_gt(result->spectrum->lambda[2], 1.5);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* Twenty standard deviations between the modes of the law. */
START_TEST(a_law_in_pieces_is_told_of)
{
    chl_dataset *dataset = open_measure("gauss8:sd=0.02", 800);
    chl_result *result = study(dataset, 2, 1);

    ck_assert_uint_gt(result->spectrum->components, 1);
    ck_assert_double_gt(result->spectrum->lambda[0], 0.0);
    ck_assert(warned(result, "W-DISCONNECTED", "the graph has 8 components"));
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(many_dimensions_are_warned_about)
{
    chl_dataset *dataset = open_measure("gauss:d=32", 600);
    chl_result *result = study(dataset, 2, 1);

    ck_assert(warned(result, "W-NOT-APPLICABLE", "intrinsic dimension"));
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_first_mode_of_two_wells_has_one_at_each_end)
{
    chl_dataset *dataset = open_measure("wells:m=3", 500);
    chl_result *result = study(dataset, 1, 1);
    const chl_result_mode *mode = &result->spectrum->modes[0];

    for (size_t i = 1; i < mode->low_count; i++) {
        ck_assert_int_eq(chl_dataset_label(dataset, mode->low_rows[i]),
                         chl_dataset_label(dataset, mode->low_rows[0]));
    }
    ck_assert_int_ne(chl_dataset_label(dataset, mode->low_rows[0]),
                     chl_dataset_label(dataset, mode->high_rows[0]));
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_document)
{
    chl_dataset *dataset = open_measure("sphere", 300);
    char *text[2] = { NULL, NULL };
    size_t size[2];

    for (size_t t = 0; t < 2; t++) {
        chl_result *result = study(dataset, 4, 1 + 2 * t);

        ck_assert_ok(
            chl_document_render(result, "json", NULL, &text[t], &size[t], &err),
            err);
        chl_result_free(result);
    }
    ck_assert_str_eq(text[0], text[1]);
    chl_free(text[0]);
    chl_free(text[1]);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(too_few_points_are_refused_and_the_result_is_unchanged)
{
    chl_dataset *dataset = open_measure("circle", 20);
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_graph(dataset, NULL, result, &err), CHL_EDATA,
                    "it must have at least 24", err);
    ck_assert_ptr_null(result->spectrum);
    ck_assert_uint_eq(result->warning_count, 0);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
study_once(const chl_dataset *dataset)
{
    chl_graph_study_settings s = chl_graph_study_settings_default();
    chl_error here = { 0 };
    chl_result *result = NULL;
    chl_status status = chl_result_create("spectrum", &result, &here);

    s.modes = 1;
    s.sheet = 1;
    s.threads = 1;
    if (status == CHL_OK) {
        status = chl_study_graph(dataset, &s, result, &here);
    }
    chl_result_free(result);
    return status;
}

START_TEST(the_study_survives_lost_memory)
{
    chl_dataset *dataset = open_measure("circle", 40);

    ck_assert_survives_lost_memory(study_once(dataset));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("graph study");
    TCase *oracle = tcase_create("oracles"), *words = tcase_create("words");

    tcase_set_timeout(oracle, 60);
    tcase_set_timeout(words, 60);
    tcase_add_loop_test(oracle, intervals_cover_the_truth_of_an_oracle, 0,
                        sizeof oracles / sizeof *oracles);
    tcase_add_test(oracle, a_rare_passage_is_covered);
    tcase_add_test(oracle, tails_have_no_modes_near_zero);
    tcase_add_test(words, a_law_in_pieces_is_told_of);
    tcase_add_test(words, many_dimensions_are_warned_about);
    tcase_add_test(words, the_first_mode_of_two_wells_has_one_at_each_end);
    tcase_add_test(words, any_number_of_threads_gives_the_same_document);
    tcase_add_test(words,
                   too_few_points_are_refused_and_the_result_is_unchanged);
    tcase_add_test(words, the_study_survives_lost_memory);
    suite_add_tcase(suite, oracle);
    suite_add_tcase(suite, words);
    return run_suite(suite);
}
