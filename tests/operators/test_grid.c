/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grids, and the weighted Laplacian on them. */
#include <math.h>
#include <string.h>

#include <chladni/eigen.h>
#include <chladni/grid.h>

#include "base/random.h"
#include "support/runner.h"

static const double pi = 3.14159265358979323846;
static const chl_random source = { 3, CHL_STREAM_TESTS };
static const char *const method_names[] = { "volumes", "spectral" };
static chl_error err;

static double
flat(void *user, const double *x)
{
    (void) user;
    (void) x;
    return 1.0;
}

/* exp(cos) along every axis of user[0] axes, times user[1]. */
static double
periodic(void *user, const double *x)
{
    const double *p = user;
    double sum = 0.0;

    for (size_t a = 0; a < (size_t) p[0]; a++) {
        sum += cos(x[a]);
    }
    return p[1] * exp(sum);
}

static double
normal(void *user, const double *x)
{
    (void) user;
    return exp(-0.5 * x[0] * x[0]);
}

static double
twisted(void *user, const double *x)
{
    (void) user;
    return exp(cos(x[0]) + 0.7 * sin(x[1]) * cos(x[0]));
}

static chl_grid
torus(size_t d, size_t cells)
{
    return (chl_grid){ d,
                       true,
                       { cells, cells, cells },
                       { 0.0, 0.0, 0.0 },
                       { 2 * pi, 2 * pi, 2 * pi } };
}

static chl_grid
box(size_t d, size_t cells, double low, double high)
{
    return (chl_grid){ d,
                       false,
                       { cells, cells, cells },
                       { low, low, low },
                       { high, high, high } };
}

typedef struct setting {
    chl_grid_density *density;
    chl_grid_laplacian *laplacian;
} setting;

static void
set_up(setting *s, const chl_grid *grid, chl_density_fn *fn, void *user,
       const char *method)
{
    chl_grid_settings settings = chl_grid_settings_default();

    settings.method = method;
    *s = (setting){ NULL, NULL };
    ck_assert_ok(chl_grid_density_function(grid, fn, user, &s->density, &err),
                 err);
    ck_assert_ok(
        chl_grid_laplacian_create(s->density, &settings, &s->laplacian, &err),
        err);
}

static void
tear_down(setting *s)
{
    chl_grid_laplacian_free(s->laplacian);
    chl_grid_density_free(s->density);
}

/* The `count` smallest eigenvalues above 0, by way of the inverse. */
static void
values_of(chl_grid_laplacian *laplacian, size_t count, double *lambda)
{
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *result = NULL;

    settings.count = count;
    ck_assert_ok(chl_grid_laplacian_inverse(laplacian, &problem.a, &err), err);
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    for (size_t k = 0; k < count; k++) {
        ck_assert_ok(
            chl_grid_laplacian_quotient(
                laplacian, result->vectors + k * result->n, &lambda[k], &err),
            err);
        ck_assert_double_eq_tol(1.0 / result->values[k]
                                    - chl_grid_laplacian_shift(laplacian),
                                lambda[k], 1e-8 * lambda[k]);
    }
    chl_eigen_result_free(result);
}

