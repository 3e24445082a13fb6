/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Squared distances by a matrix product, in both precisions. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "kernels/distance.h"
#include "support/runner.h"

enum {
    ROWS = 9,
    POINTS = 7,
    D = 5
};

static const chl_random source = { 3, CHL_STREAM_TESTS };

static double *
normal_rows(size_t count, uint64_t from)
{
    double *rows = chl_alloc(count * D, sizeof *rows);

    ck_assert_ptr_nonnull(rows);
    for (size_t i = 0; i < count * D; i++) {
        rows[i] = chl_random_normal(&source, from + i);
    }
    return rows;
}

static double
plain(const double *x, const double *z)
{
    double sum = 0.0;

    for (size_t k = 0; k < D; k++) {
        sum += (x[k] - z[k]) * (x[k] - z[k]);
    }
    return sum;
}

/* Loop index 1 is single precision. */
START_TEST(blocks_agree_with_the_plain_sum)
{
    double *x = normal_rows(ROWS, 0), squared[ROWS * POINTS];
    chl_error err = { 0 };
    chl_points points = { 0 };
    chl_distance_work work = { 0 };

    ck_assert_ok(chl_points_init(&points, POINTS, D, normal_rows(POINTS, 1000),
                                 _i == 1, &err),
                 err);
    ck_assert_ok(chl_distance_work_init(&work, &points, ROWS, &err), err);
    chl_distance_block(&points, ROWS, x, &work, squared);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < POINTS; j++) {
            double size = work.norms[i] + points.norms[j];

            ck_assert_double_eq_tol(squared[i * POINTS + j],
                                    plain(x + i * D, points.rows + j * D),
                                    size * (_i == 1 ? 1e-6 : 1e-14));
        }
    }
    chl_distance_work_clear(&work);
    chl_points_clear(&points);
    chl_free(x);
}
END_TEST

START_TEST(equal_points_are_at_distance_zero_exactly)
{
    double *x = normal_rows(ROWS, 50), squared[ROWS * POINTS];
    double *z = chl_alloc(POINTS * D, sizeof *z);
    chl_error err = { 0 };
    chl_points points = { 0 };
    chl_distance_work work = { 0 };

    memcpy(z, x, POINTS * D * sizeof *z);
    ck_assert_ok(chl_points_init(&points, POINTS, D, z, _i == 1, &err), err);
    ck_assert_ok(chl_distance_work_init(&work, &points, ROWS, &err), err);
    chl_distance_block(&points, ROWS, x, &work, squared);
    for (size_t j = 0; j < POINTS; j++) {
        ck_assert_double_eq(squared[j * POINTS + j], 0.0);
    }
    chl_distance_work_clear(&work);
    chl_points_clear(&points);
    chl_free(x);
}
END_TEST

static chl_status
make_and_clear(chl_error *err)
{
    double *rows = chl_alloc(POINTS * D, sizeof *rows);
    chl_points points = { 0 };
    chl_distance_work work = { 0 };
    chl_status status = CHL_ENOMEM;

    if (rows != NULL) {
        status = chl_points_init(&points, POINTS, D, rows, true, err);
        if (status != CHL_OK) {
            chl_free(rows);
        }
    }
    if (status == CHL_OK) {
        status = chl_distance_work_init(&work, &points, ROWS, err);
    }
    chl_distance_work_clear(&work);
    chl_points_clear(&points);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(make_and_clear(NULL));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/distance");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, blocks_agree_with_the_plain_sum, 0, 2);
    tcase_add_loop_test(laws, equal_points_are_at_distance_zero_exactly, 0, 2);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
