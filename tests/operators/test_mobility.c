/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobility against a plain double sum. */
#include <math.h>
#include <string.h>

#include <chladni/balanced.h>

#include "operators/augmented.h"
#include "support/runner.h"

enum {
    COUNT = AUGMENTED_ROWS,
    GROUPS = AUGMENTED_GROUPS,
    KEPT = AUGMENTED_KEPT,
    MOST = AUGMENTED_MOST
};

static const double some[GROUPS] = { 0, 2, 0, 1 };
static const chl_balanced_settings all_rows = { .draws = 1, .threads = 1 };

static void
move(augmented *b, const chl_balanced_settings *settings,
     const chl_tangent *theta, const double *weight, double *w)
{
    chl_mobility *mobility = NULL;

    ck_assert_ok(chl_mobility_create(b->functions, b->augment, settings, KEPT,
                                     b->coefficients, theta, &mobility,
                                     &b->err),
                 b->err);
    ck_assert_ok(chl_mobility_matrix(mobility, weight, w, &b->err), b->err);
    chl_mobility_free(mobility);
}

/* f at the points of the law: draw 0 of the rows of weighted groups. */
static size_t
explicit_points(augmented *b, const double *weight, double *x, double *f,
                double *mass)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    double phi[MOST];
    size_t count = 0;

    for (size_t g = 0; g < GROUPS; g++) {
        for (size_t at = chl_sample_start(sample, g);
             at < chl_sample_start(sample, g + 1); at++, count++) {
            rows_apply(b->augment, b->dataset, 0, chl_sample_row(sample, at),
                       x + count * b->d);
            ck_assert_ok(chl_functions_values(b->functions, 1, x + count * b->d,
                                              phi, &b->err),
                         b->err);
            mass[count] = weight[g];
            for (size_t k = 0; k < KEPT; k++) {
                f[count * KEPT + k] = 0.0;
                for (size_t j = 0; j < b->q; j++) {
                    f[count * KEPT + k] +=
                        b->coefficients[k * b->q + j] * phi[j];
                }
            }
        }
    }
    return count;
}

static double
theta_of_gauss(const double *x, const double *y, size_t d)
{
    double squared = 0.0;

    for (size_t l = 0; l < d; l++) {
        squared += (x[l] - y[l]) * (x[l] - y[l]);
    }
    return exp(-squared / 50.0);
}

static double
theta_of_relu(const double *x, const double *y, size_t d)
{
    const chl_wide network = chl_wide_default();
    double norms[2] = { 0.0, 0.0 }, value;
    chl_pairs pairs = { 1, 1, d, x, y, &norms[0], &norms[1], NULL };

    for (size_t l = 0; l < d; l++) {
        norms[0] += x[l] * x[l];
        norms[1] += y[l] * y[l];
    }
    chl_wide_block(&network, &pairs, &value, NULL, NULL);
    return value;
}

START_TEST(mobility_is_a_plain_double_sum)
{
    augmented b = augmented_start(ROWS_POINTS, 6.0, "jitter:0.2");
    static double x[COUNT * ROWS_MOST], f[COUNT * KEPT], mass[COUNT];
    double w[KEPT * KEPT], plain[KEPT * KEPT] = { 0 }, total = 0.0, value;
    static const char *const kernels[] = { "gauss", "ntk-relu" };
    const chl_wide network = chl_wide_default();
    chl_pair_kernel kernel;
    chl_tangent theta = chl_tangent_kernel(&kernel);
    size_t count = explicit_points(&b, some, x, f, mass);

    ck_assert_ok(
        chl_pair_kernel_init(kernels[_i], &network, 5.0, 1.0, &kernel, &b.err),
        b.err);
    move(&b, &all_rows, &theta, some, w);
    for (size_t i = 0; i < count; i++) {
        total += mass[i];
        for (size_t j = 0; j < count; j++) {
            const double *y = x + j * b.d;

            value = mass[i] * mass[j]
                    * (_i == 0 ? theta_of_gauss(x + i * b.d, y, b.d)
                               : theta_of_relu(x + i * b.d, y, b.d));
            for (size_t at = 0; at < KEPT * KEPT; at++) {
                plain[at] +=
                    value * f[i * KEPT + at / KEPT] * f[j * KEPT + at % KEPT];
            }
        }
    }
    for (size_t at = 0; at < KEPT * KEPT; at++) {
        plain[at] /= total * total;
    }
    ck_assert_double_lt(largest_difference(KEPT * KEPT, w, plain), 1e-12);
    augmented_finish(&b);
}
END_TEST

START_TEST(threads_change_no_byte)
{
    augmented b = augmented_start(ROWS_GREY, 7.0, "translation:0.5");
    chl_balanced_settings s = { .draws = 2, .rows = 37, .threads = 1 };
    double w[2][KEPT * KEPT];
    chl_pair_kernel kernel;
    chl_tangent theta = chl_tangent_kernel(&kernel);

    ck_assert_ok(chl_pair_kernel_init("gauss", NULL, 5.0, 1.0, &kernel, &b.err),
                 b.err);
    move(&b, &s, &theta, some, w[0]);
    s.threads = 2;
    move(&b, &s, &theta, some, w[1]);
    ck_assert_mem_eq(w[0], w[1], sizeof w[0]);
    augmented_finish(&b);
}
END_TEST

START_TEST(no_combinations_are_refused)
{
    augmented b = augmented_start(ROWS_POINTS, 6.0, NULL);
    chl_pair_kernel kernel = { 0 };
    chl_tangent theta = chl_tangent_kernel(&kernel);
    chl_mobility *mobility = NULL;

    ck_assert_fails(chl_mobility_create(b.functions, NULL, &all_rows, 0,
                                        b.coefficients, &theta, &mobility,
                                        &b.err),
                    CHL_EARG, "combinations are 0", b.err);
    augmented_finish(&b);
}
END_TEST

static chl_status
make(augmented *b, chl_error *err)
{
    chl_mobility *mobility = NULL;
    chl_pair_kernel kernel;
    chl_tangent theta = chl_tangent_kernel(&kernel);
    chl_status status =
        chl_pair_kernel_init("gauss", NULL, 5.0, 1.0, &kernel, err);

    if (status == CHL_OK) {
        status = chl_mobility_create(b->functions, b->augment, &all_rows, KEPT,
                                     b->coefficients, &theta, &mobility, err);
    }
    chl_mobility_free(mobility);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    augmented b = augmented_start(ROWS_POINTS, 6.0, "jitter:0.2");
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(make(&b, &err));
    augmented_finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("mobility");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, mobility_is_a_plain_double_sum, 0, 2);
    tcase_add_test(laws, threads_change_no_byte);
    tcase_add_test(laws, no_combinations_are_refused);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
