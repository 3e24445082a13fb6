/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sparse inverse, against matrices whose eigenvalues have a formula. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "operators/inverse.h"
#include "support/runner.h"

static const double pi = 3.14159265358979323846;
static chl_error err;

/* The Laplacian of a grid of side x side points with values 0 around it. */
static chl_status
make_grid(size_t side, chl_entries *out, chl_error *e)
{
    chl_status status = chl_entries_alloc(3 * side * side, out, e);

    for (size_t i = 0; status == CHL_OK && i < side * side; i++) {
        chl_entries_add(out, i, i, 4.0);
        if (i % side + 1 < side) {
            chl_entries_add(out, i, i + 1, -1.0);
        }
        if (i + side < side * side) {
            chl_entries_add(out, i + side, i, -1.0);
        }
    }
    return status;
}

static double
grid_value(size_t side, size_t a, size_t b)
{
    double step = pi / (double) (side + 1);

    return 4.0 - 2.0 * cos(step * (double) (a + 1))
           - 2.0 * cos(step * (double) (b + 1));
}

static size_t
grid_count(size_t side, double below)
{
    size_t count = 0;

    for (size_t a = 0; a < side; a++) {
        for (size_t b = 0; b < side; b++) {
            count += grid_value(side, a, b) < below;
        }
    }
    return count;
}

static chl_inverse *
inverse_of_grid(size_t side, double limit)
{
    chl_entries entries;
    chl_inverse *inverse = NULL;

    ck_assert_ok(make_grid(side, &entries, &err), err);
    ck_assert_ok(
        chl_inverse_create(side * side, &entries, limit, &inverse, &err), err);
    chl_entries_clear(&entries);
    return inverse;
}

/* The tensor products of sines are eigenvectors. */
static void
fill_mode(size_t side, size_t a, size_t b, double *v)
{
    double step = pi / (double) (side + 1);

    for (size_t i = 0; i < side * side; i++) {
        v[i] = sin(step * (double) ((a + 1) * (i % side + 1)))
               * sin(step * (double) ((b + 1) * (i / side + 1)));
    }
}

enum {
    SIDE = 24
};

static const double shifts[] = { 0.0, -1e-5, -3.0, 0.01 };

START_TEST(an_eigenvector_is_divided_by_its_distance_to_the_shift)
{
    double v[SIDE * SIDE], x[SIDE * SIDE];
    double value = grid_value(SIDE, 2, 1) - shifts[_i];
    chl_inverse *inverse = inverse_of_grid(SIDE, 0.0);

    fill_mode(SIDE, 2, 1, v);
    ck_assert_ok(chl_inverse_factor(inverse, shifts[_i], &err), err);
    ck_assert_ok(chl_inverse_solve(inverse, v, x, &err), err);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        ck_assert_double_eq_tol(value * x[i], v[i], 1e-11);
    }
    chl_inverse_free(inverse);
}
END_TEST

START_TEST(another_shift_takes_the_place_of_the_one_before)
{
    double v[SIDE * SIDE], x[SIDE * SIDE];
    chl_inverse *inverse = inverse_of_grid(SIDE, 0.0);

    fill_mode(SIDE, 0, 0, v);
    for (size_t k = 0; k < sizeof shifts / sizeof *shifts; k++) {
        double value = grid_value(SIDE, 0, 0) - shifts[k];

        ck_assert_ok(chl_inverse_factor(inverse, shifts[k], &err), err);
        ck_assert_ok(chl_inverse_solve(inverse, v, x, &err), err);
        ck_assert_double_eq_tol(value * x[0], v[0], 1e-11);
    }
    chl_inverse_free(inverse);
}
END_TEST

/* Eigenvalues of this grid come in pairs, and 4 many times over. */
START_TEST(as_many_pivots_are_negative_as_eigenvalues_lie_below)
{
    chl_inverse *inverse = inverse_of_grid(SIDE, 0.0);

    for (double shift = -0.5; shift < 8.5; shift += 0.3137) {
        chl_inertia found;

        ck_assert_ok(chl_inverse_count(inverse, shift, &found, &err), err);
        ck_assert_uint_eq(found.below, grid_count(SIDE, shift));
        ck_assert_double_lt(found.doubt, 1e-6);
    }
    chl_inverse_free(inverse);
}
END_TEST

START_TEST(counting_leaves_the_factor_as_it_was)
{
    double v[SIDE * SIDE], x[SIDE * SIDE], y[SIDE * SIDE];
    chl_inverse *inverse = inverse_of_grid(SIDE, 0.0);
    chl_inertia found;

    fill_mode(SIDE, 1, 3, v);
    ck_assert_ok(chl_inverse_factor(inverse, -0.1, &err), err);
    ck_assert_ok(chl_inverse_solve(inverse, v, x, &err), err);
    ck_assert_ok(chl_inverse_count(inverse, 1.0, &found, &err), err);
    ck_assert_ok(chl_inverse_solve(inverse, v, y, &err), err);
    ck_assert_mem_eq(x, y, sizeof x);
    ck_assert_ok(chl_inverse_factor(inverse, -0.1, &err), err);
    ck_assert_ok(chl_inverse_solve(inverse, v, y, &err), err);
    ck_assert_mem_eq(x, y, sizeof x);
    chl_inverse_free(inverse);
}
END_TEST

