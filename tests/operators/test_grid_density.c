/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Densities on grids: given values, and estimates from data. */
#include <math.h>
#include <string.h>

#include <chladni/grid.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    ROWS = 400
};

static const double pi = 3.14159265358979323846;
static const chl_random source = { 5, CHL_STREAM_TESTS };
static chl_error err;

static chl_dataset *
normal_rows(double *values, size_t n, size_t d)
{
    chl_array array = { values, CHL_F64, 2, { n, d }, NULL };
    chl_dataset *dataset = NULL;

    for (size_t k = 0; k < n * d; k++) {
        values[k] = chl_random_normal(&source, k);
    }
    ck_assert_ok(chl_dataset_from_array("normal", &array, NULL, &dataset, &err),
                 err);
    return dataset;
}

static double
direct(const double *rows, size_t n, size_t d, const double *x, double s)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        double square = 0.0;

        for (size_t a = 0; a < d; a++) {
            double step = x[a] - rows[k * d + a];

            square += step * step;
        }
        sum += exp(-0.5 * square / (s * s));
    }
    return sum / ((double) n * pow(2 * pi * s * s, 0.5 * (double) d));
}

START_TEST(estimates_are_the_mean_of_gaussians)
{
    static double rows[ROWS * 3];
    const size_t d = (size_t) _i;
    const size_t cells = d == 1 ? 50 : d == 2 ? 20 : 8;
    chl_dataset *dataset = normal_rows(rows, ROWS, d);
    chl_grid grid = {
        d, false, { cells, cells, cells }, { -5, -5, -5 }, { 6, 6, 6 }
    };
    chl_kde_settings settings = chl_kde_settings_default();
    chl_grid_density *density = NULL;
    double x[3], h = 11.0 / (double) cells, most, s = d == 3 ? 0.8 : 0.4;

    settings.bandwidth = s;
    most = pow(2 * pi, -0.5 * (double) d);
    ck_assert_ok(
        chl_grid_density_kde(&grid, dataset, &settings, &density, &err), err);
    ck_assert_double_eq(chl_grid_density_bandwidth(density), s);
    for (size_t i = 0; i < chl_grid_size(&grid); i++) {
        chl_grid_centre(&grid, i, x);
        ck_assert_double_eq_tol(chl_grid_density_values(density)[i],
                                direct(rows, ROWS, d, x, s), 3e-12 * most);
        x[0] += 0.5 * h;
        if (x[0] < 5.9) {
            ck_assert_double_eq_tol(chl_grid_density_faces(density, 0)[i],
                                    direct(rows, ROWS, d, x, s), 3e-12 * most);
        }
    }
    chl_grid_density_free(density);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(estimates_integrate_to_one)
{
    static double rows[ROWS * 2];
    chl_dataset *dataset = normal_rows(rows, ROWS, 2);
    chl_grid grid = {
        2, _i == 1, { 60, 60 }, { -6, -6 }, { 6, 6 },
    };
    chl_grid_density *density = NULL;
    double sum = 0.0;

    ck_assert_ok(chl_grid_density_kde(&grid, dataset, NULL, &density, &err),
                 err);
    for (size_t i = 0; i < 3600; i++) {
        sum += chl_grid_density_values(density)[i] * 0.04;
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-6);
    chl_grid_density_free(density);
    chl_dataset_free(dataset);
}
END_TEST

/* Root mean square error against N(0, 1). */
static double
error_of(size_t n)
{
    static double rows[20000];
    chl_dataset *dataset = normal_rows(rows, n, 1);
    chl_grid grid = { 1, false, { 200 }, { -7 }, { 7 } };
    chl_grid_density *density = NULL;
    double sum = 0.0, x;

    ck_assert_ok(chl_grid_density_kde(&grid, dataset, NULL, &density, &err),
                 err);
    /* The normal reference is right here: the score must not go far off. */
    ck_assert_double_lt(fabs(log(chl_grid_density_bandwidth(density)
                                 / (1.06 * pow((double) n, -0.2)))),
                        log(3.0));
    for (size_t i = 0; i < 200; i++) {
        double miss;

        chl_grid_centre(&grid, i, &x);
        miss = chl_grid_density_values(density)[i]
               - exp(-0.5 * x * x) / sqrt(2 * pi);
        sum += miss * miss * 0.07;
    }
    chl_grid_density_free(density);
    chl_dataset_free(dataset);
    return sqrt(sum);
}

START_TEST(estimates_converge_with_more_rows)
{
    double few = error_of(400), many = error_of(20000);

    ck_assert_double_lt(few, 0.1);
    ck_assert_double_lt(many, few / 3);
}
END_TEST

START_TEST(estimates_do_not_depend_on_the_number_of_threads)
{
    static double rows[ROWS * 2];
    chl_dataset *dataset = normal_rows(rows, ROWS, 2);
    chl_grid grid = { 2, false, { 40, 30 }, { -6, -6 }, { 6, 6 } };
    chl_grid_density *densities[2] = { NULL, NULL };
    chl_kde_settings settings = chl_kde_settings_default();

    for (size_t k = 0; k < 2; k++) {
        settings.threads = 1 + 2 * k;
        ck_assert_ok(chl_grid_density_kde(&grid, dataset, &settings,
                                          &densities[k], &err),
                     err);
    }
    ck_assert_mem_eq(chl_grid_density_values(densities[0]),
                     chl_grid_density_values(densities[1]),
                     1200 * sizeof(double));
    chl_grid_density_free(densities[0]);
    chl_grid_density_free(densities[1]);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(faces_between_given_values_are_interpolated)
{
    double values[16 * 9];
    chl_grid grid = { 2, true, { 16, 9 }, { 0, 0 }, { 2 * pi, 2 * pi } };
    chl_grid_density *density = NULL;
    double x[2];

    for (size_t i = 0; i < 144; i++) {
        chl_grid_centre(&grid, i, x);
        values[i] = 2 + cos(x[0]) * sin(2 * x[1]);
    }
    ck_assert_ok(chl_grid_density_array(&grid, values, &density, &err), err);
    for (size_t i = 0; i < 144; i++) {
        chl_grid_centre(&grid, i, x);
        ck_assert_double_eq_tol(chl_grid_density_faces(density, 0)[i],
                                2 + cos(x[0] + pi / 16) * sin(2 * x[1]), 1e-14);
        ck_assert_double_eq_tol(chl_grid_density_faces(density, 1)[i],
                                2 + cos(x[0]) * sin(2 * x[1] + 2 * pi / 9),
                                1e-14);
    }
    chl_grid_density_free(density);
    grid.periodic = false;
    ck_assert_ok(chl_grid_density_array(&grid, values, &density, &err), err);
    ck_assert_double_eq_tol(chl_grid_density_faces(density, 1)[0],
                            sqrt(values[0] * values[1]), 1e-15);
    ck_assert_double_eq(chl_grid_density_faces(density, 1)[8], 0.0);
    chl_grid_density_free(density);
}
END_TEST

START_TEST(bad_densities_are_refused)
{
    static double rows[ROWS];
    double values[] = { 1, 1, -1, 1 };
    chl_dataset *dataset = normal_rows(rows, ROWS, 1);
    chl_grid grid = { 1, false, { 4 }, { -1 }, { 1 } };
    chl_grid_density *density = NULL;
    chl_kde_settings settings = chl_kde_settings_default();

    ck_assert_fails(chl_grid_density_array(&grid, values, &density, &err),
                    CHL_EDATA, "-1 in cell 2", err);
    memset(values, 0, sizeof values);
    ck_assert_fails(chl_grid_density_array(&grid, values, &density, &err),
                    CHL_EDATA, "0 in all 4 cells", err);
    ck_assert_fails(chl_grid_density_kde(&grid, dataset, NULL, &density, &err),
                    CHL_EDATA, "outside of the box", err);
    grid.dimension = 2;
    grid.cells[1] = 4;
    grid.high[1] = 1;
    ck_assert_fails(chl_grid_density_kde(&grid, dataset, NULL, &density, &err),
                    CHL_EDATA, "2 dimensions", err);
    settings.bandwidth = -1;
    ck_assert_fails(
        chl_grid_density_kde(&grid, dataset, &settings, &density, &err),
        CHL_EARG, "bandwidth is -1", err);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
estimate(const chl_dataset *dataset)
{
    chl_grid grid = { 1, false, { 40 }, { -6 }, { 6 } };
    chl_grid_density *density = NULL;
    chl_error e = { 0 };
    chl_status status =
        chl_grid_density_kde(&grid, dataset, NULL, &density, &e);

    chl_grid_density_free(density);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    static double rows[ROWS];
    chl_dataset *dataset = normal_rows(rows, ROWS, 1);

    ck_assert_survives_lost_memory(estimate(dataset));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/grid_density");
    TCase *tests = tcase_create("density");

    tcase_add_loop_test(tests, estimates_are_the_mean_of_gaussians, 1, 4);
    tcase_add_loop_test(tests, estimates_integrate_to_one, 0, 2);
    tcase_add_test(tests, estimates_converge_with_more_rows);
    tcase_add_test(tests, estimates_do_not_depend_on_the_number_of_threads);
    tcase_add_test(tests, faces_between_given_values_are_interpolated);
    tcase_add_test(tests, bad_densities_are_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
