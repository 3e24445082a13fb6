/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of functions: gradients against differences of values. */
#include <math.h>
#include <string.h>

#include <chladni/balanced.h>

#include "augment/rows.h"
#include "base/random.h"
#include "support/runner.h"

enum {
    COUNT = 96,
    KEPT = 4, /* combinations */
    SEEN = 5, /* rows         */
    MOST = 64 /* functions    */
};

static const chl_random source = { 29, CHL_STREAM_TESTS };

typedef struct bench {
    chl_dataset *dataset;
    chl_basis *basis;
    chl_functions *functions;
    size_t d, q;
    double coefficients[MOST * KEPT], x[SEEN * ROWS_MOST];
    chl_error err;
} bench;

typedef chl_status make_functions(const chl_basis *basis, chl_functions **out,
                                  chl_error *err);

static chl_status
make_radial(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    chl_kernel kernel;
    chl_status status = chl_kernel_init("matern52", 6.0, &kernel, err);

    return status == CHL_OK ? chl_functions_radial(basis, &kernel, out, err)
                            : status;
}

static chl_status
make_network(const chl_basis *basis, const char *activation, size_t depth,
             double bias, chl_functions **out, chl_error *err)
{
    chl_wide network = chl_wide_default();
    chl_status status =
        chl_activation_init(activation, &network.activations[0], err);

    network.depth = depth;
    network.sigma_b = bias;
    return status == CHL_OK ? chl_functions_wide(basis, &network, out, err)
                            : status;
}

static chl_status
make_relu(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_network(basis, "relu", 3, 1.0, out, err);
}

static chl_status
make_shallow_relu(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_network(basis, "relu", 1, 0.0, out, err);
}

static chl_status
make_erf(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_network(basis, "erf", 5, 0.5, out, err);
}

static chl_status
make_conv(const chl_basis *basis, size_t depth, size_t grid,
          chl_functions **out, chl_error *err)
{
    chl_conv_settings s = chl_conv_settings_default();

    s.depth = depth;
    s.grid = grid;
    s.channels = 24 / (grid * grid);
    return chl_functions_conv(basis, &s, out, err);
}

static chl_status
make_shallow_conv(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_conv(basis, 1, 1, out, err);
}

static chl_status
make_conv_on_cells(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_conv(basis, 2, 2, out, err);
}

static chl_status
make_deep_conv(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_conv(basis, 3, 1, out, err);
}

static chl_status
make_class(const chl_basis *basis, const char *name, chl_functions **out,
           chl_error *err)
{
    const chl_class_settings s = { .name = name };

    return chl_functions_create_class(basis, &s, out, err);
}

static chl_status
make_sum(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_class(basis, "ntk-relu+erf", out, err);
}

static chl_status
make_flattened(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_class(basis, "cntk-relu", out, err);
}

static chl_status
make_pooled(const chl_basis *basis, chl_functions **out, chl_error *err)
{
    return make_class(basis, "cnngp-gap-erf", out, err);
}

static const struct {
    make_functions *make;
    rows_kind kind;
    bool metric;
} cases[] = {
    { make_radial, ROWS_POINTS, false },
    { make_radial, ROWS_POINTS, true },
    { make_radial, ROWS_COLOUR, false },
    { make_relu, ROWS_POINTS, false },
    { make_relu, ROWS_COLOUR, false },
    { make_shallow_relu, ROWS_POINTS, false },
    { make_erf, ROWS_POINTS, false },
    { make_shallow_conv, ROWS_GREY, false },
    { make_shallow_conv, ROWS_PIXEL, false },
    { make_conv_on_cells, ROWS_GREY, false },
    { make_conv_on_cells, ROWS_COLOUR, false },
    { make_deep_conv, ROWS_ALPHA, false },
    { make_sum, ROWS_POINTS, false },
    { make_flattened, ROWS_GREY, false },
    { make_pooled, ROWS_PIXEL, false },
};

enum {
    CASES = sizeof cases / sizeof *cases
};

static bench
start(int at)
{
    static const double map[] = { 0.6, 0.8, 0, 0, 0, -0.8, 0.6, 0, 0, 0 };
    static const double weight[] = { 1.5, 0.5 };
    bench b = { .dataset =
                    rows_open_many(cases[at].kind, COUNT,
                                   (chl_range){ .kind = CHL_RANGE_AUTO }) };
    chl_basis_settings s = chl_basis_settings_default();

    s.landmarks = 10;
    s.linear = 2;
    s.groups = 3;
    s.threads = 1;
    ck_assert_ok(chl_basis_create(b.dataset, &s, &b.basis, &b.err), b.err);
    if (cases[at].metric) {
        ck_assert_ok(chl_basis_set_metric(b.basis, 2, map, weight, &b.err),
                     b.err);
    }
    ck_assert_ok(cases[at].make(b.basis, &b.functions, &b.err), b.err);
    b.d = chl_dataset_describe(b.dataset)->dimension;
    b.q = chl_functions_count(b.functions);
    ck_assert_uint_le(b.q, MOST);
    for (size_t i = 0; i < b.q * KEPT; i++) {
        b.coefficients[i] = chl_random_normal(&source, i);
    }
    for (size_t i = 0; i < SEEN; i++) {
        size_t row = 3 * i;

        ck_assert_ok(
            chl_dataset_rows(b.dataset, &row, 1, b.x + i * b.d, &b.err), b.err);
    }
    return b;
}

