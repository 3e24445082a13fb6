/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of an infinitely wide discriminator on its points. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/lanczos.h"
#include "systems/ode.h"
#include "systems/particles_pairs.h"

enum {
    LANCZOS_LIMIT = 500 /* vectors of n + m values                           */
};

/* phi(lambda) = (1 - exp(-2 T lambda)) / lambda. */
static double
relaxation(const void *self, double lambda)
{
    const double *time = self;

    return lambda > 0.0 ? -expm1(-2.0 * *time * lambda) / lambda : 2.0 * *time;
}

/* f' = 2 K W (y - f):  W^1/2 phi(S) W^1/2 (y - f_0). */
static chl_status
solve_least_squares(chl_pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const chl_lanczos_function phi = { relaxation, &particles->settings.time };
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

static chl_status
solve_equation(chl_pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const double time = particles->settings.time;
    double trace = 0.0;
    chl_ode ode = {
        .n = k->count,
        .self = k,
        .rate = rate,
        .jacobian = jacobian,
        .tolerance = particles->settings.tolerance,
        .steps = 1000000,
    };

    CHL_TRY(find_trace(particles, &trace, err));
    /* Where Adams would be held by stability rather than accuracy. */
    ode.stiff = time * trace * particles->loss->steepest > 200.0;
    memset(fresh, 0, k->count * sizeof *fresh);
    CHL_TRY(chl_ode_solve(&ode, time, fresh, err));
    for (size_t i = 0; i < k->count; i++) {
        fresh[i] *= chl_particle_weight(particles, i);
    }
out:
    return status;
}

chl_status
chl_particles_solve(chl_particles *particles, const double *start,
                    double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particle_loss *loss = particles->loss;
    bool closed = particles->settings.method == CHL_PARTICLES_BEST;
    chl_pairs_operator k = { 0 };

    if (closed && loss->constant) {
        for (size_t i = 0; i < particles->n + particles->m; i++) {
            fresh[i] = particles->settings.time
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
