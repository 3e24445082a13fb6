/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Implicit schemes: what could be had by solving for the next state. */
#include "dynamics/scheme.h"

#include <complex.h>
#include <math.h>

/* Both are A-stable, and no mode has a root right of the imaginary axis. */
static double
limit(const chl_scheme *scheme, const chl_scheme_parameters *parameters,
      const chl_mode *mode)
{
    (void) scheme;
    (void) parameters;
    (void) mode;
    return INFINITY;
}

/* Largest |1 + forward z| / |1 - backward z| over the two roots. */
static double
largest(const chl_mode *mode, double h, double forward, double backward)
{
    chl_complex roots[2];
    double most = 0.0;

    chl_mode_roots(mode, roots);
    for (size_t k = 0; k < 2; k++) {
        double complex z = h * roots[k].re + h * roots[k].im * I;

        most = fmax(most, cabs(1.0 + forward * z) / cabs(1.0 - backward * z));
    }
    return most;
}

static double
implicit_euler(const chl_scheme *scheme,
               const chl_scheme_parameters *parameters, const chl_mode *mode,
               double h)
{
    (void) scheme;
    (void) parameters;
    return largest(mode, h, 0.0, 1.0);
}

static double
trapezoid(const chl_scheme *scheme, const chl_scheme_parameters *parameters,
          const chl_mode *mode, double h)
{
    (void) scheme;
    (void) parameters;
    return largest(mode, h, 0.5, 0.5);
}

const chl_scheme chl_scheme_implicit_euler = {
    .name = "implicit-euler",
    .note = "reference: solves for the next state, stable for every step",
    .order = 1,
    .radius = implicit_euler,
    .limit = limit,
};

const chl_scheme chl_scheme_trapezoid = {
    .name = "trapezoid",
    .note = "reference: solves for the next state, stable for every step",
    .order = 2,
    .radius = trapezoid,
    .limit = limit,
};
