/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window as polynomials, which cost less than its sinh and root. */
#include "operators/fast_window.h"

#include <math.h>

enum {
    DEGREE = CHL_WINDOW_DEGREE
};

static const double pi = 3.14159265358979323846;
static const double shape = 1.5 * 3.14159265358979323846;

/* I_0; all terms are positive, so that nothing cancels. */
static double
bessel_i0(double x)
{
    double sum = 1.0, term = 1.0;

    for (int k = 1; term > 1e-18 * sum; k++) {
        term *= x * x / (4.0 * k * k);
        sum += term;
    }
    return sum;
}

static double
value(double m, double x)
{
    double root = sqrt(fmax(m * m - x * x, 0.0));

    return root > 0.0 ? sinh(shape * root) / (pi * root) : shape / pi;
}

/*
 * Chebyshev coefficients from DEGREE + 1 nodes, then powers: the coefficients
 * fall faster than those of the polynomials grow.
 */
static void
fit(double m, size_t cell, double scale, double powers[DEGREE + 1])
{
    const int n = DEGREE + 1;
    double before[DEGREE + 2] = { 1.0 }, now[DEGREE + 2] = { 0.0, 1.0 };
    double node[DEGREE + 1];

    for (int j = 0; j < n; j++) {
        double t = 0.5 + 0.5 * cos(pi * (j + 0.5) / n);

        powers[j] = 0.0;
        node[j] = value(m, m - 1.0 - (double) cell + t) / scale;
    }
    for (int k = 0; k < n; k++) {
        double c = 0.0, next[DEGREE + 2] = { 0.0 };

        for (int j = 0; j < n; j++) {
            c += node[j] * cos(pi * k * (j + 0.5) / n);
        }
        c *= (k == 0 ? 1.0 : 2.0) / n;
        for (int i = 0; i <= k; i++) {
            powers[i] += c * before[i];
        }
        for (int i = 0; i <= DEGREE + 1; i++) {
            next[i] = (i > 0 ? 2.0 * now[i - 1] : 0.0) - before[i];
        }
        for (int i = 0; i <= DEGREE + 1; i++) {
            before[i] = now[i];
            now[i] = next[i];
        }
    }
}

void
chl_window_init(chl_window *window, double accuracy)
{
    /* The error falls as exp(-2 pi m sqrt(1 - 1/2)) with a factor near 100. */
    double m = ceil(log(100.0 / accuracy) / (sqrt(2.0) * pi));
    double powers[DEGREE + 1];

    *window = (chl_window){ .m = (size_t) fmin(fmax(m, 2), CHL_WINDOW_LIMIT) };
    for (size_t cell = 0; cell < 2 * window->m; cell++) {
        fit((double) window->m, cell, bessel_i0(shape * (double) window->m),
            powers);
        for (size_t k = 0; k <= DEGREE; k++) {
            window->coefficients[k][cell] = powers[k];
        }
    }
}

void
chl_window_weights(const chl_window *window, double t, double *weights)
{
    const size_t count = 2 * window->m;
    const double u = 2.0 * t - 1.0;

    for (size_t k = 0; k < count; k++) {
        weights[k] = window->coefficients[DEGREE][k];
    }
    for (size_t p = DEGREE; p-- > 0;) {
        for (size_t k = 0; k < count; k++) {
            weights[k] = weights[k] * u + window->coefficients[p][k];
        }
    }
}

double
chl_window_transform(const chl_window *window, double xi)
{
    double m = (double) window->m, slope = 2.0 * pi * xi;

    return bessel_i0(m * sqrt(shape * shape - slope * slope))
           / bessel_i0(m * shape);
}
