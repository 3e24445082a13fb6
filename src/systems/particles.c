/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Particles moved by an infinitely wide discriminator. */
#include "systems/particles.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

chl_particles_settings
chl_particles_settings_default(void)
{
    return (chl_particles_settings){
        .loss = "ipm",
        .time = 1.0,
        .tolerance = 1e-10,
        .memory = 1073741824.0,
    };
}

const char *
chl_particles_loss_name(size_t index)
{
    const chl_particle_loss *loss = chl_particle_loss_at(index);

    return loss != NULL ? loss->name : NULL;
}

static chl_status
check_settings(const chl_particles_settings *settings, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(isfinite(settings->time) && settings->time > 0.0, err, CHL_EARG,
                "training time of the discriminator is %g; it must be finite "
                "and above 0",
                settings->time);
    CHL_REQUIRE(settings->tolerance >= 1e-14 && settings->tolerance <= 0.1, err,
                CHL_EARG,
                "tolerance of the training is %g; it must lie in 1e-14..0.1",
                settings->tolerance);
    CHL_REQUIRE(isfinite(settings->noise) && settings->noise >= 0.0, err,
                CHL_EARG,
                "noise of the particles is %g; it must be finite and at least "
                "0",
                settings->noise);
    CHL_REQUIRE(settings->memory >= 0.0, err, CHL_EARG,
                "memory for pairs is %g bytes; it must be at least 0",
                settings->memory);
out:
    return status;
}

static chl_status
check_points(const char *what, size_t count, size_t d, const double *points,
             chl_error *err)
{
    if (count == 0) {
        return CHL_FAIL(err, CHL_EARG, "there are no %s", what);
    }
    for (size_t i = 0; i < count * d; i++) {
        if (!(fabs(points[i]) <= 1e30)) {
            return CHL_FAIL(err, CHL_EDATA,
                            "%s: number %zu, column %zu is %g; it must lie "
                            "within 1e30",
                            what, i / d, i % d, points[i]);
        }
    }
    return CHL_OK;
}

static chl_status
check(const chl_pair_kernel *kernel, const chl_particles_settings *settings,
      size_t n, size_t m, size_t d, const double *x, const double *y,
      chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_pair_kernel_check(kernel, err));
    CHL_TRY(check_settings(settings, err));
    CHL_REQUIRE(d >= 1, err, CHL_EARG, "points have no columns");
    CHL_TRY(check_points("particles", n, d, x, err));
    CHL_TRY(check_points("targets", m, d, y, err));
out:
    return status;
}

chl_status
chl_particles_create(const chl_pair_kernel *kernel,
                     const chl_particles_settings *settings, size_t n, size_t m,
                     size_t d, const double *x, const double *y,
                     chl_particles **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_particles_settings s =
        settings != NULL ? *settings : chl_particles_settings_default();
    const chl_particle_loss *loss = NULL;
    chl_particles *made = NULL;

    CHL_TRY(check(kernel, &s, n, m, d, x, y, err));
    CHL_TRY(chl_particle_loss_find(s.loss, &loss, err));
    CHL_REQUIRE(kernel->kind != CHL_PAIR_RIESZ || loss->constant, err, CHL_EARG,
                "loss '%s' needs a positive kernel, which a riesz kernel is "
                "not; take ipm",
                loss->name);
    s.loss = loss->name;
    s.threads = s.threads > 0 ? s.threads : chl_threads_default();
    made = chl_alloc(1, sizeof *made);
    CHL_REQUIRE_MEMORY(made, err, "particles");
    *made = (chl_particles){
        .kernel = *kernel, .settings = s, .loss = loss, .n = n, .m = m, .d = d
    };
    made->points = chl_alloc((n + m) * d, sizeof *made->points);
    made->norms = chl_alloc(n + m, sizeof *made->norms);
    made->coefficients = chl_alloc(n + m, sizeof *made->coefficients);
    CHL_REQUIRE_MEMORY(made->points, err, "particles");
    CHL_REQUIRE_MEMORY(made->norms, err, "particles");
    CHL_REQUIRE_MEMORY(made->coefficients, err, "particles");
    memcpy(made->points, x, n * d * sizeof *x);
    memcpy(made->points + n * d, y, m * d * sizeof *y);
    chl_field_norms(n + m, d, made->points, made->norms);
    *out = made;
    made = NULL;
out:
    chl_particles_free(made);
    return status;
}

void
chl_particles_free(chl_particles *particles)
{
    if (particles == NULL) {
        return;
    }
    chl_free(particles->points);
    chl_free(particles->norms);
    chl_free(particles->coefficients);
    chl_free(particles->past_points);
    chl_free(particles->past_norms);
    chl_free(particles->past_coefficients);
    chl_free(particles);
}

size_t
chl_particles_count(const chl_particles *particles)
{
    return particles->n;
}

const double *
chl_particles_points(const chl_particles *particles)
{
    return particles->points;
}

