/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels: radial functions k(x, z) = q(|x - z|) and their gradient weights.
 *
 *     grad_x k(x, z) = w(r) (x - z),   w(r) = q'(r) / r,   r = |x - z|
 *
 * with s the bandwidth:
 *   gauss     q = exp(-r^2 / 2 s^2)            w = -q / s^2
 *   laplace   q = exp(-r / s)                  w = -q / (s r), 0 at r = 0
 *   matern32  q = (1 + a) e^-a, a = sqrt3 r/s  w = -(3 / s^2) e^-a
 *   matern52  q = (1 + a + a^2/3) e^-a,        w = -(5 / 3 s^2) (1 + a) e^-a
 *             a = sqrt5 r/s
 */
#ifndef CHLADNI_KERNELS_H
#define CHLADNI_KERNELS_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_kernel_type {
    const char *name;
    /* values: q(r) - 1, computed without cancellation near r = 0; weights:
     * w(r). Arrays of `count`, from squared distances >= 0. No overlap. */
    void (*fields)(double bandwidth, size_t count, const double *squared,
                   double *values, double *weights);
} chl_kernel_type;

typedef struct chl_kernel {
    const chl_kernel_type *type; /* static storage */
    double bandwidth;            /* s > 0, in units of the data */
} chl_kernel;

/* Number of kernels, and the names in the order of the table. */
CHL_API size_t chl_kernel_type_count(void);
CHL_API const chl_kernel_type *chl_kernel_type_at(size_t index);

/*
 * The kernel called `name` with bandwidth s.
 * Errors     CHL_EARG  unknown name (the nearest is suggested); s not finite
 *                      or not > 0
 */
CHL_API chl_status chl_kernel_init(const char *name, double bandwidth,
                                   chl_kernel *out, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
