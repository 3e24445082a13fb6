/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real Fourier transforms on a grid of 1 to 3 axes, the last one fastest.
 *
 * Spectra are halved along the last axis: (.., cells / 2 + 1) complex values.
 */
#ifndef CHLADNI_BASE_FOURIER_H
#define CHLADNI_BASE_FOURIER_H

#include "base/fourier_lines.h"

typedef struct chl_fourier chl_fourier;

/* Errors: CHL_ENOMEM. cells[k] <= 2^31 - 1. */
chl_status chl_fourier_create(size_t axes, const size_t *cells,
                              chl_fourier **out, chl_error *err);
void chl_fourier_free(chl_fourier *fourier);

/* Values of the grid, and of a spectrum. */
size_t chl_fourier_size(const chl_fourier *fourier);
size_t chl_fourier_modes(const chl_fourier *fourier);

/* Workers of one transform from now on, 1 or more; 1 if never told. */
void chl_fourier_share(chl_fourier *fourier, size_t threads);

/*
 * Arrays must come from chl_alloc. forward leaves `values` alone; backward
 * uses up `spectrum`, and its result is size times the values.
 * Threads    results do not depend on the workers; any number of calls at once
 *            on different arrays.
 */
void chl_fourier_forward(const chl_fourier *fourier, double *values,
                         chl_complex *spectrum);
void chl_fourier_backward(const chl_fourier *fourier, chl_complex *spectrum,
                          double *values);

#endif
