/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <chladni/eigen.h>

#include "base/random.h"
#include "fixtures.h"
#include "support/runner.h"

enum {
    N = 60
};

/* Every method must give the same answer to the same question. */
static const char *const names[] = { "dense", "arpack" };
enum {
    METHODS = sizeof names / sizeof *names
};

static chl_error err;

static chl_eigen_settings
settings_for(const char *method, size_t count, chl_eigen_which which)
{
    chl_eigen_settings settings = chl_eigen_settings_default();

    settings.method = method;
    settings.count = count;
    settings.which = which;
    return settings;
}

static chl_eigen_result *
solve(const chl_eigen_problem *problem, const chl_eigen_settings *settings)
{
    chl_eigen_result *result = NULL;

    ck_assert_ok(chl_eigen_solve(problem, settings, &result, &err), err);
    return result;
}

/* Values with gaps, clusters of width 1e-9 and exact multiples, descending. */
static void
spectrum_of(const char *kind, double *values)
{
    for (size_t i = 0; i < N; i++) {
        double gap = strcmp(kind, "negative") == 0 ? -1.0 : 1.0 / (double) N;

        values[i] = gap * (double) (gap > 0.0 ? N - i : i + 1);
    }
    if (strcmp(kind, "multiple") == 0) {
        values[1] = values[2] = values[0];
        values[4] = values[3];
    }
    if (strcmp(kind, "clustered") == 0) {
        values[1] = values[0] - 1e-9;
        values[2] = values[0] - 2e-9;
    }
    if (strcmp(kind, "low rank") == 0) {
        memset(values + 3, 0, (N - 3) * sizeof *values);
    }
}

static const char *const kinds[] = { "gaps", "multiple", "clustered",
                                     "negative", "low rank" };
enum {
    KINDS = sizeof kinds / sizeof *kinds
};

START_TEST(smallest_values_of_a_path_match_the_closed_form)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = settings_for(names[_i], 5, CHL_SMALLEST);
    chl_eigen_result *result = solve(&problem, &settings);

    ck_assert_str_eq(result->method, names[_i]);
    ck_assert_int_eq(result->reason, CHL_CONVERGED);
    ck_assert_uint_eq(result->count, 5);
    for (size_t k = 0; k < 5; k++) {
        ck_assert_double_eq_tol(result->values[k], path_value(N, k), 1e-12);
        ck_assert_double_lt(result->residuals[k] * fabs(result->values[k]),
                            1e-12);
    }
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(largest_values_of_a_path_match_the_closed_form)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = settings_for(names[_i], 5, CHL_LARGEST);
    chl_eigen_result *result = solve(&problem, &settings);

    for (size_t k = 0; k < 5; k++) {
        ck_assert_double_eq_tol(result->values[k], path_value(N, N - 1 - k),
                                1e-12);
        ck_assert_double_lt(result->residuals[k], 1e-11);
    }
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

/* One index runs over methods, kinds of spectrum, and with or without B. */
START_TEST(known_spectra_are_found_with_orthonormal_vectors)
{
    const char *method = names[_i % METHODS];
    const char *kind = kinds[_i / METHODS % KINDS];
    double values[N];
    chl_eigen_settings settings = settings_for(method, 7, CHL_LARGEST);
    chl_eigen_result *result;
    pencil p;

    spectrum_of(kind, values);
    p = pencil_create(N, values, _i / (METHODS * KINDS) == 0);
    result = solve(&p.problem, &settings);
    ck_assert_uint_eq(result->count, 7);
    for (size_t k = 0; k < result->count; k++) {
        double scale = fabs(values[0]);

        ck_assert_msg(fabs(result->values[k] - values[k]) < 1e-11 * scale,
                      "%s, %s: value %zu is %.17g, not %.17g", method, kind, k,
                      result->values[k], values[k]);
        ck_assert_double_lt(
            result->residuals[k] * fabs(result->values[k]) / scale, 1e-10);
    }
    ck_assert_double_lt(orthonormality_defect(&p.problem, result), 1e-10);
    chl_eigen_result_free(result);
    pencil_clear(&p);
}
END_TEST

START_TEST(smallest_values_of_a_pencil_are_found)
{
    double values[N];
    chl_eigen_settings settings = settings_for(names[_i], 4, CHL_SMALLEST);
    chl_eigen_result *result;
    pencil p;

    spectrum_of("gaps", values);
    p = pencil_create(N, values, false);
    result = solve(&p.problem, &settings);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(result->values[k], values[N - 1 - k], 1e-12);
    }
    chl_eigen_result_free(result);
    pencil_clear(&p);
}
END_TEST

