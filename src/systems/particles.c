/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Particles moved by an infinitely wide discriminator. */
#include "systems/particles.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

chl_particles_settings
chl_particles_settings_default(void)
{
    return (chl_particles_settings){
        .loss = "ipm",
        .time = 1.0,
        .momentum = NAN,
        .tolerance = 1e-10,
        .memory = 1073741824.0,
        .regularisation = 0.1,
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
    CHL_REQUIRE(
        isnan(settings->momentum)
            || (isfinite(settings->momentum) && settings->momentum < 1.0),
        err, CHL_EARG,
        "momentum of the discriminator's training is %g; it must be "
        "finite and below 1",
        settings->momentum);
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
    CHL_REQUIRE(isfinite(settings->regularisation)
                    && settings->regularisation > 0.0,
                err, CHL_EARG,
                "regularisation of the loss is %g; it must be finite and "
                "above 0",
                settings->regularisation);
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

/* What the loss has no answer for. */
static chl_status
check_loss(const chl_particle_loss *loss, const chl_pair_kernel *kernel,
           const chl_particles_settings *settings, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(kernel->kind != CHL_PAIR_RIESZ || loss->constant
                    || settings->discriminator != NULL,
                err, CHL_EARG,
                "loss '%s' needs a positive kernel, which a riesz kernel is "
                "not; take ipm",
                loss->name);
    CHL_REQUIRE(loss->best == NULL || settings->discriminator == NULL, err,
                CHL_EARG,
                "loss '%s' takes the best of a kernel's functions; a finite "
                "discriminator has none",
                loss->name);
    CHL_REQUIRE(loss->best == NULL || !settings->carry, err, CHL_EARG,
                "loss '%s' takes the best of all functions; there is nothing "
                "to carry over",
                loss->name);
    CHL_REQUIRE(isnan(settings->momentum)
                    || (loss->best == NULL && settings->discriminator == NULL),
                err, CHL_EARG,
                "momentum %g is of the training of an infinite discriminator; "
                "%s",
                settings->momentum,
                loss->best != NULL ? "the best of all functions is not trained"
                                   : "a finite one has its optimiser's");
    CHL_REQUIRE(settings->generator == NULL
                    || !settings->generator->antisymmetric,
                err, CHL_EARG,
                "the generator is antisymmetric; only a discriminator can be");
out:
    return status;
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
    CHL_REQUIRE(kernel->kind != CHL_PAIR_IMAGES
                    || d
                           == kernel->images.height * kernel->images.width
                                  * kernel->images.channels,
                err, CHL_EARG,
                "points have %zu columns; the kernel's images are %zu x %zu x "
                "%zu",
                d, kernel->images.height, kernel->images.width,
                kernel->images.channels);
    CHL_REQUIRE(n >= 1, err, CHL_EARG, "there are no particles");
    if (settings->generator == NULL) {
        CHL_TRY(check_points("particles", n, d, x, err));
    }
    CHL_TRY(check_points("targets", m, d, y, err));
out:
    return status;
}

static chl_status
allocate(chl_particles *made, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = made->n, all = n + made->m;

    made->points = chl_alloc(all * made->d, sizeof *made->points);
    made->norms = chl_alloc(all, sizeof *made->norms);
    made->coefficients = chl_alloc(all, sizeof *made->coefficients);
    made->move = chl_alloc(n * made->d, sizeof *made->move);
    CHL_REQUIRE_MEMORY(made->points, err, "particles");
    CHL_REQUIRE_MEMORY(made->norms, err, "particles");
    CHL_REQUIRE_MEMORY(made->coefficients, err, "particles");
    CHL_REQUIRE_MEMORY(made->move, err, "particles");
out:
    return status;
}

/* The settings' pointers are the caller's; networks have their own copies. */
static chl_status
create_networks(chl_particles *made, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_mlp *discriminator = made->settings.discriminator;
    const chl_mlp *generator = made->settings.generator;

    made->settings.discriminator = made->settings.generator = NULL;
    if (discriminator != NULL) {
        CHL_TRY(chl_trained_create(discriminator, made->d, 1,
                                   CHL_TRAINED_DISCRIMINATOR,
                                   &made->discriminator, err));
        made->settings.discriminator = chl_trained_mlp(made->discriminator);
    }
    if (generator != NULL) {
        made->latent = generator->latent > 0 ? generator->latent : made->d;
        CHL_TRY(chl_trained_create(generator, made->latent, made->d,
                                   CHL_TRAINED_GENERATOR, &made->generator,
                                   err));
        made->settings.generator = chl_trained_mlp(made->generator);
        made->inputs = chl_alloc(made->n * made->latent, sizeof(double));
        CHL_REQUIRE_MEMORY(made->inputs, err, "inputs of a generator");
    }
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
    CHL_TRY(check_loss(loss, kernel, &s, err));
    s.loss = loss->name;
    s.threads = s.threads > 0 ? s.threads : chl_threads_default();
    made = chl_alloc(1, sizeof *made);
    CHL_REQUIRE_MEMORY(made, err, "particles");
    *made = (chl_particles){
        .kernel = *kernel,
        .settings = s,
        .loss = loss,
        .n = n,
        .m = m,
        .d = d,
        .divergence = NAN,
    };
    CHL_TRY(allocate(made, err));
    CHL_TRY(create_networks(made, err));
    if (made->generator != NULL) {
        chl_particles_generate(made, 0, made->points);
        CHL_TRY(check_points("generated", n, d, made->points, err));
    } else {
        memcpy(made->points, x, n * d * sizeof *x);
    }
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
    chl_trained_free(particles->discriminator);
    chl_trained_free(particles->generator);
    chl_free(particles->inputs);
    chl_free(particles->move);
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
chl_particles_retarget(chl_particles *particles, const double *y,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n, m = particles->m, d = particles->d;

    CHL_TRY(check_points("targets", m, d, y, err));
    CHL_TRY(chl_particles_prepare_to_remember(particles, m, err));
    chl_particles_remember(particles, n, m);
    memmove(particles->points + n * d, y, m * d * sizeof *y);
    chl_field_norms(m, d, y, particles->norms + n);
    particles->trained = false;
out:
    return status;
}
