/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite networks as discriminators and as generators. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "systems/particles.h"

/* Down  -(mean a(f) - mean b(f)). */
static void
climb_bar(const void *self, size_t first, size_t count, const double *f,
          double *bar)
{
    const chl_particles *particles = self;
    const chl_particle_loss *loss = particles->loss;
    const double n = (double) particles->n, m = (double) particles->m;

    for (size_t k = 0; k < count; k++) {
        bar[k] = first + k < particles->n ? -loss->fake(f[k]) / n
                                          : -loss->real(f[k]) / m;
    }
}

chl_status
chl_particles_climb(chl_particles *particles, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_trained *net = particles->discriminator;
    const double rate = chl_trained_mlp(net)->rate;
    const double steps = fmax(1.0, round(particles->settings.time / rate));
    double *before = NULL;

    CHL_REQUIRE(steps <= 1e9, err, CHL_EARG,
                "a time of %g at rate %g takes the discriminator %g steps; "
                "1e9 are possible",
                particles->settings.time, rate, steps);
    before = chl_alloc(chl_trained_state_size(net), sizeof *before);
    CHL_REQUIRE_MEMORY(before, err, "a discriminator");
    chl_trained_save(net, before);
    if (!particles->settings.carry) {
        chl_trained_reset(net);
    }
    for (size_t step = 0; step < (size_t) steps; step++) {
        chl_trained_step(net, particles->n + particles->m, particles->points,
                         climb_bar, particles);
    }
    if (!chl_trained_is_finite(net)) {
        chl_trained_load(net, before);
        status = CHL_FAIL(err, CHL_ENUMERIC,
                          "the discriminator leaves the numbers; its rate %g "
                          "is too large",
                          rate);
    }
    particles->products = 0;
out:
    chl_free(before);
    return status;
}

void
chl_particles_generate(chl_particles *particles, uint64_t step, double *places)
{
    const chl_mlp *mlp = chl_trained_mlp(particles->generator);
    const chl_random stream = { mlp->seed, CHL_STREAM_LATENTS };
    const chl_random random =
        chl_random_substream(&stream, mlp->fixed ? 0 : step);

    for (size_t i = 0; i < particles->n * particles->latent; i++) {
        particles->inputs[i] = chl_random_normal(&random, i);
    }
    chl_trained_evaluate(particles->generator, particles->n, particles->inputs,
                         places, NULL);
}

typedef struct pull {
    const double *gradients;
    size_t d;
} pull;

static void
descend_bar(const void *self, size_t first, size_t count, const double *y,
            double *bar)
{
    const pull *p = self;

    (void) y;
    memcpy(bar, p->gradients + first * p->d, count * p->d * sizeof *bar);
}

static chl_status
check_places(const chl_particles *particles, const double *places, double rate,
             chl_error *err)
{
    const size_t d = particles->d;

    for (size_t at = 0; at < particles->n * d; at++) {
        if (!(fabs(places[at]) <= 1e30)) {
            return CHL_FAIL(err, CHL_ENUMERIC,
                            "the generator would put particle %zu at %g in "
                            "column %zu; the rate %g is too large",
                            at / d, places[at], at % d, rate);
        }
    }
    return CHL_OK;
}

chl_status
chl_particles_descend(chl_particles *particles, double rate, double *gradients,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    chl_trained *net = particles->generator;
    const pull down = { gradients, particles->d };
    double *before = chl_alloc(chl_trained_state_size(net), sizeof *before);

    CHL_REQUIRE_MEMORY(before, err, "a generator");
    chl_trained_save(net, before);
    chl_trained_set_rate(net, rate);
    chl_trained_step(net, particles->n, particles->inputs, descend_bar, &down);
    chl_particles_generate(particles, particles->steps + 1, gradients);
    status = check_places(particles, gradients, rate, err);
    if (status != CHL_OK) {
        chl_trained_load(net, before);
        chl_particles_generate(particles, particles->steps, gradients);
    }
out:
    chl_free(before);
    return status;
}
