/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "eigen/arpack.h"
#include "fixtures.h"
#include "support/runner.h"

enum {
    N = 600
};

static chl_error err;

static chl_eigen_settings
arpack_settings(size_t count)
{
    chl_eigen_settings settings = chl_eigen_settings_default();

    settings.method = "arpack";
    settings.count = count;
    return settings;
}

/* An operator whose apply asks for eigenpairs of a path: not allowed. */
static chl_status
nested_apply(void *self, const double *x, double *y, chl_error *e)
{
    chl_eigen_problem problem = { self, NULL };
    chl_eigen_settings settings = arpack_settings(2);
    chl_eigen_result *result = NULL;
    chl_status status = chl_eigen_solve(&problem, &settings, &result, e);

    (void) x;
    (void) y;
    chl_eigen_result_free(result);
    return status;
}

START_TEST(a_nested_solve_is_busy)
{
    static const chl_operator_type type = { .name = "nested",
                                            .apply = nested_apply };
    chl_operator *path = path_create(20), *op = NULL;
    chl_eigen_problem problem;
    chl_eigen_settings settings = arpack_settings(2);
    chl_eigen_result *result = NULL;

    ck_assert_ok(chl_operator_create(&type, path, 20, CHL_SYMMETRIC, &op, &err),
                 err);
    problem = (chl_eigen_problem){ op, NULL };
    ck_assert_fails(chl_eigen_solve(&problem, &settings, &result, &err),
                    CHL_EBUSY, "not re-entrant", err);
    /* The turn was given back. */
    problem.a = path;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    chl_eigen_result_free(result);
    chl_operator_free(op);
    chl_operator_free(path);
}
END_TEST

static void *
solve_in_thread(void *user)
{
    chl_eigen_result **out = user;
    chl_operator *path = path_create(200);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(3);

    if (chl_eigen_solve(&problem, &settings, out, NULL) != CHL_OK) {
        *out = NULL;
    }
    chl_operator_free(path);
    return NULL;
}

START_TEST(threads_take_turns)
{
    pthread_t threads[4];
    chl_eigen_result *results[4] = { NULL };

    for (size_t t = 0; t < 4; t++) {
        ck_assert_int_eq(pthread_create(&threads[t], NULL, solve_in_thread,
                                        (void *) &results[t]),
                         0);
    }
    for (size_t t = 0; t < 4; t++) {
        pthread_join(threads[t], NULL);
        ck_assert_ptr_nonnull(results[t]);
        ck_assert_mem_eq(results[t]->vectors, results[0]->vectors,
                         600 * sizeof(double));
    }
    for (size_t t = 0; t < 4; t++) {
        chl_eigen_result_free(results[t]);
    }
}
END_TEST

START_TEST(too_few_restarts_are_an_outcome)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(5);
    chl_eigen_result *result = NULL;

    settings.which = CHL_SMALLEST;
    settings.max_restarts = 2;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_int_eq(result->reason, CHL_HIT_ITERATION_LIMIT);
    ck_assert_uint_lt(result->count, 5);
    ck_assert_uint_le(result->restarts, 3);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

typedef struct halt {
    size_t at;
} halt;

static bool
stop_at(void *user, const chl_eigen_progress *now)
{
    const halt *h = user;

    return now->applies < h->at;
}

