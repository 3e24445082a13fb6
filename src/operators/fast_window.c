/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window as polynomials, which cost less than its sinh and root. */
#include "operators/fast_window.h"

#include <math.h>

#include "base/vectorised.h"

enum {
    DEGREE = CHL_WINDOW_DEGREE
};

static const double pi = 3.14159265358979323846;
static const double shape = 1.5 * 3.14159265358979323846;

/* What polynomials may add to the error of the window, as a share of it. */
static const double spare = 1e-2;

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

/* Chebyshev coefficients of the window over one cell, from DEGREE + 1 nodes. */
static void
expand(double m, size_t cell, double scale, double chebyshev[DEGREE + 1])
{
    const int n = DEGREE + 1;
    double node[DEGREE + 1];

    for (int j = 0; j < n; j++) {
        double t = 0.5 + 0.5 * cos(pi * (j + 0.5) / n);

        node[j] = value(m, m - 1.0 - (double) cell + t) / scale;
    }
    for (int k = 0; k < n; k++) {
        double c = 0.0;

        for (int j = 0; j < n; j++) {
            c += node[j] * cos(pi * k * (j + 0.5) / n);
        }
        chebyshev[k] = c * (k == 0 ? 1.0 : 2.0) / n;
    }
}

/* Powers instead: the coefficients fall faster than those of the polynomials
 * grow. */
static void
to_powers(const double chebyshev[DEGREE + 1], size_t degree,
          double powers[DEGREE + 1])
{
    double before[DEGREE + 2] = { 1.0 }, now[DEGREE + 2] = { 0.0, 1.0 };

    for (size_t k = 0; k <= degree; k++) {
        double next[DEGREE + 2] = { 0.0 };

        for (size_t i = 0; i <= k; i++) {
            powers[i] += chebyshev[k] * before[i];
        }
        for (size_t i = 0; i <= DEGREE + 1; i++) {
            next[i] = (i > 0 ? 2.0 * now[i - 1] : 0.0) - before[i];
        }
        for (size_t i = 0; i <= DEGREE + 1; i++) {
            before[i] = now[i];
            now[i] = next[i];
        }
    }
}

/* The degree from which on the coefficients add up to little. */
static size_t
degree_for(const double chebyshev[DEGREE + 1], double little)
{
    double rest = 0.0;
    size_t degree = DEGREE;

    while (degree > 1 && rest + fabs(chebyshev[degree]) <= little) {
        rest += fabs(chebyshev[degree--]);
    }
    return degree;
}

void
chl_window_init(chl_window *window, double accuracy)
{
    /* The error falls as exp(-2 pi m sqrt(1 - 1/2)) with a factor near 100. */
    double m = ceil(log(100.0 / accuracy) / (sqrt(2.0) * pi));
    double chebyshev[2 * CHL_WINDOW_LIMIT][DEGREE + 1];

    *window = (chl_window){ .m = (size_t) fmin(fmax(m, 2), CHL_WINDOW_LIMIT) };
    m = (double) window->m;
    for (size_t cell = 0; cell < 2 * window->m; cell++) {
        size_t degree;

        expand(m, cell, bessel_i0(shape * m), chebyshev[cell]);
        degree = degree_for(chebyshev[cell], spare * accuracy);
        window->degree = degree > window->degree ? degree : window->degree;
    }
    for (size_t cell = 0; cell < 2 * window->m; cell++) {
        double powers[DEGREE + 1] = { 0.0 };

        to_powers(chebyshev[cell], window->degree, powers);
        for (size_t k = 0; k <= window->degree; k++) {
            window->coefficients[k][cell] = powers[k];
        }
    }
}

/* Four cells at a time, which stay in registers. */
CHL_VECTORISED void
chl_window_weights(const chl_window *window, double t, double *weights)
{
    const double u = 2.0 * t - 1.0;

    for (size_t first = 0; first < 2 * window->m; first += CHL_WINDOW_LANES) {
        const double *last = window->coefficients[window->degree] + first;
        double sum[CHL_WINDOW_LANES];

        for (size_t k = 0; k < CHL_WINDOW_LANES; k++) {
            sum[k] = last[k];
        }
        for (size_t p = window->degree; p-- > 0;) {
            const double *next = window->coefficients[p] + first;

            for (size_t k = 0; k < CHL_WINDOW_LANES; k++) {
                sum[k] = sum[k] * u + next[k];
            }
        }
        for (size_t k = 0; k < CHL_WINDOW_LANES; k++) {
            weights[first + k] = sum[k];
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
