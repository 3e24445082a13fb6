/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differential equations with known solutions. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "support/runner.h"
#include "systems/ode.h"

/* y' = (y_1, -y_0, -1000 (y_2 - y_0)). */
static chl_status
swing(void *self, const double *y, double *rate, chl_error *err)
{
    (void) self;
    (void) err;
    rate[0] = y[1];
    rate[1] = -y[0];
    rate[2] = -1000.0 * (y[2] - y[0]);
    return CHL_OK;
}

static chl_status
swing_jacobian(void *self, const double *y, const double *v, double *product,
               chl_error *err)
{
    (void) y;
    return swing(self, v, product, err);
}

static chl_status
broken(void *self, const double *y, double *rate, chl_error *err)
{
    (void) self;
    (void) y;
    (void) rate;
    return CHL_FAIL(err, CHL_EDATA, "no rate today");
}

static chl_ode
swing_ode(bool stiff)
{
    return (chl_ode){ .n = 3,
                      .rate = swing,
                      .jacobian = swing_jacobian,
                      .stiff = stiff,
                      .tolerance = 1e-12,
                      .steps = 1000000 };
}

START_TEST(a_swing_comes_to_where_sine_and_cosine_say)
{
    chl_ode ode = swing_ode(_i == 1);
    double y[] = { 1.0, 0.0, 0.0 };
    /* y_2 follows cos t through a low pass of 1000 per unit of time. */
    double follow = (1e6 * cos(2.0) + 1e3 * sin(2.0)) / (1e6 + 1.0);
    chl_error err = { 0 };

    ck_assert_ok(chl_ode_solve(&ode, 2.0, y, &err), err);
    ck_assert_double_eq_tol(y[0], cos(2.0), 1e-9);
    ck_assert_double_eq_tol(y[1], -sin(2.0), 1e-9);
    ck_assert_double_eq_tol(y[2], follow, 1e-9);
}
END_TEST

START_TEST(errors_leave_the_start_as_it_was)
{
    chl_ode ode = swing_ode(false);
    double y[] = { 1.0, 0.5, 0.25 };
    chl_error err = { 0 };

    ode.steps = 3;
    ck_assert_fails(chl_ode_solve(&ode, 2.0, y, &err), CHL_ENUMERIC,
                    "CVODE stopped at", err);
    ode.rate = broken;
    ck_assert_fails(chl_ode_solve(&ode, 2.0, y, &err), CHL_EDATA,
                    "no rate today", err);
    ck_assert_double_eq(y[0], 1.0);
    ck_assert_double_eq(y[2], 0.25);
    ode = swing_ode(false);
    ck_assert_survives_lost_memory(chl_ode_solve(&ode, 0.01, y, NULL));
}
END_TEST

/* Says no when it is told for the n-th time. */
static bool
stop_later(void *user, const chl_progress_event *now)
{
    size_t *left = user;

    ck_assert_double_le(now->done, now->total);
    return --*left > 0;
}

START_TEST(a_solution_called_off_ends_before_the_next_step)
{
    chl_ode ode = swing_ode(_i == 1);
    size_t left = 50;
    const chl_progress progress = { stop_later, &left };
    const double times[] = { 0.0, 1.0, 1e9 };
    double start[] = { 1.0, 0.0, 0.0 }, states[9] = { 0.0 };
    chl_error err = { 0 };

    ode.progress = &progress;
    ode.stage = "swinging";
    ck_assert_fails(chl_ode_follow(&ode, start, 3, times, states, &err),
                    CHL_ECANCELLED, "cancelled while swinging", err);
    ck_assert_uint_eq(left, 0);
    ck_assert_double_eq(states[0], 0.0);
}
END_TEST

START_TEST(a_solution_that_is_followed_passes_through_all_its_times)
{
    const chl_ode ode = swing_ode(false);
    const double times[] = { 0.0, 0.5, 0.5, 2.0 };
    double start[] = { 1.0, 0.0, 0.0 }, states[12];
    chl_error err = { 0 };

    ck_assert_ok(chl_ode_follow(&ode, start, 4, times, states, &err), err);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(states[3 * k], cos(times[k]), 1e-9);
        ck_assert_double_eq_tol(states[3 * k + 1], -sin(times[k]), 1e-9);
    }
}
END_TEST

/* Heights above 0 and above -1/2. */
static chl_status
heights(void *self, const double *y, double *values, chl_error *err)
{
    (void) self;
    (void) err;
    values[0] = y[0];
    values[1] = y[0] + 0.5;
    return CHL_OK;
}

START_TEST(the_first_value_that_falls_through_zero_stops)
{
    const double pi = 3.14159265358979323846;
    chl_ode ode = swing_ode(false);
    double y[] = { 1.0, 0.0, 1.0 }, reached;
    bool fell[2];
    chl_error err = { 0 };

    ode.watched = 2;
    ode.watch = heights;
    ck_assert_ok(chl_ode_until(&ode, 5.0, y, &reached, fell, &err), err);
    ck_assert_double_eq_tol(reached, 0.5 * pi, 1e-9);
    ck_assert(fell[0] && !fell[1]);
    ck_assert_double_eq_tol(y[1], -1.0, 1e-9);
    y[0] = 0.0; /* which is where it starts now, and does not count */
    ck_assert_ok(chl_ode_until(&ode, 5.0, y, &reached, fell, &err), err);
    ck_assert_double_eq_tol(reached, pi / 6.0, 1e-9);
    ck_assert(!fell[0] && fell[1]);
    ck_assert_ok(chl_ode_until(&ode, 1.0, y, &reached, fell, &err), err);
    ck_assert_double_eq(reached, 1.0);
    ck_assert(!fell[0] && !fell[1]);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/ode");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, a_swing_comes_to_where_sine_and_cosine_say, 0, 2);
    tcase_add_loop_test(laws, a_solution_called_off_ends_before_the_next_step,
                        0, 2);
    tcase_add_test(laws,
                   a_solution_that_is_followed_passes_through_all_its_times);
    tcase_add_test(laws, errors_leave_the_start_as_it_was);
    tcase_add_test(laws, the_first_value_that_falls_through_zero_stops);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
