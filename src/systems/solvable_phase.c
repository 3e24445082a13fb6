/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which eigenvalues are learned: closed forms for matched covariances. */
#include "systems/solvable.h"

#include <math.h>

#include "base/error.h"

/* A step of rate 2 overshoots along a row of usual length: half of it. */
static const double fastest = 1.0;

/* (eta_true^2 + eta_gen^2) / 2 of a batch. */
static double
noise_of(const chl_solvable_model *o)
{
    return 0.5 * (o->eta_true * o->eta_true + o->eta_gen * o->eta_gen)
           / (double) o->batch;
}

chl_solvable_interval
chl_solvable_interval_of(const chl_solvable_model *o)
{
    double low = o->tau * noise_of(o);

    return (chl_solvable_interval){ low, 2.0 * o->tau * low / o->tau_g };
}

const char *
chl_mode_phase_name(chl_mode_phase phase)
{
    static const char *const names[] = { "fails", "recovers", "oscillates" };

    return names[phase];
}

void
chl_solvable_block(const chl_solvable_model *o, double lambda,
                   double lambda_gen, double p, double *trace,
                   double *determinant)
{
    double t = o->tau, g = o->tau_g, a = t * t * noise_of(o);
    double both = lambda * lambda_gen;

    *trace = t * (lambda - lambda_gen) - 2.0 * a + g * lambda_gen;
    *determinant = t * t * both * (p * p - 1.0) + t * g * both
                   + a * t * (lambda_gen - lambda) + a * a - a * g * lambda_gen;
}

/* Roots of s^2 - trace s + determinant. */
static void
roots_of(double trace, double determinant, chl_complex roots[2])
{
    double half = 0.5 * trace, rest = half * half - determinant;

    if (rest < 0.0) {
        roots[0] = (chl_complex){ half, sqrt(-rest) };
        roots[1] = (chl_complex){ half, -sqrt(-rest) };
    } else {
        roots[0] = (chl_complex){ half + sqrt(rest), 0.0 };
        roots[1] = (chl_complex){ half - sqrt(rest), 0.0 };
    }
}

chl_mode_verdict
chl_solvable_judge(const chl_solvable_model *o, double lambda)
{
    const chl_solvable_interval in = chl_solvable_interval_of(o);
    chl_mode_verdict v = { .lambda = lambda, .freeze = NAN, .period = NAN };
    double trace, determinant, x = lambda / in.low;

    chl_solvable_block(o, lambda, lambda, 1.0, &trace, &determinant);
    roots_of(trace, determinant, v.roots);
    v.growth = o->tau * (lambda - in.low);
    v.phase = !(lambda > in.low)    ? CHL_PHASE_FAILS
              : !(lambda < in.high) ? CHL_PHASE_OSCILLATES
                                    : CHL_PHASE_RECOVERS;
    if (v.phase == CHL_PHASE_RECOVERS) {
        v.freeze = sqrt(fmax(0.0, 1.0 - o->tau_g / o->tau * (1.0 - 1.0 / x)
                                      - 1.0 / (x * x)));
    } else if (v.phase == CHL_PHASE_OSCILLATES && v.roots[0].im > 0.0) {
        v.period = 2.0 * acos(-1.0) / v.roots[0].im;
    }
    return v;
}

chl_solvable_saddle
chl_solvable_saddle_of(const chl_solvable_model *o, double lambda)
{
    double low = chl_solvable_interval_of(o).low;
    double slow = 2.0 * o->tau - o->tau_g;
    chl_solvable_saddle out = { NAN, NAN };

    if (lambda > low) {
        out.q2 =
            (lambda - low)
            / (lambda * (1.0 + 0.5 * o->tau * o->eta_true / (double) o->batch));
        out.growth =
            0.5 * lambda
            * (sqrt(slow * slow + 4.0 * o->tau * o->tau_g * out.q2) - slow);
    }
    return out;
}

chl_solvable_active
chl_solvable_active_of(const chl_solvable_model *o, double lambda)
{
    const double batch = (double) o->batch, ratio = o->tau_g / o->tau;
    const double push = (1.0 + 0.5 * o->tau * o->eta_true / batch) * ratio;
    const double drag = 0.5 * o->tau * (o->eta_true + o->eta_gen) / batch;
    const double half = 0.5 * (push - drag) / push;
    const double rest =
        half * half - chl_solvable_interval_of(o).low / (lambda * push);
    chl_solvable_active out = { NAN, NAN, NAN };
    double y = half + sqrt(fmax(rest, 0.0));
    double square = 1.0 - ratio * (1.0 - y);

    if (rest >= 0.0 && y > 0.0 && square > 0.0) {
        out.p = sqrt(square);
        out.r = sqrt(y);
        out.q = out.p * out.r;
    }
    return out;
}

/* Eigenvalues in (low, high). */
static size_t
count_inside(size_t count, const double *lambda, double low, double high)
{
    size_t inside = 0;

    for (size_t k = 0; k < count; k++) {
        inside += lambda[k] > low && lambda[k] < high;
    }
    return inside;
}

/* The window begins just below some eigenvalue; of all that hold the most, the
 * one with the most room on both sides in the logarithm. */
chl_solvable_rates
chl_solvable_rates_kept_ratio(const chl_solvable_model *o, size_t count,
                              const double *lambda)
{
    const double noise = noise_of(o), ratio = 2.0 * o->tau / o->tau_g;
    chl_solvable_rates best = { NAN, NAN, NAN, 0 };
    double room = -INFINITY;

    for (size_t k = 0; ratio > 1.0 && k < count; k++) {
        double low, high = lambda[k], own;
        size_t inside;

        if (!(lambda[k] > 0.0)) {
            continue;
        }
        inside = count_inside(count, lambda, lambda[k] * (1.0 - 1e-12),
                              lambda[k] * ratio);
        for (size_t i = 0; i < count; i++) {
            if (lambda[i] < lambda[k] * ratio && lambda[i] > high) {
                high = lambda[i];
            }
        }
        own = ratio * lambda[k] / high;
        if (inside > best.learnable
            || (inside == best.learnable && own > room)) {
            room = own;
            low = lambda[k] / sqrt(own);
            best.learnable = inside;
            best.tau = noise > 0.0 ? low / noise : NAN;
            best.tau_g = best.tau * 2.0 / ratio;
            best.eta = sqrt(low * (double) o->batch / o->tau);
        }
    }
    return best;
}

chl_solvable_rates
chl_solvable_rates_free(const chl_solvable_model *o, size_t count,
                        const double *lambda)
{
    const double noise = noise_of(o);
    double least = INFINITY, most = 0.0;
    chl_solvable_rates out = { NAN, NAN, NAN, 0 };

    for (size_t k = 0; k < count; k++) {
        if (lambda[k] > 0.0) {
            least = fmin(least, lambda[k]);
            most = fmax(most, lambda[k]);
            out.learnable++;
        }
    }
    if (!(noise > 0.0) || out.learnable == 0) {
        return (chl_solvable_rates){ NAN, NAN, NAN, 0 };
    }
    out.tau = fmin(0.5 * least / noise, fastest);
    out.tau_g = out.tau * out.tau * noise / most;
    return out;
}
