/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products with the kernel between all points, stored or computed anew. */
#include "systems/particles_pairs.h"

#include <cblas.h>
#include <math.h>

#include "base/error.h"

double
chl_particle_weight(const chl_particles *particles, size_t i)
{
    return i < particles->n ? 1.0 / (double) particles->n
                            : 1.0 / (double) particles->m;
}

void
chl_pairs_operator_clear(chl_pairs_operator *k)
{
    chl_free(k->matrix);
    chl_free(k->scaled);
    chl_free(k->f);
    chl_free(k->product);
}

chl_status
chl_pairs_operator_init(chl_particles *particles, const double *start,
                        chl_pairs_operator *k, chl_error *err)
{
    chl_status status = CHL_OK;
    const double count = (double) (particles->n + particles->m);

    *k = (chl_pairs_operator){ .particles = particles,
                               .count = particles->n + particles->m,
                               .start = start };
    k->scaled = chl_alloc(k->count, sizeof *k->scaled);
    k->f = chl_alloc(k->count, sizeof *k->f);
    k->product = chl_alloc(k->count, sizeof *k->product);
    CHL_REQUIRE_MEMORY(k->scaled, err, "a discriminator");
    CHL_REQUIRE_MEMORY(k->f, err, "a discriminator");
    CHL_REQUIRE_MEMORY(k->product, err, "a discriminator");
    if (count * count * sizeof *k->matrix <= particles->settings.memory) {
        k->matrix = chl_alloc(k->count * k->count, sizeof *k->matrix);
        CHL_REQUIRE_MEMORY(k->matrix, err, "a matrix of all pairs");
        CHL_TRY(chl_field_matrix(
            &particles->kernel, particles->d, particles->settings.threads,
            k->count, particles->points, particles->norms, k->matrix, err));
    }
out:
    return status;
}

chl_status
chl_pairs_operator_multiply(chl_pairs_operator *k, const double *x, double *y,
                            chl_error *err)
{
    const chl_particles *particles = k->particles;
    const chl_support support = { k->count, particles->points, particles->norms,
                                  x };
    const chl_field field = {
        &particles->kernel, particles->d, particles->settings.threads, 1,
        &support,           NULL
    };

    k->particles->products++;
    if (k->matrix != NULL) {
        cblas_dsymv(CblasRowMajor, CblasLower, (int) k->count, 1.0, k->matrix,
                    (int) k->count, x, 1, 0.0, y, 1);
        return CHL_OK;
    }
    return chl_field_evaluate(&field, k->count, particles->points, y, NULL,
                              err);
}

static chl_status
apply_weighted(void *self, const double *x, double *y, chl_error *err)
{
    chl_pairs_operator *k = self;
    chl_status status;

    for (size_t i = 0; i < k->count; i++) {
        k->scaled[i] = sqrt(chl_particle_weight(k->particles, i)) * x[i];
    }
    status = chl_pairs_operator_multiply(k, k->scaled, y, err);
    for (size_t i = 0; i < k->count; i++) {
        y[i] *= sqrt(chl_particle_weight(k->particles, i));
    }
    return status;
}

const chl_operator_type chl_pairs_weighted = {
    .name = "pairs",
    .apply = apply_weighted,
};