static void
finish(bench *b)
{
    chl_functions_free(b->functions);
    chl_basis_free(b->basis);
    chl_dataset_free(b->dataset);
}

/* f_a at one row. */
static double
value(bench *b, size_t a, const double *x)
{
    double phi[MOST], sum = 0.0;

    ck_assert_ok(chl_functions_values(b->functions, 1, x, phi, &b->err),
                 b->err);
    for (size_t j = 0; j < b->q; j++) {
        sum += b->coefficients[a * b->q + j] * phi[j];
    }
    return sum;
}

START_TEST(gradients_are_differences_of_values)
{
    static double g[SEEN * KEPT * ROWS_MOST];
    const double h = 1e-6;
    bench b = start(_i);

    ck_assert_ok(chl_functions_gradients(b.functions, KEPT, b.coefficients,
                                         SEEN, b.x, g, &b.err),
                 b.err);
    for (size_t i = 0; i < SEEN; i++) {
        for (size_t l = 0; l < b.d; l += b.d / 5 + 1) {
            double x[ROWS_MOST], up[KEPT], scale = 0.0;

            memcpy(x, b.x + i * b.d, b.d * sizeof *x);
            x[l] += h;
            for (size_t a = 0; a < KEPT; a++) {
                up[a] = value(&b, a, x);
            }
            x[l] -= 2.0 * h;
            for (size_t a = 0; a < KEPT; a++) {
                const double *here = g + (i * KEPT + a) * b.d;

                for (size_t at = 0; at < b.d; at++) {
                    scale = fmax(scale, fabs(here[at]));
                }
                /* Rounding of values over h, and h^2 of the method. */
                ck_assert_double_eq_tol((up[a] - value(&b, a, x)) / (2.0 * h),
                                        here[l], 1e-7 * (1.0 + scale));
            }
        }
    }
    finish(&b);
}
END_TEST

/* sum over the rows of phi phi' and of products of explicit gradients. */
static double
explicit_sums(bench *b, double *mass, double *stiffness)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    double phi[MOST], identity[MOST * MOST] = { 0 }, x[ROWS_MOST];
    double *g = chl_alloc(b->q * b->d, sizeof *g);
    size_t q = b->q;

    for (size_t i = 0; i < q; i++) {
        identity[i * q + i] = 1.0;
    }
    for (size_t at = sample->aside; at < sample->used; at++) {
        size_t row = chl_sample_row(sample, at);

        ck_assert_ok(chl_dataset_rows(b->dataset, &row, 1, x, &b->err), b->err);
        ck_assert_ok(chl_functions_values(b->functions, 1, x, phi, &b->err),
                     b->err);
        ck_assert_ok(chl_functions_gradients(b->functions, q, identity, 1, x, g,
                                             &b->err),
                     b->err);
        for (size_t ij = 0; ij < q * q; ij++) {
            mass[ij] += phi[ij / q] * phi[ij % q];
            for (size_t l = 0; l < b->d; l++) {
                stiffness[ij] += g[ij / q * b->d + l] * g[ij % q * b->d + l];
            }
        }
    }
    chl_free(g);
    return (double) (sample->used - sample->aside);
}

START_TEST(mass_and_stiffness_are_sums_of_values_and_gradients)
{
    static const double ones[] = { 1, 1, 1 };
    bench b = start(_i);
    double m[MOST * MOST], a[MOST * MOST], rows, m_scale = 0.0, a_scale = 0.0;
    double mass[MOST * MOST] = { 0 }, stiffness[MOST * MOST] = { 0 };
    chl_balanced *balanced = NULL;

    rows = explicit_sums(&b, mass, stiffness);
    ck_assert_ok(
        chl_balanced_create(b.functions, NULL, NULL, &balanced, &b.err), b.err);
    ck_assert_ok(chl_balanced_pair(balanced, ones, m, a, &b.err), b.err);
    for (size_t ij = 0; ij < b.q * b.q; ij++) {
        m_scale = fmax(m_scale, fabs(m[ij]));
        a_scale = fmax(a_scale, fabs(a[ij]));
    }
    for (size_t ij = 0; ij < b.q * b.q; ij++) {
        ck_assert_double_eq_tol(m[ij], mass[ij] / rows, 1e-12 * m_scale);
        ck_assert_double_eq_tol(a[ij], stiffness[ij] / rows, 1e-12 * a_scale);
    }
    chl_balanced_free(balanced);
    finish(&b);
}
END_TEST

