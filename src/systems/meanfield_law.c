/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expectations are taken over: the data, and latents. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/meanfield.h"

double
chl_sum_masses(const double *mass, size_t count)
{
    double sum = 0.0;

    for (size_t k = 0; k < count; k++) {
        sum += chl_mass_of(mass, k);
    }
    return sum;
}

/* One owned block; the points' ones are there. */
static chl_status
law_init(chl_law *law, size_t data, size_t latents, size_t k, size_t l,
         chl_error *err)
{
    size_t points = data + latents;
    double *at =
        chl_alloc(points * (2 * k + 3) + latents * (l + 2 + k), sizeof *at);

    *law = (chl_law){ .data = data, .latents = latents, .x = at };
    if (at == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the laws of a GAN");
    }
    law->signed_x = at + points * (k + 1);
    law->sign = law->signed_x + points * (k + 1);
    law->z = law->sign + points;
    law->mass = law->z + latents * (l + 1);
    law->pull = law->mass + latents;
    for (size_t i = 0; i < points; i++) {
        law->x[i * (k + 1) + k] = 1.0;
    }
    for (size_t i = 0; i < latents; i++) {
        law->z[i * (l + 1) + l] = 1.0;
    }
    return CHL_OK;
}

/* What the masses of a law are in its sums. */
static void
law_sign(chl_law *law, size_t k)
{
    for (size_t i = 0; i < law->data + law->latents; i++) {
        if (i >= law->data) {
            law->sign[i] = -law->mass[i - law->data];
        }
        for (size_t c = 0; c <= k; c++) {
            law->signed_x[i * (k + 1) + c] =
                law->sign[i] * law->x[i * (k + 1) + c];
        }
    }
}

static chl_status
take_latents(chl_law *law, const chl_meanfield_model *m, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t l = m->latent;
    double *points = chl_alloc(law->latents * l, sizeof *points);

    CHL_REQUIRE_MEMORY(points, err, "latents");
    if (m->z != NULL) {
        memcpy(points, m->z, law->latents * l * sizeof *points);
        for (size_t i = 0; i < law->latents; i++) {
            law->mass[i] = 1.0 / (double) law->latents;
        }
    } else {
        CHL_TRY(chl_normal_rule(l, m->latents, points, law->mass, err));
    }
    for (size_t i = 0; i < law->latents; i++) {
        memcpy(law->z + i * (l + 1), points + i * l, l * sizeof *points);
    }
out:
    chl_free(points);
    return status;
}

chl_status
chl_meanfield_count_latents(const chl_meanfield_model *m, size_t *out,
                            chl_error *err)
{
    double count = m->z != NULL ? (double) m->latents
                                : pow((double) m->latents, (double) m->latent);

    if (count > 1e6) {
        return CHL_FAIL(err, CHL_EARG,
                        "there are %g latents; at most 1e+06 are handled",
                        count);
    }
    *out = (size_t) count;
    return CHL_OK;
}

chl_status
chl_meanfield_take_laws(chl_meanfield *mf, const chl_meanfield_model *m,
                        chl_error *err)
{
    size_t k = m->columns, latents = 0;
    double sum = chl_sum_masses(m->mass, m->points), step = 0.0;
    chl_status status = CHL_OK;

    CHL_TRY(chl_meanfield_count_latents(m, &latents, err));
    CHL_TRY(law_init(&mf->law, m->points, latents, k, m->latent, err));
    CHL_TRY(law_init(&mf->one, 1, 1, k, m->latent, err));
    CHL_TRY(take_latents(&mf->law, m, err));
    mf->data_steps = chl_alloc(m->points, sizeof *mf->data_steps);
    CHL_REQUIRE_MEMORY(mf->data_steps, err, "the data of a GAN");
    for (size_t i = 0; i < m->points; i++) {
        memcpy(mf->law.x + i * (k + 1), m->data + i * k, k * sizeof *m->data);
        mf->law.sign[i] = chl_mass_of(m->mass, i) / sum;
        step += mf->law.sign[i];
        mf->data_steps[i] = step;
    }
    mf->one.sign[0] = mf->one.mass[0] = 1.0;
    law_sign(&mf->law, k);
    law_sign(&mf->one, k);
out:
    return status;
}
