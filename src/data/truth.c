/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact spectra of the measures; the one file of the room that uses LAPACK. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lapacke.h>

#include "data/measures.h"

enum {
    CELLS_PER_DEVIATION = 40,
    DEVIATIONS = 10,   /* how far behind a well the interval goes  */
    CELLS_LIMIT = 4000 /* of the finer grid                        */
};

static const double pi = 3.14159265358979323846;

/* Eigenvalue number k (from 0, the value 0) of one factor. */
typedef double factor_fn(double size, size_t k);

static int
compare_values(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

/*
 * The smallest `count` sums of one value of each ascending list, into `sums`.
 * Sum (i, j) has at least (i + 1) (j + 1) - 1 others before it, so that only
 * pairs with (i + 1) (j + 1) <= count matter.
 */
static bool
merge(double *sums, const double *factor, size_t count)
{
    size_t pairs = 0, found = 0;
    double *all;

    for (size_t i = 0; i < count; i++) {
        pairs += count / (i + 1);
    }
    all = chl_alloc(pairs, sizeof *all);
    if (all == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count / (i + 1); j++) {
            all[found++] = sums[i] + factor[j];
        }
    }
    qsort(all, pairs, sizeof *all, compare_values);
    memcpy(sums, all, count * sizeof *sums);
    chl_free(all);
    return true;
}

/* The sums of `factors` one-dimensional spectra, of which the first is given
 * in sums[0..count]. lambda gets all but the zero. */
static bool
add_factors(const chl_measure_list *sizes, size_t first, size_t factors,
            factor_fn *spectrum, size_t count, double *sums)
{
    double *factor = chl_alloc(count + 1, sizeof *factor);
    bool done = factor != NULL;

    for (size_t j = first; done && j < factors; j++) {
        for (size_t k = 0; k <= count; k++) {
            factor[k] = spectrum(chl_measure_entry(sizes, j), k);
        }
        done = merge(sums, factor, count + 1);
    }
    chl_free(factor);
    return done;
}

static bool
product(const chl_measure *measure, factor_fn *spectrum, size_t count,
        double *lambda)
{
    double *sums = chl_alloc(count + 1, sizeof *sums);
    bool done = sums != NULL;

    if (done) {
        for (size_t k = 0; k <= count; k++) {
            sums[k] = spectrum(chl_measure_entry(&measure->size, 0), k);
        }
        done = add_factors(&measure->size, 1, measure->factors, spectrum, count,
                           sums);
    }
    if (done) {
        memcpy(lambda, sums + 1, count * sizeof *lambda);
    }
    chl_free(sums);
    return done;
}

static double
gauss_value(double sigma, size_t k)
{
    return (double) k / (sigma * sigma);
}

static double
uniform_value(double length, size_t k)
{
    double root = (double) k * pi / length;

    return root * root;
}

/* 0, 1, 1, 4, 4, 9, 9, ... */
static double
circle_value(double radius, size_t k)
{
    double root = (double) ((k + 1) / 2) / radius;

    return root * root;
}

bool
chl_truth_gauss(const chl_measure *measure, size_t count, double *lambda)
{
    return product(measure, gauss_value, count, lambda);
}

bool
chl_truth_uniform(const chl_measure *measure, size_t count, double *lambda)
{
    return product(measure, uniform_value, count, lambda);
}

bool
chl_truth_torus(const chl_measure *measure, size_t count, double *lambda)
{
    return product(measure, circle_value, count, lambda);
}

/* Harmonics of degree k in R^d:  (2k + d - 2) / k * binom(d + k - 3, k - 1). */
bool
chl_truth_sphere(const chl_measure *measure, size_t count, double *lambda)
{
    double d = (double) measure->dimension, radius = measure->size.value[0];
    double binomial = 1;
    size_t at = 0;

    for (double k = 1; at < count; k++) {
        double value = k * (k + d - 2) / (radius * radius);
        double copies = round((2 * k + d - 2) / k * binomial);

        for (double c = 0; c < copies && at < count; c++) {
            lambda[at++] = value;
        }
        binomial *= (d + k - 2) / k;
    }
    return true;
}

/* The gap of exp(-|x|/s)/2s is 1/4s^2; above it the spectrum is continuous. */
bool
chl_truth_laplace(const chl_measure *measure, size_t count, double *lambda)
{
    double scale = measure->size.value[0];

    if (count > 1) {
        return false;
    }
    if (count == 1) {
        lambda[0] = 1 / (4 * scale * scale);
    }
    return true;
}

