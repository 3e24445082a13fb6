/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact optimal transport, and particles that arrive. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    N = 120,
    FEW = 6,
    CENTRES = 8
};

static void
fill_normal(uint64_t from, size_t count, double *values)
{
    chl_random source = { 17, CHL_STREAM_TESTS };

    for (size_t i = 0; i < count; i++) {
        values[i] = chl_random_normal(&source, from + i);
    }
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

/* On a line the sorted points meet. */
START_TEST(on_a_line_sorted_points_are_assigned)
{
    double x[N], y[N], expected = 0.0, found;
    chl_error err = { 0 };

    fill_normal(0, N, x);
    fill_normal(N, N, y);
    ck_assert_ok(chl_transport_cost(N, 1, x, y, &found, &err), err);
    qsort(x, N, sizeof *x, by_value);
    qsort(y, N, sizeof *y, by_value);
    for (size_t i = 0; i < N; i++) {
        expected += 0.5 * (x[i] - y[i]) * (x[i] - y[i]) / N;
    }
    ck_assert_double_eq_tol(found, expected, 1e-13);
}
END_TEST

/* The cheapest of all ways to assign the points from `at` on. */
static double
cheapest(size_t at, bool *taken, const double *x, const double *y)
{
    double best = at == FEW ? 0.0 : INFINITY;

    for (size_t j = 0; j < FEW && at < FEW; j++) {
        double apart[] = { x[2 * at] - y[2 * j], x[2 * at + 1] - y[2 * j + 1] };

        if (!taken[j]) {
            taken[j] = true;
            best = fmin(best, 0.5 * (apart[0] * apart[0] + apart[1] * apart[1])
                                  + cheapest(at + 1, taken, x, y));
            taken[j] = false;
        }
    }
    return best;
}

START_TEST(six_points_are_assigned_as_by_trying_all_permutations)
{
    double x[2 * FEW], y[2 * FEW], found;
    bool taken[FEW] = { false };
    chl_error err = { 0 };

    fill_normal(1000 * (uint64_t) _i, 2 * FEW, x);
    fill_normal(1000 * (uint64_t) _i + 500, 2 * FEW, y);
    ck_assert_ok(chl_transport_cost(FEW, 2, x, y, &found, &err), err);
    ck_assert_double_eq_tol(found, cheapest(0, taken, x, y) / FEW, 1e-13);
}
END_TEST

/* The gradient of a convex function moves every point to its own image. */
START_TEST(a_shift_and_a_scale_cost_what_they_move)
{
    double x[2 * N], y[2 * N], expected = 0.0, found;
    chl_error err = { 0 };

    fill_normal(50, 2 * N, x);
    for (size_t i = 0; i < 2 * N; i++) {
        size_t to = (2 * N - 2 - i / 2 * 2) + i % 2;

        y[to] = 3.0 * x[i] + 0.5;
        expected += 0.5 * (y[to] - x[i]) * (y[to] - x[i]) / N;
    }
    ck_assert_ok(chl_transport_cost(N, 2, x, y, &found, &err), err);
    ck_assert_double_eq_tol(found, expected, 1e-12);
    ck_assert_ok(chl_transport_cost(N, 2, x, x, &found, &err), err);
    ck_assert_double_eq(found, 0.0);
}
END_TEST

START_TEST(nothing_to_assign_is_refused)
{
    double x = 0.0, found;
    chl_error err = { 0 };

    ck_assert_fails(chl_transport_cost(0, 1, &x, &x, &found, &err), CHL_EARG,
                    "an assignment of 0 points", err);
    ck_assert_survives_lost_memory(
        chl_transport_cost(1, 1, &x, &x, &found, NULL));
}
END_TEST

/* Eight Gaussians on a circle of radius 5, standard deviation 0.5, from a
 * normal cloud. The kernel has a cusp, so that steps of one length end in a
 * jitter of that length; halving them goes on from there. */
START_TEST(particles_arrive_at_eight_gaussians_when_steps_get_shorter)
{
    enum {
        POINTS = 40
    };
    const double pi = 3.14159265358979323846;
    chl_wide wide = chl_wide_default();
    chl_particles_settings settings = chl_particles_settings_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    double x[2 * POINTS], y[2 * POINTS], fixed, found, rate = 1000.0;
    chl_error err = { 0 };

    settings.threads = 1;
    fill_normal(0, 2 * POINTS, x);
    fill_normal(5000, 2 * POINTS, y);
    for (size_t i = 0; i < POINTS; i++) {
        double angle = 2.0 * pi * (double) (i % CENTRES) / CENTRES;

        y[2 * i] = 5.0 * cos(angle) + 0.5 * y[2 * i];
        y[2 * i + 1] = 5.0 * sin(angle) + 0.5 * y[2 * i + 1];
    }
    ck_assert_ok(
        chl_pair_kernel_init("ntk-relu", &wide, 1.0, 1.0, &kernel, &err), err);
    ck_assert_ok(chl_particles_create(&kernel, &settings, POINTS, POINTS, 2, x,
                                      y, &particles, &err),
                 err);
    rate *= POINTS / 500.0;
    for (size_t step = 0; step < 6000; step++) {
        ck_assert_ok(chl_particles_step(particles, rate, NULL, &err), err);
        if (step == 2999) {
            ck_assert_ok(chl_transport_cost(POINTS, 2,
                                            chl_particles_points(particles), y,
                                            &fixed, &err),
                         err);
        }
        rate *= step > 3000 && step % 100 == 0 ? 0.5 : 1.0;
    }
    ck_assert_ok(chl_transport_cost(POINTS, 2, chl_particles_points(particles),
                                    y, &found, &err),
                 err);
    ck_assert_msg(found < 1e-9, "%g after steps of one length, then %g", fixed,
                  found);
    ck_assert_double_gt(fixed, 1e-8);
    chl_particles_free(particles);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/transport");
    TCase *laws = tcase_create("laws");

    tcase_add_test(laws, on_a_line_sorted_points_are_assigned);
    tcase_add_loop_test(
        laws, six_points_are_assigned_as_by_trying_all_permutations, 0, 10);
    tcase_add_test(laws, a_shift_and_a_scale_cost_what_they_move);
    tcase_add_test(laws, nothing_to_assign_is_refused);
    tcase_add_test(laws,
                   particles_arrive_at_eight_gaussians_when_steps_get_shorter);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
