/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Kaiser-Bessel window of a non-equidistant Fourier transform with twice
 * as many cells as modes, in units of a cell:
 *
 *     phi(x) = sinh(b sqrt(m^2 - x^2)) / (pi sqrt(m^2 - x^2)),  |x| < m,
 *     its transform  I_0(m sqrt(b^2 - (2 pi xi)^2)),  b = 3 pi / 2.
 *
 * Source  J. Keiner, S. Kunis, D. Potts, Using NFFT3, ACM TOMS 36, 2009.
 */
#ifndef CHLADNI_OPERATORS_FAST_WINDOW_H
#define CHLADNI_OPERATORS_FAST_WINDOW_H

#include <stddef.h>

enum {
    CHL_WINDOW_LIMIT = 8,   /* of the cut-off m                            */
    CHL_WINDOW_DEGREE = 17, /* at most                                     */
    CHL_WINDOW_LANES = 4    /* weights come by so many                     */
};

typedef struct chl_window {
    size_t m, degree;
    /* Polynomials in 2 t - 1, one per cell under the window. */
    double coefficients[CHL_WINDOW_DEGREE + 1][2 * CHL_WINDOW_LIMIT];
} chl_window;

/* For a relative accuracy in [1e-13, 1e-2]. */
void chl_window_init(chl_window *window, double accuracy);
/* phi at the 2 m cells around a point: cell k lies m - 1 - k + t before it,
 * 0 <= t < 1. Filled up with zeros to a multiple of CHL_WINDOW_LANES. */
void chl_window_weights(const chl_window *window, double t, double *weights);
/* The transform at xi cycles per cell, |xi| <= 1/4. */
double chl_window_transform(const chl_window *window, double xi);

#endif
