/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of an infinitely wide discriminator on its points. */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/lanczos.h"
#include "systems/ode.h"
#include "systems/particles.h"

/* Products with K, the kernel between all points. */
typedef struct pairs_operator {
    chl_particles *particles;
    size_t count;
    double *matrix; /* count x count, symmetric, or NULL: computed anew      */
    double *scaled; /* count                                                 */
    const double *start; /* f_0 at the points, or NULL                       */
    double *f, *product; /* count                                            */
} pairs_operator;

static double
weight_of(const chl_particles *particles, size_t i)
{
    return i < particles->n ? 1.0 / (double) particles->n
                            : 1.0 / (double) particles->m;
}

static chl_status
fill_matrix(pairs_operator *k, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const size_t count = k->count, d = particles->d;

    k->matrix = chl_alloc(count * count, sizeof *k->matrix);
    CHL_REQUIRE_MEMORY(k->matrix, err, "a matrix of all pairs");
#pragma omp parallel for schedule(dynamic)                                     \
    num_threads((int) particles->settings.threads)
    for (size_t i = 0; i < count; i++) {
        const chl_pairs pairs = { 1,
                                  i + 1,
                                  d,
                                  particles->points + i * d,
                                  particles->points,
                                  particles->norms + i,
                                  particles->norms,
                                  NULL };

        chl_pair_block(&particles->kernel, &pairs, k->matrix + i * count, NULL,
                       NULL);
    }
out:
    return status;
}

static void
clear_pairs(pairs_operator *k)
{
    chl_free(k->matrix);
    chl_free(k->scaled);
    chl_free(k->f);
    chl_free(k->product);
}

static chl_status
init_pairs(chl_particles *particles, const double *start, pairs_operator *k,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const double count = (double) (particles->n + particles->m);

    *k = (pairs_operator){ .particles = particles,
                           .count = particles->n + particles->m,
                           .start = start };
    k->scaled = chl_alloc(k->count, sizeof *k->scaled);
    k->f = chl_alloc(k->count, sizeof *k->f);
    k->product = chl_alloc(k->count, sizeof *k->product);
    CHL_REQUIRE_MEMORY(k->scaled, err, "a discriminator");
    CHL_REQUIRE_MEMORY(k->f, err, "a discriminator");
    CHL_REQUIRE_MEMORY(k->product, err, "a discriminator");
    if (count * count * sizeof *k->matrix <= particles->settings.memory) {
        CHL_TRY(fill_matrix(k, err));
    }
out:
    return status;
}

/* y = K x. */
static chl_status
multiply(pairs_operator *k, const double *x, double *y, chl_error *err)
{
    const chl_particles *particles = k->particles;
    const chl_support support = { k->count, particles->points, particles->norms,
                                  x };
    const chl_field field = { &particles->kernel, particles->d,
                              particles->settings.threads, 1, &support };

    k->particles->products++;
    if (k->matrix != NULL) {
        cblas_dsymv(CblasRowMajor, CblasLower, (int) k->count, 1.0, k->matrix,
                    (int) k->count, x, 1, 0.0, y, 1);
        return CHL_OK;
    }
    return chl_field_evaluate(&field, k->count, particles->points, y, NULL,
                              err);
}

/* S = W^1/2 K W^1/2, W = diag(1/n .., 1/m ..). */
static chl_status
apply_weighted(void *self, const double *x, double *y, chl_error *err)
{
    pairs_operator *k = self;
    chl_status status;

    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = sqrt(weight_of(k->particles, i)) * x[i];
    }
    status = multiply(k, k->scaled, y, err);
    for (size_t i = 0; i < k->count; i++) {
        y[i] *= sqrt(weight_of(k->particles, i));
    }
    return status;
}