START_TEST(a_monitor_stops_after_the_apply_it_names)
{
    halt h = { 7 };
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(5);
    chl_eigen_result *result = NULL;

    settings.monitor = stop_at;
    settings.monitor_user = &h;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_int_eq(result->reason, CHL_STOPPED_BY_MONITOR);
    ck_assert_uint_eq(result->applies, 7);
    ck_assert_uint_eq(result->count, 0);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(every_copy_of_a_multiple_value_is_found)
{
    static double values[N];
    chl_eigen_settings settings = arpack_settings(10);
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;
    static double entries[N * N];

    /* Diagonal: no rounding brings the copies back. */
    for (size_t i = 0; i < N; i++) {
        values[i] = i < 8 ? 2.0 : 1.0 - (double) i / N;
        entries[i * N + i] = values[i];
    }
    settings.tolerance = 1e-8;
    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_ok(chl_eigen_solve(&(chl_eigen_problem){ op, NULL }, &settings,
                                 &result, &err),
                 err);
    ck_assert_uint_eq(result->count, 10);
    for (size_t k = 0; k < 10; k++) {
        ck_assert_double_eq_tol(result->values[k], values[k], 1e-10);
    }
    chl_eigen_result_free(result);
    chl_operator_free(op);
}
END_TEST

START_TEST(the_identity_has_one_value_of_any_multiplicity)
{
    static double entries[N * N];
    chl_eigen_settings settings = arpack_settings(4);
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;

    for (size_t i = 0; i < N; i++) {
        entries[i * N + i] = 1.0;
    }
    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_ok(chl_eigen_solve(&(chl_eigen_problem){ op, NULL }, &settings,
                                 &result, &err),
                 err);
    ck_assert_uint_eq(result->count, 4);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(result->values[k], 1.0, 1e-14);
        ck_assert_double_lt(result->residuals[k], 1e-13);
    }
    chl_eigen_result_free(result);
    chl_operator_free(op);
}
END_TEST

START_TEST(a_matrix_of_rank_one_is_no_breakdown)
{
    static double entries[N * N];
    chl_eigen_settings settings = arpack_settings(1);
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;

    entries[0] = 3.0;
    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_ok(chl_eigen_solve(&(chl_eigen_problem){ op, NULL }, &settings,
                                 &result, &err),
                 err);
    ck_assert_double_eq_tol(result->values[0], 3.0, 1e-14);
    ck_assert_double_eq_tol(result->vectors[0], 1.0, 1e-14);
    chl_eigen_result_free(result);
    chl_operator_free(op);
}
END_TEST

START_TEST(a_matrix_of_zeros_is_a_breakdown_with_words)
{
    static double entries[N * N];
    chl_eigen_settings settings = arpack_settings(4);
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;

    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_fails(chl_eigen_solve(&(chl_eigen_problem){ op, NULL }, &settings,
                                    &result, &err),
                    CHL_ENUMERIC, "more pairs converged than were asked for",
                    err);
    chl_operator_free(op);
}
END_TEST

START_TEST(more_than_half_of_the_pairs_are_refused)
{
    chl_operator *path = path_create(20);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(11);
    chl_eigen_result *result = NULL;

    ck_assert_fails(chl_eigen_solve(&problem, &settings, &result, &err),
                    CHL_EUNSUPPORTED, "arpack finds at most 10 of 20 pairs",
                    err);
    settings.method = "auto";
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_str_eq(result->method, "dense");
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(the_smallest_sizes_and_largest_counts_work)
{
    size_t n = (size_t) _i;
    chl_operator *path = path_create(n);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(n / 2);
    chl_eigen_result *result = NULL;

    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_uint_eq(result->count, n / 2);
    for (size_t k = 0; k < n / 2; k++) {
        ck_assert_double_eq_tol(result->values[k], path_value(n, n - 1 - k),
                                1e-12);
    }
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(large_problems_go_to_arpack_with_the_basis_reported)
{
    chl_operator *path = path_create(N);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(20);
    chl_eigen_result *result = NULL;

    settings.method = "auto";
    settings.tolerance = 1e-6;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_str_eq(result->method, "arpack");
    ck_assert_uint_eq(result->basis, 50);
    ck_assert_uint_gt(result->applies, 50);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(another_seed_starts_elsewhere_and_ends_there_too)
{
    chl_operator *path = path_create(100);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(3);
    chl_eigen_result *one = NULL, *two = NULL;

    ck_assert_ok(chl_eigen_solve(&problem, &settings, &one, &err), err);
    settings.seed = 2;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &two, &err), err);
    ck_assert_mem_ne(one->vectors, two->vectors, 300 * sizeof(double));
    for (size_t i = 0; i < 300; i++) {
        ck_assert_double_eq_tol(one->vectors[i], two->vectors[i], 1e-9);
    }
    chl_eigen_result_free(one);
    chl_eigen_result_free(two);
    chl_operator_free(path);
}
END_TEST

static chl_eigen_result *
solve_diagonal(const double *entries, size_t count)
{
    chl_eigen_settings settings = arpack_settings(count);
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;

    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_ok(chl_eigen_solve(&(chl_eigen_problem){ op, NULL }, &settings,
                                 &result, &err),
                 err);
    chl_operator_free(op);
    return result;
}

START_TEST(a_basis_of_the_caller_is_used_and_reported)
{
    chl_operator *path = path_create(100);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(3);
    chl_eigen_result *result = NULL;

    settings.basis = 12;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_uint_eq(result->basis, 12);
    ck_assert_double_eq_tol(result->values[0], path_value(100, 99), 1e-12);
    chl_eigen_result_free(result);
    chl_operator_free(path);
}
END_TEST

START_TEST(a_stop_behind_the_first_run_keeps_what_was_found)
{
    halt h = { SIZE_MAX };
    chl_operator *path = path_create(100);
    chl_eigen_problem problem = { path, NULL };
    chl_eigen_settings settings = arpack_settings(3);
    chl_eigen_result *whole = NULL, *part = NULL;

    ck_assert_ok(chl_eigen_solve(&problem, &settings, &whole, &err), err);
    h.at = whole->applies - 1;
    settings.monitor = stop_at;
    settings.monitor_user = &h;
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &part, &err), err);
    ck_assert_int_eq(part->reason, CHL_STOPPED_BY_MONITOR);
    ck_assert_uint_eq(part->count, 3);
    ck_assert_mem_eq(part->values, whole->values, 3 * sizeof(double));
    chl_eigen_result_free(whole);
    chl_eigen_result_free(part);
    chl_operator_free(path);
}
END_TEST

