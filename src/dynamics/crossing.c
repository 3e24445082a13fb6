/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First sign change of a polynomial, by way of its derivatives. */
#include "dynamics/crossing.h"

#include <math.h>
#include <string.h>

static double
value(const double *c, size_t degree, double t)
{
    double sum = c[degree];

    for (size_t k = degree; k-- > 0;) {
        sum = sum * t + c[k];
    }
    return sum;
}

static double
bisect(const double *c, size_t degree, double low, double high)
{
    bool below = value(c, degree, low) < 0.0;

    for (;;) {
        double middle = low + (high - low) / 2.0;

        if (middle <= low || middle >= high) {
            return middle;
        }
        if ((value(c, degree, middle) < 0.0) == below) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/* Cauchy: no root is larger in modulus. */
static double
bound(const double *c, size_t degree)
{
    double most = 0.0;

    for (size_t k = 0; k < degree; k++) {
        most = fmax(most, fabs(c[k] / c[degree]));
    }
    return 1.0 + most;
}

/* Sign changes in (0, far), ascending. Between two roots of the derivative a
 * polynomial is monotone, so each gap holds at most one. */
static size_t
sign_changes(const double *c, size_t degree, double far, double *roots)
{
    double slope[CHL_CROSSING_DEGREE] = { 0 };
    double turns[CHL_CROSSING_DEGREE + 1] = { 0 };
    size_t turn_count, count = 0;
    double from = 0.0;

    if (degree == 0) {
        return 0;
    }
    for (size_t k = 0; k < degree; k++) {
        slope[k] = (double) (k + 1) * c[k + 1];
    }
    turn_count = sign_changes(slope, degree - 1, far, turns);
    turns[turn_count++] = far;
    for (size_t k = 0; k < turn_count; k++) {
        if ((value(c, degree, from) < 0.0)
            != (value(c, degree, turns[k]) < 0.0)) {
            roots[count++] = bisect(c, degree, from, turns[k]);
        }
        from = turns[k];
    }
    return count;
}

double
chl_crossing_first(const double *c, size_t degree)
{
    double roots[CHL_CROSSING_DEGREE + 1];
    size_t lowest = 0;

    while (degree > 0 && c[degree] == 0.0) {
        degree--;
    }
    while (lowest < degree && c[lowest] == 0.0) {
        lowest++;
    }
    c += lowest;
    degree -= lowest;
    if (c[0] < 0.0) {
        return 0.0;
    }
    if (sign_changes(c, degree, bound(c, degree), roots) == 0) {
        return INFINITY;
    }
    return roots[0];
}
