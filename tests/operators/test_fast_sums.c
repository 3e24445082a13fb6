/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian sums by FFT against sums term by term. */
#include <math.h>
#include <string.h>

#include <chladni/eigen.h>
#include <chladni/grid.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    N = 300
};

static const chl_random source = { 7, CHL_STREAM_TESTS };
static const double accuracies[] = { 1e-3, 1e-6, 1e-9, 1e-12 };
static chl_error err;

/* Points off the origin and of unequal extents, and weights of both signs. */
static void
scatter(size_t n, size_t d, double *points, double *x)
{
    for (size_t k = 0; k < n * d; k++) {
        points[k] = 10.0 + (double) (1 + k % d) * chl_random_normal(&source, k);
    }
    for (size_t k = 0; k < n; k++) {
        x[k] = chl_random_normal(&source, n * d + k);
    }
}

static double
gaussian(const double *points, size_t d, size_t i, size_t j, double s)
{
    double square = 0.0;

    for (size_t a = 0; a < d; a++) {
        double step = points[i * d + a] - points[j * d + a];

        square += step * step;
    }
    return exp(-0.5 * square / (s * s));
}

START_TEST(sums_are_as_accurate_as_asked_for)
{
    double points[N * 3], x[N], y[N], total = 0.0;
    const size_t d = 1 + (size_t) _i / 4;
    chl_fast_settings settings = chl_fast_settings_default();
    chl_operator *op = NULL;

    settings.bandwidth = d == 3 ? 1.5 : 0.2;
    settings.threads = 1;
    settings.accuracy = accuracies[_i % 4];
    scatter(N, d, points, x);
    ck_assert_ok(chl_fast_sums(points, N, d, &settings, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    for (size_t k = 0; k < N; k++) {
        total += fabs(x[k]);
    }
    for (size_t i = 0; i < N; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < N; j++) {
            sum += gaussian(points, d, i, j, settings.bandwidth) * x[j];
        }
        ck_assert_double_eq_tol(y[i], sum, settings.accuracy * total);
    }
    chl_operator_free(op);
}
END_TEST

START_TEST(sums_of_one_point_are_its_weight)
{
    const double point[] = { 3.0, -2.0 }, x = 2.5;
    double y = 0.0;
    chl_operator *op = NULL;

    ck_assert_ok(chl_fast_sums(point, 1, 2, NULL, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, &x, &y, &err), err);
    ck_assert_double_eq_tol(y, 2.5, 1e-9);
    chl_operator_free(op);
}
END_TEST

START_TEST(bytes_do_not_depend_on_the_number_of_threads)
{
    static double points[4000 * 2], x[4000], y[2][4000];
    chl_fast_settings settings = chl_fast_settings_default();

    settings.bandwidth = 0.1;
    scatter(4000, 2, points, x);
    for (size_t k = 0; k < 2; k++) {
        chl_operator *op = NULL;

        settings.threads = 1 + 3 * k;
        ck_assert_ok(chl_fast_sums(points, 4000, 2, &settings, &op, &err), err);
        ck_assert_ok(chl_operator_apply(op, x, y[k], &err), err);
        chl_operator_free(op);
    }
    ck_assert_mem_eq(y[0], y[1], sizeof y[0]);
}
END_TEST

START_TEST(the_graph_keeps_its_ground_state)
{
    double points[N * 2], x[N], ground[N], y[N];
    chl_fast_settings settings = chl_fast_settings_default();
    chl_operator *op = NULL;

    settings.bandwidth = 0.4;
    settings.threads = 1;
    settings.accuracy = 1e-12;
    scatter(N, 2, points, x);
    ck_assert_ok(chl_fast_graph(points, N, 2, &settings, ground, &op, &err),
                 err);
    ck_assert_ok(chl_operator_apply(op, ground, y, &err), err);
    for (size_t k = 0; k < N; k++) {
        ck_assert_double_eq_tol(y[k], ground[k], 1e-9);
    }
    chl_operator_free(op);
}
END_TEST

START_TEST(the_graph_on_a_circle_has_squares_of_integers)
{
    enum {
        POINTS = 400
    };
    static double points[POINTS * 2];
    const double eps = 0.01;
    chl_fast_settings settings = chl_fast_settings_default();
    chl_eigen_settings solver = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *result = NULL;
    chl_operator *op = NULL;

    for (size_t k = 0; k < POINTS; k++) {
        double angle = 2.0 * 3.14159265358979323846 * (double) k / POINTS;

        points[2 * k] = cos(angle);
        points[2 * k + 1] = sin(angle);
    }
    settings.bandwidth = sqrt(2.0 * eps);
    settings.threads = 1;
    settings.accuracy = 1e-9;
    settings.threads = 1;
    ck_assert_ok(chl_fast_graph(points, POINTS, 2, &settings, NULL, &op, &err),
                 err);
    problem.a = op;
    solver.count = 3;
    solver.tolerance = 1e-9;
    ck_assert_ok(chl_eigen_solve(&problem, &solver, &result, &err), err);
    ck_assert_double_eq_tol(result->values[0], 1.0, 1e-8);
    ck_assert_double_eq_tol((1.0 - result->values[1]) / eps, 1.0, 0.02);
    ck_assert_double_eq_tol((1.0 - result->values[2]) / eps, 1.0, 0.02);
    chl_eigen_result_free(result);
    chl_operator_free(op);
}
END_TEST

START_TEST(what_cannot_be_summed_is_refused)
{
    double points[] = { 0.0, 1e6 };
    chl_fast_settings settings = chl_fast_settings_default();
    chl_operator *op = NULL;

    ck_assert_fails(chl_fast_sums(points, 1, 4, NULL, &op, &err), CHL_EARG,
                    "4 coordinates", err);
    ck_assert_fails(chl_fast_sums(points, 0, 1, NULL, &op, &err), CHL_EARG,
                    "no points", err);
    settings.accuracy = 1e-15;
    ck_assert_fails(chl_fast_sums(points, 2, 1, &settings, &op, &err), CHL_EARG,
                    "1e-15", err);
    settings = chl_fast_settings_default();
    settings.bandwidth = 1e-4;
    ck_assert_fails(chl_fast_sums(points, 2, 1, &settings, &op, &err),
                    CHL_EUNSUPPORTED, "bytes", err);
    points[1] = NAN;
    ck_assert_fails(chl_fast_sums(points, 2, 1, NULL, &op, &err), CHL_EARG,
                    "point 1 is not finite", err);
}
END_TEST

static chl_status
make_and_use(void)
{
    double points[40], x[20], y[20], ground[20];
    chl_operator *op = NULL;
    chl_error e = { 0 };
    chl_status status;

    scatter(20, 2, points, x);
    status = chl_fast_graph(points, 20, 2, NULL, ground, &op, &e);
    if (status == CHL_OK) {
        status = chl_operator_apply(op, x, y, &e);
    }
    chl_operator_free(op);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(make_and_use());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/fast_sums");
    TCase *tests = tcase_create("sums");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, sums_are_as_accurate_as_asked_for, 0, 12);
    tcase_add_test(tests, sums_of_one_point_are_its_weight);
    tcase_add_test(tests, bytes_do_not_depend_on_the_number_of_threads);
    tcase_add_test(tests, the_graph_keeps_its_ground_state);
    tcase_add_test(tests, the_graph_on_a_circle_has_squares_of_integers);
    tcase_add_test(tests, what_cannot_be_summed_is_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