static void
fill_random(double *x, size_t n, uint64_t from)
{
    for (size_t k = 0; k < n; k++) {
        x[k] = chl_random_normal(&source, from + k);
    }
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

START_TEST(operators_and_their_inverses_are_symmetric)
{
    double user[] = { 3, 1.0 }, x[512], y[512], ax[512], ay[512];
    chl_grid grid = torus(3, 8);
    setting s;
    const chl_operator *ops[2];

    set_up(&s, &grid, periodic, user, method_names[_i]);
    ops[0] = chl_grid_laplacian_operator(s.laplacian);
    ck_assert_ok(chl_grid_laplacian_inverse(s.laplacian, &ops[1], &err), err);
    fill_random(x, 512, 0);
    fill_random(y, 512, 1000);
    for (int k = 0; k < 2; k++) {
        chl_operator *checked = NULL;

        ck_assert_ok(chl_operator_checked(ops[k], &checked, &err), err);
        ck_assert_ok(chl_operator_apply(checked, x, ax, &err), err);
        ck_assert_ok(chl_operator_apply(checked, y, ay, &err), err);
        ck_assert_double_eq_tol(dot(512, ax, y), dot(512, x, ay),
                                1e-11
                                    * sqrt(dot(512, ax, ax) * dot(512, y, y)));
        chl_operator_free(checked);
    }
    tear_down(&s);
}
END_TEST

START_TEST(constants_are_the_kernel)
{
    double user[] = { 2, 1.0 }, y[81], value;
    const double *ground;
    chl_grid grid = torus(2, 9);
    setting s;

    set_up(&s, &grid, periodic, user, method_names[_i]);
    ground = chl_grid_laplacian_ground(s.laplacian);
    ck_assert_double_eq_tol(dot(81, ground, ground), 1.0, 1e-14);
    ck_assert_ok(chl_operator_apply(chl_grid_laplacian_operator(s.laplacian),
                                    ground, y, &err),
                 err);
    ck_assert_double_lt(sqrt(dot(81, y, y)), 1e-13);
    ck_assert_ok(chl_grid_laplacian_quotient(s.laplacian, ground, &value, &err),
                 err);
    ck_assert_double_lt(value, 1e-24);
    chl_grid_laplacian_function(s.laplacian, ground, y);
    for (size_t k = 0; k < 81; k++) {
        ck_assert_double_eq_tol(y[k], 1.0, 1e-14);
    }
    tear_down(&s);
}
END_TEST

START_TEST(the_inverse_undoes_the_operator_off_the_kernel)
{
    double user[] = { 2, 1.0 }, x[144], y[144], z[144], sum;
    const double *ground;
    const chl_operator *inverse = NULL;
    chl_grid grid = torus(2, 12);
    setting s;

    set_up(&s, &grid, periodic, user, method_names[_i]);
    ground = chl_grid_laplacian_ground(s.laplacian);
    fill_random(x, 144, 0);
    sum = dot(144, x, ground);
    for (size_t k = 0; k < 144; k++) {
        x[k] -= sum * ground[k];
    }
    ck_assert_ok(chl_grid_laplacian_inverse(s.laplacian, &inverse, &err), err);
    ck_assert_ok(chl_operator_apply(inverse, x, y, &err), err);
    ck_assert_ok(chl_operator_apply(chl_grid_laplacian_operator(s.laplacian), y,
                                    z, &err),
                 err);
    for (size_t k = 0; k < 144; k++) {
        double back = z[k] + chl_grid_laplacian_shift(s.laplacian) * y[k];

        ck_assert_double_eq_tol(back, x[k], 1e-9);
    }
    ck_assert_ok(chl_operator_apply(inverse, ground, y, &err), err);
    ck_assert_double_lt(dot(144, y, y), 1e-24);
    tear_down(&s);
}
END_TEST

START_TEST(the_flat_torus_has_squares_of_integers)
{
    static const double truth[] = { 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4 };
    double lambda[12];
    chl_grid grid = torus(2, 12);
    setting s;

    set_up(&s, &grid, flat, NULL, "spectral");
    values_of(s.laplacian, 12, lambda);
    for (size_t k = 0; k < 12; k++) {
        ck_assert_double_eq_tol(lambda[k], truth[k], 1e-12);
    }
    tear_down(&s);
}
END_TEST

START_TEST(volumes_on_a_flat_interval_match_the_path)
{
    double lambda[5];
    chl_grid grid = box(1, 40, 0.0, 2.0);
    setting s;

    set_up(&s, &grid, flat, NULL, "volumes");
    values_of(s.laplacian, 5, lambda);
    for (size_t k = 0; k < 5; k++) {
        double half = 0.5 * pi * (double) (k + 1) / 40.0;

        ck_assert_double_eq_tol(lambda[k], 1600.0 * sin(half) * sin(half),
                                1e-11 * 1600.0);
    }
    tear_down(&s);
}
END_TEST

/*
 * rho = exp(cos x) in g = sqrt(rho) f is -g'' + V g with
 * V = sin^2 / 4 - cos / 2 = 1/8 - cos(2 x) / 8 - cos(x) / 2,
 * a band matrix in Fourier modes.
 */
static void
galerkin_values(size_t count, double *lambda)
{
    enum {
        MODES = 24,
        N = 2 * MODES + 1
    };
    static double a[N * N];
    chl_operator *op = NULL;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem;
    chl_eigen_result *result = NULL;

    memset(a, 0, sizeof a);
    for (int k = -MODES; k <= MODES; k++) {
        size_t i = (size_t) (k + MODES);

        a[i * N + i] = k * k + 0.125;
        if (k < MODES) {
            a[i * N + i + 1] = a[(i + 1) * N + i] = -0.25;
        }
        if (k + 1 < MODES) {
            a[i * N + i + 2] = a[(i + 2) * N + i] = -0.0625;
        }
    }
    ck_assert_ok(chl_operator_dense(a, N, CHL_SYMMETRIC, &op, &err), err);
    problem = (chl_eigen_problem){ op, NULL };
    settings.count = count + 1;
    settings.which = CHL_SMALLEST;
    settings.method = "dense";
    ck_assert_ok(chl_eigen_solve(&problem, &settings, &result, &err), err);
    ck_assert_double_eq_tol(result->values[0], 0.0, 1e-12);
    memcpy(lambda, result->values + 1, count * sizeof *lambda);
    chl_eigen_result_free(result);
    chl_operator_free(op);
}

START_TEST(the_spectral_method_meets_a_fourier_galerkin_reference)
{
    double truth[8], lambda[8], user[] = { 1, 1e-30 };
    chl_grid grid = torus(1, 48 + (size_t) _i);
    setting s;

    galerkin_values(8, truth);
    set_up(&s, &grid, periodic, user, "spectral");
    values_of(s.laplacian, 8, lambda);
    for (size_t k = 0; k < 8; k++) {
        ck_assert_double_eq_tol(lambda[k], truth[k], 1e-10 * truth[k]);
    }
    tear_down(&s);
}
END_TEST

START_TEST(product_measures_have_sums_of_eigenvalues)
{
    double factor[4], lambda[5], user[] = { 2, 1.0 };
    chl_grid grid = torus(2, 32);
    setting s;

    galerkin_values(4, factor);
    set_up(&s, &grid, periodic, user, "spectral");
    values_of(s.laplacian, 5, lambda);
    ck_assert_double_eq_tol(lambda[0], factor[0], 1e-10);
    ck_assert_double_eq_tol(lambda[1], factor[0], 1e-10);
    ck_assert_double_eq_tol(lambda[2], factor[1], 1e-10);
    ck_assert_double_eq_tol(lambda[3], factor[1], 1e-10);
    ck_assert_double_eq_tol(lambda[4], 2 * factor[0], 1e-10);
    tear_down(&s);
}
END_TEST

START_TEST(both_methods_agree_to_the_order_of_the_volumes)
{
    double exact[6], lambda[2][6];
    chl_grid grid = torus(2, 32);
    setting s;

    set_up(&s, &grid, twisted, NULL, "spectral");
    values_of(s.laplacian, 6, exact);
    tear_down(&s);
    for (size_t k = 0; k < 2; k++) {
        grid = torus(2, (size_t) 24 << k);
        set_up(&s, &grid, twisted, NULL, "volumes");
        values_of(s.laplacian, 6, lambda[k]);
        tear_down(&s);
    }
    for (size_t k = 0; k < 6; k++) {
        double order =
            log2((lambda[0][k] - exact[k]) / (lambda[1][k] - exact[k]));
        double limit = (4 * lambda[1][k] - lambda[0][k]) / 3;

        ck_assert_double_eq_tol(order, 2.0, 0.1);
        ck_assert_double_eq_tol(limit, exact[k], 1e-4 * exact[k]);
    }
}
END_TEST

START_TEST(volumes_survive_densities_that_underflow)
{
    double lambda[3];
    chl_grid grid = box(1, 4000, -45.0, 45.0);
    setting s;

    set_up(&s, &grid, normal, NULL, "volumes");
    ck_assert_uint_lt(chl_grid_laplacian_size(s.laplacian), 4000);
    values_of(s.laplacian, 3, lambda);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(lambda[k], (double) (k + 1), 1e-3);
    }
    tear_down(&s);
}
END_TEST

