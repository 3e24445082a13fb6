/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of kernels that see their points through a transform. */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/field.h"

enum {
    D = 4,
    X = 3,
    Z = 5
};

static const char *const kernels[] = { "ntk-relu", "nngp-erf", "gauss",
                                       "energy", "dcgan-relu" };

enum {
    KERNELS = sizeof kernels / sizeof *kernels
};

static chl_pair_kernel
kernel_of(const char *name, chl_pair_transform transform)
{
    const chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.0, 1.0, &kernel, &err),
                 err);
    kernel.images.height = kernel.images.width = 2;
    kernel.images.channels = 1;
    kernel.transform = transform;
    return kernel;
}

/* Within -0.9..0.9. */
static const double *
points(void)
{
    static double x[(X + Z) * D];
    const chl_random source = { 37, CHL_STREAM_TESTS };

    for (size_t i = 0; i < (size_t) (X + Z) * D; i++) {
        x[i] = 0.9 * tanh(chl_random_normal(&source, i));
    }
    return x;
}

static double
transformed(chl_pair_transform transform, double x)
{
    return transform == CHL_TRANSFORM_TANH ? tanh(x) : atanh(x);
}

/* f = sum_j cos(j) k(x, z_j). */
static chl_status
field_at(const chl_pair_kernel *kernel, size_t count, const double *x,
         const double *z, double *values, double *gradients, chl_error *err)
{
    double norms[Z], coefficients[Z];
    const chl_support support = { Z, z, norms, coefficients };
    const chl_field field = {
        .kernel = kernel, .d = D, .threads = 1, .count = 1, .supports = &support
    };

    chl_field_norms(Z, D, z, norms);
    for (size_t j = 0; j < Z; j++) {
        coefficients[j] = cos((double) j);
    }
    return chl_field_evaluate(&field, count, x, values, gradients, err);
}

START_TEST(values_are_those_of_transformed_points)
{
    const chl_pair_transform transform =
        _i % 2 == 0 ? CHL_TRANSFORM_TANH : CHL_TRANSFORM_ATANH;
    const chl_pair_kernel kernel = kernel_of(kernels[_i / 2], transform);
    const chl_pair_kernel plain =
        kernel_of(kernels[_i / 2], CHL_TRANSFORM_NONE);
    const double *x = points();
    double seen[(X + Z) * D], values[X], expected[X];
    chl_error err = { 0 };

    for (size_t i = 0; i < (size_t) (X + Z) * D; i++) {
        seen[i] = transformed(transform, x[i]);
    }
    ck_assert_ok(field_at(&kernel, X, x, x + X * D, values, NULL, &err), err);
    ck_assert_ok(field_at(&plain, X, seen, seen + X * D, expected, NULL, &err),
                 err);
    for (size_t i = 0; i < X; i++) {
        ck_assert_double_eq(values[i], expected[i]);
    }
}
END_TEST

START_TEST(gradients_agree_with_differences)
{
    const chl_pair_kernel kernel =
        kernel_of(kernels[_i / 2],
                  _i % 2 == 0 ? CHL_TRANSFORM_TANH : CHL_TRANSFORM_ATANH);
    const double *z = points() + X * D, h = 1e-4;
    double x[D], value, slopes[D], sides[4];
    chl_error err = { 0 };

    memcpy(x, points(), sizeof x);
    ck_assert_ok(field_at(&kernel, 1, x, z, &value, slopes, &err), err);
    for (size_t k = 0; k < D; k++) {
        const double at = x[k];

        for (int s = 0; s < 4; s++) {
            x[k] = at + (s % 2 == 0 ? h : -h) * (s / 2 == 0 ? 1.0 : 2.0);
            ck_assert_ok(field_at(&kernel, 1, x, z, &sides[s], NULL, &err),
                         err);
        }
        x[k] = at;
        ck_assert_double_eq_tol(
            slopes[k],
            (8.0 * (sides[0] - sides[1]) - (sides[2] - sides[3])) / (12.0 * h),
            1e-8 * (1.0 + fabs(slopes[k])));
    }
}
END_TEST

/* Points that are the support themselves, and the matrix of all pairs. */
START_TEST(fields_are_products_with_the_matrix)
{
    const chl_pair_kernel kernel = kernel_of(kernels[_i], CHL_TRANSFORM_ATANH);
    const double *z = points() + X * D;
    double values[Z], norms[Z], matrix[Z * Z];
    chl_error err = { 0 };

    chl_field_norms(Z, D, z, norms);
    ck_assert_ok(field_at(&kernel, Z, z, z, values, NULL, &err), err);
    ck_assert_ok(chl_field_matrix(&kernel, D, 1, Z, z, norms, matrix, &err),
                 err);
    for (size_t i = 0; i < Z; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < Z; j++) {
            size_t low = i > j ? i : j, high = i > j ? j : i;

            sum += matrix[low * Z + high] * cos((double) j);
        }
        ck_assert_double_eq_tol(values[i], sum, 1e-13 * (1.0 + fabs(sum)));
    }
}
END_TEST

START_TEST(points_beyond_the_transform_are_unknown_or_refused)
{
    const chl_pair_kernel kernel = kernel_of("gauss", CHL_TRANSFORM_ATANH);
    double x[X * D], z[Z * D], values[X];
    chl_error err = { 0 };

    memcpy(x, points(), sizeof x);
    memcpy(z, points() + X * D, sizeof z);
    x[D + 1] = 1.0;
    ck_assert_ok(field_at(&kernel, X, x, z, values, NULL, &err), err);
    ck_assert(isfinite(values[0]) && isnan(values[1]) && isfinite(values[2]));
    z[6] = -1.5;
    ck_assert_fails(field_at(&kernel, X, x, z, values, NULL, &err),
                    CHL_ENUMERIC,
                    "point 1, column 2 is -1.5; the kernel's atanh takes", err);
}
END_TEST

static chl_status
evaluate(void)
{
    const chl_pair_kernel kernel = kernel_of("gauss", CHL_TRANSFORM_TANH);
    const double *x = points();
    double values[X], slopes[X * D], norms[X], matrix[X * X];
    chl_status status =
        field_at(&kernel, X, x, x + X * D, values, slopes, NULL);

    if (status == CHL_OK) {
        chl_field_norms(X, D, x, norms);
        status = chl_field_matrix(&kernel, D, 1, X, x, norms, matrix, NULL);
    }
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(evaluate());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/field_transform");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, values_are_those_of_transformed_points, 0,
                        2 * KERNELS);
    tcase_add_loop_test(laws, gradients_agree_with_differences, 0, 2 * KERNELS);
    tcase_add_loop_test(laws, fields_are_products_with_the_matrix, 0, KERNELS);
    tcase_add_test(laws, points_beyond_the_transform_are_unknown_or_refused);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
