/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to the modes of a graph: they agree, and say why they were taken. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "study/graph_solve.h"
#include "support/runner.h"

static chl_error err;

static chl_dataset *
open_circle(size_t n)
{
    chl_dataset_settings s = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;

    s.samples = n;
    ck_assert_ok(chl_dataset_open("circle", &s, &dataset, &err), err);
    return dataset;
}

static chl_graph_study_settings
settings_with(const char *solver, double bandwidth)
{
    chl_graph_study_settings s = chl_graph_study_settings_default();

    s.modes = 6;
    s.solver = solver;
    s.bandwidth = bandwidth;
    s.threads = 1;
    return s;
}

static chl_result *
study(const chl_dataset *dataset, const chl_graph_study_settings *settings)
{
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_graph(dataset, settings, result, &err), err);
    return result;
}

static bool
noted(const chl_result *result, const char *part)
{
    return strstr(result->spectrum->solver_note, part) != NULL;
}

static const char *const solvers[] = { "dense", "arpack", "shift-invert" };

/* Residuals of 1e-7 in mu, squared over gaps of 1e-2, are below 1e-11. */
START_TEST(every_solver_finds_the_same_modes_and_confirms_them)
{
    chl_dataset *dataset = open_circle(600);
    double first[6];

    for (size_t k = 0; k < sizeof solvers / sizeof *solvers; k++) {
        chl_graph_study_settings s = settings_with(solvers[k], 0.02);
        chl_result *result = study(dataset, &s);
        const chl_result_spectrum *found = result->spectrum;

        ck_assert_str_eq(found->solver, solvers[k]);
        ck_assert(noted(result, "as asked"));
        ck_assert_uint_ge(found->verified, 6);
        for (size_t a = 0; a < 6; a++) {
            first[a] = k == 0 ? found->lambda[a] : first[a];
            ck_assert_double_eq_tol(found->lambda[a], first[a], 1e-9);
        }
        chl_result_free(result);
    }
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(lanczos_is_the_default_and_is_confirmed_by_an_inertia_count)
{
    chl_dataset *dataset = open_circle(700);
    chl_graph_study_settings s = settings_with("auto", 0.02);
    chl_result *result = study(dataset, &s);

    ck_assert_str_eq(result->spectrum->solver, "arpack");
    ck_assert(noted(result, "less than the analysis of a factor"));
    ck_assert(noted(result, "an inertia count confirms"));
    ck_assert_uint_ge(result->spectrum->verified, 6);
    ck_assert(!result->spectrum->degraded);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* With neighbours in a band, 1 - mu is small and a factor is cheap. */
START_TEST(a_factor_takes_over_where_lanczos_is_slow)
{
    chl_dataset *dataset = open_circle(2000);
    chl_graph_study_settings s = settings_with("auto", 2e-4);
    chl_result *result = study(dataset, &s);

    ck_assert_str_eq(result->spectrum->solver, "shift-invert");
    ck_assert(noted(result, "was predicted to cost no more"));
    ck_assert_uint_ge(result->spectrum->verified, 6);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(a_factor_beyond_memory_is_refused_or_not_chosen)
{
    chl_dataset *dataset = open_circle(2000);
    chl_graph_study_settings s = settings_with("shift-invert", 2e-4);
    chl_result *result = NULL;

    s.memory = 1e5;
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_graph(dataset, &s, result, &err),
                    CHL_EUNSUPPORTED, " MB; the limit is 0 MB", err);
    chl_result_free(result);
    s.solver = "auto";
    result = study(dataset, &s);
    ck_assert_str_eq(result->spectrum->solver, "arpack");
    ck_assert(noted(result, "is beyond the limit of memory"));
    ck_assert_uint_eq(result->spectrum->verified, 0);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(an_unknown_solver_is_refused)
{
    chl_dataset *dataset = open_circle(100);
    chl_graph_study_settings s = settings_with("power", 0.0);
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_graph(dataset, &s, result, &err), CHL_EARG,
                    "solver is 'power'; it must be auto, dense, arpack or "
                    "shift-invert",
                    err);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static void
drop_pair(chl_eigen_result *pairs, size_t at)
{
    size_t behind = pairs->count - at - 1;

    memmove(pairs->values + at, pairs->values + at + 1,
            behind * sizeof *pairs->values);
    memmove(pairs->vectors + at * pairs->n,
            pairs->vectors + (at + 1) * pairs->n,
            behind * pairs->n * sizeof *pairs->vectors);
    pairs->count--;
}

START_TEST(a_pair_that_was_missed_is_counted)
{
    chl_graph_run run = { .settings = settings_with("arpack", 0.0) };
    chl_graph_settings s = chl_graph_settings_default();
    chl_graph_solver solver = { 0 };
    chl_eigen_result *pairs = NULL;
    chl_text note = { 0 };
    size_t verified, missed;
    chl_dataset *dataset = open_circle(600);

    s.bandwidth = 0.02;
    ck_assert_ok(chl_graph_create(dataset, &s, &run.graph, &err), err);
    run.nodes = chl_graph_describe(run.graph)->nodes;
    ck_assert_ok(chl_graph_solver_init(&run, &solver, &err), err);
    ck_assert_ok(chl_graph_solver_pairs(&solver, 12, &pairs, &err), err);
    drop_pair(pairs, 3);
    ck_assert_ok(
        chl_graph_verify(&solver, pairs, &note, &verified, &missed, &err), err);
    ck_assert_uint_eq(verified, 0);
    ck_assert_uint_eq(missed, 1);
    ck_assert_ptr_nonnull(strstr(note.data, "eigenvalues where the solver"));
    chl_text_clear(&note);
    chl_eigen_result_free(pairs);
    chl_graph_solver_clear(&solver);
    chl_graph_free(run.graph);
    chl_dataset_free(dataset);
}
END_TEST

static bool
stop_at_pairs(void *user, const chl_progress_event *now)
{
    size_t *calls = user;

    *calls += strcmp(now->stage, "eigenpairs") == 0;
    return *calls < 2;
}

START_TEST(lanczos_can_be_cancelled)
{
    chl_dataset *dataset = open_circle(700);
    chl_graph_study_settings s = settings_with("arpack", 2e-4);
    chl_result *result = NULL;
    size_t calls = 0;

    s.progress = (chl_progress){ stop_at_pairs, &calls };
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_fails(chl_study_graph(dataset, &s, result, &err), CHL_ECANCELLED,
                    "", err);
    ck_assert_uint_eq(calls, 2);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
study_once(const chl_dataset *dataset, const char *solver)
{
    chl_graph_study_settings s = settings_with(solver, 0.05);
    chl_error here = { 0 };
    chl_result *result = NULL;
    chl_status status = chl_result_create("spectrum", &result, &here);

    s.modes = 1;
    s.sheet = 1;
    if (status == CHL_OK) {
        status = chl_study_graph(dataset, &s, result, &here);
    }
    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_dataset *dataset = open_circle(40);

    ck_assert_survives_lost_memory(study_once(dataset, solvers[_i]));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/graph solve");
    TCase *tests = tcase_create("solvers");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_solver_finds_the_same_modes_and_confirms_them);
    tcase_add_test(tests,
                   lanczos_is_the_default_and_is_confirmed_by_an_inertia_count);
    tcase_add_test(tests, a_factor_takes_over_where_lanczos_is_slow);
    tcase_add_test(tests, a_factor_beyond_memory_is_refused_or_not_chosen);
    tcase_add_test(tests, an_unknown_solver_is_refused);
    tcase_add_test(tests, a_pair_that_was_missed_is_counted);
    tcase_add_test(tests, lanczos_can_be_cancelled);
    tcase_add_loop_test(tests, lost_memory_is_survived, 0,
                        sizeof solvers / sizeof *solvers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
