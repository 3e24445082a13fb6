/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exp(x) - 1 without branches or calls, so that loops over it become vector
 * code: with x = k ln 2 + r, |r| <= ln 2 / 2,  2^k (exp(r) - 1) + (2^k - 1).
 *
 * Domain     finite x <= 700; below -700 the result is that at -700. Not for
 *            files compiled with reassociation.
 * Accuracy   2 ulp, also near 0; of exp(x) = 1 + chl_expm1(x) 2 ulp of 1 only.
 */
#ifndef CHLADNI_BASE_EXPONENTIAL_H
#define CHLADNI_BASE_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

#include "base/vectorised.h"

/* exp(r) - 1 by Taylor's series, whose rest is below 2^-56 of it; 2^k. */
CHL_INLINE double
chl_exponential_parts(double x, double *power)
{
    /* Its last bits count whole numbers. */
    const double shift = 6755399441055744.0;
    const double from = x < -700.0 ? -700.0 : x;
    const double turned = from * 1.4426950408889634 + shift;
    const double k = turned - shift;
    const double r =
        from - k * 0.693147180369123816490 - k * 1.90821492927058770002e-10;
    double sum = 1.0 / 6227020800.0;
    uint64_t bits;

    sum = sum * r + 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    memcpy(&bits, &turned, sizeof bits);
    bits = (bits << 52) + 0x3ff0000000000000U;
    memcpy(power, &bits, sizeof bits);
    return r + r * r * sum;
}

CHL_INLINE double
chl_expm1(double x)
{
    double power, rest = chl_exponential_parts(x, &power);

    return power * rest + (power - 1.0);
}

/* exp(x), 2 ulp, from -700 on. */
CHL_INLINE double
chl_exp(double x)
{
    double power, rest = chl_exponential_parts(x, &power);

    return power * rest + power;
}

#endif
