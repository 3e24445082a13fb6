/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutional functions: translation, threads, refusals. */
#include <math.h>
#include <string.h>

#include <chladni/balanced.h>

#include "augment/rows.h"
#include "support/runner.h"

enum {
    COUNT = 64,
    MOST = 64
};

typedef struct bench {
    chl_dataset *dataset;
    chl_basis *basis;
    chl_functions *functions;
    size_t q;
    chl_error err;
} bench;

static bench
start(rows_kind kind, const chl_conv_settings *s, size_t threads)
{
    bench b = { .dataset = rows_open_many(
                    kind, COUNT, (chl_range){ .kind = CHL_RANGE_AUTO }) };
    chl_basis_settings settings = chl_basis_settings_default();

    settings.landmarks = 12;
    settings.linear = 0;
    settings.groups = 4;
    settings.threads = threads;
    ck_assert_ok(chl_basis_create(b.dataset, &settings, &b.basis, &b.err),
                 b.err);
    ck_assert_ok(chl_functions_conv(b.basis, s, &b.functions, &b.err), b.err);
    b.q = chl_functions_count(b.functions);
    ck_assert_uint_le(b.q, MOST);
    return b;
}

static void
finish(bench *b)
{
    chl_functions_free(b->functions);
    chl_basis_free(b->basis);
    chl_dataset_free(b->dataset);
}

/* y[i + down, j + across] = x[i, j] of 6 x 6 x 3, wrapping round. */
static void
shift(const double *x, size_t down, size_t across, double *y)
{
    for (size_t l = 0; l < 6 * 6 * 3; l++) {
        size_t i = (l / 18 + down) % 6, j = (l / 3 % 6 + across) % 6;

        y[(i * 6 + j) * 3 + l % 3] = x[l];
    }
}

/* Means over 2 x 2 pixels leave the even shifts. */
START_TEST(a_circular_shift_changes_nothing_under_global_means)
{
    const size_t depth = (size_t) _i + 1, step = depth > 1 ? 2 : 1;
    const chl_conv_settings s = { .depth = depth, .channels = 16, .grid = 1 };
    bench b = start(ROWS_COLOUR, &s, 1);
    double x[ROWS_MOST], y[ROWS_MOST], phi[MOST], moved[MOST];
    const size_t row = 5;

    ck_assert_ok(chl_dataset_rows(b.dataset, &row, 1, x, &b.err), b.err);
    ck_assert_ok(chl_functions_values(b.functions, 1, x, phi, &b.err), b.err);
    for (size_t at = 0; at < 36; at++) {
        shift(x, at / 6 * step, at % 6 * step, y);
        ck_assert_ok(chl_functions_values(b.functions, 1, y, moved, &b.err),
                     b.err);
        for (size_t j = 0; j < b.q; j++) {
            ck_assert_double_eq_tol(moved[j], phi[j], 1e-14);
        }
    }
    finish(&b);
}
END_TEST

START_TEST(coupling_is_stiffness_where_features_do_not_see_the_shift)
{
    const chl_conv_settings s = { .depth = 1, .channels = 3, .grid = 1 };
    static const double ones[] = { 1, 1, 1, 1 };
    static const double identity[] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 };
    bench b = start(ROWS_COLOUR, &s, 1);
    chl_augment *augment =
        rows_chain("translation-circular:1", b.dataset, 3, 1);
    chl_coupling *coupling = NULL;
    double c[9], a[9];

    ck_assert_uint_eq(b.q, 4);
    ck_assert_ok(chl_coupling_create(b.functions, augment, NULL, 3, identity,
                                     true, &coupling, &b.err),
                 b.err);
    ck_assert_ok(chl_coupling_matrices(coupling, ones, c, a, &b.err), b.err);
    for (size_t at = 0; at < 9; at++) {
        ck_assert_double_eq_tol(c[at], a[at], 1e-14 * a[0]);
    }
    chl_coupling_free(coupling);
    chl_augment_free(augment);
    finish(&b);
}
END_TEST