/* [0 1; 1 0] has the pivots 0 and, off 0, -shift and (1 - shift^2) / shift:
 * growth 1 / shift, and so the doubt. */
START_TEST(growth_of_the_pivots_is_told)
{
    chl_entries entries;
    chl_inverse *inverse = NULL;
    chl_inertia found;

    ck_assert_ok(chl_entries_alloc(3, &entries, &err), err);
    chl_entries_add(&entries, 0, 0, 0.0);
    chl_entries_add(&entries, 0, 1, 1.0);
    chl_entries_add(&entries, 1, 1, 0.0);
    ck_assert_ok(chl_inverse_create(2, &entries, 0.0, &inverse, &err), err);
    ck_assert_fails(chl_inverse_count(inverse, 0.0, &found, &err), CHL_ENUMERIC,
                    "pivot 1 of a sparse factor is 0 at shift 0", err);
    for (double shift = 1e-1; shift > 1e-9; shift *= 0.1) {
        ck_assert_ok(chl_inverse_count(inverse, shift, &found, &err), err);
        ck_assert_uint_eq(found.below, 1);
        ck_assert_double_ge(found.doubt, 1e-16 / shift);
        ck_assert_double_le(found.doubt, 1e-15 / shift);
    }
    chl_entries_clear(&entries);
    chl_inverse_free(inverse);
}
END_TEST

START_TEST(both_orderings_are_tried_and_the_smaller_kept)
{
    chl_inverse *inverse = inverse_of_grid(100, 0.0);
    const chl_inverse_plan *plan = chl_inverse_describe(inverse);

    for (size_t k = 0; k < 2; k++) {
        ck_assert_double_gt(plan->operations[k], plan->entries[k]);
        ck_assert_double_ge(plan->entries[k], 3.0 * 1e4);
        ck_assert_double_le(plan->chosen_entries, plan->entries[k]);
    }
    ck_assert(plan->chosen_entries >= plan->entries[0]
              || plan->chosen_entries >= plan->entries[1]);
    ck_assert(strcmp(plan->ordering, "AMD") == 0
              || strcmp(plan->ordering, "METIS") == 0);
    ck_assert_double_ge(plan->bytes, 8.0 * plan->chosen_entries);
    ck_assert_double_gt(plan->limit, plan->bytes);
    chl_inverse_free(inverse);
}
END_TEST

START_TEST(a_factor_beyond_the_limit_is_refused_with_both_numbers)
{
    chl_inverse *inverse = inverse_of_grid(100, 1e6);
    chl_inertia found;

    ck_assert_double_eq(chl_inverse_describe(inverse)->limit, 1e6);
    ck_assert_fails(chl_inverse_factor(inverse, -1.0, &err), CHL_EUNSUPPORTED,
                    " MB; the limit is 1 MB", err);
    ck_assert_fails(chl_inverse_count(inverse, 1.0, &found, &err),
                    CHL_EUNSUPPORTED, " entries would take ", err);
    chl_inverse_free(inverse);
}
END_TEST

START_TEST(a_shift_inside_the_spectrum_is_no_shift_to_solve_with)
{
    chl_inverse *inverse = inverse_of_grid(SIDE, 0.0);

    ck_assert_fails(chl_inverse_factor(inverse, 1.0, &err), CHL_ENUMERIC,
                    "not positive definite at leading minor", err);
    ck_assert_ok(chl_inverse_factor(inverse, 0.0, &err), err);
    chl_inverse_free(inverse);
}
END_TEST

static chl_status
use_once(void)
{
    double v[36], x[36];
    chl_error here = { 0 };
    chl_entries entries = { 0 };
    chl_inverse *inverse = NULL;
    chl_inertia found;
    chl_status status = make_grid(6, &entries, &here);

    fill_mode(6, 0, 1, v);
    if (status == CHL_OK) {
        status = chl_inverse_create(36, &entries, 0.0, &inverse, &here);
    }
    if (status == CHL_OK) {
        status = chl_inverse_factor(inverse, -0.1, &here);
    }
    if (status == CHL_OK) {
        status = chl_inverse_count(inverse, 2.0, &found, &here);
    }
    if (status == CHL_OK) {
        status = chl_inverse_solve(inverse, v, x, &here);
    }
    chl_inverse_free(inverse);
    chl_entries_clear(&entries);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(use_once());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/inverse");
    TCase *tests = tcase_create("inverse");

    tcase_add_loop_test(tests,
                        an_eigenvector_is_divided_by_its_distance_to_the_shift,
                        0, sizeof shifts / sizeof *shifts);
    tcase_add_test(tests, another_shift_takes_the_place_of_the_one_before);
    tcase_add_test(tests, as_many_pivots_are_negative_as_eigenvalues_lie_below);
    tcase_add_test(tests, counting_leaves_the_factor_as_it_was);
    tcase_add_test(tests, growth_of_the_pivots_is_told);
    tcase_add_test(tests, both_orderings_are_tried_and_the_smaller_kept);
    tcase_add_test(tests,
                   a_factor_beyond_the_limit_is_refused_with_both_numbers);
    tcase_add_test(tests,
                   a_shift_inside_the_spectrum_is_no_shift_to_solve_with);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
