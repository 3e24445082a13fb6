/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Galerkin pair against sums of explicit gradients. */
#include <math.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/random.h"
#include "operators/basis.h"
#include "support/runner.h"

enum {
    ROWS = 96,
    LANDMARKS = 12,
    GROUPS = 4,
    KERNELS = 4,
    WIDEST = 32
};

static const chl_random source = { 11, CHL_STREAM_TESTS };

/* A dataset with what was built on it; data in library memory. */
typedef struct bench {
    double *values;
    size_t d;
    chl_dataset *dataset;
    chl_basis *basis;
    chl_galerkin *galerkin;
    chl_error err;
} bench;

static chl_status
open_values(bench *b, chl_error *err)
{
    chl_array array = { b->values, CHL_F64, 2, { ROWS, b->d }, NULL };

    return chl_dataset_from_array("normal", &array, NULL, &b->dataset, err);
}

static chl_status
build(bench *b, const char *kernel_name, const char *rule, size_t threads)
{
    chl_basis_settings s = chl_basis_settings_default();
    chl_kernel kernel;
    chl_status status;

    s.landmarks = LANDMARKS;
    s.groups = GROUPS;
    s.rule = rule;
    s.threads = threads;
    s.linear = 3;
    status = chl_basis_create(b->dataset, &s, &b->basis, &b->err);
    if (status == CHL_OK) {
        status = chl_kernel_init(kernel_name, 1.7, &kernel, &b->err);
    }
    if (status == CHL_OK) {
        status = chl_galerkin_create(b->basis, &kernel, &b->galerkin, &b->err);
    }
    return status;
}

static void
unbuild(bench *b)
{
    chl_galerkin_free(b->galerkin);
    chl_basis_free(b->basis);
    b->galerkin = NULL;
    b->basis = NULL;
}

static bench
start(size_t d)
{
    bench b = { .d = d };

    b.values = chl_alloc(ROWS * d, sizeof *b.values);
    ck_assert_ptr_nonnull(b.values);
    for (size_t i = 0; i < ROWS * d; i++) {
        b.values[i] = 0.5 + chl_random_normal(&source, i);
    }
    ck_assert_ok(open_values(&b, &b.err), b.err);
    return b;
}

static void
finish(bench *b)
{
    unbuild(b);
    chl_dataset_free(b->dataset);
    chl_free(b->values);
}

/* difference <- Q'WQ difference; returns |W^(1/2) Q difference|^2. */
static double
through_metric(const chl_basis *basis, double *difference)
{
    const chl_lens *lens = &basis->lens;
    double turned[WIDEST] = { 0 }, squared = 0.0;

    for (size_t l = 0; l < lens->r; l++) {
        for (size_t k = 0; k < basis->d; k++) {
            turned[l] += (lens->map != NULL ? lens->map[l * basis->d + k]
                                            : (double) (k == l))
                         * difference[k];
        }
    }
    memset(difference, 0, basis->d * sizeof *difference);
    for (size_t l = 0; l < lens->r; l++) {
        double weight = lens->map != NULL ? lens->weight[l] : 1.0;

        squared += weight * turned[l] * turned[l];
        for (size_t k = 0; k < basis->d; k++) {
            difference[k] += (lens->map != NULL ? lens->map[l * basis->d + k]
                                                : (double) (k == l))
                             * weight * turned[l];
        }
    }
    return squared;
}

/* Values and gradients of all basis functions at one row, by definition. */
static void
explicit_functions(const bench *b, const double *row, double *phi,
                   double *gradient)
{
    const chl_basis *basis = b->basis;
    chl_kernel kernel;
    size_t m = basis->m, p = basis->p, d = b->d;

    ck_assert_int_eq(chl_kernel_init("matern52", 1.7, &kernel, NULL), CHL_OK);
    for (size_t j = 0; j < m; j++) {
        double squared = 0.0, value, weight, seen[WIDEST];
        const double *z = basis->landmarks + j * d;

        for (size_t k = 0; k < d; k++) {
            seen[k] = row[k] - basis->centre[k] - z[k];
        }
        squared = through_metric(basis, seen);
        kernel.type->fields(1.7, 1, &squared, &value, &weight);
        phi[j] = value;
        for (size_t k = 0; k < d; k++) {
            gradient[j * d + k] = weight * seen[k];
        }
    }
    for (size_t a = 0; a < p; a++) {
        phi[m + a] = 0.0;
        for (size_t k = 0; k < d; k++) {
            double u = basis->directions[a * d + k];

            phi[m + a] += u * (row[k] - basis->centre[k]);
            gradient[(m + a) * d + k] = u;
        }
    }
}