START_TEST(the_largest_entry_of_a_vector_is_positive)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = settings_for(names[_i], 5, CHL_LARGEST);
    chl_eigen_result *result = solve(&problem, &settings);

    for (size_t k = 0; k < 5; k++) {
        const double *v = result->vectors + k * N;
        double high = 0.0, low = 0.0;

        for (size_t i = 0; i < N; i++) {
            high = fmax(high, v[i]);
            low = fmin(low, v[i]);
        }
        ck_assert_double_ge(high, -low * (1.0 - 1e-6));
    }
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(equal_questions_get_equal_bytes)
{
    double values[N];
    chl_eigen_settings settings = settings_for(names[_i], 6, CHL_LARGEST);
    chl_eigen_result *first, *second;
    pencil p;

    spectrum_of("multiple", values);
    p = pencil_create(N, values, false);
    first = solve(&p.problem, &settings);
    second = solve(&p.problem, &settings);
    ck_assert_mem_eq(first->values, second->values, 6 * sizeof(double));
    ck_assert_mem_eq(first->vectors, second->vectors, 6 * N * sizeof(double));
    ck_assert_mem_eq(first->residuals, second->residuals, 6 * sizeof(double));
    chl_eigen_result_free(first);
    chl_eigen_result_free(second);
    pencil_clear(&p);
}
END_TEST

static bool
stop(void *user, const chl_eigen_progress *now)
{
    size_t *calls = user;

    ck_assert_uint_eq(now->wanted, 5);
    ++*calls;
    return false;
}

START_TEST(a_monitor_can_stop_a_solve)
{
    size_t calls = 0;
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = settings_for(names[_i], 5, CHL_LARGEST);
    chl_eigen_result *result;

    settings.monitor = stop;
    settings.monitor_user = &calls;
    result = solve(&problem, &settings);
    ck_assert_int_eq(result->reason, CHL_STOPPED_BY_MONITOR);
    ck_assert_uint_eq(result->count, 0);
    ck_assert_uint_eq(calls, 1);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    double values[N];
    chl_eigen_settings settings = settings_for(names[_i], 3, CHL_LARGEST);
    chl_eigen_result *result = NULL;
    pencil p;

    spectrum_of("multiple", values);
    p = pencil_create(N, values, false);
    ck_assert_survives_lost_memory(
        chl_eigen_solve(&p.problem, &settings, &result, NULL));
    chl_eigen_result_free(result);
    pencil_clear(&p);
}
END_TEST

START_TEST(an_indefinite_b_is_refused_with_the_leading_minor)
{
    double values[N];
    chl_eigen_settings settings = settings_for(names[_i], 3, CHL_LARGEST);
    chl_eigen_result *result = NULL;
    pencil p;

    spectrum_of("gaps", values);
    p = pencil_create(N, values, false);
    p.b[16 * N + 16] = -1.0;
    ck_assert_fails(chl_eigen_solve(&p.problem, &settings, &result, &err),
                    CHL_ENUMERIC, "leading minor of order 17 of 60", err);
    ck_assert_ptr_null(result);
    pencil_clear(&p);
}
END_TEST

START_TEST(a_value_that_is_not_a_number_is_refused)
{
    double values[N];
    chl_eigen_settings settings = settings_for(names[_i], 3, CHL_LARGEST);
    chl_eigen_result *result = NULL;
    pencil p;

    spectrum_of("gaps", values);
    p = pencil_create(N, values, true);
    p.a[16 * N + 20] = NAN;
    ck_assert_fails(chl_eigen_solve(&p.problem, &settings, &result, &err),
                    CHL_ENUMERIC, "not finite", err);
    pencil_clear(&p);
}
END_TEST

