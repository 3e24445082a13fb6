/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training for a finite time, with or without inertia. */
#include "systems/inertia.h"

#include <math.h>

#include "systems/quadrature.h"

chl_inertia
chl_inertia_of(const chl_particles_settings *settings)
{
    return (chl_inertia){ settings->time, 1.0 - settings->momentum };
}

/* sinh(r) / r of r^2, which may be below 0. */
static double
sinh_over(double square)
{
    const double r = sqrt(fabs(square));

    if (r == 0.0) {
        return 1.0;
    }
    return square > 0.0 ? sinh(r) / r : sin(r) / r;
}

typedef struct motion {
    double friction, square; /* square: g^2 / 4 - s                          */
} motion;

/* u' / s. */
static double
speed(const void *self, double t)
{
    const motion *m = self;

    return t * exp(-0.5 * m->friction * t) * sinh_over(m->square * t * t);
}

/* With the two roots r of r^2 + g r + s = 0, neither of which cancels. */
static double
by_roots(double time, double friction, double stiffness, double root)
{
    const double fast = -0.5 * friction - root, slow = stiffness / fast;

    return (fast * expm1(slow * time) - slow * expm1(fast * time))
           / (2.0 * root);
}

static double
by_waves(double time, double friction, double square)
{
    const double part = 0.5 * friction * time, wave = square * time * time;
    const double even = wave > 0.0 ? cosh(sqrt(wave)) : cos(sqrt(-wave));

    return 1.0 - exp(-part) * (even + part * sinh_over(wave));
}

/* Each way where it does not cancel. */
double
chl_inertia_learned(const chl_inertia *training, double stiffness)
{
    const double time = training->time, g = training->friction;
    const motion m = { g, 0.25 * g * g - stiffness };

    if (isnan(g)) {
        return -expm1(-stiffness * time);
    }
    if (stiffness * time * time <= 0.5 && g * time <= 2.0) {
        return stiffness * chl_integrate(speed, &m, 0.0, time);
    }
    return m.square * time * time > 0.25
               ? by_roots(time, g, stiffness, sqrt(m.square))
               : by_waves(time, g, m.square);
}

double
chl_inertia_reach(const chl_inertia *training)
{
    const double time = training->time, g = training->friction;
    const motion m = { g, 0.25 * g * g };

    if (isnan(g)) {
        return time;
    }
    return g * time <= 2.0 ? chl_integrate(speed, &m, 0.0, time)
                           : (g * time + expm1(-g * time)) / (g * g);
}
