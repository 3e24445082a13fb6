/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fourier transforms of a few lines: what all the others are made of.
 *
 * A plan is a pure function of the shape: it is made by estimate, without the
 * wisdom the process may have gathered, which is put back afterwards. So
 * results do not depend on what was planned before. Planning takes turns in
 * the whole process; transforms do not wait for each other.
 */
#ifndef CHLADNI_BASE_FOURIER_LINES_H
#define CHLADNI_BASE_FOURIER_LINES_H

#include <chladni/base.h>

typedef struct chl_lines chl_lines;

/*
 * Complex, in place: value i of line j at [i * step + j * distance]; or real
 * lines one after another, and their half spectra of n / 2 + 1 values.
 *
 * Errors: CHL_ENOMEM. n and the distances lie in 1..2^31 - 1.
 */
chl_status chl_lines_create(size_t n, size_t count, size_t step,
                            size_t distance, chl_lines **out, chl_error *err);
chl_status chl_lines_create_real(size_t n, size_t count, chl_lines **out,
                                 chl_error *err);
void chl_lines_free(chl_lines *lines);

/*
 * Arrays start a multiple of 16 bytes behind what chl_alloc gave. Of complex
 * lines values is NULL; of real ones forward leaves it alone and backward uses
 * up modes. There and back multiplies by n.
 * Threads    any number at once on different arrays.
 */
void chl_lines_forward(const chl_lines *lines, double *values,
                       chl_complex *modes);
void chl_lines_backward(const chl_lines *lines, chl_complex *modes,
                        double *values);

/* Signed frequency of place k of an axis of n: 0, 1, .., n/2, .., -2, -1. */
static inline double
chl_fourier_frequency(size_t k, size_t n)
{
    return 2 * k <= n ? (double) k : (double) k - (double) n;
}

#endif
