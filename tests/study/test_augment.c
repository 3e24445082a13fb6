/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of augmented laws that have a closed form. */
#include <math.h>
#include <string.h>

#include <chladni/augment.h>
#include <chladni/study.h>

#include "support/runner.h"

enum {
    ROWS = 3000
};

static chl_result *
spectrum_of(const char *measure, const char *chain, size_t threads)
{
    chl_dataset_settings data = chl_dataset_settings_default();
    chl_spectrum_settings s = chl_spectrum_settings_default();
    chl_augment_chain parts;
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    chl_error err = { 0 };

    data.samples = ROWS;
    s.landmarks = 60;
    s.modes = 2;
    s.bootstrap = 0;
    s.threads = threads;
    ck_assert_ok(chl_augment_parse(chain, &parts, &err), err);
    ck_assert_ok(chl_dataset_open(measure, &data, &dataset, &err), err);
    ck_assert_ok(chl_augment_dataset(dataset, &parts, 0, &err), err);
    ck_assert_ok(chl_result_create("spectrum", &result, &err), err);
    ck_assert_ok(chl_study_dataset(dataset, result, &err), err);
    ck_assert_ok(chl_study_spectrum(dataset, &s, result, &err), err);
    chl_dataset_free(dataset);
    return result;
}

/* Noise of half the deviation s on N(0, s^2) is N(0, s^2 5/4): lambda_k = k
 * over its variance. */
START_TEST(a_jittered_normal_law_is_a_wider_one)
{
    chl_result *result = spectrum_of("gauss:sigma=1.5", "jitter:0.5", 1);
    const double variance = 1.5 * 1.5 * 1.25;

    for (size_t k = 0; k < 2; k++) {
        double truth = (double) (k + 1) / variance;

        ck_assert_double_le(result->spectrum->ci_low[k], truth);
        ck_assert_double_ge(result->spectrum->ci_high[k], truth);
        ck_assert_double_eq_tol(result->spectrum->lambda[k], truth,
                                0.15 * truth);
    }
    chl_result_free(result);
}
END_TEST

/* Turned by any angle, the plane is the same in all directions: its slowest
 * modes are a pair. */
START_TEST(a_rotated_plane_has_pairs_of_modes)
{
    chl_result *result = spectrum_of("gauss:sigma=2,1", "rotation:1", 1);
    const double *lambda = result->spectrum->lambda;

    ck_assert_double_eq_tol(lambda[0], lambda[1], 0.1 * lambda[0]);
    chl_result_free(result);
}
END_TEST

START_TEST(threads_change_no_byte_of_an_augmented_spectrum)
{
    const char *chain = "jitter:0.3,rotation:0.5:0.5,mixup:0.3";
    chl_result *one = spectrum_of("gauss:sigma=2,1", chain, 1);
    chl_result *four = spectrum_of("gauss:sigma=2,1", chain, 4);

    ck_assert_str_eq(one->dataset->augment,
                     "jitter:0.3:1,rotation:0.5:0.5,mixup:0.3:1 seed 0");
    ck_assert_mem_eq(one->spectrum->lambda, four->spectrum->lambda,
                     2 * sizeof(double));
    chl_result_free(one);
    chl_result_free(four);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/augment");
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 120);
    tcase_add_test(laws, a_jittered_normal_law_is_a_wider_one);
    tcase_add_test(laws, a_rotated_plane_has_pairs_of_modes);
    tcase_add_test(laws, threads_change_no_byte_of_an_augmented_spectrum);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
