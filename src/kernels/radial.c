/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values q(r) - 1 and gradient weights w(r) = q'(r) / r of the radial kernels.
 *
 * expm1 keeps wide kernels, for which q - 1 is small against 1, at full
 * accuracy.
 */
#include "kernels/radial.h"

#include <math.h>

#include "base/exponential.h"
#include "base/vectorised.h"

CHL_VECTORISED static void
gauss(double s, size_t count, const double *squared, double *restrict values,
      double *restrict weights)
{
    const double scale = -0.5 / (s * s), slope = -1.0 / (s * s);

    for (size_t i = 0; i < count; i++) {
        values[i] = chl_expm1(scale * squared[i]);
        weights[i] = slope * (values[i] + 1.0);
    }
}

/* w is singular at r = 0; the gradient there is taken as 0, its mean over
 * directions. */
CHL_VECTORISED static void
laplace(double s, size_t count, const double *squared, double *restrict values,
        double *restrict weights)
{
    for (size_t i = 0; i < count; i++) {
        double r = sqrt(squared[i]);
        double e = chl_expm1(-r / s);

        values[i] = e;
        weights[i] = r > 0.0 ? -(e + 1.0) / (s * r) : 0.0;
    }
}

CHL_VECTORISED static void
matern32(double s, size_t count, const double *squared, double *restrict values,
         double *restrict weights)
{
    const double rate = 1.7320508075688772935 / s, slope = -3.0 / (s * s);

    for (size_t i = 0; i < count; i++) {
        double a = rate * sqrt(squared[i]);
        double e = chl_expm1(-a);

        values[i] = e + a * (e + 1.0);
        weights[i] = slope * (e + 1.0);
    }
}

CHL_VECTORISED static void
matern52(double s, size_t count, const double *squared, double *restrict values,
         double *restrict weights)
{
    const double rate = 2.2360679774997896964 / s;
    const double slope = -5.0 / (3.0 * s * s);

    for (size_t i = 0; i < count; i++) {
        double a = rate * sqrt(squared[i]);
        double e = chl_expm1(-a);

        values[i] = e + (a + a * a / 3.0) * (e + 1.0);
        weights[i] = slope * (1.0 + a) * (e + 1.0);
    }
}

const chl_kernel_type chl_kernel_gauss = { "gauss", gauss };
const chl_kernel_type chl_kernel_laplace = { "laplace", laplace };
const chl_kernel_type chl_kernel_matern32 = { "matern32", matern32 };
const chl_kernel_type chl_kernel_matern52 = { "matern52", matern52 };
