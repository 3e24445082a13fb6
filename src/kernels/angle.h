/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arctangent of a quotient in the first quadrant, without branches so that
 * loops over it become vector code.
 *
 *     atan(y / x),  0 <= x, y finite;  pi / 4 if both are 0
 *
 * Accuracy   2 ulp.
 * Source     of the coefficients: atan(t) / t interpolated in t^2 at the eleven
 *            nodes of Chebyshev on 0 <= t^2 <= 0.172, tan^2(pi / 8) and a
 *            little more; in 60 digits its error is below 5e-18 of t there.
 */
#ifndef CHLADNI_KERNELS_ANGLE_H
#define CHLADNI_KERNELS_ANGLE_H

#include "base/vectorised.h"

/* Above tan(pi / 8) the quotient turns by pi / 4. */
CHL_INLINE int
chl_angle_wide(double low, double high)
{
    return low > 0.41421356237309504880 * high;
}

/* atan t for 0 <= t <= 1 from t = top / bottom, or from that less 1 over that
 * plus 1 where `wide`. */
CHL_INLINE double
chl_angle_of(double t, int wide)
{
    const double pi = 3.14159265358979323846;
    const double t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
    /* Side by side: one behind the other they would wait for each other. */
    const double a = -0.33333333333333330078 + 0.19999999999995416787 * t2;
    const double b = -0.14285714284644895688 + 0.1111111101351738264 * t2;
    const double c = -0.09090904507553840871 + 0.076921815534322914661 * t2;
    const double d = -0.066644884117987383322 + 0.058579490516514061396 * t2;
    const double e = -0.05084405170196732264 + 0.039201518733558917086 * t2;
    const double last = e - 0.019140021905694565006 * t4;
    const double sum = (a + b * t4) + t8 * ((c + d * t4) + last * t8);

    return t + t * t2 * sum + (wide ? pi / 4 : 0.0);
}

CHL_INLINE double
chl_angle(double y, double x)
{
    const double pi = 3.14159265358979323846;
    double low = y < x ? y : x, high = y < x ? x : y;
    int wide = chl_angle_wide(low, high) || high == 0.0;
    double top = wide ? low - high : low;
    double bottom = wide ? low + high : high;
    double angle = chl_angle_of(top / (bottom > 0.0 ? bottom : 1.0), wide);

    return y > x ? pi / 2 - angle : angle;
}

#endif
