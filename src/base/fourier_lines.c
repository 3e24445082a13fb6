/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that knows FFTW. */
#include "base/fourier_lines.h"

#include <fftw3.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"

struct chl_lines {
    size_t n, count, step, distance;
    fftw_plan forward, backward;
};

/* FFTW's planner keeps its wisdom in the process and is not thread-safe. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void
plan_complex(chl_lines *lines, fftw_complex *modes)
{
    const int n = (int) lines->n, count = (int) lines->count;
    const int step = (int) lines->step, distance = (int) lines->distance;

    lines->forward =
        fftw_plan_many_dft(1, &n, count, modes, NULL, step, distance, modes,
                           NULL, step, distance, FFTW_FORWARD, FFTW_ESTIMATE);
    lines->backward =
        fftw_plan_many_dft(1, &n, count, modes, NULL, step, distance, modes,
                           NULL, step, distance, FFTW_BACKWARD, FFTW_ESTIMATE);
}

static void
plan_real(chl_lines *lines, double *values, fftw_complex *modes)
{
    const int n = (int) lines->n, half = n / 2 + 1, count = (int) lines->count;

    lines->forward =
        fftw_plan_many_dft_r2c(1, &n, count, values, NULL, 1, n, modes, NULL, 1,
                               half, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    lines->backward =
        fftw_plan_many_dft_c2r(1, &n, count, modes, NULL, 1, half, values, NULL,
                               1, n, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
}

/* Plans by estimate still use wisdom where there is some: set it aside. */
static void
plan_without_wisdom(chl_lines *lines, double *values, chl_complex *modes)
{
    char *wisdom;

    pthread_mutex_lock(&turn);
    wisdom = fftw_export_wisdom_to_string();
    if (wisdom != NULL) {
        fftw_forget_wisdom();
        if (values != NULL) {
            plan_real(lines, values, (fftw_complex *) modes);
        } else {
            plan_complex(lines, (fftw_complex *) modes);
        }
        fftw_forget_wisdom();
        (void) fftw_import_wisdom_from_string(wisdom);
        free(wisdom);
    }
    pthread_mutex_unlock(&turn);
}

static chl_status
create(const chl_lines *like, bool real, chl_lines **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t ends =
        (like->n - 1) * like->step + (like->count - 1) * like->distance + 1;
    chl_lines *lines = chl_alloc(1, sizeof *lines);
    chl_complex *modes = chl_alloc(ends, sizeof *modes);
    double *values = real ? chl_alloc(ends, sizeof *values) : NULL;

    CHL_REQUIRE_MEMORY(lines, err, "a Fourier transform");
    CHL_REQUIRE_MEMORY(modes, err, "a spectrum");
    *lines = *like;
    if (real) {
        CHL_REQUIRE_MEMORY(values, err, "values to be transformed");
    }
    plan_without_wisdom(lines, values, modes);
    CHL_REQUIRE(lines->forward != NULL && lines->backward != NULL, err,
                CHL_ENOMEM, "out of memory for plans of FFTW");
    *out = lines;
    lines = NULL;
out:
    chl_free(modes);
    chl_free(values);
    chl_lines_free(lines);
    return status;
}

chl_status
chl_lines_create(size_t n, size_t count, size_t step, size_t distance,
                 chl_lines **out, chl_error *err)
{
    const chl_lines like = { n, count, step, distance, NULL, NULL };

    return create(&like, false, out, err);
}

chl_status
chl_lines_create_real(size_t n, size_t count, chl_lines **out, chl_error *err)
{
    const chl_lines like = { n, count, 1, n, NULL, NULL };

    return create(&like, true, out, err);
}

void
chl_lines_free(chl_lines *lines)
{
    if (lines == NULL) {
        return;
    }
    pthread_mutex_lock(&turn);
    fftw_destroy_plan(lines->forward);
    fftw_destroy_plan(lines->backward);
    pthread_mutex_unlock(&turn);
    chl_free(lines);
}

void
chl_lines_forward(const chl_lines *lines, double *values, chl_complex *modes)
{
    fftw_complex *to = (fftw_complex *) modes;

    if (values != NULL) {
        fftw_execute_dft_r2c(lines->forward, values, to);
    } else {
        fftw_execute_dft(lines->forward, to, to);
    }
}

void
chl_lines_backward(const chl_lines *lines, chl_complex *modes, double *values)
{
    fftw_complex *from = (fftw_complex *) modes;

    if (values != NULL) {
        fftw_execute_dft_c2r(lines->backward, from, values);
    } else {
        fftw_execute_dft(lines->backward, from, from);
    }
}
