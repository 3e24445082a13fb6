/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two games of the toy and their closed forms. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "systems/quadrature.h"
#include "systems/toy.h"

static const double pi = 3.14159265358979323846;
static const double root_two_pi = 2.50662827463100050242;
static const double root_half = 0.70710678118654752440;
/* exp(g^2 / 2) is a number up to here, with something to spare. */
static const double furthest = 37.0;

/* W of y = g^2 / 2; all terms are positive. */
static double
potential_series(double y)
{
    double term = y, sum = y;

    for (double k = 0.0; term > 0.25 * DBL_EPSILON * sum || k < y; k++) {
        term *= (1.0 + k) * y / ((1.5 + k) * (2.0 + k));
        sum += term;
    }
    return sum;
}

/* s / (sqrt(2 pi) g) = sum over k of y^k / (k! (2 k + 1)) */
static double
stretch_series(double y)
{
    double power = 1.0, sum = 1.0, term = 1.0;

    for (double k = 1.0; term > 0.25 * DBL_EPSILON * sum || k < y; k++) {
        power *= y / k;
        term = power / (2.0 * k + 1.0);
        sum += term;
    }
    return sum;
}

/* About the y at which factor exp(y) / sqrt(2 y) is v > 1. */
static double
guess(double v, double factor)
{
    double l = fmax(log(v / factor), 0.0);

    return fmax(0.5, l + 0.5 * log(2.0 * l + 1.0));
}

static double
normal_drive(double k, double g)
{
    (void) k;
    return 0.5 * erf(g * root_half);
}

static double
normal_density(double k, double g)
{
    (void) k;
    return exp(-0.5 * g * g) / root_two_pi;
}

static double
normal_potential(double g)
{
    return potential_series(0.5 * g * g);
}

/* Newton in the logarithms of y and W. The series of W has no negative term, so
 * that log W is convex in log y, and it comes down to the root from above after
 * one step. */
static double
normal_reach(double v)
{
    double y = v < 1.0 ? v : fmin(v, guess(v, 0.5 * root_two_pi)), step = 1.0;

    if (v < DBL_MIN) {
        return 0.0;
    }
    for (int k = 0; k < 60 && fabs(step) > 1e-9; k++) {
        double w = potential_series(y), g = sqrt(2.0 * y);
        double slope = normal_drive(1.0, g) * root_two_pi * exp(y) / g;

        step = log1p((w - v) / v) * w / (y * slope);
        y *= exp(-step);
    }
    return sqrt(2.0 * y);
}

static double
normal_stretch(double k, double g)
{
    (void) k;
    return root_two_pi * g * stretch_series(0.5 * g * g);
}

static double
normal_unstretch(double k, double s)
{
    double v = s / root_two_pi, step = 1.0;
    double g = v < 1.0 ? v : sqrt(2.0 * guess(v, 1.0));

    (void) k;
    if (v < DBL_MIN) {
        return 0.0;
    }
    for (int n = 0; n < 60 && fabs(step) > 1e-9; n++) {
        double y = 0.5 * g * g, now = g * stretch_series(y);

        step = log1p((now - v) / v) * now / (g * exp(y));
        g *= exp(-step);
    }
    return g;
}

static double
bilinear_drive(double k, double g)
{
    return k * g;
}

static double
bilinear_density(double k, double g)
{
    (void) g;
    return k;
}

static double
bilinear_potential(double g)
{
    return 0.5 * g * g;
}

static double
bilinear_reach(double v)
{
    return sqrt(2.0 * v);
}

static double
bilinear_stretch(double k, double g)
{
    return g / k;
}

static double
bilinear_unstretch(double k, double s)
{
    return s * k;
}

static const chl_toy_forms games[] = {
    [CHL_TOY_NORMAL] = { "normal", normal_drive, normal_density,
                         normal_potential, normal_reach, normal_stretch,
                         normal_unstretch, 37.0 },
    [CHL_TOY_BILINEAR] = { "bilinear", bilinear_drive, bilinear_density,
                           bilinear_potential, bilinear_reach, bilinear_stretch,
                           bilinear_unstretch, 1e150 },
};

enum {
    GAME_COUNT = sizeof games / sizeof *games
};

const chl_toy_forms *
chl_toy_forms_of(chl_toy_game game)
{
    return &games[game];
}

const char *
chl_toy_game_name(chl_toy_game game)
{
    return games[game].name;
}

chl_status
chl_toy_game_find(const char *name, chl_toy_game *out, chl_error *err)
{
    const char *names[GAME_COUNT];
    size_t nearest;

    for (size_t k = 0; k < GAME_COUNT; k++) {
        names[k] = games[k].name;
        if (strcmp(name, names[k]) == 0) {
            *out = (chl_toy_game) k;
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, GAME_COUNT);
    return CHL_FAIL(err, CHL_EARG, "no toy is called '%s'; %s%s", name,
                    nearest < GAME_COUNT ? "did you mean " : "there are ",
                    nearest < GAME_COUNT ? names[nearest] : "normal, bilinear");
}

double
chl_toy_potential(double g)
{
    return fabs(g) <= furthest ? normal_potential(fabs(g)) : NAN;
}

double
chl_toy_stretch(double g)
{
    return fabs(g) <= furthest ? copysign(normal_stretch(1.0, fabs(g)), g)
                               : NAN;
}

static bool
is_amplitude(double a)
{
    return a >= 0.0 && a <= 1e150;
}

double
chl_toy_reach(double a)
{
    if (!is_amplitude(a)) {
        return NAN;
    }
    return a < 1e-100 ? a : normal_reach(0.5 * a * a);
}

static double
swing(const void *self, double u)
{
    const double *a = self;
    double reach = *a * sin(u);

    return sin(u) / normal_drive(1.0, normal_reach(0.5 * reach * reach));
}

/* Cut where W is 1, and at each fourfold: F has gone from 0 to 1/2 there. */
double
chl_toy_period(double a)
{
    const double end = 0.5 * pi;
    double sum = 0.0, at = 0.0;

    if (!is_amplitude(a)) {
        return NAN;
    }
    if (a < 1e-8) {
        return pow(2.0 * pi, 1.5);
    }
    for (double cut = 1.5 / a; cut < end; cut *= 4.0) {
        sum += chl_integrate(swing, &a, at, cut);
        at = cut;
    }
    return 4.0 * a * (sum + chl_integrate(swing, &a, at, end));
}