START_TEST(results_do_not_depend_on_the_number_of_threads)
{
    static double x[128 * 128], y[2][128 * 128];
    chl_grid grid = torus(2, 128);
    chl_grid_settings settings = chl_grid_settings_default();

    settings.method = method_names[_i];
    fill_random(x, 128 * 128, 0);
    for (size_t k = 0; k < 2; k++) {
        chl_grid_density *density = NULL;
        chl_grid_laplacian *l = NULL;
        const chl_operator *inverse = NULL;

        settings.threads = k + 1;
        ck_assert_ok(
            chl_grid_density_function(&grid, twisted, NULL, &density, &err),
            err);
        ck_assert_ok(chl_grid_laplacian_create(density, &settings, &l, &err),
                     err);
        ck_assert_ok(chl_grid_laplacian_inverse(l, &inverse, &err), err);
        ck_assert_ok(chl_operator_apply(inverse, x, y[k], &err), err);
        chl_grid_laplacian_free(l);
        chl_grid_density_free(density);
    }
    ck_assert_mem_eq(y[0], y[1], sizeof y[0]);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    double user[] = { 1, 1.0 };
    chl_grid grid = box(1, 2, 0.0, 1.0);
    chl_grid_density *density = NULL;
    chl_grid_laplacian *l = NULL;
    chl_grid_settings settings = chl_grid_settings_default();

    ck_assert_fails(
        chl_grid_density_function(&grid, periodic, user, &density, &err),
        CHL_EARG, "2 cells; it needs at least 3", err);
    grid = box(4, 8, 0.0, 1.0);
    ck_assert_fails(chl_grid_check(&grid, &err), CHL_EARG, "4 dimensions", err);
    grid = box(1, 8, 1.0, 1.0);
    ck_assert_fails(chl_grid_check(&grid, &err), CHL_EARG, "from 1 to 1", err);
    grid = box(1, 8, 0.0, 1.0);
    ck_assert_ok(
        chl_grid_density_function(&grid, periodic, user, &density, &err), err);
    settings.method = "spectral";
    ck_assert_fails(chl_grid_laplacian_create(density, &settings, &l, &err),
                    CHL_EUNSUPPORTED, "periodic", err);
    settings.method = "elements";
    ck_assert_fails(chl_grid_laplacian_create(density, &settings, &l, &err),
                    CHL_EARG, "volumes or spectral", err);
    settings = chl_grid_settings_default();
    settings.tolerance = 0.0;
    ck_assert_fails(chl_grid_laplacian_create(density, &settings, &l, &err),
                    CHL_EARG, "(0, 1)", err);
    chl_grid_density_free(density);
}
END_TEST

