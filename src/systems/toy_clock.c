/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time in a piece of the toy:  dt = dy / (ratio F(g)),  ratio W(g) = e(y). */
#include <float.h>
#include <math.h>

#include "systems/quadrature.h"
#include "systems/toy.h"

/* From one end of a piece inwards, as far as its middle: e is a cubic without
 * cancellation there, and with y = u^2 the integrand is smooth though F may
 * vanish at the end. */
typedef struct arm {
    const chl_toy *toy;
    double e, slope, bend, twist; /* e + slope y + bend y^2 + twist y^3       */
    double furthest;              /* u                                        */
} arm;

static arm
arm_of_start(const chl_toy *toy, const chl_toy_piece *p)
{
    return (arm){ toy,         p->e,         -p->m,
                  -0.5 * p->f, p->rho / 6.0, sqrt(0.5 * p->length) };
}

static arm
arm_of_end(const chl_toy *toy, const chl_toy_piece *p)
{
    double l = p->length, f = p->f - p->rho * l;
    double m = p->m + l * (p->f - 0.5 * p->rho * l);

    return (arm){ toy, p->e_end, m, -0.5 * f, -p->rho / 6.0, sqrt(0.5 * l) };
}

static double
arm_height(const arm *a, double u)
{
    double y = u * u;

    return fmax(a->e + y * (a->slope + y * (a->bend + y * a->twist)), DBL_MIN);
}

double
chl_toy_height(const chl_toy *toy, double e)
{
    return toy->forms->reach(fmin(e / toy->model.ratio, DBL_MAX));
}

/* dt / du */
static double
pace(const void *self, double u)
{
    const arm *a = self;
    const chl_toy *toy = a->toy;
    double g = chl_toy_height(toy, arm_height(a, u));

    return 2.0 * u
           / (toy->model.ratio * toy->forms->drive(toy->model.slope, g));
}

/* The time from one u to a later one. F goes from 0 to 1/2 within the first u
 * at which e has grown by the ratio, which may be far too small for the nodes
 * of the whole way to see; so the way is cut there, and at each fourfold. */
static double
elapsed(const arm *a, double from, double to)
{
    double cut = sqrt(a->toy->model.ratio / fmax(fabs(a->slope), DBL_MIN));
    double sum = 0.0, at = from;

    while (cut <= from) {
        cut *= 4.0;
    }
    for (; cut < to; cut *= 4.0) {
        sum += chl_integrate(pace, a, at, cut);
        at = cut;
    }
    return sum + chl_integrate(pace, a, at, to);
}

/* All weights on the face: g' = -c phi(g). */
static double
slide_start(const chl_toy *toy, const chl_toy_piece *p)
{
    return toy->forms->stretch(toy->model.slope, chl_toy_height(toy, p->e));
}

void
chl_toy_clock(const chl_toy *toy, chl_toy_piece *p)
{
    arm start = arm_of_start(toy, p), end = arm_of_end(toy, p);

    if (p->slides) {
        p->span = p->middle = slide_start(toy, p) / toy->model.clip;
        return;
    }
    p->middle = elapsed(&start, 0.0, start.furthest);
    p->span = p->middle + elapsed(&end, 0.0, end.furthest);
}

/* The u at which the time from the end of an arm is `time`: Newton within a
 * bracket, the integral carried on from one guess to the next. */
static double
find(const arm *a, double time, double whole)
{
    double low = 0.0, high = a->furthest, at = 0.0, passed = 0.0;
    double u = whole > 0.0 ? high * fmin(time / whole, 1.0) : 0.0;

    for (int k = 0; k < 60 && u != at; k++) {
        passed += u > at ? elapsed(a, at, u) : -elapsed(a, u, at);
        at = u;
        *(passed > time ? &high : &low) = u;
        if (fabs(passed - time) <= 4.0 * DBL_EPSILON * time) {
            break;
        }
        u -= (passed - time) / pace(a, u);
        if (!(u > low && u < high)) {
            u = 0.5 * (low + high);
        }
    }
    return at;
}

static double
slide_at(const chl_toy *toy, const chl_toy_piece *p, double time, double *e)
{
    double s = slide_start(toy, p) - toy->model.clip * time;
    double g = toy->forms->unstretch(toy->model.slope, fmax(s, 0.0));

    *e = toy->model.ratio * toy->forms->potential(g);
    return fmax(p->e - *e, 0.0) / toy->model.clip;
}

double
chl_toy_shift_at(const chl_toy *toy, const chl_toy_piece *p, double time,
                 double *e)
{
    bool early = time <= p->middle;
    arm a = early ? arm_of_start(toy, p) : arm_of_end(toy, p);
    double u;

    if (p->slides) {
        return slide_at(toy, p, time, e);
    }
    u = early ? find(&a, time, p->middle)
              : find(&a, fmax(p->span - time, 0.0), p->span - p->middle);
    *e = u > 0.0 ? arm_height(&a, u) : a.e;
    return early ? u * u : p->length - u * u;
}
