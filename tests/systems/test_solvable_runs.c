/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs in finite dimension, and rows of the microscopic law. */
#include <chladni/solvable.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/solvable_cases.h"

enum {
    UNKNOWNS = 20
};

static chl_solvable *
create(chl_constraint w, chl_constraint v, size_t batch)
{
    chl_solvable_model model = two_features(2.0);
    chl_solvable *s = NULL;
    chl_error err = { 0 };

    model.constraint_w = w;
    model.constraint_v = v;
    model.batch = batch;
    ck_assert_ok(chl_solvable_create(&model, &s, &err), err);
    return s;
}

static void
start(const chl_solvable *s, double y[UNKNOWNS])
{
    static const double p0[] = { 0.3, 0.1, -0.05, 0.25 };
    static const double q0[] = { 0.2, -0.1, 0.15, 0.3 };
    chl_error err = { 0 };

    ck_assert_ok(chl_solvable_start(s, p0, q0, y, &err), err);
}

/* Root mean square of (run - solution) over runs and entries. */
static double
deviation(chl_solvable *s, chl_simulation how, size_t n, double time,
          size_t runs, double mean[UNKNOWNS])
{
    chl_error err = { 0 };
    double limit[UNKNOWNS], sum = 0.0;

    start(s, limit);
    ck_assert_ok(
        chl_solvable_solve(s, limit, 1, &time, NULL, limit, NULL, &err), err);
    memset(mean, 0, UNKNOWNS * sizeof *mean);
    for (size_t r = 0; r < runs; r++) {
        double y[UNKNOWNS];

        start(s, y);
        ck_assert_ok(chl_solvable_simulate(s, how, n, time, r, NULL, y, &err),
                     err);
        for (size_t k = 0; k < UNKNOWNS; k++) {
            sum += (y[k] - limit[k]) * (y[k] - limit[k]);
            mean[k] += y[k] / (double) runs;
        }
    }
    return sqrt(sum / (double) (runs * UNKNOWNS));
}

START_TEST(deviations_fall_as_the_root_of_the_dimension)
{
    static const size_t n[] = { 200, 400, 800, 1600 };
    chl_solvable *s = create(CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_COLUMNS, 1);
    double mean[UNKNOWNS], x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, slope;

    for (size_t k = 0; k < 4; k++) {
        double a = log((double) n[k]);
        double b = log(deviation(s, CHL_SIMULATE_CHAIN, n[k], 3.0, 24, mean));

        x += a / 4.0;
        y += b / 4.0;
        xx += a * a / 4.0;
        xy += a * b / 4.0;
    }
    slope = (xy - x * y) / (xx - x * x);
    ck_assert_double_gt(slope, -0.6);
    ck_assert_double_lt(slope, -0.4);
    chl_solvable_free(s);
}
END_TEST

/* Both have the same law: means of 40 runs agree within their errors, about
 * deviation sqrt(2 / 40), and so do the deviations. */
START_TEST(the_chain_has_the_law_of_vectors)
{
    static const struct {
        chl_constraint w, v;
        size_t batch;
    } cases[] = {
        { CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_COLUMNS, 1 },
        { CHL_CONSTRAINT_GS, CHL_CONSTRAINT_GS, 2 },
        { CHL_CONSTRAINT_COLUMNS, CHL_CONSTRAINT_NONE, 1 },
    };
    chl_solvable *s = create(cases[_i].w, cases[_i].v, cases[_i].batch);
    double direct[UNKNOWNS], chain[UNKNOWNS], a, b;

    a = deviation(s, CHL_SIMULATE_DIRECT, 60, 1.5, 40, direct);
    b = deviation(s, CHL_SIMULATE_CHAIN, 60, 1.5, 40, chain);
    ck_assert_double_lt(fabs(log(a / b)), 0.25);
    for (size_t k = 0; k < UNKNOWNS; k++) {
        ck_assert_double_lt(fabs(direct[k] - chain[k]),
                            6.0 * a * sqrt(2.0 / 40.0));
    }
    chl_solvable_free(s);
}
END_TEST