/* M and A by plain loops over the rows of the groups with weight 1. */
static void
explicit_pair(const bench *b, const double *weight, double *mass,
              double *stiffness)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    size_t q = chl_basis_size(b->basis), d = b->d, rows = 0;
    double *phi = chl_alloc(q, sizeof *phi), *mean = chl_alloc(q, sizeof *mean);
    double *gradient = chl_alloc(q * d, sizeof *gradient);

    memset(mass, 0, q * q * sizeof *mass);
    memset(stiffness, 0, q * q * sizeof *stiffness);
    for (size_t g = 0; g < GROUPS; g++) {
        for (size_t at = chl_sample_start(sample, g);
             weight[g] > 0.0 && at < chl_sample_start(sample, g + 1); at++) {
            explicit_functions(b, b->values + chl_sample_row(sample, at) * d,
                               phi, gradient);
            rows++;
            for (size_t i = 0; i < q; i++) {
                mean[i] += phi[i];
                for (size_t j = 0; j < q; j++) {
                    mass[j * q + i] += phi[i] * phi[j];
                    for (size_t k = 0; k < d; k++) {
                        stiffness[j * q + i] +=
                            gradient[i * d + k] * gradient[j * d + k];
                    }
                }
            }
        }
    }
    for (size_t i = 0; i < q * q; i++) {
        double n = (double) rows;

        mass[i] = mass[i] / n - mean[i % q] * mean[i / q] / (n * n);
        stiffness[i] /= n;
    }
    chl_free(phi);
    chl_free(mean);
    chl_free(gradient);
}

static double
largest_difference(const double *a, const double *b, size_t count)
{
    double most = 0.0;

    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs(a[i] - b[i]));
    }
    return most;
}

static void
compare_pair(bench *b, const double *weight)
{
    size_t q = chl_basis_size(b->basis);
    double *m = chl_alloc(q * q, sizeof *m), *a = chl_alloc(q * q, sizeof *a);
    double *m0 = chl_alloc(q * q, sizeof *m), *a0 = chl_alloc(q * q, sizeof *a);

    ck_assert_ok(chl_galerkin_pair(b->galerkin, weight, m, a, &b->err), b->err);
    explicit_pair(b, weight, m0, a0);
    ck_assert_double_lt(largest_difference(m, m0, q * q), 1e-12);
    ck_assert_double_lt(largest_difference(a, a0, q * q), 1e-12);
    chl_free(m);
    chl_free(a);
    chl_free(m0);
    chl_free(a0);
}

START_TEST(the_pair_is_the_sum_of_explicit_gradients)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    static const double half[GROUPS] = { 0, 0, 1, 1 };
    static const size_t dimensions[] = { 1, 2, 5 };
    bench b = start(dimensions[_i]);

    ck_assert_ok(build(&b, "matern52", "uniform", 2), b.err);
    compare_pair(&b, all);
    compare_pair(&b, half);
    finish(&b);
}
END_TEST

START_TEST(kept_landmarks_enter_the_sums)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    bench b = start(3);

    ck_assert_ok(build(&b, "matern52", "kmeans++", 1), b.err);
    ck_assert_uint_eq(chl_basis_sample(b.basis)->aside, 0);
    compare_pair(&b, all);
    finish(&b);
}
END_TEST

/* f' M f and f' A f of random coefficients, from values and gradients; with
 * fewer and with more coordinates than landmarks. */
START_TEST(evaluation_agrees_with_the_quadratic_forms_for_every_kernel)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    bench b = start(_i < KERNELS ? 3 : 2 * LANDMARKS);
    const chl_sample *sample;
    double mean = 0.0, square = 0.0, slope = 0.0, mass = 0.0, stiffness = 0.0;
    size_t row[ROWS], count, q;
    double values[ROWS], gradients[ROWS], c[LANDMARKS + 3];
    double m[(LANDMARKS + 3) * (LANDMARKS + 3)];
    double a[(LANDMARKS + 3) * (LANDMARKS + 3)];

    ck_assert_ok(build(&b, chl_kernel_type_at((size_t) _i % KERNELS)->name,
                       "uniform", 1),
                 b.err);
    sample = chl_basis_sample(b.basis);
    q = chl_basis_size(b.basis);
    count = sample->used - sample->aside;
    for (size_t i = 0; i < q; i++) {
        c[i] = chl_random_normal(&source, 5000 + i);
    }
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_sample_row(sample, sample->aside + i);
    }
    ck_assert_ok(chl_galerkin_evaluate(b.galerkin, c, NULL, 1, row, count,
                                       values, gradients, &b.err),
                 b.err);
    for (size_t i = 0; i < count; i++) {
        mean += values[i] / (double) count;
        square += values[i] * values[i] / (double) count;
        slope += gradients[i] / (double) count;
    }
    ck_assert_ok(chl_galerkin_pair(b.galerkin, all, m, a, &b.err), b.err);
    for (size_t i = 0; i < q * q; i++) {
        mass += m[i] * c[i % q] * c[i / q];
        stiffness += a[i] * c[i % q] * c[i / q];
    }
    ck_assert_double_eq_tol(square - mean * mean, mass, 1e-11 * square);
    ck_assert_double_eq_tol(slope, stiffness, 1e-11 * slope);
    finish(&b);
}
END_TEST

