/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of the discriminator and steps of the particles. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "systems/inertia.h"
#include "systems/particles.h"

enum {
    SUPPORTS = 3 /* particles, targets, and the past                         */
};

/* parts: SUPPORTS x count, or NULL; not of a finite discriminator. */
static chl_status
evaluate(const chl_particles *particles, size_t count, const double *x,
         double *values, double *parts, double *gradients, chl_error *err)
{
    const size_t n = particles->n, d = particles->d;
    const chl_support supports[SUPPORTS] = {
        { n, particles->points, particles->norms, particles->coefficients },
        { particles->m, particles->points + n * d, particles->norms + n,
          particles->coefficients + n },
        { particles->past, particles->past_points, particles->past_norms,
          particles->past_coefficients },
    };
    const chl_field field = { .kernel = &particles->kernel,
                              .d = d,
                              .threads = particles->settings.threads,
                              .count = SUPPORTS,
                              .supports = supports,
                              .parts = parts };

    if (particles->discriminator != NULL) {
        chl_trained_evaluate(particles->discriminator, count, x, values,
                             gradients);
        return CHL_OK;
    }
    return chl_field_evaluate(&field, count, x, values, gradients, err);
}

chl_status
chl_particles_field(const chl_particles *particles, size_t count,
                    const double *x, double *values, double *gradients,
                    chl_error *err)
{
    return evaluate(particles, count, x, values, NULL, gradients, err);
}

chl_status
chl_particles_train(chl_particles *particles, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t all = particles->n + particles->m;
    double *start = NULL, *fresh = NULL;

    if (particles->discriminator != NULL) {
        CHL_TRY(chl_particles_climb(particles, err));
        particles->trained = true;
        goto out;
    }
    fresh = chl_alloc(all, sizeof *fresh);
    CHL_REQUIRE_MEMORY(fresh, err, "a discriminator");
    if (particles->settings.carry && !particles->loss->constant) {
        start = chl_alloc(all, sizeof *start);
        CHL_REQUIRE_MEMORY(start, err, "a discriminator");
        CHL_TRY(chl_particles_field(particles, all, particles->points, start,
                                    NULL, err));
    }
    particles->products = 0;
    CHL_TRY(chl_particles_solve(particles, start, fresh, err));
    for (size_t i = 0; i < all; i++) {
        particles->coefficients[i] =
            fresh[i]
            + (particles->settings.carry ? particles->coefficients[i] : 0.0);
    }
    particles->trained = true;
out:
    chl_free(start);
    chl_free(fresh);
    return status;
}

static chl_status
grow(double **array, size_t count, chl_error *err)
{
    double *larger = chl_realloc(*array, count, sizeof *larger);

    if (larger == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM,
                        "out of memory for %zu values of the former "
                        "discriminator",
                        count);
    }
    *array = larger;
    return CHL_OK;
}

static bool
remembers(const chl_particles *particles)
{
    return particles->settings.carry && particles->discriminator == NULL;
}

chl_status
chl_particles_reserve(chl_particles *particles, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(grow(&particles->past_points, count * particles->d, err));
    CHL_TRY(grow(&particles->past_norms, count, err));
    CHL_TRY(grow(&particles->past_coefficients, count, err));
out:
    return status;
}

chl_status
chl_particles_prepare_to_remember(chl_particles *particles, size_t more,
                                  chl_error *err)
{
    return remembers(particles)
               ? chl_particles_reserve(particles, particles->past + more, err)
               : CHL_OK;
}

void
chl_particles_remember(chl_particles *particles, size_t first, size_t count)
{
    const size_t d = particles->d, past = particles->past;

    if (remembers(particles)) {
        memcpy(particles->past_points + past * d, particles->points + first * d,
               count * d * sizeof(double));
        memcpy(particles->past_norms + past, particles->norms + first,
               count * sizeof(double));
        memcpy(particles->past_coefficients + past,
               particles->coefficients + first, count * sizeof(double));
        particles->past += count;
    }
    memset(particles->coefficients + first, 0, count * sizeof(double));
}

/* Turn gradients of f into those of the loss, and report. */
static void
turn_into_loss(const chl_particles *particles, const double *values,
               double *gradients, chl_particles_report *report)
{
    const size_t n = particles->n, d = particles->d;

    for (size_t i = 0; i < n; i++) {
        double slope = particles->loss->slope(values[i]), sum = 0.0;

        report->loss += particles->loss->value(values[i]) / (double) n;
        for (size_t k = 0; k < d; k++) {
            double pull = slope * gradients[i * d + k];

            sum += pull * pull;
            gradients[i * d + k] = pull / (double) n;
        }
        report->speed += sum / (double) n;
    }
    report->speed = sqrt(report->speed);
    report->products = particles->products;
    report->divergence = particles->divergence;
}

