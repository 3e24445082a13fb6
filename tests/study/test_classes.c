/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra in classes of functions that are not radial. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    MODES = 3,
    IMAGES = 240,
    SIDE = 6
};

static const chl_random source = { 37, CHL_STREAM_TESTS };
static const char *const names[] = { "ntk-relu", "ntk-erf", "conv" };

typedef struct bench {
    chl_dataset *dataset;
    chl_result *result;
    chl_error err;
} bench;

static bench
start(const char *measure, size_t samples)
{
    bench b = { 0 };
    chl_dataset_settings s = chl_dataset_settings_default();

    s.samples = samples;
    ck_assert_ok(chl_dataset_open(measure, &s, &b.dataset, &b.err), b.err);
    ck_assert_ok(chl_result_create("spectrum", &b.result, &b.err), b.err);
    return b;
}

/* Stripes of random phase and strength: brightness and contrast vary. */
static bench
start_images(void)
{
    static uint8_t bytes[IMAGES * SIDE * SIDE];
    chl_array array = { bytes, CHL_U8, 3, { IMAGES, SIDE, SIDE, 0 }, NULL };
    bench b = { 0 };

    for (size_t i = 0; i < IMAGES; i++) {
        double phase = 6.283185307179586 * chl_random_uniform(&source, 3 * i);
        double contrast = 60.0 * chl_random_uniform(&source, 3 * i + 1);
        double middle = 80.0 + 90.0 * chl_random_uniform(&source, 3 * i + 2);

        for (size_t k = 0; k < SIDE * SIDE; k++) {
            bytes[i * SIDE * SIDE + k] =
                (uint8_t) (middle
                           + contrast
                                 * sin(phase
                                       + 2.0943951023931953
                                             * (double) (k % SIDE)));
        }
    }
    ck_assert_ok(
        chl_dataset_from_array("stripes", &array, NULL, &b.dataset, &b.err),
        b.err);
    ck_assert_ok(chl_result_create("spectrum", &b.result, &b.err), b.err);
    return b;
}

static void
finish(bench *b)
{
    chl_result_free(b->result);
    chl_dataset_free(b->dataset);
}

static chl_spectrum_settings
settings_of(const char *kernel)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();

    s.kernel = kernel;
    s.landmarks = 100;
    s.modes = MODES;
    s.bootstrap = 4;
    s.threads = 1;
    return s;
}

static const chl_result_spectrum *
run(bench *b, const chl_spectrum_settings *s)
{
    ck_assert_ok(chl_study_spectrum(b->dataset, s, b->result, &b->err), b->err);
    ck_assert_ptr_nonnull(b->result->spectrum);
    ck_assert_uint_ge(b->result->spectrum->count, MODES);
    return b->result->spectrum;
}

/* N(0, I) in two dimensions: 1, 1, 2. */
START_TEST(wide_networks_find_the_normal_law_within_their_intervals)
{
    static const double truth[MODES] = { 1.0, 1.0, 2.0 };
    bench b = start("gauss:d=2", 2000);
    chl_spectrum_settings s = settings_of(names[_i]);
    const chl_result_spectrum *found = run(&b, &s);

    ck_assert_str_eq(found->kernel, names[_i]);
    ck_assert(isnan(found->bandwidth));
    for (size_t k = 0; k < MODES; k++) {
        ck_assert_double_lt(found->ci_low[k], truth[k]);
        ck_assert_double_gt(found->ci_high[k], truth[k]);
        ck_assert_double_lt(fabs(found->lambda[k] / truth[k] - 1.0), 0.1);
    }
    finish(&b);
}
END_TEST

/* Linear functions are in every class. */
START_TEST(no_class_is_above_the_linear_bound)
{
    bench b = start_images();
    chl_spectrum_settings s = settings_of(names[_i]);
    const chl_result_spectrum *found = run(&b, &s);

    ck_assert_double_lt(found->lambda_train[0], found->linear_bound * 1.1);
    ck_assert_double_gt(found->lambda[0], 0.0);
    ck_assert_double_gt(found->lambda_heldout[0], 0.0);
    finish(&b);
}
END_TEST

START_TEST(threads_change_no_byte_of_a_spectrum)
{
    double lambda[2][MODES], heldout[2][MODES];

    for (size_t t = 0; t < 2; t++) {
        bench b = start_images();
        chl_spectrum_settings s = settings_of(names[_i]);
        const chl_result_spectrum *found;

        s.threads = t + 1;
        found = run(&b, &s);
        memcpy(lambda[t], found->lambda, sizeof lambda[t]);
        memcpy(heldout[t], found->lambda_heldout, sizeof heldout[t]);
        finish(&b);
    }
    ck_assert_mem_eq(lambda[0], lambda[1], sizeof lambda[0]);
    ck_assert_mem_eq(heldout[0], heldout[1], sizeof heldout[0]);
}
END_TEST

START_TEST(what_a_class_has_not_is_refused)
{
    bench b = start("gauss:d=2", 400);
    chl_spectrum_settings s = settings_of("ntk-relu");

    s.bandwidth = 2.0;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "bandwidth is 2; kernel ntk-relu has none",
                    b.err);
    s.bandwidth = 0.0;
    s.depth = 65;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "depth is 65; that of ntk-relu must lie in 1..64",
                    b.err);
    s.depth = 0;
    s.adapt = "on";
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "kernel ntk-relu sees no metric", b.err);
    s = settings_of("gauss");
    s.depth = 2;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "depth is 2; kernel gauss has none", b.err);
    s = settings_of("conv");
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "convolutions need images", b.err);
    s = settings_of("ntk_relu");
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "did you mean 'ntk-relu'", b.err);
    s = settings_of("spline");
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "conv, or ntk-, nngp-, cntk-", b.err);
    finish(&b);
}
END_TEST

static chl_status
study(const chl_dataset *dataset, const chl_spectrum_settings *s,
      chl_error *err)
{
    chl_result *result = NULL;
    chl_status status = chl_result_create("spectrum", &result, err);

    if (status == CHL_OK) {
        status = chl_study_spectrum(dataset, s, result, err);
    }
    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    bench b = start_images();
    chl_spectrum_settings s = settings_of(names[2 * _i]);

    s.landmarks = 8;
    s.samples = 40;
    s.modes = 2;
    s.ridge = 1e-4;
    s.bootstrap = 0;
    s.sheet = 0;
    ck_assert_survives_lost_memory(study(b.dataset, &s, &b.err));
    finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("classes");
    TCase *every = tcase_create("every class");

    tcase_set_timeout(every, 60);
    tcase_add_loop_test(
        every, wide_networks_find_the_normal_law_within_their_intervals, 0, 2);
    tcase_add_loop_test(every, no_class_is_above_the_linear_bound, 0, 3);
    tcase_add_loop_test(every, threads_change_no_byte_of_a_spectrum, 0, 3);
    tcase_add_test(every, what_a_class_has_not_is_refused);
    tcase_add_loop_test(every, lost_memory_is_survived, 0, 2);
    suite_add_tcase(suite, every);
    return run_suite(suite);
}
