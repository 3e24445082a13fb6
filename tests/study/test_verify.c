/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracles that take seconds: what is looked at, and that it is right. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

enum {
    FORMULAS = 3,
    QUICK_CHECKS = 3 * 5 + FORMULAS /* five eigenvalues of three measures */
};

/* What was told, and when to say stop. */
typedef struct listener {
    size_t events, verifying, stop_at; /* 0: never */
    bool other;                        /* a stage inside an estimate */
} listener;

static bool
listen(void *user, const chl_progress_event *now)
{
    listener *l = user;

    l->events++;
    if (strcmp(now->stage, "verifying") == 0) {
        ck_assert_double_eq(now->total, 3.0);
        ck_assert_double_eq(now->done, (double) l->verifying++);
    } else {
        l->other = true;
    }
    return l->events != l->stop_at;
}

/* An estimate may miss by chance: two standard errors, which count as passed,
 * are too few for one draw in twenty, four for one in ten thousand. */
static void
check_estimate(const chl_result_check *c)
{
    double bound = c->index == 0 ? 0.02 : 0.05;
    double error = fabs(c->estimate - c->truth);

    ck_assert_msg(error <= fmax(bound * c->truth, 4.0 * c->standard_error),
                  "%s[%zu]: %.6g, truth %.6g, standard error %.2g", c->measure,
                  c->index, c->estimate, c->truth, c->standard_error);
    ck_assert_double_eq_tol(c->relative_error, c->estimate / c->truth - 1.0,
                            1e-14);
    ck_assert_int_eq(c->passed,
                     error <= fmax(bound * c->truth, 2.0 * c->standard_error));
}

/* Of n independent rows lambda_1 is known to some 1.5 / sqrt(n); four times
 * that is beyond chance for the root mean square of two draws. */
static void
check_points(const chl_result_verify *v)
{
    ck_assert_uint_eq(v->point_count, 3 * 3);
    for (size_t k = 0; k < v->point_count; k++) {
        const chl_result_point *p = &v->points[k];

        ck_assert_str_eq(p->measure, "wells:m=1.5:draw=independent");
        ck_assert_str_eq(p->operator_name, k < 3   ? "galerkin"
                                           : k < 6 ? "graph"
                                                   : "grid");
        ck_assert_uint_eq(p->rows, (size_t) 250 << k % 3);
        ck_assert_uint_le(p->covered, p->draws);
        ck_assert_double_gt(p->error, 0.0);
        ck_assert_double_le(fabs(p->bias), p->error * (1.0 + 1e-12));
        ck_assert_double_le(p->error, 6.0 / sqrt((double) p->rows));
    }
}

START_TEST(the_quick_oracles_are_estimated_within_chance)
{
    listener heard = { 0 };
    const chl_progress progress = { listen, &heard };
    chl_result *result = NULL;
    chl_error err = { 0 };
    const chl_result_check *c;

    ck_assert_ok(chl_result_create("verify", &result, &err), err);
    ck_assert_ok(chl_study_verify(true, 0, 2, &progress, result, &err), err);
    ck_assert_uint_eq(result->verify->count, QUICK_CHECKS);
    c = result->verify->checks;
    ck_assert_str_eq(c[0].measure, "gauss:sigma=1.5:d=2");
    ck_assert_double_eq_tol(c[0].truth, 1.0 / 2.25, 1e-15);
    ck_assert_str_eq(c[5].measure, "circle");
    ck_assert_str_eq(c[14].measure, "wells:m=1.5");
    ck_assert_uint_eq(c[14].index, 4);
    ck_assert_str_eq(c[15].measure, "roots (1.1)");
    ck_assert_str_eq(c[17].measure, "h_max rk4");
    for (size_t k = 0; k < QUICK_CHECKS - FORMULAS; k++) {
        check_estimate(&c[k]);
    }
    for (size_t k = QUICK_CHECKS - FORMULAS; k < QUICK_CHECKS; k++) {
        ck_assert_double_le(fabs(c[k].relative_error), 1e-10);
        ck_assert(c[k].passed);
    }
    check_points(result->verify);
    ck_assert_uint_eq(heard.verifying, 4);
    ck_assert(heard.other);
    ck_assert_uint_eq(result->warning_count, 0);
    ck_assert_ptr_null(result->spectrum);
    chl_result_free(result);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

START_TEST(a_cancelled_verification_leaves_nothing)
{
    const size_t stops[] = { 1, 2, 5 };

    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
        listener heard = { .stop_at = stops[k] };
        const chl_progress progress = { listen, &heard };
        chl_result *result = NULL;
        chl_error err = { 0 };

        ck_assert_ok(chl_result_create("verify", &result, &err), err);
        ck_assert_fails(chl_study_verify(true, 0, 2, &progress, result, &err),
                        CHL_ECANCELLED, "cancelled while", err);
        ck_assert_ptr_null(result->verify);
        chl_result_free(result);
        ck_assert_int_eq(chl_memory_live_blocks(), 0);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study verify");
    TCase *tests = tcase_create("verify");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_quick_oracles_are_estimated_within_chance);
    tcase_add_test(tests, a_cancelled_verification_leaves_nothing);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
