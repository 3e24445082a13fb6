/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schemes whose step is a polynomial in hJ, with at most one earlier state. */
#include "dynamics/scheme.h"

#include <complex.h>
#include <float.h>
#include <math.h>

#include "dynamics/crossing.h"

/* A polynomial in the step with complex coefficients, and for each the sum of
 * the magnitudes that met in it: what is far below that is a zero that
 * rounding has hidden. */
typedef struct series {
    double complex c[CHL_CROSSING_DEGREE + 1];
    double size[CHL_CROSSING_DEGREE + 1];
} series;

static series
along(const double *coefficients, size_t degree, double complex direction)
{
    series s = { { 0 }, { 0 } };
    double complex power = 1.0;

    for (size_t k = 0; k <= degree; k++) {
        s.c[k] = coefficients[k] * power;
        s.size[k] = fabs(coefficients[k]);
        power *= direction;
    }
    return s;
}

static series
conjugate(const series *a)
{
    series s = *a;

    for (size_t k = 0; k <= CHL_CROSSING_DEGREE; k++) {
        s.c[k] = conj(s.c[k]);
    }
    return s;
}

static series
times(const series *a, const series *b)
{
    series s = { { 0 }, { 0 } };

    for (size_t i = 0; i <= CHL_CROSSING_DEGREE; i++) {
        for (size_t j = 0; i + j <= CHL_CROSSING_DEGREE; j++) {
            s.c[i + j] += a->c[i] * b->c[j];
            s.size[i + j] += a->size[i] * b->size[j];
        }
    }
    return s;
}

static series
minus(const series *a, const series *b)
{
    series s;

    for (size_t k = 0; k <= CHL_CROSSING_DEGREE; k++) {
        s.c[k] = a->c[k] - b->c[k];
        s.size[k] = a->size[k] + b->size[k];
    }
    return s;
}

static double
first_negative(const series *s)
{
    double c[CHL_CROSSING_DEGREE + 1];

    for (size_t k = 0; k <= CHL_CROSSING_DEGREE; k++) {
        double part = creal(s->c[k]);

        c[k] = fabs(part) > 64.0 * DBL_EPSILON * s->size[k] ? part : 0.0;
    }
    return chl_crossing_first(c, CHL_CROSSING_DEGREE);
}

/*
 * Schur-Cohn for mu^2 - p mu + q: both roots lie in the unit disc while
 *     1 - |q|^2 >= 0   and   (1 - |q|^2)^2 - |p - conj(p) q|^2 >= 0.
 */
static double
root_limit(const chl_scheme_polynomials *scheme, double complex s)
{
    const double unit = 1.0;
    double modulus = cabs(s);
    series p, q, p_bar, q_bar, product, one, room, room_2, gap, gap_bar, gap_2,
        condition;

    if (modulus == 0.0) {
        return INFINITY;
    }
    p = along(scheme->p, scheme->p_degree, s / modulus);
    q = along(scheme->q, scheme->q_degree, s / modulus);
    one = along(&unit, 0, 1.0);
    p_bar = conjugate(&p);
    q_bar = conjugate(&q);
    product = times(&q, &q_bar);
    room = minus(&one, &product);
    room_2 = times(&room, &room);
    product = times(&p_bar, &q);
    gap = minus(&p, &product);
    gap_bar = conjugate(&gap);
    gap_2 = times(&gap, &gap_bar);
    condition = minus(&room_2, &gap_2);
    return fmin(first_negative(&room), first_negative(&condition)) / modulus;
}

double
chl_polynomial_limit(const chl_scheme *scheme,
                     const chl_scheme_parameters *parameters,
                     const chl_mode *mode)
{
    chl_scheme_polynomials polynomials =
        scheme->polynomials(chl_scheme_momentum(scheme, parameters));
    chl_complex roots[2];
    double least = INFINITY;

    chl_mode_roots(mode, roots);
    for (size_t k = 0; k < 2; k++) {
        least = fmin(least,
                     root_limit(&polynomials, roots[k].re + roots[k].im * I));
    }
    return least;
}

static double complex
evaluate(const double *c, size_t degree, double complex z)
{
    double complex sum = c[degree];

    for (size_t k = degree; k-- > 0;) {
        sum = sum * z + c[k];
    }
    return sum;
}

double
chl_polynomial_radius(const chl_scheme *scheme,
                      const chl_scheme_parameters *parameters,
                      const chl_mode *mode, double h)
{
    chl_scheme_polynomials polynomials =
        scheme->polynomials(chl_scheme_momentum(scheme, parameters));
    chl_complex roots[2];
    double most = 0.0;

    chl_mode_roots(mode, roots);
    for (size_t k = 0; k < 2; k++) {
        double complex z = h * roots[k].re + h * roots[k].im * I;
        double complex p = evaluate(polynomials.p, polynomials.p_degree, z);
        double complex q = evaluate(polynomials.q, polynomials.q_degree, z);
        double complex split = csqrt(p * p / 4.0 - q);

        most = fmax(most, cabs(p / 2.0 + split));
        most = fmax(most, cabs(p / 2.0 - split));
    }
    return most;
}
