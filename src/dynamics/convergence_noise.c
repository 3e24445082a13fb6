/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minibatch noise of the adversarial operator, by Lyapunov's equation. */
#include "dynamics/convergence.h"

#include <math.h>

#include "base/error.h"
#include "operators/flow.h"

/* intensity P0 cov P0 on w, 0 elsewhere. */
static chl_status
fill_noise(const chl_flow *flow, double intensity, double *noise,
           chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_flow_size(flow), w = chl_flow_discriminator(flow);
    double *shape = chl_alloc(w, w * sizeof *shape);

    CHL_REQUIRE_MEMORY(shape, err, "the noise");
    CHL_TRY(chl_flow_noise(flow, shape, err));
    for (size_t j = 0; j < w; j++) {
        for (size_t i = 0; i < w; i++) {
            noise[j * n + i] = intensity * shape[j * w + i];
        }
    }
out:
    chl_free(shape);
    return status;
}

chl_status
chl_convergence_noise(const chl_flow *flow,
                      const chl_adversarial_constants *constants, double batch,
                      double h, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants *c = constants;
    size_t n = chl_flow_size(flow), w = chl_flow_discriminator(flow);
    double intensity = h * c->lr_d * c->lr_d * 2.0 * c->c1 * c->c1 / batch;
    double *matrix = NULL, *noise = NULL, *covariance = NULL, abscissa;
    double sum = 0.0;

    matrix = chl_alloc(n, n * sizeof *matrix);
    CHL_REQUIRE_MEMORY(matrix, err, "the adversarial operator");
    noise = chl_alloc(n, n * sizeof *noise);
    CHL_REQUIRE_MEMORY(noise, err, "the noise");
    covariance = chl_alloc(n, n * sizeof *covariance);
    CHL_REQUIRE_MEMORY(covariance, err, "the noise");
    CHL_TRY(chl_flow_write(flow, matrix, err));
    CHL_TRY(fill_noise(flow, intensity, noise, err));
    CHL_TRY(chl_lyapunov_solve(n, matrix, noise, covariance, &abscissa, err));
    for (size_t i = w; i < n; i++) {
        sum += covariance[i * n + i];
    }
    *out = isnan(sum) ? INFINITY : sum;
out:
    chl_free(matrix);
    chl_free(noise);
    chl_free(covariance);
    return status;
}

double
chl_convergence_error(const chl_convergence *convergence,
                      const chl_budget *budget)
{
    return budget->start
               * exp(-2.0 * convergence->rate * budget->h * budget->steps)
           + convergence->noise_floor;
}