/* A rank-3 metric in d dimensions: two plane rotations and three weights. */
static void
set_metric(bench *b)
{
    static const double weight[] = { 2.5, 0.4, 0.05 };
    double map[3 * WIDEST] = { 0 };
    chl_kernel kernel;

    map[0] = 0.8;
    map[1] = 0.6;
    map[b->d] = -0.6;
    map[b->d + 1] = 0.8;
    map[2 * b->d + b->d - 1] = 1.0;
    chl_galerkin_free(b->galerkin);
    b->galerkin = NULL;
    ck_assert_ok(chl_basis_set_metric(b->basis, 3, map, weight, &b->err),
                 b->err);
    ck_assert_ok(chl_kernel_init("matern52", 1.7, &kernel, &b->err), b->err);
    ck_assert_ok(chl_galerkin_create(b->basis, &kernel, &b->galerkin, &b->err),
                 b->err);
}

/* With fewer and with more coordinates than landmarks. */
START_TEST(a_metric_changes_kernels_and_keeps_gradients_in_the_data)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    bench b = start(_i == 0 ? 5 : 2 * LANDMARKS);

    ck_assert_ok(build(&b, "matern52", "uniform", 2), b.err);
    set_metric(&b);
    compare_pair(&b, all);
    finish(&b);
}
END_TEST

/* Squared gradients of one random function on all rows in the sums. */
static double
mean_square(bench *b, double *coefficients)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    size_t count = sample->used - sample->aside, row[ROWS];
    double values[ROWS], gradients[ROWS], sum = 0.0;

    for (size_t i = 0; i < LANDMARKS + 3; i++) {
        coefficients[i] = chl_random_normal(&source, 7000 + i);
    }
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_sample_row(sample, sample->aside + i);
    }
    ck_assert_ok(chl_galerkin_evaluate(b->galerkin, coefficients, NULL, 1, row,
                                       count, values, gradients, &b->err),
                 b->err);
    for (size_t i = 0; i < count; i++) {
        sum += gradients[i] / (double) count;
    }
    return sum;
}

START_TEST(gradients_under_a_metric_agree_with_the_quadratic_form)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    enum {
        Q = LANDMARKS + 3
    };
    double c[Q], m[Q * Q], a[Q * Q], stiffness = 0.0, squares;
    bench b = start(2 * LANDMARKS);

    ck_assert_ok(build(&b, "matern52", "uniform", 1), b.err);
    set_metric(&b);
    squares = mean_square(&b, c);
    ck_assert_ok(chl_galerkin_pair(b.galerkin, all, m, a, &b.err), b.err);
    for (size_t i = 0; i < Q * Q; i++) {
        stiffness += a[i] * c[i % Q] * c[i / Q];
    }
    ck_assert_double_eq_tol(squares, stiffness, 1e-11 * stiffness);
    finish(&b);
}
END_TEST

/* Linear functions have constant gradients: no covariance. A function of one
 * landmark and any linear part has the covariance of the landmark's alone. */
START_TEST(linear_functions_have_no_gradient_covariance)
{
    const chl_sample *sample;
    double c[LANDMARKS + 3] = { 0 }, scale = 2.0, with[9], without[9];
    size_t row[ROWS], count;
    bench b = start(3);

    ck_assert_ok(build(&b, "gauss", "uniform", 1), b.err);
    sample = chl_basis_sample(b.basis);
    count = sample->used - sample->aside;
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_sample_row(sample, sample->aside + i);
    }
    c[2] = 1.0;
    ck_assert_ok(chl_galerkin_gradient_covariance(b.galerkin, c, &scale, 1, row,
                                                  count, without, &b.err),
                 b.err);
    c[LANDMARKS] = 3.0;
    c[LANDMARKS + 2] = -1.5;
    ck_assert_ok(chl_galerkin_gradient_covariance(b.galerkin, c, &scale, 1, row,
                                                  count, with, &b.err),
                 b.err);
    for (size_t i = 0; i < 9; i++) {
        ck_assert_double_eq_tol(with[i], without[i], 1e-12);
        ck_assert_double_eq(with[i], with[i % 3 * 3 + i / 3]);
    }
    ck_assert_double_gt(with[0], 0.0);
    finish(&b);
}
END_TEST