START_TEST(what_ran_before_leaves_no_trace)
{
    static double steps[N * N], few[N * N];
    chl_eigen_result *first, *between, *again;

    for (size_t i = 0; i < N; i++) {
        steps[i * N + i] = 1.0 / (double) (i + 1);
        few[i * N + i] = i < 3 ? 1.0 : 0.0; /* ARPACK draws for itself here */
    }
    first = solve_diagonal(steps, 6);
    between = solve_diagonal(few, 6);
    again = solve_diagonal(steps, 6);
    ck_assert_mem_eq(first->values, again->values, 6 * sizeof(double));
    ck_assert_mem_eq(first->vectors, again->vectors, 6 * N * sizeof(double));
    chl_eigen_result_free(first);
    chl_eigen_result_free(between);
    chl_eigen_result_free(again);
}
END_TEST

START_TEST(codes_have_words)
{
    ck_assert_str_eq(chl_arpack_words(0), "normal exit");
    ck_assert_str_eq(chl_arpack_words(-9999),
                     "no Arnoldi factorisation could be built");
    ck_assert_str_eq(chl_arpack_words(77), "unknown exit code");
    ck_assert(chl_arpack_may_retry(-9) && chl_arpack_may_retry(-9999));
    ck_assert(!chl_arpack_may_retry(-3) && !chl_arpack_may_retry(77));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("eigen/arpack");
    TCase *all = tcase_create("arpack");

    tcase_add_test(all, a_nested_solve_is_busy);
    tcase_add_test(all, threads_take_turns);
    tcase_add_test(all, too_few_restarts_are_an_outcome);
    tcase_add_test(all, a_monitor_stops_after_the_apply_it_names);
    tcase_add_test(all, every_copy_of_a_multiple_value_is_found);
    tcase_add_test(all, the_identity_has_one_value_of_any_multiplicity);
    tcase_add_test(all, a_matrix_of_rank_one_is_no_breakdown);
    tcase_add_test(all, a_matrix_of_zeros_is_a_breakdown_with_words);
    tcase_add_test(all, more_than_half_of_the_pairs_are_refused);
    tcase_add_loop_test(all, the_smallest_sizes_and_largest_counts_work, 6, 14);
    tcase_add_test(all, large_problems_go_to_arpack_with_the_basis_reported);
    tcase_add_test(all, another_seed_starts_elsewhere_and_ends_there_too);
    tcase_add_test(all, a_basis_of_the_caller_is_used_and_reported);
    tcase_add_test(all, a_stop_behind_the_first_run_keeps_what_was_found);
    tcase_add_test(all, what_ran_before_leaves_no_trace);
    tcase_add_test(all, codes_have_words);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
