/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimal transport, exact and by Sinkhorn. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/transport.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/sinkhorn_half.h"
#include "systems/transport_prices.h"

enum {
    N = 120,
    FEW = 6
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

START_TEST(the_distance_on_a_line_is_the_area_between_both_laws)
{
    double x[N], y[N], mass[N], assigned, area;
    chl_error err = { 0 };

    fill_normal(0, N, x);
    fill_normal(N, N, y);
    for (size_t k = 0; k < N; k++) {
        mass[k] = 3.0;
    }
    ck_assert_ok(chl_transport_distance(N, 1, x, y, &assigned, &err), err);
    ck_assert_ok(chl_transport_line(N, x, mass, N, y, NULL, &area, &err), err);
    ck_assert_double_eq_tol(area, assigned, 1e-13);
}
END_TEST

START_TEST(masses_on_a_line_are_moved_as_far_as_they_must)
{
    const double x[] = { 1.0, 0.0 }, y[] = { 2.0, 0.0, 5.0 };
    const double a[] = { 3.0, 1.0 }, b[] = { 1.0, 1.0, 0.0 };
    chl_error err = { 0 };
    double found;

    /* a quarter from 1 to 0, half from 1 to 2 */
    ck_assert_ok(chl_transport_line(2, x, a, 3, y, b, &found, &err), err);
    ck_assert_double_eq_tol(found, 0.75, 1e-15);
    ck_assert_fails(chl_transport_line(0, x, a, 3, y, b, &found, &err),
                    CHL_EARG, "laws of 0 and 3 places", err);
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

static double
cost_between(size_t n, size_t m, const double *x, const double *y)
{
    double found;
    chl_error err = { 0 };

    ck_assert_ok(chl_transport_between(n, m, 2, x, y, &found, &err), err);
    return found;
}

/* Each x as often as makes lcm(n, m) points. */
static void
repeat(size_t n, size_t copies, const double *x, double *out)
{
    for (size_t at = 0; at < n * copies * 2; at++) {
        out[at] = x[at / 2 / copies * 2 + at % 2];
    }
}

START_TEST(unequal_counts_are_equal_ones_with_points_repeated)
{
    static const size_t counts[][2] = { { 6, 4 },  { 4, 6 },  { 1, 9 },
                                        { 12, 1 }, { 7, 15 }, { 20, 30 } };
    const size_t n = counts[_i][0], m = counts[_i][1];
    double x[2 * N], y[2 * N], many_x[2 * N], many_y[2 * N], expected;
    size_t all = n;
    chl_error err = { 0 };

    while (all % m != 0) {
        all += n;
    }
    fill_normal(0, 2 * n, x);
    fill_normal(500, 2 * m, y);
    repeat(n, all / n, x, many_x);
    repeat(m, all / m, y, many_y);
    ck_assert_ok(chl_transport_cost(all, 2, many_x, many_y, &expected, &err),
                 err);
    ck_assert_double_eq_tol(cost_between(n, m, x, y), expected, 1e-13);
    ck_assert_double_eq_tol(cost_between(m, n, y, x), expected, 1e-13);
}
END_TEST

/* On a line quantile meets quantile. */
START_TEST(on_a_line_quantiles_meet)
{
    enum {
        MANY = 84,
        OTHERS = 60
    };
    double x[MANY], y[OTHERS], expected = 0.0, found;
    const size_t all = 420;
    chl_error err = { 0 };

    fill_normal(0, MANY, x);
    fill_normal(MANY, OTHERS, y);
    ck_assert_ok(chl_transport_between(MANY, OTHERS, 1, x, y, &found, &err),
                 err);
    qsort(x, MANY, sizeof *x, by_value);
    qsort(y, OTHERS, sizeof *y, by_value);
    for (size_t k = 0; k < all; k++) {
        double apart = x[k * MANY / all] - y[k * OTHERS / all];

        expected += 0.5 * apart * apart / (double) all;
    }
    ck_assert_double_eq_tol(found, expected, 1e-13);
}
END_TEST

START_TEST(clouds_of_one_place_cost_nothing)
{
    static const double x[] = { 1.0, 2.0, 1.0, 2.0, 1.0, 2.0 };
    chl_sinkhorn_result result;
    chl_error err = { 0 };

    ck_assert_double_eq(cost_between(3, 2, x, x), 0.0);
    ck_assert_ok(chl_sinkhorn_divergence(3, 2, 2, x, x, NULL, &result, &err),
                 err);
    ck_assert_double_eq_tol(result.value, 0.0, 1e-15);
    ck_assert(result.settled);
}
END_TEST

/* With e = b^2 a plan is off by at most e log n, and so is each of the three.
 */
START_TEST(sinkhorn_tends_to_the_exact_cost)
{
    double x[2 * N], y[2 * N], exact;
    const size_t n = _i % 2 == 0 ? 40 : 30;
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result result;
    chl_error err = { 0 };

    fill_normal(0, 2 * n, x);
    fill_normal(300, 80, y);
    for (size_t j = 0; j < 40; j++) {
        y[2 * j] += 1.0;
    }
    settings.blur = _i < 2 ? 0.1 : 0.01;
    settings.threads = 1;
    exact = cost_between(n, 40, x, y);
    ck_assert_ok(
        chl_sinkhorn_divergence(n, 40, 2, x, y, &settings, &result, &err), err);
    ck_assert(result.settled);
    ck_assert_double_eq_tol(result.value, exact,
                            settings.blur * settings.blur * log(40.0)
                                + 10.0 * settings.tolerance * exact);
}
END_TEST

/* A wide blur leaves half of the squared distance of the means. */
START_TEST(sinkhorn_with_a_wide_blur_sees_the_means)
{
    double x[40], y[60], apart = 0.0;
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result result;
    chl_error err = { 0 };

    fill_normal(0, 40, x);
    fill_normal(40, 60, y);
    for (size_t k = 0; k < 2; k++) {
        double mean = 1.0;

        for (size_t i = 0; i < 30; i++) {
            mean += y[2 * i + k] / 30.0;
            mean -= i < 20 ? x[2 * i + k] / 20.0 : 0.0;
            y[2 * i + k] += 1.0;
        }
        apart += 0.5 * mean * mean;
    }
    settings.blur = 1e3;
    settings.tolerance = 1e-9;
    ck_assert_ok(
        chl_sinkhorn_divergence(20, 30, 2, x, y, &settings, &result, &err),
        err);
    ck_assert_double_eq_tol(result.value, apart, 1e-4 * apart);
}
END_TEST

/* Small blurs are slow to the last digit, and lost in the value anyway. */
static double
divergence(size_t n, size_t m, const double *x, const double *y, double blur)
{
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result result;
    chl_error err = { 0 };

    settings.blur = blur;
    settings.tolerance = blur < 0.01 ? settings.tolerance : 1e-9;
    settings.threads = 1;
    ck_assert_ok(
        chl_sinkhorn_divergence(n, m, 2, x, y, &settings, &result, &err), err);
    ck_assert(result.settled);
    return result.value;
}

static const double blurs[] = { 0.001, 0.3, 10.0 };

START_TEST(point_masses_are_half_their_squared_distance_apart)
{
    static const double x[] = { 1.0, 2.0, 1.0, 2.0 }, y[] = { 4.0, -2.0 };

    ck_assert_double_eq_tol(divergence(1, 1, x, y, blurs[_i]), 12.5, 1e-12);
    ck_assert_double_eq_tol(divergence(2, 1, x, y, blurs[_i]), 12.5, 1e-12);
}
END_TEST

/* As |x + t - y|^2 = |x - y|^2 + 2 <t, x - y> + |t|^2, and the means of both
 * clouds are given. A small blur stops at masses that are right to 1e-2, within
 * what it can be off by at all. */
START_TEST(a_shift_is_half_its_square_at_any_blur)
{
    double x[2 * N], y[2 * N];

    fill_normal(0, 2 * N, x);
    for (size_t i = 0; i < N; i++) {
        y[2 * i] = x[2 * i] + 0.6;
        y[2 * i + 1] = x[2 * i + 1] - 0.8;
    }
    ck_assert_double_eq_tol(divergence(N, N, x, y, blurs[_i]), 0.5,
                            _i == 0 ? 1e-6 * log(N) : 1e-8);
}
END_TEST

START_TEST(both_directions_are_as_far_apart)
{
    double x[2 * N], y[2 * N], there, back;

    fill_normal(0, 2 * N, x);
    fill_normal(2 * N, 2 * N, y);
    there = divergence(30, N, x, y, blurs[1 + _i]);
    back = divergence(N, 30, y, x, blurs[1 + _i]);
    ck_assert_double_gt(there, 0.0);
    ck_assert_double_eq_tol(there, back, 1e-8 * there);
}
END_TEST

/* Potentials that go their way, at a blur so small that pairs are listed. */
START_TEST(lists_of_pairs_leave_out_nothing_that_counts)
{
    enum {
        OTHERS = 150
    };
    double x[2 * N], columns[2 * OTHERS], g[OTHERS], found[N];
    const double e = 1e-6;
    chl_half half;
    chl_error err = { 0 };

    fill_normal(0, 2 * N, x);
    fill_normal(2 * N, 2 * (size_t) OTHERS, columns);
    ck_assert_ok(chl_half_init(N, OTHERS, 2, x, columns, &half, &err), err);
    fill_normal(9 * (uint64_t) N, OTHERS, g);
    for (size_t turn = 0; turn < 20; turn++) {
        chl_half_look(&half, 1, e, g, found);
        ck_assert(half.listed);
        for (size_t i = 0; i < N; i++) {
            double high = -INFINITY, sum = 0.0, s[OTHERS];

            for (size_t j = 0; j < OTHERS; j++) {
                s[j] = g[j] - 0.5 * pow(x[2 * i] - columns[j], 2.0)
                       - 0.5 * pow(x[2 * i + 1] - columns[OTHERS + j], 2.0);
                high = fmax(high, s[j]);
            }
            for (size_t j = 0; j < OTHERS; j++) {
                sum += exp((s[j] - high) / e);
            }
            ck_assert_double_eq_tol(found[i], -(high + e * log(sum / OTHERS)),
                                    1e-14);
        }
        for (size_t j = 0; j < OTHERS; j++) {
            g[j] += e * (double) turn * (double) turn * sin((double) j);
        }
    }
    chl_half_clear(&half);
}
END_TEST

/* What the prices say is where the divergence begins anyway. */
START_TEST(known_prices_change_nothing)
{
    double x[2 * N], y[2 * N], prices[2 * N], cost;
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result found, known;
    size_t n = _i == 0 ? N : 90;
    chl_error err = { 0 };

    fill_normal(0, 2 * N, x);
    fill_normal(2 * N, 2 * N, y);
    settings.blur = 0.01;
    ck_assert_ok(
        chl_sinkhorn_divergence(n, N, 2, x, y, &settings, &found, &err), err);
    ck_assert_ok(
        chl_transport_prices(n, N, 2, x, y, prices, prices + n, &cost, &err),
        err);
    ck_assert_double_eq(cost, cost_between(n, N, x, y));
    settings.of_x = prices;
    settings.of_y = prices + n;
    ck_assert_ok(
        chl_sinkhorn_divergence(n, N, 2, x, y, &settings, &known, &err), err);
    ck_assert_mem_eq(&found.value, &known.value, sizeof found.value);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_divergence)
{
    double x[2 * N], y[2 * N];
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result one, three;
    chl_error err = { 0 };

    fill_normal(0, 2 * N, x);
    fill_normal(2 * N, 2 * N, y);
    settings.blur = 0.3;
    settings.threads = 1;
    ck_assert_ok(chl_sinkhorn_divergence(N, N, 2, x, y, &settings, &one, &err),
                 err);
    settings.threads = 3;
    ck_assert_ok(
        chl_sinkhorn_divergence(N, N, 2, x, y, &settings, &three, &err), err);
    ck_assert_mem_eq(&one.value, &three.value, sizeof one.value);
}
END_TEST

START_TEST(a_sinkhorn_that_runs_out_of_iterations_says_so)
{
    double x[2 * N], y[2 * N];
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();
    chl_sinkhorn_result result;
    chl_error err = { 0 };

    fill_normal(0, 2 * N, x);
    fill_normal(2 * N, 2 * N, y);
    settings.iterations = 5;
    ck_assert_ok(
        chl_sinkhorn_divergence(N, N, 2, x, y, &settings, &result, &err), err);
    ck_assert(!result.settled);
    ck_assert_double_gt(result.gap, settings.tolerance);
    settings.blur = 0.0;
    ck_assert_fails(
        chl_sinkhorn_divergence(N, N, 2, x, y, &settings, &result, &err),
        CHL_EARG, "blur is 0", err);
    settings.blur = 1.0;
    y[7] = NAN;
    ck_assert_fails(
        chl_sinkhorn_divergence(N, N, 2, x, y, &settings, &result, &err),
        CHL_EDATA, "point 123, column 1 is nan", err);
}
END_TEST

static chl_status
both(void)
{
    static const double x[] = { 0.0, 1.0, 2.0, 0.5 };
    chl_sinkhorn_result result;
    double found;
    chl_status status = chl_transport_between(4, 3, 1, x, x, &found, NULL);

    return status == CHL_OK
               ? chl_sinkhorn_divergence(4, 3, 1, x, x, NULL, &result, NULL)
               : status;
}

START_TEST(lost_memory_is_survived_between_unequal_counts)
{
    ck_assert_survives_lost_memory(both());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/transport");
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 60.0);
    tcase_add_test(laws, the_distance_on_a_line_is_the_area_between_both_laws);
    tcase_add_test(laws, masses_on_a_line_are_moved_as_far_as_they_must);
    tcase_add_test(laws, on_a_line_sorted_points_are_assigned);
    tcase_add_loop_test(
        laws, six_points_are_assigned_as_by_trying_all_permutations, 0, 10);
    tcase_add_test(laws, a_shift_and_a_scale_cost_what_they_move);
    tcase_add_test(laws, nothing_to_assign_is_refused);
    tcase_add_loop_test(
        laws, unequal_counts_are_equal_ones_with_points_repeated, 0, 6);
    tcase_add_test(laws, on_a_line_quantiles_meet);
    tcase_add_test(laws, clouds_of_one_place_cost_nothing);
    tcase_add_loop_test(laws, sinkhorn_tends_to_the_exact_cost, 0, 4);
    tcase_add_test(laws, sinkhorn_with_a_wide_blur_sees_the_means);
    tcase_add_loop_test(
        laws, point_masses_are_half_their_squared_distance_apart, 0, 3);
    tcase_add_loop_test(laws, a_shift_is_half_its_square_at_any_blur, 0, 3);
    tcase_add_loop_test(laws, both_directions_are_as_far_apart, 0, 2);
    tcase_add_test(laws, lists_of_pairs_leave_out_nothing_that_counts);
    tcase_add_loop_test(laws, known_prices_change_nothing, 0, 2);
    tcase_add_test(laws, any_number_of_threads_gives_the_same_divergence);
    tcase_add_test(laws, a_sinkhorn_that_runs_out_of_iterations_says_so);
    tcase_add_test(laws, lost_memory_is_survived_between_unequal_counts);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