chl_status
chl_particles_field(const chl_particles *particles, size_t count,
                    const double *x, double *values, double *gradients,
                    chl_error *err)
{
    const chl_support supports[] = {
        { particles->n + particles->m, particles->points, particles->norms,
          particles->coefficients },
        { particles->past, particles->past_points, particles->past_norms,
          particles->past_coefficients },
    };
    const chl_field field = { &particles->kernel, particles->d,
                              particles->settings.threads, 2, supports };

    return chl_field_evaluate(&field, count, x, values, gradients, err);
}

chl_status
chl_particles_train(chl_particles *particles, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t all = particles->n + particles->m;
    double *start = NULL, *fresh = NULL;

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

/* Room for the particles before they move; nothing is changed by that. */
static chl_status
prepare_to_remember(chl_particles *particles, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = particles->past + particles->n;

    if (particles->settings.carry) {
        CHL_TRY(grow(&particles->past_points, count * particles->d, err));
        CHL_TRY(grow(&particles->past_norms, count, err));
        CHL_TRY(grow(&particles->past_coefficients, count, err));
    }
out:
    return status;
}

/* What the discriminator keeps of particles that move on. */
static void
remember(chl_particles *particles)
{
    const size_t n = particles->n, d = particles->d, past = particles->past;

    if (particles->settings.carry) {
        memcpy(particles->past_points + past * d, particles->points,
               n * d * sizeof(double));
        memcpy(particles->past_norms + past, particles->norms,
               n * sizeof(double));
        memcpy(particles->past_coefficients + past, particles->coefficients,
               n * sizeof(double));
        particles->past += n;
    }
    memset(particles->coefficients, 0, n * sizeof(double));
}

/* Turn gradients of f into the particles' new places. */
static chl_status
place(const chl_particles *particles, double rate, const double *values,
      double *gradients, chl_particles_report *report, chl_error *err)
{
    const size_t n = particles->n, d = particles->d;

    for (size_t i = 0; i < n; i++) {
        double slope = particles->loss->slope(values[i]), sum = 0.0;

        report->loss += particles->loss->value(values[i]) / (double) n;
        for (size_t k = 0; k < d; k++) {
            double *at = &gradients[i * d + k], pull = slope * *at;

            sum += pull * pull;
            *at = particles->points[i * d + k] - rate / (double) n * pull;
            if (!(fabs(*at) <= 1e30)) {
                return CHL_FAIL(err, CHL_ENUMERIC,
                                "particle %zu would move to %g in column %zu; "
                                "the rate %g is too large",
                                i, *at, k, rate);
            }
        }
        report->speed += sum / (double) n;
    }
    report->speed = sqrt(report->speed);
    report->products = particles->products;
    return CHL_OK;
}

/* f and its gradients where the noise puts the particles. */
static chl_status
look(const chl_particles *particles, double *values, double *gradients,
     chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t size = particles->n * particles->d;
    const chl_random stream = { particles->settings.seed,
                                CHL_STREAM_PARTICLES };
    const chl_random random = chl_random_substream(&stream, particles->steps);
    double *places = NULL;

    if (particles->settings.noise == 0.0) {
        return chl_particles_field(particles, particles->n, particles->points,
                                   values, gradients, err);
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
    CHL_TRY(look(particles, values, gradients, err));
    CHL_TRY(place(particles, rate, values, gradients, &found, err));
    CHL_TRY(prepare_to_remember(particles, err));
    remember(particles);
    memcpy(particles->points, gradients, n * d * sizeof *gradients);
    chl_field_norms(n, d, particles->points, particles->norms);
    particles->trained = false;
    particles->steps++;
    if (report != NULL) {
        *report = found;
    }
out:
    chl_free(values);
    chl_free(gradients);
    return status;
}

chl_status
chl_particles_mmd(const chl_particles *particles, double *squared,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n, m = particles->m;
    double *weights = NULL, *values = NULL, sum = 0.0;
    chl_support support = { n + m, particles->points, particles->norms, NULL };
    const chl_field field = { &particles->kernel, particles->d,
                              particles->settings.threads, 1, &support };

    weights = chl_alloc(n + m, sizeof *weights);
    values = chl_alloc(n + m, sizeof *values);
    CHL_REQUIRE_MEMORY(weights, err, "an MMD");
    CHL_REQUIRE_MEMORY(values, err, "an MMD");
    for (size_t i = 0; i < n + m; i++) {
        weights[i] = i < n ? 1.0 / (double) n : -1.0 / (double) m;
    }
    support.coefficients = weights;
    CHL_TRY(chl_field_evaluate(&field, n + m, particles->points, values, NULL,
                               err));
    for (size_t i = 0; i < n + m; i++) {
        sum += weights[i] * values[i];
    }
    *squared = sum;
out:
    chl_free(weights);
    chl_free(values);
    return status;
}
