/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Circular shifts of images, all h w of them at once by Fourier transforms.
 *
 * With (T_s x)[i, j] = x[i - s_1, j - s_2] (indices modulo h and w, every
 * channel alike) and |T_s x - z|^2 = |x|^2 + |z|^2 - 2 <T_s x, z>, the average
 * of a radial function and its pulled-back gradient need no row T_s x:
 *
 *     E q(|T x - z|)                      from  <T_s x, z> for every s
 *     E T'[w(|T x - z|) (T x - z)]   =    x sum_s l_s w_s
 *                                         - sum_s l_s w_s T_s' z
 *
 * where l is the law of the shift. Both sums are circular correlations: one
 * transform each where brute force makes h w rows.
 */
#ifndef CHLADNI_SHIFTS_H
#define CHLADNI_SHIFTS_H

#include <chladni/augment.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_shifts chl_shifts;

/*
 * For images of h x w pixels of c channels, channel fastest.
 * Domain     1 <= h, w <= 2^31 - 1, c >= 1
 * Ownership  *out is the caller's (chl_shifts_free); untouched on error
 * Errors     CHL_EARG a size of 0 or too large; CHL_ENOMEM
 */
CHL_API chl_status chl_shifts_create(size_t height, size_t width,
                                     size_t channels, chl_shifts **out,
                                     chl_error *err);
CHL_API void chl_shifts_free(chl_shifts *shifts);

/* Shifts, h w; and values of a row's spectrum, c h (w / 2 + 1). */
CHL_API size_t chl_shifts_count(const chl_shifts *shifts);
CHL_API size_t chl_shifts_modes(const chl_shifts *shifts);

/* Buffers of one thread. Zeroed is empty; clear gives the memory back. */
typedef struct chl_shifts_work {
    double *values;            /* h w            */
    chl_complex *modes, *sums; /* h (w / 2 + 1)  */
} chl_shifts_work;

CHL_API chl_status chl_shifts_work_init(const chl_shifts *shifts,
                                        chl_shifts_work *out, chl_error *err);
CHL_API void chl_shifts_work_clear(chl_shifts_work *work);

/*
 * The spectrum of a row; products[s_1 w + s_2] = <T_s x, z>; and
 * row = sum_s weights[s_1 w + s_2] T_s' z. Spectra are made once per row.
 * Accuracy   rounding of one transform: a few ulp of |x| |z| log(h w)
 * Threads    any number at once, each with its own work. Cannot fail.
 */
CHL_API void chl_shifts_spectrum(const chl_shifts *shifts, const double *row,
                                 chl_shifts_work *work, chl_complex *spectrum);
CHL_API void chl_shifts_products(const chl_shifts *shifts, const chl_complex *x,
                                 const chl_complex *z, chl_shifts_work *work,
                                 double *products);
CHL_API void chl_shifts_gather(const chl_shifts *shifts, const double *weights,
                               const chl_complex *z, chl_shifts_work *work,
                               double *row);

/*
 * law[s_1 w + s_2]: the probability of each shift under a chain of one part,
 * translation-circular or -x or -y; sums to 1. False, and law untouched, for
 * any other chain.
 */
CHL_API bool chl_augment_shift_law(const chl_augment *augment, double *law);

#ifdef __cplusplus
}
#endif

#endif
