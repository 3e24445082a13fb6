/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real Fourier transforms on a grid of 1 to 3 axes, the last one fastest.
 *
 * A plan is a pure function of the shape: it is made by estimate, without the
 * wisdom the process may have gathered, which is put back afterwards. So
 * results do not depend on what was planned before. Planning takes turns in
 * the whole process; transforms do not wait for each other.
 *
 * Spectra are halved along the last axis: (.., cells / 2 + 1) complex values.
 */
#ifndef CHLADNI_BASE_FOURIER_H
#define CHLADNI_BASE_FOURIER_H

#include <chladni/base.h>

typedef struct chl_fourier chl_fourier;

/* Errors: CHL_ENOMEM. cells[k] <= 2^31 - 1. */
chl_status chl_fourier_create(size_t axes, const size_t *cells,
                              chl_fourier **out, chl_error *err);
void chl_fourier_free(chl_fourier *fourier);

/* Values of the grid, and of a spectrum. */
size_t chl_fourier_size(const chl_fourier *fourier);
size_t chl_fourier_modes(const chl_fourier *fourier);

/*
 * Arrays must come from chl_alloc. forward leaves `values` alone; backward
 * uses up `spectrum`, and its result is size times the values.
 * Threads    any number at once on different arrays.
 */
void chl_fourier_forward(const chl_fourier *fourier, double *values,
                         chl_complex *spectrum);
void chl_fourier_backward(const chl_fourier *fourier, chl_complex *spectrum,
                          double *values);

/* Signed frequency of place k of an axis of n: 0, 1, .., n/2, .., -2, -1. */
static inline double
chl_fourier_frequency(size_t k, size_t n)
{
    return 2 * k <= n ? (double) k : (double) k - (double) n;
}

#endif
