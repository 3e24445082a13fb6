/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the spectral method is made of: slopes and the preconditioner. */
#include <math.h>

#include "operators/grid_precondition.h"
#include "operators/grid_slopes.h"
#include "support/runner.h"

static const double pi = 3.14159265358979323846;
static chl_error err;

static double
flat(void *user, const double *x)
{
    (void) user;
    (void) x;
    return 1.0;
}

static double
twisted(void *user, const double *x)
{
    (void) user;
    return exp(cos(x[0]) + 0.7 * sin(x[1]) * cos(x[0]));
}

static double
dot(size_t n, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

static void
fill_ground(const chl_grid_density *density, double *ground)
{
    const size_t n = chl_grid_size(chl_grid_density_grid(density));
    const double *rho = chl_grid_density_values(density);
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += rho[k];
    }
    for (size_t k = 0; k < n; k++) {
        ground[k] = sqrt(rho[k] / sum);
    }
}

/* Largest miss of M^-1 H g from g, off the kernel, for g of low modes. */
static double
miss_of(chl_density_fn *fn, size_t times)
{
    chl_grid grid = {
        2, true, { 20 * times, 18 * times }, { 0, 0 }, { 2 * pi, 4 * pi }
    };
    const size_t n = chl_grid_size(&grid);
    double *g = chl_alloc(n, sizeof *g), *y = chl_alloc(n, sizeof *y);
    double *back = chl_alloc(n, sizeof *back), part, miss = 0.0;
    double *ground = chl_alloc(n, sizeof *ground);
    chl_precondition *inverse = NULL;
    chl_slopes *slopes = NULL;
    chl_grid_density *density = NULL;

    ck_assert_ok(chl_grid_density_function(&grid, fn, NULL, &density, &err),
                 err);
    fill_ground(density, ground);
    ck_assert_ok(chl_precondition_create(&grid, ground, 1, &inverse, &err),
                 err);
    ck_assert_ok(chl_slopes_create(density, 1, &slopes, &err), err);
    for (size_t k = 0; k < n; k++) {
        double x[2];

        chl_grid_centre(&grid, k, x);
        g[k] = cos(3 * x[0] + 2 * x[1]) + sin(2 * x[0]) + cos(4 * x[1]);
    }
    chl_slopes_apply(slopes, g, y);
    ck_assert_double_eq_tol(chl_slopes_energy(slopes, g), dot(n, g, y),
                            1e-12 * dot(n, g, y));
    chl_precondition_apply(inverse, y, back);
    part = dot(n, g, ground);
    for (size_t k = 0; k < n; k++) {
        miss = fmax(miss, fabs(back[k] - g[k] + part * ground[k]));
    }
    chl_precondition_free(inverse);
    chl_slopes_free(slopes);
    chl_free(g);
    chl_free(y);
    chl_free(back);
    chl_free(ground);
    chl_grid_density_free(density);
    return miss;
}

START_TEST(the_preconditioner_of_a_flat_density_is_the_inverse)
{
    ck_assert_double_lt(miss_of(flat, 2), 1e-12);
}
END_TEST

/* The potential by differences has the order h^2. */
START_TEST(the_preconditioner_is_an_inverse_in_the_limit)
{
    double order = log2(miss_of(twisted, 3) / miss_of(twisted, 6));

    ck_assert_double_eq_tol(order, 2.0, 0.1);
}
END_TEST

/* Cells of different numbers and sizes, odd and even, against each other. */
START_TEST(lines_of_any_number_have_the_slopes_of_their_function)
{
    static const size_t cells[][3] = { { 15, 33, 8 },
                                       { 9, 7, 34 },
                                       { 64, 3, 5 } };
    chl_grid grid = { .dimension = 3, .periodic = true };
    chl_slopes *slopes = NULL;
    chl_grid_density *density = NULL;
    double *g, *y;
    size_t n;

    for (size_t a = 0; a < 3; a++) {
        grid.cells[a] = cells[_i][a];
        grid.high[a] = 2 * pi * (double) (a + 1);
    }
    n = chl_grid_size(&grid);
    g = chl_alloc(n, sizeof *g);
    y = chl_alloc(n, sizeof *y);
    ck_assert_ok(chl_grid_density_function(&grid, flat, NULL, &density, &err),
                 err);
    ck_assert_ok(chl_slopes_create(density, 2, &slopes, &err), err);
    for (size_t k = 0; k < n; k++) {
        double x[3];

        chl_grid_centre(&grid, k, x);
        g[k] = cos(x[0] - x[1] / 2 + x[2] / 3);
    }
    chl_slopes_apply(slopes, g, y);
    for (size_t k = 0; k < n; k++) {
        ck_assert_double_eq_tol(y[k], (1 + 1.0 / 4 + 1.0 / 9) * g[k], 1e-10);
    }
    chl_slopes_free(slopes);
    chl_grid_density_free(density);
    chl_free(g);
    chl_free(y);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/grid_torus");
    TCase *tests = tcase_create("torus");

    tcase_add_test(tests, the_preconditioner_of_a_flat_density_is_the_inverse);
    tcase_add_test(tests, the_preconditioner_is_an_inverse_in_the_limit);
    tcase_add_loop_test(
        tests, lines_of_any_number_have_the_slopes_of_their_function, 0, 3);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
