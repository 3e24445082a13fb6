/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel says about both clouds: MMD, and modes of the discriminator,
 * eigenfunctions of its integral operator. */
#include <math.h>

#include "base/error.h"
#include "systems/particles_pairs.h"

/* Half of the weights sum to 1; e = (W / 2)^-1/2 v of an eigenvector v of S. */
static void
turn_into_functions(const chl_particles *particles, chl_eigen_result *modes)
{
    for (size_t k = 0; k < modes->count; k++) {
        modes->values[k] *= 0.5;
        for (size_t i = 0; i < modes->n; i++) {
            modes->vectors[k * modes->n + i] /=
                sqrt(0.5 * chl_particle_weight(particles, i));
        }
    }
}

chl_status
chl_particles_modes(chl_particles *particles, size_t count,
                    chl_eigen_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t products = particles->products;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem = { 0 };
    chl_eigen_result *modes = NULL;
    chl_pairs_operator k = { 0 };
    chl_operator *weighted = NULL;

    settings.count = count;
    CHL_TRY(chl_pairs_operator_init(particles, NULL, &k, err));
    CHL_TRY(chl_operator_create(&chl_pairs_weighted, &k, k.count, CHL_SYMMETRIC,
                                &weighted, err));
    problem.a = weighted;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &modes, err));
    turn_into_functions(particles, modes);
    *out = modes;
out:
    particles->products = products;
    chl_operator_free(weighted);
    chl_pairs_operator_clear(&k);
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
    const chl_field field = {
        &particles->kernel, particles->d, particles->settings.threads, 1,
        &support,           NULL
    };

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