/* rho from 1 to exp(-120): D rho^-1/2 is lost in rounding. */
static double
peaked(void *user, const double *x)
{
    (void) user;
    return exp(60.0 * cos(x[0]) - 60.0);
}

START_TEST(densities_beyond_rounding_are_told_of)
{
    double x[64], y[64];
    const chl_operator *inverse = NULL;
    chl_grid grid = torus(1, 64);
    setting s;

    set_up(&s, &grid, peaked, NULL, "spectral");
    fill_random(x, 64, 0);
    ck_assert_ok(chl_grid_laplacian_inverse(s.laplacian, &inverse, &err), err);
    ck_assert_fails(chl_operator_apply(inverse, x, y, &err), CHL_ENUMERIC,
                    "a finer grid or volumes may help", err);
    tear_down(&s);
}
END_TEST

static chl_status
make_and_use(const char *method)
{
    double x[81], y[81];
    chl_grid grid = torus(2, 9);
    chl_grid_settings settings = chl_grid_settings_default();
    chl_grid_density *density = NULL;
    chl_grid_laplacian *l = NULL;
    const chl_operator *inverse = NULL;
    chl_error e = { 0 };
    chl_status status;

    settings.method = method;
    fill_random(x, 81, 0);
    status = chl_grid_density_function(&grid, twisted, NULL, &density, &e);
    if (status == CHL_OK) {
        status = chl_grid_laplacian_create(density, &settings, &l, &e);
    }
    if (status == CHL_OK) {
        status = chl_grid_laplacian_inverse(l, &inverse, &e);
    }
    if (status == CHL_OK) {
        status = chl_operator_apply(inverse, x, y, &e);
    }
    chl_grid_laplacian_free(l);
    chl_grid_density_free(density);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(make_and_use(method_names[_i]));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/grid");
    TCase *both = tcase_create("both methods");
    TCase *own = tcase_create("closed forms");

    tcase_add_loop_test(both, operators_and_their_inverses_are_symmetric, 0, 2);
    tcase_add_loop_test(both, constants_are_the_kernel, 0, 2);
    tcase_add_loop_test(both, the_inverse_undoes_the_operator_off_the_kernel, 0,
                        2);
    tcase_add_loop_test(both, results_do_not_depend_on_the_number_of_threads, 0,
                        2);
    tcase_add_loop_test(both, lost_memory_is_survived, 0, 2);
    tcase_add_test(own, the_flat_torus_has_squares_of_integers);
    tcase_add_test(own, volumes_on_a_flat_interval_match_the_path);
    tcase_add_loop_test(
        own, the_spectral_method_meets_a_fourier_galerkin_reference, 0, 2);
    tcase_add_test(own, product_measures_have_sums_of_eigenvalues);
    tcase_add_test(own, both_methods_agree_to_the_order_of_the_volumes);
    tcase_add_test(own, volumes_survive_densities_that_underflow);
    tcase_add_test(own, what_does_not_fit_is_refused);
    tcase_add_test(own, densities_beyond_rounding_are_told_of);
    suite_add_tcase(suite, both);
    suite_add_tcase(suite, own);
    return run_suite(suite);
}
