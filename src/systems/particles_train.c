/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of an infinitely wide discriminator on its points. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/inertia.h"
#include "systems/lanczos.h"
#include "systems/ode.h"
#include "systems/particles_pairs.h"

enum {
    LANCZOS_LIMIT = 500 /* vectors of n + m values                           */
};

/* phi(lambda): (1 - exp(-2 T lambda)) / lambda, without inertia. */
static double
relaxation(const void *self, double lambda)
{
    const chl_inertia *training = self;

    return lambda > 0.0 ? chl_inertia_learned(training, 2.0 * lambda) / lambda
                        : 2.0 * chl_inertia_reach(training);
}

/* f' = 2 K W (y - f):  W^1/2 phi(S) W^1/2 (y - f_0). */
static chl_status
solve_least_squares(chl_pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const chl_inertia training = chl_inertia_of(&particles->settings);
    const chl_lanczos_function phi = { relaxation, &training };
    chl_operator *weighted = NULL;
    size_t products;

    CHL_TRY(chl_operator_create(&chl_pairs_weighted, k, k->count, CHL_SYMMETRIC,
                                &weighted, err));
    for (size_t i = 0; i < k->count; i++) {
        double gap = (i < particles->n ? -1.0 : 1.0)
                     - (k->start != NULL ? k->start[i] : 0.0);

        k->f[i] = sqrt(chl_particle_weight(particles, i)) * gap;
    }
    CHL_TRY(chl_lanczos_apply(weighted, &phi, k->f,
                              particles->settings.tolerance, LANCZOS_LIMIT,
                              fresh, &products, err));
    for (size_t i = 0; i < k->count; i++) {
        fresh[i] *= sqrt(chl_particle_weight(particles, i));
    }
out:
    chl_operator_free(weighted);
    return status;
}

/* The unknowns are b = coefficients / W, which are of the order of T. */
static chl_status
find_f(chl_pairs_operator *k, const double *b, chl_error *err)
{
    chl_status status;

    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = chl_particle_weight(k->particles, i) * b[i];
    }
    status = chl_pairs_operator_multiply(k, k->scaled, k->f, err);
    for (size_t i = 0; k->start != NULL && i < k->count; i++) {
        k->f[i] += k->start[i];
    }
    return status;
}

static chl_status
rate(void *self, const double *b, double *out, chl_error *err)
{
    chl_pairs_operator *k = self;
    const chl_particle_loss *loss = k->particles->loss;
    chl_status status = find_f(k, b, err);

    for (size_t i = 0; i < k->count; i++) {
        out[i] =
            i < k->particles->n ? loss->fake(k->f[i]) : loss->real(k->f[i]);
    }
    return status;
}

static chl_status
jacobian(void *self, const double *b, const double *v, double *out,
         chl_error *err)
{
    chl_pairs_operator *k = self;
    const chl_particle_loss *loss = k->particles->loss;
    chl_status status = CHL_OK;

    CHL_TRY(find_f(k, b, err));
    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = chl_particle_weight(k->particles, i) * v[i];
    }
    CHL_TRY(chl_pairs_operator_multiply(k, k->scaled, k->product, err));
    for (size_t i = 0; i < k->count; i++) {
        out[i] = k->product[i]
                 * (i < k->particles->n ? loss->fake_slope(k->f[i])
                                        : loss->real_slope(k->f[i]));
    }
out:
    return status;
}

/* trace S, an upper bound of its eigenvalues, from the norms alone. */
static chl_status
find_trace(const chl_particles *particles, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = particles->d;
    double sum = 0.0;

    for (size_t i = 0; i < particles->n + particles->m; i++) {
        const double *point = particles->points + i * d;
        const double *norm = particles->norms + i;
        const chl_pairs pairs = { 1, 1, d, point, point, norm, norm, NULL };
        double value;

        CHL_TRY(chl_field_values(&particles->kernel, &pairs, &value, err));
        sum += chl_particle_weight(particles, i) * fabs(value);
    }
    *out = sum;
out:
    return status;
}

/* With inertia the rates v of b follow b: v' = rate(b) - friction v. */
static chl_status
rate_with_inertia(void *self, const double *y, double *out, chl_error *err)
{
    const chl_pairs_operator *k = self;
    const size_t n = k->count;
    const double *v = y + n;
    const double friction = 1.0 - k->particles->settings.momentum;
    chl_status status = rate(self, y, out + n, err);

    for (size_t i = 0; i < n; i++) {
        out[i] = v[i];
        out[n + i] -= friction * v[i];
    }
    return status;
}

static chl_status
jacobian_with_inertia(void *self, const double *y, const double *v, double *out,
                      chl_error *err)
{
    const chl_pairs_operator *k = self;
    const size_t n = k->count;
    const double friction = 1.0 - k->particles->settings.momentum;
    chl_status status = jacobian(self, y, v, out + n, err);

    for (size_t i = 0; i < n; i++) {
        out[i] = v[n + i];
        out[n + i] -= friction * v[n + i];
    }
    return status;
}

/* Where Adams would be held by stability rather than accuracy: modes of this
 * stiffness relax at its rate, and with inertia at no more than the friction,
 * swinging at its root. */
static bool
is_stiff(const chl_inertia *training, double stiffness)
{
    const double time = training->time, friction = training->friction;

    return isnan(friction)
               ? time * stiffness > 200.0
               : friction * time > 50.0 && time * sqrt(stiffness) > 200.0;
}

static chl_status
solve_equation(chl_pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const chl_inertia training = chl_inertia_of(&particles->settings);
    const bool inert = !isnan(training.friction);
    double trace = 0.0, *y = NULL;
    chl_ode ode = {
        .n = inert ? 2 * k->count : k->count,
        .self = k,
        .rate = inert ? rate_with_inertia : rate,
        .jacobian = inert ? jacobian_with_inertia : jacobian,
        .tolerance = particles->settings.tolerance,
        .steps = 1000000,
    };

    CHL_TRY(find_trace(particles, &trace, err));
    ode.stiff = is_stiff(&training, trace * particles->loss->steepest);
    y = chl_alloc(ode.n, sizeof *y);
    CHL_REQUIRE_MEMORY(y, err, "a discriminator");
    CHL_TRY(chl_ode_solve(&ode, training.time, y, err));
    for (size_t i = 0; i < k->count; i++) {
        fresh[i] = chl_particle_weight(particles, i) * y[i];
    }
out:
    chl_free(y);
    return status;
}

chl_status
chl_particles_solve(chl_particles *particles, const double *start,
                    double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particle_loss *loss = particles->loss;
    bool closed = particles->settings.method == CHL_PARTICLES_BEST;
    const chl_inertia training = chl_inertia_of(&particles->settings);
    chl_pairs_operator k = { 0 };

    if (closed && loss->constant) {
        for (size_t i = 0; i < particles->n + particles->m; i++) {
            fresh[i] = chl_inertia_reach(&training)
                       * chl_particle_weight(particles, i)
                       * (i < particles->n ? loss->fake(0.0) : loss->real(0.0));
        }
        return CHL_OK;
    }
    if (loss->best != NULL) {
        return loss->best(particles, fresh, &particles->divergence, err);
    }
    CHL_TRY(chl_pairs_operator_init(particles, start, &k, err));
    if (closed && loss->least_squares) {
        CHL_TRY(solve_least_squares(&k, fresh, err));
    } else {
        CHL_TRY(solve_equation(&k, fresh, err));
    }
out:
    chl_pairs_operator_clear(&k);
    return status;
}