static void
make_pair(size_t threads, double *mass, double *stiffness)
{
    static const double weight[] = { 1, 0, 2, 1 };
    const chl_conv_settings s = {
        .depth = 2, .channels = 6, .grid = 2, .every = 3
    };
    bench b = start(ROWS_GREY, &s, threads);
    chl_balanced *balanced = NULL;

    ck_assert_ok(
        chl_balanced_create(b.functions, NULL, NULL, &balanced, &b.err), b.err);
    ck_assert_ok(chl_balanced_pair(balanced, weight, mass, stiffness, &b.err),
                 b.err);
    chl_balanced_free(balanced);
    finish(&b);
}

START_TEST(threads_change_no_byte)
{
    static double m[2][MOST * MOST], a[2][MOST * MOST];

    make_pair(1, m[0], a[0]);
    make_pair(2, m[1], a[1]);
    ck_assert_mem_eq(m[0], m[1], sizeof m[0]);
    ck_assert_mem_eq(a[0], a[1], sizeof a[0]);
}
END_TEST

START_TEST(what_goes_into_relu_is_of_one_size)
{
    /* 100 times the data: the same features. */
    const chl_conv_settings s = { .depth = 3, .channels = 8, .grid = 1 };
    bench b = start(ROWS_SQUARE, &s, 1);
    chl_dataset *wide = rows_open_many(ROWS_SQUARE, COUNT,
                                       (chl_range){ .kind = CHL_RANGE_INTERVAL,
                                                    .low = -100.0,
                                                    .high = 100.0 });
    chl_basis_settings settings = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_functions *functions = NULL;
    double x[ROWS_MOST], y[ROWS_MOST], phi[MOST], same[MOST];
    const size_t row = 7;

    settings.landmarks = 12;
    settings.linear = 0;
    settings.groups = 4;
    ck_assert_ok(chl_basis_create(wide, &settings, &basis, &b.err), b.err);
    ck_assert_ok(chl_functions_conv(basis, &s, &functions, &b.err), b.err);
    ck_assert_ok(chl_dataset_rows(b.dataset, &row, 1, x, &b.err), b.err);
    ck_assert_ok(chl_dataset_rows(wide, &row, 1, y, &b.err), b.err);
    ck_assert_ok(chl_functions_values(b.functions, 1, x, phi, &b.err), b.err);
    ck_assert_ok(chl_functions_values(functions, 1, y, same, &b.err), b.err);
    for (size_t j = 0; j < b.q; j++) {
        ck_assert_double_eq_tol(phi[j], same[j], 1e-10);
    }
    chl_functions_free(functions);
    chl_basis_free(basis);
    chl_dataset_free(wide);
    finish(&b);
}
END_TEST

START_TEST(settings_out_of_range_are_refused)
{
    chl_conv_settings s = { .depth = 1, .channels = 4, .grid = 1 };
    bench b = start(ROWS_SQUARE, &s, 1);
    chl_functions *functions = NULL;

    s.depth = 4;
    ck_assert_fails(chl_functions_conv(b.basis, &s, &functions, &b.err),
                    CHL_EARG, "depth is 4; a convolutional network has 1..3",
                    b.err);
    s.depth = 2;
    s.grid = 5;
    ck_assert_fails(chl_functions_conv(b.basis, &s, &functions, &b.err),
                    CHL_EARG, "grid is 5; the last layer of 3 x 3 pixels",
                    b.err);
    s.grid = 3;
    s.channels = 4000;
    ck_assert_fails(chl_functions_conv(b.basis, &s, &functions, &b.err),
                    CHL_EARG, "4000 channels on a grid of 3 x 3", b.err);
    finish(&b);
}
END_TEST

START_TEST(points_are_refused)
{
    chl_dataset *dataset = rows_open_many(
        ROWS_POINTS, COUNT, (chl_range){ .kind = CHL_RANGE_AUTO });
    chl_basis *basis = NULL;
    chl_functions *functions = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_basis_create(dataset, NULL, &basis, &err), err);
    ck_assert_fails(chl_functions_conv(basis, NULL, &functions, &err), CHL_EARG,
                    "convolutions need images; rows has none", err);
    chl_basis_free(basis);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("conv");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(
        laws, a_circular_shift_changes_nothing_under_global_means, 0, 2);
    tcase_add_test(laws,
                   coupling_is_stiffness_where_features_do_not_see_the_shift);
    tcase_add_test(laws, threads_change_no_byte);
    tcase_add_test(laws, what_goes_into_relu_is_of_one_size);
    tcase_add_test(laws, settings_out_of_range_are_refused);
    tcase_add_test(laws, points_are_refused);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