START_TEST(runs_keep_their_constraints)
{
    chl_solvable *s = create(CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_GS, 1);
    chl_error err = { 0 };

    for (int how = 0; how < 2; how++) {
        double y[UNKNOWNS];

        start(s, y);
        ck_assert_ok(chl_solvable_simulate(s, (chl_simulation) how, 100, 2.0, 3,
                                           NULL, y, &err),
                     err);
        for (size_t k = 12; k < UNKNOWNS; k++) {
            ck_assert_double_eq_tol(y[k], k % 4 == 0 || k % 4 == 3, 1e-11);
        }
    }
    chl_solvable_free(s);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_run)
{
    chl_solvable *s = create(CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_COLUMNS, 1);
    chl_error err = { 0 };
    double a[UNKNOWNS], b[UNKNOWNS];

    start(s, a);
    start(s, b);
    ck_assert_ok(
        chl_solvable_simulate(s, CHL_SIMULATE_CHAIN, 80, 1.0, 7, NULL, a, &err),
        err);
    ck_assert_ok(
        chl_solvable_simulate(s, CHL_SIMULATE_CHAIN, 80, 1.0, 7, NULL, b, &err),
        err);
    ck_assert_mem_eq(a, b, sizeof a);
    ck_assert_fails(
        chl_solvable_simulate(s, CHL_SIMULATE_CHAIN, 8, 1.0, 7, NULL, a, &err),
        CHL_EARG, "the dimension is 8", err);
    ck_assert_mem_eq(a, b, sizeof a);
    chl_solvable_free(s);
}
END_TEST

/* Second moments are the solution; what is left of w is Gaussian. */
START_TEST(rows_are_consistent_with_their_own_moments)
{
    chl_solvable *s = create(CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_COLUMNS, 1);
    chl_solvable_rows rows;
    chl_error err = { 0 };
    double y[UNKNOWNS];

    start(s, y);
    ck_assert_ok(
        chl_solvable_sample_rows(s, y, 10.0, 20000, 200, 1, NULL, &rows, &err),
        err);
    ck_assert_double_lt(rows.deviation, 2.0 * rows.expected);
    ck_assert_double_lt(rows.kurtosis, 4.0 * rows.kurtosis_expected);
    chl_solvable_free(s);
}
END_TEST

static chl_status
simulate(const chl_solvable *s, chl_simulation how, const double *from)
{
    double y[UNKNOWNS];

    memcpy(y, from, sizeof y);
    return chl_solvable_simulate(s, how, 20, 0.2, 1, NULL, y, NULL);
}

START_TEST(lost_memory_is_survived)
{
    chl_solvable *s = create(CHL_CONSTRAINT_POLAR, CHL_CONSTRAINT_GS, 1);
    chl_solvable_rows rows;
    double y[UNKNOWNS];

    start(s, y);
    ck_assert_survives_lost_memory(simulate(s, CHL_SIMULATE_DIRECT, y));
    ck_assert_survives_lost_memory(simulate(s, CHL_SIMULATE_CHAIN, y));
    ck_assert_survives_lost_memory(
        chl_solvable_sample_rows(s, y, 0.1, 10, 2, 1, NULL, &rows, NULL));
    chl_solvable_free(s);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("solvable runs");
    TCase *c = tcase_create("runs");

    tcase_add_test(c, deviations_fall_as_the_root_of_the_dimension);
    tcase_add_loop_test(c, the_chain_has_the_law_of_vectors, 0, 3);
    tcase_add_test(c, runs_keep_their_constraints);
    tcase_add_test(c, the_same_seed_gives_the_same_run);
    tcase_add_test(c, rows_are_consistent_with_their_own_moments);
    tcase_add_test(c, lost_memory_is_survived);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
