/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of symmetric operators times a vector. */
#include <math.h>
#include <string.h>

#include "support/runner.h"
#include "systems/lanczos.h"

enum {
    N = 60
};

static double
relaxation(const void *self, double lambda)
{
    const double *time = self;

    return exp(-*time * lambda);
}

/* diag(0, 1/N, .., (N - 1)/N). */
static chl_operator *
diagonal(double *entries)
{
    chl_operator *op = NULL;
    chl_error err = { 0 };

    memset(entries, 0, N * N * sizeof *entries);
    for (size_t i = 0; i < N; i++) {
        entries[i * N + i] = (double) i / N;
    }
    ck_assert_ok(chl_operator_dense(entries, N, CHL_SYMMETRIC, &op, &err), err);
    return op;
}

START_TEST(functions_of_a_diagonal_matrix_are_taken_entry_by_entry)
{
    static double entries[N * N];
    chl_operator *op = diagonal(entries);
    const double time = 3.0 * (1 + _i);
    const chl_lanczos_function phi = { relaxation, &time };
    double v[N], out[N];
    size_t products;
    chl_error err = { 0 };

    for (size_t i = 0; i < N; i++) {
        v[i] = 1.0 + (double) (i % 7);
    }
    ck_assert_ok(chl_lanczos_apply(op, &phi, v, 1e-12, N, out, &products, &err),
                 err);
    for (size_t i = 0; i < N; i++) {
        ck_assert_double_eq_tol(out[i], v[i] * exp(-time * (double) i / N),
                                1e-10);
    }
    ck_assert_uint_lt(products, 40);
    chl_operator_free(op);
}
END_TEST

START_TEST(an_eigenvector_exhausts_the_space_at_once)
{
    static double entries[N * N];
    chl_operator *op = diagonal(entries);
    const double time = 2.0;
    const chl_lanczos_function phi = { relaxation, &time };
    double v[N] = { 0 }, out[N];
    size_t products;
    chl_error err = { 0 };

    v[30] = 5.0;
    ck_assert_ok(chl_lanczos_apply(op, &phi, v, 1e-12, N, out, &products, &err),
                 err);
    ck_assert_uint_eq(products, 1);
    ck_assert_double_eq_tol(out[30], 5.0 * exp(-1.0), 1e-14);
    v[30] = 0.0;
    ck_assert_ok(chl_lanczos_apply(op, &phi, v, 1e-12, N, out, &products, &err),
                 err);
    ck_assert_double_eq(out[30], 0.0);
    chl_operator_free(op);
}
END_TEST

START_TEST(too_few_products_are_an_error_that_leaves_the_output_alone)
{
    static double entries[N * N];
    chl_operator *op = diagonal(entries);
    const double time = 20.0;
    const chl_lanczos_function phi = { relaxation, &time };
    double v[N], out[N] = { 7.0 };
    size_t products;
    chl_error err = { 0 };

    for (size_t i = 0; i < N; i++) {
        v[i] = 1.0;
    }
    ck_assert_fails(
        chl_lanczos_apply(op, &phi, v, 1e-12, 4, out, &products, &err),
        CHL_ENUMERIC, "Lanczos has not settled to 1e-12 after 4", err);
    ck_assert_double_eq(out[0], 7.0);
    ck_assert_survives_lost_memory(
        chl_lanczos_apply(op, &phi, v, 1e-6, N, out, &products, NULL));
    chl_operator_free(op);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/lanczos");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(
        laws, functions_of_a_diagonal_matrix_are_taken_entry_by_entry, 0, 3);
    tcase_add_test(laws, an_eigenvector_exhausts_the_space_at_once);
    tcase_add_test(laws,
                   too_few_products_are_an_error_that_leaves_the_output_alone);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
