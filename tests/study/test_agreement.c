/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several operators on the same rows, and what is said of their agreement. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "report/agreement.h"
#include "report/result.h"
#include "support/runner.h"

enum {
    ROWS = 600,
    MODES = 4
};

static chl_dataset *
draw(const char *measure, size_t rows)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    settings.samples = rows;
    ck_assert_ok(chl_dataset_open(measure, &settings, &dataset, &err), err);
    return dataset;
}

static chl_spectrum_settings
all_operators(void)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();

    s.operator_name = "all";
    s.landmarks = 60;
    s.modes = MODES;
    s.adapt = "off";
    s.bootstrap = 0;
    return s;
}

static chl_result *
study(const chl_dataset *dataset, const chl_spectrum_settings *settings)
{
    chl_result *result = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_spectrum(dataset, settings, result, &err), err);
    return result;
}

static bool
is_warned(const chl_result *result, const char *code)
{
    for (size_t k = 0; k < result->warning_count; k++) {
        if (strcmp(result->warnings[k].code, code) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(every_operator_gives_the_numbers_it_gives_alone)
{
    chl_dataset *dataset = draw("wells:m=1.5", ROWS);
    chl_spectrum_settings s = all_operators();
    chl_result *together = study(dataset, &s);
    const chl_result_agreement *a = together->agreement;

    ck_assert_uint_eq(a->count, 3);
    ck_assert_uint_eq(a->compared, MODES);
    for (size_t k = 0; k < a->count; k++) {
        const chl_result_opinion *o = &a->opinions[k];
        chl_result *alone;

        s.operator_name = o->operator_name;
        alone = study(dataset, &s);
        ck_assert_ptr_null(o->note);
        ck_assert(o->trusted);
        ck_assert(o->chosen == (k == 0));
        ck_assert_uint_eq(o->count, alone->spectrum->count);
        ck_assert_uint_eq(o->rows, alone->spectrum->rows);
        ck_assert_mem_eq(o->lambda, alone->spectrum->lambda,
                         o->count * sizeof *o->lambda);
        ck_assert_mem_eq(o->ci_low, alone->spectrum->ci_low,
                         o->count * sizeof *o->ci_low);
        chl_result_free(alone);
    }
    ck_assert_str_eq(together->spectrum->operator_name, "galerkin");
    ck_assert_mem_eq(together->spectrum->lambda, a->opinions[0].lambda,
                     MODES * sizeof(double));
    chl_result_free(together);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(an_operator_that_does_not_apply_says_why_and_costs_nothing_else)
{
    chl_dataset *dataset = draw("gauss:d=10", ROWS);
    chl_spectrum_settings s = all_operators();
    chl_result *result = study(dataset, &s);
    const chl_result_opinion *grid = &result->agreement->opinions[2];
    const chl_result_opinion *graph = &result->agreement->opinions[1];

    ck_assert_str_eq(grid->operator_name, "grid");
    ck_assert_uint_eq(grid->count, 0);
    ck_assert(!grid->trusted);
    ck_assert_ptr_nonnull(strstr(grid->note, "1 to 3 columns"));
    /* Ten dimensions are more than a graph can be trusted with. */
    ck_assert_uint_gt(graph->count, 0);
    ck_assert_ptr_nonnull(strstr(graph->note, "dimension"));
    ck_assert(!graph->trusted);
    ck_assert_uint_eq(result->agreement->compared, 0);
    ck_assert(!is_warned(result, "W-ESTIMATORS-DISAGREE"));
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static void
fill(chl_result_opinion *o, bool trusted, double low, double high)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_opinion_fill(o, 1, &err), err);
    o->trusted = trusted;
    o->lambda[0] = 0.5 * (low + high);
    o->ci_low[0] = low;
    o->ci_high[0] = high;
}

START_TEST(intervals_are_apart_only_if_two_trusted_ones_do_not_meet)
{
    chl_result_agreement *a = NULL;
    chl_error err = { 0 };
    chl_meeting m;

    ck_assert_ok(chl_result_agreement_create(3, &a, &err), err);
    ck_assert(!chl_agreement_apart(a, 0));
    fill(&a->opinions[0], true, 1.0, 2.0);
    ck_assert(!chl_agreement_apart(a, 0));
    fill(&a->opinions[1], false, 5.0, 6.0);
    ck_assert(!chl_agreement_apart(a, 0));
    ck_assert_uint_eq(chl_agreement_meet(a, 0).voices, 1);
    fill(&a->opinions[2], true, 2.0, 3.0);
    ck_assert(!chl_agreement_apart(a, 0));
    a->opinions[2].ci_low[0] = 2.1;
    ck_assert(chl_agreement_apart(a, 0));
    m = chl_agreement_meet(a, 0);
    ck_assert(m.lower == &a->opinions[0] && m.upper == &a->opinions[2]);
    a->opinions[2].ci_low[0] = NAN;
    ck_assert(!chl_agreement_apart(a, 0));
    ck_assert(!chl_agreement_apart(a, 1));
    chl_result_section_free(&chl_record_agreement, a);
}
END_TEST

START_TEST(warnings_name_the_operator_they_come_from)
{
    chl_dataset *dataset = draw("wells:m=3", 500);
    chl_spectrum_settings s = all_operators();
    chl_result *result = study(dataset, &s);

    ck_assert_uint_gt(result->warning_count, 0);
    for (size_t k = 0; k < result->warning_count; k++) {
        const char *text = result->warnings[k].text;

        ck_assert(strncmp(text, "galerkin: ", 10) == 0
                  || strncmp(text, "graph: ", 7) == 0
                  || strncmp(text, "grid: ", 6) == 0
                  || strcmp(result->warnings[k].code, "W-ESTIMATORS-DISAGREE")
                         == 0);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static bool
until_then(void *user, const chl_progress_event *now)
{
    (void) now;
    return --*(int *) user > 0;
}

START_TEST(a_run_that_is_stopped_leaves_the_result_as_it_was)
{
    const int stops[] = { 1, 20, 60 };
    chl_dataset *dataset = draw("wells:m=1.5", 300);
    chl_spectrum_settings s = all_operators();

    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
        int left = stops[k];
        chl_result *result = NULL;
        chl_error err = { 0 };

        s.progress = (chl_progress){ .report = until_then, .user = &left };
        ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
        ck_assert_fails(chl_study_spectrum(dataset, &s, result, &err),
                        CHL_ECANCELLED, "cancelled", err);
        ck_assert_ptr_null(result->spectrum);
        ck_assert_ptr_null(result->agreement);
        ck_assert_uint_eq(result->warning_count, 0);
        chl_result_free(result);
    }
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(only_the_graph_is_solved_by_shift_invert)
{
    chl_dataset *dataset = draw("wells:m=1.5", 200);
    chl_spectrum_settings s = all_operators();
    chl_result *result;

    s.modes = 1;
    s.solver = "shift-invert";
    result = study(dataset, &s);
    ck_assert_str_eq(result->spectrum->operator_name, "galerkin");
    ck_assert_uint_eq(result->agreement->opinions[1].count, 1);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("agreement");
    TCase *tests = tcase_create("agreement");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_operator_gives_the_numbers_it_gives_alone);
    tcase_add_test(
        tests, an_operator_that_does_not_apply_says_why_and_costs_nothing_else);
    tcase_add_test(tests,
                   intervals_are_apart_only_if_two_trusted_ones_do_not_meet);
    tcase_add_test(tests, warnings_name_the_operator_they_come_from);
    tcase_add_test(tests, only_the_graph_is_solved_by_shift_invert);
    tcase_add_test(tests, a_run_that_is_stopped_leaves_the_result_as_it_was);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