START_TEST(settings_out_of_range_are_refused_with_the_range)
{
    static const struct {
        chl_eigen_settings settings;
        const char *part;
    } cases[] = {
        { { .count = 0 }, "'path': count is 0; it must lie in 1..60" },
        { { .count = 61 }, "count is 61; it must lie in 1..60" },
        { { .which = (chl_eigen_which) 7 }, "which is 7" },
        { { .tolerance = -1.0 }, "tolerance is -1; it must lie in [0, 1)" },
        { { .tolerance = 1.0 }, "tolerance is 1;" },
        { { .basis = 6 }, "basis is 6; it must be 0 or lie in 7..60" },
        { { .basis = 61 }, "basis is 61;" },
        { { .max_restarts = 0 }, "max_restarts is 0; it must lie in 1.." },
        { { .method = "lapack" }, "must be auto, dense or arpack" },
    };
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings s = chl_eigen_settings_default();
    const chl_eigen_settings *bad = &cases[_i].settings;
    chl_eigen_result *result = NULL;

    s.count = _i < 2 ? bad->count : s.count;
    s.which = _i == 2 ? bad->which : s.which;
    s.tolerance = _i == 3 || _i == 4 ? bad->tolerance : s.tolerance;
    s.basis = bad->basis;
    s.max_restarts = _i == 7 ? bad->max_restarts : s.max_restarts;
    s.method = _i == 8 ? bad->method : s.method;
    ck_assert_fails(chl_eigen_solve(&problem, &s, &result, &err), CHL_EARG,
                    cases[_i].part, err);
    ck_assert_ptr_null(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(problems_that_are_not_symmetric_are_refused)
{
    const double entries[] = { 1, 0, 0, 1 };
    chl_operator *path = path_create(2), *plain = NULL, *small = NULL;
    chl_eigen_settings settings = settings_for("auto", 1, CHL_LARGEST);
    chl_eigen_result *result = NULL;

    ck_assert_ok(chl_operator_dense(entries, 2, 0, &plain, &err), err);
    ck_assert_ok(chl_operator_dense(entries, 1, CHL_SYMMETRIC | CHL_POSITIVE,
                                    &small, &err),
                 err);
    ck_assert_fails(chl_eigen_solve(&(chl_eigen_problem){ plain, NULL },
                                    &settings, &result, &err),
                    CHL_EARG, "A is not marked symmetric", err);
    ck_assert_fails(chl_eigen_solve(&(chl_eigen_problem){ path, plain },
                                    &settings, &result, &err),
                    CHL_EARG, "B is not marked symmetric and positive", err);
    ck_assert_fails(chl_eigen_solve(&(chl_eigen_problem){ path, path },
                                    &settings, &result, &err),
                    CHL_EARG, "B is matrix-free", err);
    ck_assert_fails(chl_eigen_solve(&(chl_eigen_problem){ path, small },
                                    &settings, &result, &err),
                    CHL_ESHAPE, "A has size 2 and B has size 1", err);
    chl_operator_free(path);
    chl_operator_free(plain);
    chl_operator_free(small);
}
END_TEST

START_TEST(reasons_have_words)
{
    ck_assert_str_eq(chl_eigen_reason_text(CHL_CONVERGED), "converged");
    ck_assert_str_eq(chl_eigen_reason_text(CHL_HIT_ITERATION_LIMIT),
                     "hit the iteration limit");
    ck_assert_str_eq(chl_eigen_reason_text(CHL_STOPPED_BY_MONITOR),
                     "stopped by the monitor");
    ck_assert_str_eq(chl_eigen_reason_text((chl_eigen_reason) 9),
                     "unknown reason");
}
END_TEST

START_TEST(no_settings_stand_for_the_defaults)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_result *result = solve(&problem, NULL);

    ck_assert_uint_eq(result->count, 6);
    ck_assert_str_eq(result->method, "dense");
    chl_eigen_result_free(result);
    chl_eigen_result_free(NULL);
    chl_operator_free(path);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("eigen/eigen");
    TCase *all = tcase_create("eigen");

    tcase_add_loop_test(all, smallest_values_of_a_path_match_the_closed_form, 0,
                        METHODS);
    tcase_add_loop_test(all, largest_values_of_a_path_match_the_closed_form, 0,
                        METHODS);
    tcase_add_loop_test(all, known_spectra_are_found_with_orthonormal_vectors,
                        0, 2 * METHODS * KINDS);
    tcase_add_loop_test(all, smallest_values_of_a_pencil_are_found, 0, METHODS);
    tcase_add_loop_test(all, the_largest_entry_of_a_vector_is_positive, 0,
                        METHODS);
    tcase_add_loop_test(all, equal_questions_get_equal_bytes, 0, METHODS);
    tcase_add_loop_test(all, a_monitor_can_stop_a_solve, 0, METHODS);
    tcase_add_loop_test(all, lost_memory_is_survived, 0, METHODS);
    tcase_add_loop_test(all, an_indefinite_b_is_refused_with_the_leading_minor,
                        0, METHODS);
    tcase_add_loop_test(all, a_value_that_is_not_a_number_is_refused, 0,
                        METHODS);
    tcase_add_loop_test(all, settings_out_of_range_are_refused_with_the_range,
                        0, 9);
    tcase_add_test(all, problems_that_are_not_symmetric_are_refused);
    tcase_add_test(all, reasons_have_words);
    tcase_add_test(all, no_settings_stand_for_the_defaults);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