START_TEST(a_metric_out_of_range_is_refused)
{
    static const double map[] = { 1, 0 }, good = 1.0, bad = 0.0;
    bench b = start(2);

    ck_assert_ok(build(&b, "gauss", "uniform", 1), b.err);
    ck_assert_fails(chl_basis_set_metric(b.basis, 3, map, &good, &b.err),
                    CHL_EARG, "rank 3; it must lie in 1..2", b.err);
    ck_assert_fails(chl_basis_set_metric(b.basis, 1, map, &bad, &b.err),
                    CHL_EARG, "weight 0 of the metric is 0", b.err);
    finish(&b);
}
END_TEST

START_TEST(sums_do_not_depend_on_the_number_of_threads)
{
    static const double all[GROUPS] = { 1, 1, 1, 1 };
    enum {
        Q = LANDMARKS + 3
    };
    static double mass[3][Q * Q], stiffness[3][Q * Q];
    bench b = start(5);

    for (size_t t = 0; t < 3; t++) {
        ck_assert_ok(build(&b, "matern32", "uniform", t + 1), b.err);
        ck_assert_ok(
            chl_galerkin_pair(b.galerkin, all, mass[t], stiffness[t], &b.err),
            b.err);
        unbuild(&b);
    }
    for (size_t t = 1; t < 3; t++) {
        ck_assert_mem_eq(mass[0], mass[t], sizeof mass[0]);
        ck_assert_mem_eq(stiffness[0], stiffness[t], sizeof stiffness[0]);
    }
    finish(&b);
}
END_TEST

START_TEST(weights_without_rows_are_refused)
{
    static const double none[GROUPS] = { 0, 0, 0, 0 };
    enum {
        Q = LANDMARKS + 3
    };
    double mass[Q * Q], stiffness[Q * Q];
    bench b = start(4);

    ck_assert_ok(build(&b, "gauss", "uniform", 1), b.err);
    ck_assert_fails(
        chl_galerkin_pair(b.galerkin, none, mass, stiffness, &b.err), CHL_EARG,
        "group weights add up to 0 rows", b.err);
    finish(&b);
}
END_TEST

static chl_status
build_once(bench *b)
{
    chl_status status = build(b, "matern52", "kmeans++", 2);

    unbuild(b);
    b->err = (chl_error){ 0 };
    return status;
}

START_TEST(lost_memory_is_survived)
{
    bench b = start(2);

    ck_assert_survives_lost_memory(build_once(&b));
    finish(&b);
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    (void) now;
    return false;
}

START_TEST(progress_can_cancel)
{
    chl_basis_settings s = chl_basis_settings_default();
    bench b = start(2);

    s.landmarks = LANDMARKS;
    s.progress.report = refuse;
    ck_assert_fails(chl_basis_create(b.dataset, &s, &b.basis, &b.err),
                    CHL_ECANCELLED, "cancelled while", b.err);
    finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/galerkin");
    TCase *pair = tcase_create("pair");

    tcase_add_loop_test(pair, the_pair_is_the_sum_of_explicit_gradients, 0, 3);
    tcase_add_test(pair, kept_landmarks_enter_the_sums);
    tcase_add_loop_test(
        pair, evaluation_agrees_with_the_quadratic_forms_for_every_kernel, 0,
        2 * KERNELS);
    tcase_add_loop_test(
        pair, a_metric_changes_kernels_and_keeps_gradients_in_the_data, 0, 2);
    tcase_add_test(pair,
                   gradients_under_a_metric_agree_with_the_quadratic_form);
    tcase_add_test(pair, linear_functions_have_no_gradient_covariance);
    tcase_add_test(pair, a_metric_out_of_range_is_refused);
    tcase_add_test(pair, sums_do_not_depend_on_the_number_of_threads);
    tcase_add_test(pair, weights_without_rows_are_refused);
    tcase_add_test(pair, lost_memory_is_survived);
    tcase_add_test(pair, progress_can_cancel);
    suite_add_tcase(suite, pair);
    return run_suite(suite);
}
