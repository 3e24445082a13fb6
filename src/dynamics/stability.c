/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step size for all modes: the largest stable one and the best one. */
#include <chladni/dynamics.h>

#include <float.h>
#include <math.h>

#include "base/error.h"
#include "dynamics/scheme.h"

enum {
    GRID = 256
};

typedef struct search {
    const chl_scheme *scheme;
    const chl_scheme_parameters *parameters;
    const chl_mode *modes;
    size_t count;
} search;

static chl_status
check(const chl_scheme_parameters *parameters, const chl_mode *modes,
      size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(parameters->n_d >= 1 && parameters->n_d <= CHL_SCHEME_MOST_N_D,
                err, CHL_EARG, "n-d is %zu; it must lie in 1..%d",
                parameters->n_d, CHL_SCHEME_MOST_N_D);
    CHL_REQUIRE(isnan(parameters->momentum) || fabs(parameters->momentum) < 1.0,
                err, CHL_EARG, "momentum is %g; it must lie in (-1, 1)",
                parameters->momentum);
    CHL_REQUIRE(count >= 1, err, CHL_EARG,
                "no modes; stability needs at least 1");
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(isfinite(modes[k].damping) && modes[k].damping >= 0.0
                        && isfinite(modes[k].stiffness)
                        && modes[k].stiffness >= 0.0,
                    err, CHL_EARG,
                    "mode %zu has damping %g and stiffness %g; both must be "
                    "finite and at least 0",
                    k, modes[k].damping, modes[k].stiffness);
    }
out:
    return status;
}

static double
largest_radius(const search *s, double h)
{
    double most = 0.0;

    for (size_t k = 0; k < s->count; k++) {
        most = fmax(
            most, chl_scheme_radius(s->scheme, s->parameters, &s->modes[k], h));
    }
    return most;
}

static double
refine(const search *s, double low, double high)
{
    const double golden = 0.61803398874989485;

    for (int k = 0; k < 80; k++) {
        double left = high - golden * (high - low);
        double right = low + golden * (high - low);

        if (largest_radius(s, left) <= largest_radius(s, right)) {
            high = right;
        } else {
            low = left;
        }
    }
    return low + (high - low) / 2.0;
}

/* Steps worth looking at: up to the limit, or, without one, around the time
 * scales of the modes. */
static void
window(const search *s, double h_max, double *from, double *to)
{
    double slow = INFINITY, fast = 0.0;

    for (size_t k = 0; k < s->count; k++) {
        chl_complex roots[2];

        chl_mode_roots(&s->modes[k], roots);
        for (size_t j = 0; j < 2; j++) {
            double modulus = hypot(roots[j].re, roots[j].im);

            if (modulus > 0.0) {
                slow = fmin(slow, modulus);
                fast = fmax(fast, modulus);
            }
        }
    }
    *to = isfinite(h_max) ? h_max : 1e3 / slow;
    *from = isfinite(h_max) ? 1e-4 * h_max : 1e-3 / fast;
}

/* The step with the smallest radius, NaN if the best is the last one of an
 * open window (then larger is always better) or if none decays. */
static double
best_step(const search *s, double h_max)
{
    double from, to, ratio, best = INFINITY, h;
    size_t at = 0;

    window(s, h_max, &from, &to);
    if (!(to > 0.0) || !isfinite(to) || !(from > 0.0)) {
        return NAN;
    }
    ratio = exp(log(to / from) / GRID);
    for (size_t k = 0; k <= GRID; k++) {
        double value = largest_radius(s, from * pow(ratio, (double) k));

        if (value < best) {
            best = value;
            at = k;
        }
    }
    if (at == GRID && !isfinite(h_max)) {
        return NAN;
    }
    h = from * pow(ratio, (double) at);
    h = refine(s, h / ratio, fmin(h * ratio, to));
    return largest_radius(s, h) < 1.0 - 4.0 * DBL_EPSILON ? h : NAN;
}

chl_status
chl_stability_solve(const chl_scheme *scheme,
                    const chl_scheme_parameters *parameters,
                    const chl_mode *modes, size_t count, chl_stability *out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_scheme_parameters chosen =
        parameters != NULL ? *parameters : chl_scheme_parameters_default();
    search s = { scheme, &chosen, modes, count };
    chl_stability result = { .h_max = INFINITY,
                             .rate = NAN,
                             .rate_per_gradient = NAN };

    CHL_TRY(check(&chosen, modes, count, err));
    for (size_t k = 0; k < count; k++) {
        result.h_max =
            fmin(result.h_max, chl_scheme_limit(scheme, &chosen, &modes[k]));
    }
    result.gradients = chl_scheme_gradients(scheme, &chosen);
    result.h_best = best_step(&s, result.h_max);
    if (!isnan(result.h_best)) {
        double decay = -log(largest_radius(&s, result.h_best));

        result.rate = decay / result.h_best;
        if (result.gradients > 0) {
            result.rate_per_gradient = decay / (double) result.gradients;
        }
    }
    *out = result;
out:
    return status;
}
