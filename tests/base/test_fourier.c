/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transforms, and that planning them is safe. */
#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/fourier.h"
#include "base/random.h"
#include "support/runner.h"

enum {
    SIZE = 48 * 36,
    THREADS = 4
};

static const chl_random source = { 9, CHL_STREAM_TESTS };

static void
transform(double *values, chl_complex *modes, double *back)
{
    const size_t cells[] = { 48, 36 };
    double *in = chl_alloc(SIZE, sizeof *in);
    double *out = chl_alloc(SIZE, sizeof *out);
    chl_complex *spectrum = chl_alloc(48 * 19, sizeof *spectrum);
    chl_fourier *fourier = NULL;

    ck_assert_int_eq(chl_fourier_create(2, cells, &fourier, NULL), CHL_OK);
    for (size_t k = 0; k < SIZE; k++) {
        in[k] = chl_random_normal(&source, k);
    }
    chl_fourier_forward(fourier, in, spectrum);
    memcpy(values, in, SIZE * sizeof *in);
    memcpy(modes, spectrum, 48 * 19 * sizeof *spectrum);
    chl_fourier_backward(fourier, spectrum, out);
    memcpy(back, out, SIZE * sizeof *out);
    chl_fourier_free(fourier);
    chl_free(in);
    chl_free(out);
    chl_free(spectrum);
}

static double values[THREADS][SIZE], back[THREADS][SIZE];
static chl_complex modes[THREADS][48 * 19];

START_TEST(backward_undoes_forward)
{
    double sum = 0.0;

    transform(values[0], modes[0], back[0]);
    for (size_t k = 0; k < SIZE; k++) {
        ck_assert_double_eq(values[0][k], chl_random_normal(&source, k));
        ck_assert_double_eq_tol(back[0][k] / SIZE, values[0][k], 1e-13);
        sum += values[0][k];
    }
    ck_assert_double_eq_tol(modes[0][0].re, sum, 1e-11);
}
END_TEST

START_TEST(wisdom_changes_no_byte_and_stays_what_it_was)
{
    double *in = fftw_alloc_real(SIZE);
    fftw_complex *out = fftw_alloc_complex(48 * 19);
    fftw_plan patient;
    char *before, *after;

    transform(values[0], modes[0], back[0]);
    patient = fftw_plan_dft_r2c_2d(48, 36, in, out, FFTW_PATIENT);
    before = fftw_export_wisdom_to_string();
    transform(values[1], modes[1], back[1]);
    after = fftw_export_wisdom_to_string();
    ck_assert_mem_eq(modes[0], modes[1], sizeof modes[0]);
    ck_assert_mem_eq(back[0], back[1], sizeof back[0]);
    ck_assert_uint_eq(strlen(before), strlen(after));
    fftw_destroy_plan(patient);
    fftw_free(in);
    fftw_free(out);
    free(before);
    free(after);
}
END_TEST

/* Large enough to be split, and of sizes that no group divides. */
START_TEST(workers_change_no_byte)
{
    const size_t cells[] = { 37, 29, 22 }, n = 37 * 29 * 22;
    double *in = chl_alloc(n, sizeof *in), *out = chl_alloc(n, sizeof *out);
    chl_complex *one = NULL, *two = NULL;
    chl_fourier *fourier = NULL;
    size_t count;

    ck_assert_int_eq(chl_fourier_create(3, cells, &fourier, NULL), CHL_OK);
    count = chl_fourier_modes(fourier);
    ck_assert_uint_eq(count, 37 * 29 * 12);
    one = chl_alloc(count, sizeof *one);
    two = chl_alloc(count, sizeof *two);
    for (size_t k = 0; k < n; k++) {
        in[k] = chl_random_normal(&source, k);
    }
    chl_fourier_forward(fourier, in, one);
    chl_fourier_share(fourier, 3);
    chl_fourier_forward(fourier, in, two);
    ck_assert_mem_eq(one, two, count * sizeof *one);
    chl_fourier_backward(fourier, two, out);
    for (size_t k = 0; k < n; k++) {
        ck_assert_double_eq_tol(out[k] / (double) n, in[k], 1e-13);
    }
    chl_fourier_free(fourier);
    chl_free(in);
    chl_free(out);
    chl_free(one);
    chl_free(two);
}
END_TEST

/* One wave along each axis in turn ends up in its own place. */
START_TEST(a_wave_has_one_mode)
{
    const size_t cells[] = { 12, 10, 9 }, waves[] = { 11, 3, 2 };
    double *in = chl_alloc(1080, sizeof *in);
    chl_complex *out = chl_alloc(12 * 10 * 5, sizeof *out);
    chl_fourier *fourier = NULL;

    ck_assert_int_eq(chl_fourier_create(3, cells, &fourier, NULL), CHL_OK);
    for (size_t k = 0; k < 1080; k++) {
        size_t at[] = { k / 90, k / 9 % 10, k % 9 };
        double phase = 0.0;

        for (size_t a = 0; a < 3; a++) {
            phase += 2.0 * 3.14159265358979323846 * (double) (at[a] * waves[a])
                     / (double) cells[a];
        }
        in[k] = cos(phase);
    }
    chl_fourier_forward(fourier, in, out);
    for (size_t k = 0; k < 600; k++) {
        bool own = k == (11 * 10 + 3) * 5 + 2;

        ck_assert_double_eq_tol(out[k].re, own ? 540.0 : 0.0, 1e-11);
        ck_assert_double_eq_tol(out[k].im, 0.0, 1e-11);
    }
    chl_fourier_free(fourier);
    chl_free(in);
    chl_free(out);
}
END_TEST

static void *
run(void *user)
{
    size_t k = *(size_t *) user;

    for (int repeat = 0; repeat < 20; repeat++) {
        transform(values[k], modes[k], back[k]);
    }
    return NULL;
}

START_TEST(plans_can_be_made_in_many_threads)
{
    pthread_t threads[THREADS];
    size_t index[THREADS];

    for (size_t k = 0; k < THREADS; k++) {
        index[k] = k;
        ck_assert_int_eq(pthread_create(&threads[k], NULL, run, &index[k]), 0);
    }
    for (size_t k = 0; k < THREADS; k++) {
        pthread_join(threads[k], NULL);
        ck_assert_mem_eq(modes[k], modes[0], sizeof modes[0]);
    }
}
END_TEST

static chl_status
make(void)
{
    const size_t cells[] = { 8, 6, 4 };
    chl_fourier *fourier = NULL;
    chl_error e = { 0 };
    chl_status status = chl_fourier_create(3, cells, &fourier, &e);

    chl_fourier_free(fourier);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(make());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/fourier");
    TCase *tests = tcase_create("fourier");

    tcase_add_test(tests, backward_undoes_forward);
    tcase_add_test(tests, wisdom_changes_no_byte_and_stays_what_it_was);
    tcase_add_test(tests, workers_change_no_byte);
    tcase_add_test(tests, a_wave_has_one_mode);
    tcase_add_test(tests, plans_can_be_made_in_many_threads);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