static const chl_operator_type weighted_type = {
    .name = "pairs",
    .apply = apply_weighted,
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
solve_least_squares(pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const chl_lanczos_function phi = { relaxation, &particles->settings.time };
    chl_operator *weighted = NULL;
    size_t products;

    CHL_TRY(chl_operator_create(&weighted_type, k, k->count, CHL_SYMMETRIC,
                                &weighted, err));
    for (size_t i = 0; i < k->count; i++) {
        double gap = (i < particles->n ? -1.0 : 1.0)
                     - (k->start != NULL ? k->start[i] : 0.0);

        k->f[i] = sqrt(weight_of(particles, i)) * gap;
    }
    CHL_TRY(chl_lanczos_apply(weighted, &phi, k->f,
                              particles->settings.tolerance, k->count, fresh,
                              &products, err));
    for (size_t i = 0; i < k->count; i++) {
        fresh[i] *= sqrt(weight_of(particles, i));
    }
out:
    chl_operator_free(weighted);
    return status;
}

/* The unknowns are b = coefficients / W, which are of the order of T. */
static chl_status
find_f(pairs_operator *k, const double *b, chl_error *err)
{
    chl_status status;

    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = weight_of(k->particles, i) * b[i];
    }
    status = multiply(k, k->scaled, k->f, err);
    for (size_t i = 0; k->start != NULL && i < k->count; i++) {
        k->f[i] += k->start[i];
    }
    return status;
}

static chl_status
rate(void *self, const double *b, double *out, chl_error *err)
{
    pairs_operator *k = self;
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
    pairs_operator *k = self;
    const chl_particle_loss *loss = k->particles->loss;
    chl_status status = CHL_OK;

    CHL_TRY(find_f(k, b, err));
    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = weight_of(k->particles, i) * v[i];
    }
    CHL_TRY(multiply(k, k->scaled, k->product, err));
    for (size_t i = 0; i < k->count; i++) {
        out[i] = k->product[i]
                 * (i < k->particles->n ? loss->fake_slope(k->f[i])
                                        : loss->real_slope(k->f[i]));
    }
out:
    return status;
}

/* trace S, an upper bound of its eigenvalues, from the norms alone. */
static double
trace_of(const chl_particles *particles)
{
    const size_t d = particles->d;
    double sum = 0.0;

    for (size_t i = 0; i < particles->n + particles->m; i++) {
        const double *point = particles->points + i * d;
        const double *norm = particles->norms + i;
        const chl_pairs pairs = { 1, 1, d, point, point, norm, norm, NULL };
        double value;

        chl_pair_block(&particles->kernel, &pairs, &value, NULL, NULL);
        sum += weight_of(particles, i) * fabs(value);
    }
    return sum;
}

static chl_status
solve_equation(pairs_operator *k, double *fresh, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_particles *particles = k->particles;
    const double time = particles->settings.time;
    const chl_ode ode = {
        .n = k->count,
        .self = k,
        .rate = rate,
        .jacobian = jacobian,
        /* Where Adams would be held by stability rather than accuracy. */
        .stiff = time * trace_of(particles) * particles->loss->steepest > 200.0,
        .tolerance = particles->settings.tolerance,
        .steps = 1000000,
    };

    memset(fresh, 0, k->count * sizeof *fresh);
    CHL_TRY(chl_ode_solve(&ode, time, fresh, err));
    for (size_t i = 0; i < k->count; i++) {
        fresh[i] *= weight_of(particles, i);
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
    pairs_operator k = { 0 };

    if (closed && loss->constant) {
        for (size_t i = 0; i < particles->n + particles->m; i++) {
            fresh[i] = particles->settings.time * weight_of(particles, i)
                       * (i < particles->n ? loss->fake(0.0) : loss->real(0.0));
        }
        return CHL_OK;
    }
    CHL_TRY(init_pairs(particles, start, &k, err));
    if (closed && loss->least_squares) {
        CHL_TRY(solve_least_squares(&k, fresh, err));
    } else {
        CHL_TRY(solve_equation(&k, fresh, err));
    }
out:
    clear_pairs(&k);
    return status;
}
