/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the generated points are from the real ones. */
#include <math.h>

#include "base/error.h"
#include "study/flow.h"
#include "systems/transport_prices.h"

/* E|x - y| - E|x - x'| / 2 - E|y - y'| / 2: half of an MMD^2. */
static chl_status
measure_energy(const chl_flow_task *t, const double *x, double *out,
               chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_kernel kernel = { .kind = CHL_PAIR_RIESZ, .power = 1.0 };
    chl_particles_settings settings = chl_particles_settings_default();
    chl_particles *still = NULL;
    double squared;

    settings.threads = t->settings->particles.threads;
    CHL_TRY(chl_particles_create(&kernel, &settings, t->source->count,
                                 t->target->count, t->target->dimension, x,
                                 t->target->points, &still, err));
    CHL_TRY(chl_particles_mmd(still, &squared, err));
    *out = 0.5 * squared;
out:
    chl_particles_free(still);
    return status;
}

static chl_status
measure_loss(const chl_flow_task *t, const double *x,
             chl_result_flow_point *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = t->source->count, d = t->target->dimension;
    double *values = chl_alloc(n, sizeof *values);
    double *gradients = chl_alloc(n * d, sizeof *gradients);
    double loss = 0.0, speed = 0.0;

    CHL_REQUIRE_MEMORY(values, err, "the loss of particles");
    CHL_REQUIRE_MEMORY(gradients, err, "the loss of particles");
    CHL_TRY(chl_particles_field(t->particles, n, x, values, gradients, err));
    for (size_t i = 0; i < n; i++) {
        double slope = t->loss->slope(values[i]), sum = 0.0;

        for (size_t k = 0; k < d; k++) {
            sum += gradients[i * d + k] * gradients[i * d + k];
        }
        loss += t->loss->value(values[i]) / (double) n;
        speed += slope * slope * sum / (double) n;
    }
    out->loss = loss;
    out->speed = sqrt(speed);
out:
    chl_free(values);
    chl_free(gradients);
    return status;
}

/* The exact cost, whose prices the divergence starts from. */
static chl_status
measure_both(const chl_flow_task *t, const double *x,
             chl_sinkhorn_settings *settings, chl_result_flow_point *out,
             chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = t->source->count, m = t->target->count;
    const size_t d = t->target->dimension;
    const double *y = t->target->points;
    double *prices = NULL;
    chl_sinkhorn_result found;

    if (n <= t->settings->pairs / m) {
        prices = chl_alloc(n + m, sizeof *prices);
        CHL_REQUIRE_MEMORY(prices, err, "prices of a transport");
        CHL_TRY(chl_transport_prices(n, m, d, x, y, prices, prices + n,
                                     &out->transport, err));
        settings->of_x = prices;
        settings->of_y = prices + n;
    }
    CHL_TRY(chl_sinkhorn_divergence(n, m, d, x, y, settings, &found, err));
    out->sinkhorn = found.settled ? found.value : NAN;
out:
    chl_free(prices);
    return status;
}

static chl_status
measure_transport(const chl_flow_task *t, const double *x,
                  chl_result_flow_point *out, chl_error *err)
{
    const size_t n = t->source->count, m = t->target->count;
    const bool affordable = n <= t->settings->pairs / m;
    const bool end = t->step == 0 || t->step == t->settings->steps;
    chl_sinkhorn_settings settings = chl_sinkhorn_settings_default();

    if (t->settings->sinkhorn && (affordable || end)) {
        settings.blur = t->settings->blur;
        settings.threads = t->settings->particles.threads;
        return measure_both(t, x, &settings, out, err);
    }
    return affordable
               ? chl_transport_between(n, m, t->target->dimension, x,
                                       t->target->points, &out->transport, err)
               : CHL_OK;
}

chl_status
chl_flow_measure(chl_flow_task *task, chl_result_flow_point *out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const double *x = chl_particles_points(task->particles);
    chl_particles *whole = NULL;
    chl_particles *own = NULL;
    double squared;

    out->step = task->step;
    out->rate = task->decay.rate;
    CHL_TRY(measure_energy(task, x, &out->energy, err));
    CHL_TRY(measure_loss(task, x, out, err));
    CHL_TRY(measure_transport(task, x, out, err));
    CHL_TRY(chl_flow_whole(task, &own, &whole, err));
    CHL_TRY(chl_particles_mmd(whole, &squared, err));
    out->mmd = sqrt(fmax(0.0, squared));
out:
    chl_particles_free(own);
    return status;
}
