/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The angle between two Gaussian numbers (u, v) of variances q and q', from
 * sum = q + q', mean = sqrt(q q'), e = E (u - v)^2 and rho = q - q':
 *
 *     2 c = sum - e,   theta = atan2(s, c),
 *     4 s^2 = 4 (q q' - c^2) = e (2 sum - e) - rho^2
 *                            = (2 mean - 2 c) (2 mean + 2 c)
 *
 * of which the first keeps the digits of near pairs, and the second those of
 * points of different size. 1/s is 0 where s is, and theta a right angle if c
 * is 0, too. One root and one division, which serves the tangent and 1/s.
 */
#ifndef CHLADNI_KERNELS_KINK_H
#define CHLADNI_KERNELS_KINK_H

#include <math.h>

#include "kernels/angle.h"

typedef struct chl_kink {
    double c2, s2, per_s2, theta; /* 2 c, 2 s, 1 / (2 s)                      */
} chl_kink;

/* 0 of what is too small for one. */
CHL_INLINE double
chl_kink_reciprocal(double q)
{
    const double tiny = 1e-140;

    return q > tiny ? 1.0 / (q > tiny ? q : 1.0) : 0.0;
}

CHL_INLINE chl_kink
chl_kink_of(double sum, double mean, double e, double rho2)
{
    /* Below it reciprocals overflow. */
    const double tiny = 1e-140, pi = 3.14159265358979323846;
    const double x = sum - e, twice = 2.0 * mean;
    const double near = e * (2.0 * sum - e) - rho2;
    const double far = (twice - x) * (twice + x);
    const double square = 4.0 * e < sum ? near : far;
    const double y = sqrt(square > 0.0 ? square : 0.0), size = fabs(x);
    const double low = y < size ? y : size, high = y < size ? size : y;
    const int wide = chl_angle_wide(low, high);
    const double top = wide ? low - high : low;
    const double bottom = wide ? low + high : high;
    const double inverse = 1.0 / (y > tiny ? y * bottom : 1.0);
    const double angle = chl_angle_of(top * (y * inverse), wide);
    const double acute = y >= size ? pi / 2 - angle : angle;

    return (chl_kink){ .c2 = x,
                       .s2 = y,
                       .per_s2 = y > tiny ? bottom * inverse : 0.0,
                       .theta = x < 0.0 ? pi - acute : acute };
}

#endif
