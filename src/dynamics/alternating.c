/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discriminator first, n_D times, then the generator on what it became. */
#include "dynamics/scheme.h"

#include <complex.h>
#include <float.h>
#include <math.h>

/* Trace and determinant of S_G S_D^n. With d, e the players' own damping, k
 * their coupling, A = (1 - h d)^n and Q = sum_{j<n} (1 - h d)^j:
 *     trace = A + 1 - h e - h^2 k Q,   det = A (1 - h e). */
typedef struct step {
    double trace, det, sum;
} step;

static step
take(const chl_mode *mode, size_t n, double h)
{
    double d = mode->damping - mode->generator, e = mode->generator;
    double k = fma(-d, e, mode->stiffness);
    double factor = 1.0 - h * d, power = 1.0, sum = 0.0;

    for (size_t j = 0; j < n; j++) {
        sum += power;
        power *= factor;
    }
    return (step){
        .trace = power + 1.0 - h * e - h * h * k * sum,
        .det = power * (1.0 - h * e),
        .sum = sum,
    };
}

static double
radius(const chl_scheme *scheme, const chl_scheme_parameters *parameters,
       const chl_mode *mode, double h)
{
    step s = take(mode, parameters->n_d, h);
    double half = s.trace / 2.0, discriminant = fma(half, half, -s.det);

    (void) scheme;
    if (discriminant < 0.0) {
        return sqrt(s.det);
    }
    return fabs(half) + sqrt(discriminant);
}

/* The least of Jury's conditions, |det| < 1, 1 + trace + det > 0 and
 * 1 - trace + det > 0, of which the last is h^2 Q stiffness. */
static double
margin(const chl_mode *mode, size_t n, double h)
{
    step s = take(mode, n, h);
    double least = fmin(1.0 - fabs(s.det), 1.0 + s.trace + s.det);

    return fmin(least, s.sum) + 8.0 * (double) n * DBL_EPSILON;
}

static double
bisect(const chl_mode *mode, size_t n, double low, double high)
{
    for (;;) {
        double middle = low + (high - low) / 2.0;

        if (middle <= low || middle >= high) {
            return middle;
        }
        if (margin(mode, n, middle) < 0.0) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

/* The lowest point of the margin between two grid points. */
static double
valley(const chl_mode *mode, size_t n, double low, double high)
{
    const double golden = 0.61803398874989485;

    for (int k = 0; k < 80; k++) {
        double left = high - golden * (high - low);
        double right = low + golden * (high - low);

        if (margin(mode, n, left) <= margin(mode, n, right)) {
            high = right;
        } else {
            low = left;
        }
    }
    return low + (high - low) / 2.0;
}

/* No step beyond this is stable: |det| = |1 - hd|^n |1 - he| bounds h by the
 * damping, and without any the trace does. */
static double
farthest(const chl_mode *mode, size_t n)
{
    double by_trace =
        mode->stiffness > 0.0 ? 4.0 / sqrt(mode->stiffness) : INFINITY;
    double by_det =
        mode->damping > 0.0 ? 4.0 * (double) (n + 1) / mode->damping : INFINITY;

    return fmin(by_trace, by_det);
}

/* The margin is a polynomial of degree n + 2 at most, cut into 64 pieces per
 * degree; a dip between two points is found by its lower middle. */
static double
limit(const chl_scheme *scheme, const chl_scheme_parameters *parameters,
      const chl_mode *mode)
{
    size_t n = parameters->n_d, pieces = 64 * (n + 2);
    double piece = farthest(mode, n) / (double) pieces;
    double before[2] = { INFINITY, INFINITY };

    (void) scheme;
    if (!isfinite(piece)) {
        return INFINITY;
    }
    for (size_t k = 1; k <= pieces; k++) {
        double h = piece * (double) k, here = margin(mode, n, h);

        if (k > 2 && before[1] <= before[0] && before[1] <= here) {
            double lowest = valley(mode, n, h - 2.0 * piece, h);

            if (margin(mode, n, lowest) < 0.0) {
                return bisect(mode, n, h - 2.0 * piece, lowest);
            }
        }
        if (here < 0.0) {
            return bisect(mode, n, h - piece, h);
        }
        before[0] = before[1];
        before[1] = here;
    }
    return farthest(mode, n);
}

const chl_scheme chl_scheme_alternating = {
    .name = "alternating",
    .note = "the generator sees the updated discriminator",
    .order = 1,
    .gradients = 1,
    .radius = radius,
    .limit = limit,
};