/* Turn gradients of the loss into the particles' new places. */
static chl_status
place(const chl_particles *particles, double rate, double *gradients,
      chl_error *err)
{
    const size_t d = particles->d;

    for (size_t at = 0; at < particles->n * d; at++) {
        double to = particles->points[at] - rate * gradients[at];

        if (!(fabs(to) <= 1e30)) {
            return CHL_FAIL(err, CHL_ENUMERIC,
                            "particle %zu would move to %g in column %zu; the "
                            "rate %g is too large",
                            at / d, to, at % d, rate);
        }
        gradients[at] = to;
    }
    return CHL_OK;
}

/* Put the particles where they go; the cosine of this move and the last. */
static double
move_to(chl_particles *particles, const double *places)
{
    const size_t size = particles->n * particles->d;
    double along = 0.0, now = 0.0, last = 0.0;

    for (size_t at = 0; at < size; at++) {
        double move = places[at] - particles->points[at];

        along += move * particles->move[at];
        now += move * move;
        last += particles->move[at] * particles->move[at];
        particles->move[at] = move;
        particles->points[at] = places[at];
    }
    if (!particles->moved || now == 0.0 || last == 0.0) {
        particles->moved = true;
        return NAN;
    }
    return along / (sqrt(now) * sqrt(last));
}

/* Gradients of the loss make room for the places of the next step. */
static chl_status
advance(chl_particles *particles, double rate, double *gradients,
        chl_particles_report *report, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n;

    CHL_TRY(chl_particles_prepare_to_remember(particles, n, err));
    if (particles->generator != NULL) {
        CHL_TRY(chl_particles_descend(particles, rate, gradients, err));
    } else {
        CHL_TRY(place(particles, rate, gradients, err));
    }
    chl_particles_remember(particles, 0, n);
    report->turn = move_to(particles, gradients);
    if (particles->generator != NULL && !particles->settings.generator->fixed) {
        report->turn = NAN;
    }
    chl_field_norms(n, particles->d, particles->points, particles->norms);
    particles->trained = false;
    particles->steps++;
out:
    return status;
}

static bool
has_energy(const chl_particles *particles)
{
    return particles->loss->constant && particles->discriminator == NULL
           && !particles->settings.carry && particles->settings.noise == 0.0;
}

/* f and its gradients at the particles; the energy from its parts, of which
 * that of the particles counts every pair twice. */
static chl_status
look_at_places(const chl_particles *particles, double *values,
               double *gradients, double *energy, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n;
    const chl_inertia training = chl_inertia_of(&particles->settings);
    double *parts = chl_alloc(SUPPORTS * n, sizeof *parts), sum = 0.0;

    CHL_REQUIRE_MEMORY(parts, err, "a step");
    CHL_TRY(evaluate(particles, n, particles->points, values, parts, gradients,
                     err));
    for (size_t i = 0; i < n; i++) {
        sum += 0.5 * parts[i] + parts[n + i];
    }
    *energy = has_energy(particles)
                  ? sum / (double) n / chl_inertia_reach(&training)
                  : NAN;
out:
    chl_free(parts);
    return status;
}

/* f and its gradients where the noise puts the particles. */
static chl_status
look(const chl_particles *particles, double *values, double *gradients,
     double *energy, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t size = particles->n * particles->d;
    const chl_random stream = { particles->settings.seed,
                                CHL_STREAM_PARTICLES };
    const chl_random random = chl_random_substream(&stream, particles->steps);
    double *places = NULL;

    *energy = NAN;
    if (particles->settings.noise == 0.0) {
        return look_at_places(particles, values, gradients, energy, err);
    }
    places = chl_alloc(size, sizeof *places);
    CHL_REQUIRE_MEMORY(places, err, "a step");
    for (size_t i = 0; i < size; i++) {
        places[i] = particles->points[i]
                    + particles->settings.noise * chl_random_normal(&random, i);
    }
    CHL_TRY(chl_particles_field(particles, particles->n, places, values,
                                gradients, err));
out:
    chl_free(places);
    return status;
}

chl_status
chl_particles_step(chl_particles *particles, double rate,
                   chl_particles_report *report, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n, d = particles->d;
    chl_particles_report found = { 0 };
    double *values = NULL, *gradients = NULL;

    CHL_REQUIRE(isfinite(rate) && rate > 0.0, err, CHL_EARG,
                "rate of the particles is %g; it must be finite and above 0",
                rate);
    values = chl_alloc(n, sizeof *values);
    CHL_REQUIRE_MEMORY(values, err, "a step");
    gradients = chl_alloc(n * d, sizeof *gradients);
    CHL_REQUIRE_MEMORY(gradients, err, "a step");
    if (!particles->trained) {
        CHL_TRY(chl_particles_train(particles, err));
    }
    CHL_TRY(look(particles, values, gradients, &found.energy, err));
    turn_into_loss(particles, values, gradients, &found);
    CHL_TRY(advance(particles, rate, gradients, &found, err));
    if (report != NULL) {
        *report = found;
    }
out:
    chl_free(values);
    chl_free(gradients);
    return status;
}