/* log of exp(-(x - m)^2 / 2 s^2) + exp(-(x + m)^2 / 2 s^2), without underflow.
 */
static double
log_density(double x, double m, double sd)
{
    double near = (fabs(x) - m) / sd;

    return -near * near / 2 + log1p(exp(-2 * fabs(x) * m / (sd * sd)));
}

/*
 * Square roots of the eigenvalues of -(rho u')' = lambda rho u on [0, cells h]
 * with u' = 0 at the far end and, at 0, u = 0 (odd) or u' = 0 (even).
 *
 * Finite volumes give B^T B with one row of B per face between cells,
 *     B u = sqrt(rho_face) (u_i+1 / sqrt(rho_i+1) - u_i / sqrt(rho_i)) / h,
 * so that the singular values of the bidiagonal B, which LAPACK computes to
 * high relative accuracy, hold the exponentially small gap too. For odd
 * functions the first row is the face at 0, half a cell away.
 */
static bool
half_line(double m, double sd, double h, size_t cells, bool odd, double *roots)
{
    double *above = chl_alloc(cells, sizeof *above);
    lapack_int info;

    if (above == NULL) {
        return false;
    }
    /* Order of cells reversed, so that the face at 0 ends the diagonal. */
    for (size_t k = 0; k < cells; k++) {
        double x = ((double) (cells - k) - 0.5) * h;
        double face = log_density(x - h / 2, m, sd);
        double here = exp((face - log_density(x, m, sd)) / 2) / h;

        if (k + 1 < cells) {
            roots[k] = here;
            above[k] = -exp((face - log_density(x - h, m, sd)) / 2) / h;
        } else {
            /* Half a cell: twice the slope, and half the volume of the face. */
            roots[k] = odd ? sqrt(2) * here : 0;
        }
    }
    info = LAPACKE_dbdsqr(LAPACK_COL_MAJOR, 'U', (lapack_int) cells, 0, 0, 0,
                          roots, above, NULL, 1, NULL, 1, NULL, 1);
    chl_free(above);
    return info == 0;
}

/* The eigenvalues of one parity, ascending, from grids h and h / 2 with the
 * error of order h^2 taken out. The zero is the first even one. */
static bool
extrapolate(double m, double sd, bool odd, size_t cells, size_t count,
            double *values)
{
    double length = m + DEVIATIONS * sd, h = length / (double) cells;
    double *coarse = chl_alloc(3 * cells, sizeof *coarse);
    double *fine;
    bool done = coarse != NULL;

    if (!done) {
        return false;
    }
    fine = coarse + cells;
    done = half_line(m, sd, h, cells, odd, coarse)
           && half_line(m, sd, h / 2, 2 * cells, odd, fine);
    for (size_t k = 0; done && k < count; k++) {
        double a = coarse[cells - 1 - k], b = fine[2 * cells - 1 - k];

        values[k] = (4 * b * b - a * a) / 3;
    }
    chl_free(coarse);
    return done;
}

/* The first `count` eigenvalues of the two wells, 0 included: even and odd
 * functions take turns. */
static bool
wells_values(double m, double sd, size_t count, double *values)
{
    double wanted = CELLS_PER_DEVIATION * (m / sd + DEVIATIONS);
    size_t half = (count + 1) / 2, cells = (size_t) wanted;
    double *parity;
    bool done;

    /* High modes need cells too: the k-th has k / 2 waves on the half line. */
    if (!(wanted <= CELLS_LIMIT / 2) || half > cells / 20) {
        return false;
    }
    parity = chl_alloc(2 * half, sizeof *parity);
    done = parity != NULL && extrapolate(m, sd, false, cells, half, parity)
           && extrapolate(m, sd, true, cells, half, parity + half);
    for (size_t k = 0; done && k < count; k++) {
        values[k] = parity[k % 2 * half + k / 2];
    }
    if (done && count > 0) {
        values[0] = 0;
    }
    chl_free(parity);
    return done;
}

bool
chl_truth_wells(const chl_measure *measure, size_t count, double *lambda)
{
    static const chl_measure_list normal = { .count = 0, .rest = 1 };
    double *sums = chl_alloc(count + 1, sizeof *sums);
    bool done =
        sums != NULL
        && wells_values(measure->size.value[0], measure->sd, count + 1, sums)
        && add_factors(&normal, 1, measure->factors, gauss_value, count, sums);

    if (done) {
        memcpy(lambda, sums + 1, count * sizeof *lambda);
    }
    chl_free(sums);
    return done;
}
