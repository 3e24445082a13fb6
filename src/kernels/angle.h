/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arctangent of a quotient in the first quadrant, without branches so that
 * loops over it become vector code.
 *
 *     atan(y / x),  0 <= x, y finite;  pi / 4 if both are 0
 *
 * Accuracy   2 ulp.
 * Source     S. L. Moshier, Methods and Programs for Mathematical Functions,
 *            Prentice-Hall 1989 (Cephes, atan: the rational approximation on
 *            0 <= t <= 0.66).
 */
#ifndef CHLADNI_KERNELS_ANGLE_H
#define CHLADNI_KERNELS_ANGLE_H

#include "base/vectorised.h"

/* atan t for 0 <= t <= 1 from t = top / bottom, or from that less 1 over that
 * plus 1 where `wide`. */
CHL_INLINE double
chl_angle_of(double t, int wide)
{
    const double pi = 3.14159265358979323846, t2 = t * t;
    double upper = -8.750608600031904122785e-1 * t2 - 1.615753718733365076637e1;
    double lower = t2 + 2.485846490142306297962e1;

    upper = upper * t2 - 7.500855792314704667340e1;
    upper = upper * t2 - 1.228866684490136173410e2;
    upper = upper * t2 - 6.485021904942025371773e1;
    lower = lower * t2 + 1.650270098316988542046e2;
    lower = lower * t2 + 4.328810604912902668951e2;
    lower = lower * t2 + 4.853903996359136964868e2;
    lower = lower * t2 + 1.945506571482613964425e2;
    return t + t * t2 * (upper / lower) + (wide ? pi / 4 : 0.0);
}

CHL_INLINE double
chl_angle(double y, double x)
{
    const double pi = 3.14159265358979323846;
    double low = y < x ? y : x, high = y < x ? x : y;
    int wide = low > 0.66 * high || high == 0.0;
    double top = wide ? low - high : low;
    double bottom = wide ? low + high : high;
    double angle = chl_angle_of(top / (bottom > 0.0 ? bottom : 1.0), wide);

    return y > x ? pi / 2 - angle : angle;
}

#endif