START_TEST(the_last_function_is_one_and_the_linear_ones_are_linear)
{
    bench b = start(_i);
    size_t m = chl_functions_own(b.functions), p = chl_basis_linear(b.basis);
    double phi[SEEN * MOST], x[3 * ROWS_MOST];

    ck_assert_uint_eq(b.q, m + p + 1);
    for (size_t l = 0; l < b.d; l++) {
        x[l] = b.x[l];
        x[b.d + l] = b.x[b.d + l];
        x[2 * b.d + l] = 0.5 * (x[l] + x[b.d + l]);
    }
    ck_assert_ok(chl_functions_values(b.functions, 3, x, phi, &b.err), b.err);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_double_eq(phi[i * b.q + b.q - 1], 1.0);
    }
    for (size_t j = m; j < m + p; j++) {
        ck_assert_double_eq_tol(0.5 * (phi[j] + phi[b.q + j]), phi[2 * b.q + j],
                                1e-12);
    }
    finish(&b);
}
END_TEST

START_TEST(the_ridge_is_symmetric_and_leaves_linear_functions_free)
{
    bench b = start(_i);
    size_t m = chl_functions_own(b.functions);
    double ridge[MOST * MOST];

    chl_functions_ridge(b.functions, ridge);
    for (size_t i = 0; i < b.q; i++) {
        for (size_t j = 0; j < b.q; j++) {
            ck_assert_double_eq_tol(ridge[i * b.q + j], ridge[j * b.q + i],
                                    1e-14);
            if (i >= m) {
                ck_assert_double_eq(ridge[i * b.q + j], 0.0);
            }
        }
        if (i < m) {
            ck_assert_double_gt(ridge[i * b.q + i], 0.0);
        }
    }
    finish(&b);
}
END_TEST

/* The pair knows no constant: its coefficients are those without the last. */
START_TEST(a_pair_evaluates_the_same_functions)
{
    static const size_t rows[SEEN] = { 3, 14, 15, 92, 65 };
    static double g[SEEN * KEPT * ROWS_MOST];
    bench b = start(_i);
    double pair[MOST * KEPT], values[SEEN * KEPT], squares[SEEN * KEPT];
    double bare[SEEN * MOST], offsets[KEPT] = { 0.5, -1.0, 0.0, 2.0 };
    chl_galerkin *galerkin = NULL;
    size_t q = b.q - 1;

    for (size_t a = 0; a < KEPT; a++) {
        b.coefficients[a * b.q + q] = -offsets[a];
        memcpy(pair + a * q, b.coefficients + a * b.q, q * sizeof *pair);
    }
    ck_assert_ok(chl_galerkin_create_functions(b.functions, &galerkin, &b.err),
                 b.err);
    ck_assert_ok(chl_galerkin_evaluate(galerkin, pair, offsets, KEPT, rows,
                                       SEEN, values, squares, &b.err),
                 b.err);
    ck_assert_ok(chl_galerkin_functions(galerkin, rows, SEEN, bare, &b.err),
                 b.err);
    ck_assert_ok(chl_dataset_rows(b.dataset, rows, SEEN, b.x, &b.err), b.err);
    ck_assert_ok(chl_functions_gradients(b.functions, KEPT, b.coefficients,
                                         SEEN, b.x, g, &b.err),
                 b.err);
    for (size_t at = 0; at < SEEN * KEPT; at++) {
        const double *x = b.x + at / KEPT * b.d;
        double square = 0.0, sum = -offsets[at % KEPT];

        for (size_t l = 0; l < b.d; l++) {
            square += g[at * b.d + l] * g[at * b.d + l];
        }
        for (size_t j = 0; j < q; j++) {
            sum += pair[at % KEPT * q + j] * bare[at / KEPT * q + j];
        }
        ck_assert_double_eq_tol(values[at], value(&b, at % KEPT, x), 1e-11);
        ck_assert_double_eq_tol(values[at], sum, 1e-11);
        ck_assert_double_eq_tol(squares[at], square, 1e-11 * (1.0 + square));
    }
    chl_galerkin_free(galerkin);
    finish(&b);
}
END_TEST

static chl_status
make_and_look(bench *b, make_functions *make, chl_error *err)
{
    static double phi[SEEN * MOST], g[SEEN * KEPT * ROWS_MOST];
    chl_functions *functions = NULL;
    chl_status status = make(b->basis, &functions, err);

    if (status == CHL_OK) {
        status = chl_functions_values(functions, SEEN, b->x, phi, err);
    }
    if (status == CHL_OK) {
        status = chl_functions_gradients(functions, KEPT, b->coefficients, SEEN,
                                         b->x, g, err);
    }
    chl_functions_free(functions);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    bench b = start(_i);
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(make_and_look(&b, cases[_i].make, &err));
    finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("functions");
    TCase *every = tcase_create("every class");

    tcase_add_loop_test(every, gradients_are_differences_of_values, 0, CASES);
    tcase_add_loop_test(
        every, mass_and_stiffness_are_sums_of_values_and_gradients, 0, CASES);
    tcase_add_loop_test(every,
                        the_last_function_is_one_and_the_linear_ones_are_linear,
                        0, CASES);
    tcase_add_loop_test(every,
                        the_ridge_is_symmetric_and_leaves_linear_functions_free,
                        0, CASES);
    tcase_add_loop_test(every, a_pair_evaluates_the_same_functions, 0, CASES);
    tcase_add_loop_test(every, lost_memory_is_survived, 0, CASES);
    suite_add_tcase(suite, every);
    return run_suite(suite);
}
