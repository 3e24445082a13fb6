/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian sums over a million points: seconds. */
#include <math.h>
#include <stdlib.h>

#include <chladni/grid.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    POINTS = 1000000,
    CHECKED = 4 /* points whose sum is made one by one */
};

static const chl_random source = { 7, CHL_STREAM_TESTS };
static chl_error err;

static double
direct(const double *points, size_t d, size_t i, double s, const double *x)
{
    double sum = 0.0;

    for (size_t j = 0; j < POINTS; j++) {
        double square = 0.0;

        for (size_t a = 0; a < d; a++) {
            double step = points[i * d + a] - points[j * d + a];

            square += step * step;
        }
        sum += exp(-0.5 * square / (s * s)) * x[j];
    }
    return sum;
}

START_TEST(a_million_points_are_summed)
{
    const size_t n = POINTS, d = 1 + (size_t) _i;
    double *points = malloc(n * d * sizeof *points), *x = malloc(n * sizeof *x);
    double *y = malloc(n * sizeof *y), total = 0.0;
    chl_fast_settings settings = chl_fast_settings_default();
    chl_operator *op = NULL;

    ck_assert(points != NULL && x != NULL && y != NULL);
    settings.bandwidth = 0.1;
    settings.accuracy = 1e-8;
    for (size_t k = 0; k < n * d; k++) {
        points[k] = chl_random_normal(&source, k);
    }
    for (size_t k = 0; k < n; k++) {
        x[k] = chl_random_normal(&source, n * d + k);
        total += fabs(x[k]);
    }
    ck_assert_ok(chl_fast_sums(points, n, d, &settings, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    for (size_t i = 0; i < n; i += n / CHECKED) {
        ck_assert_double_eq_tol(y[i],
                                direct(points, d, i, settings.bandwidth, x),
                                settings.accuracy * total);
    }
    chl_operator_free(op);
    free(points);
    free(x);
    free(y);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/fast_sums_million");
    TCase *tests = tcase_create("sums");

    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, a_million_points_are_summed, 0, 2);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
