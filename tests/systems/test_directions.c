/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise under sample covariances, and the directions above it. */
#include "systems/directions.h"

#include <chladni/data.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    ROWS = 1500,
    COLUMNS = 60
};

/* Variance 1 + spikes 9 and 4 along the first two columns, in a unit of
 * choice. */
static chl_dataset *
spiked(double *values, double scale)
{
    const chl_random random = { 3, CHL_STREAM_TESTS };
    const chl_array array = {
        .data = values, .dtype = CHL_F64, .axes = 2, .shape = { ROWS, COLUMNS }
    };
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLUMNS; j++) {
            double sd = j == 0 ? sqrt(10.0) : j == 1 ? sqrt(5.0) : 1.0;

            values[i * COLUMNS + j] =
                scale * sd * chl_random_normal(&random, i * COLUMNS + j);
        }
    }
    ck_assert_ok(chl_dataset_from_array("spikes", &array, NULL, &dataset, &err),
                 err);
    return dataset;
}

/* Standard errors: sqrt(2 / rows) of a variance, and of the noise less. */
START_TEST(spikes_and_noise_are_told_apart_in_any_unit)
{
    static const double scales[] = { 1.0, 1e-3, 250.0 };
    double *values = chl_alloc(ROWS * COLUMNS, sizeof *values);
    chl_dataset *dataset;
    chl_directions found = { 0 };
    chl_error err = { 0 };
    double unit;

    ck_assert_ptr_nonnull(values);
    dataset = spiked(values, scales[_i]);
    ck_assert_ok(chl_directions_find(dataset, 8, 0, 0, &found, &err), err);
    unit = found.scale * found.scale * scales[_i] * scales[_i];
    ck_assert_uint_eq(found.count, 2);
    ck_assert_uint_eq(found.varying, COLUMNS);
    ck_assert_double_eq_tol(found.noise / unit, 1.0, 0.05);
    ck_assert_double_eq_tol(found.lambda[0] / unit, 9.0, 4.0 * 10.0 * 0.0365);
    ck_assert_double_eq_tol(found.lambda[1] / unit, 4.0, 4.0 * 5.0 * 0.0365);
    ck_assert_double_gt(found.vectors[0], 0.98);
    ck_assert_double_gt(found.vectors[COLUMNS + 1], 0.97);
    chl_directions_clear(&found);
    ck_assert_survives_lost_memory(
        chl_directions_find(dataset, 2, 0, 0, &found, NULL));
    chl_directions_clear(&found);
    chl_dataset_free(dataset);
    chl_free(values);
}
END_TEST

START_TEST(equal_rows_have_no_direction)
{
    static const double same[] = { 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0 };
    const chl_array array = {
        .data = same, .dtype = CHL_F64, .axes = 2, .shape = { 4, 2 }
    };
    chl_dataset *dataset = NULL;
    chl_directions found = { 0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_dataset_from_array("same", &array, NULL, &dataset, &err),
                 err);
    ck_assert_fails(chl_directions_find(dataset, 2, 0, 0, &found, &err),
                    CHL_EDATA, "all rows are equal", err);
    chl_dataset_free(dataset);
}
END_TEST

/* l = s (1 + g n / (s - n)) for a population eigenvalue s = lambda + n. */
START_TEST(unbiasing_inverts_the_bias_of_a_spike)
{
    for (size_t k = 1; k < 20; k++) {
        double noise = 0.3 * (double) k, ratio = 0.15 * (double) k;
        double lambda = noise * (sqrt(ratio) + 0.4 * (double) k);
        double sample = (lambda + noise) * (1.0 + ratio * noise / lambda);

        ck_assert_double_eq_tol(chl_noise_unbias(sample, ratio, noise), lambda,
                                1e-12 * sample);
    }
    ck_assert_double_eq(chl_noise_unbias(1.0, 1.0, 1.0), 0.0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("directions");
    TCase *c = tcase_create("directions");

    tcase_add_loop_test(c, spikes_and_noise_are_told_apart_in_any_unit, 0, 3);
    tcase_add_test(c, equal_rows_have_no_direction);
    tcase_add_test(c, unbiasing_inverts_the_bias_of_a_spike);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
