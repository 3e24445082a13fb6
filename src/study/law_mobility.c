/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gradient of a network moves in the modes. */
#include <string.h>

#include "base/error.h"
#include "study/law.h"

chl_status
chl_law_pick_mobility(const chl_candidates *c, chl_law *law, chl_error *err)
{
    const chl_wide network = chl_wide_default();

    law->wide = strcmp(c->settings->mobility, "l2") != 0;
    return law->wide ? chl_pair_kernel_init(c->settings->mobility, &network,
                                            1.0, 1.0, &law->theta, err)
                     : CHL_OK;
}

/* One in the mean over the modes, of variance 1 under the data. */
static chl_status
find_scale(chl_law *law, const chl_law_sums *sums, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_replicate whole = chl_replicate_whole();
    size_t size = law->size;
    double *w = chl_alloc(size * size, sizeof *w), sum = 0.0;

    CHL_REQUIRE_MEMORY(w, err, "a mobility");
    CHL_TRY(chl_mobility_matrix(sums->mobility, whole.groups, w, err));
    for (size_t k = 0; k < law->modes; k++) {
        sum += w[k * size + k];
    }
    CHL_REQUIRE(sum > 0.0, err, CHL_ENUMERIC,
                "the tangent kernel moves none of the modes");
    law->mobile = (double) law->modes / sum;
out:
    chl_free(w);
    return status;
}

chl_status
chl_law_measure_mobility(const chl_candidates *c, chl_law *law,
                         const chl_augment *augment, chl_law_sums *out,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_balanced_settings settings = chl_balanced_settings_default();
    const chl_tangent theta = chl_tangent_kernel(&law->theta);

    if (!law->wide) {
        return CHL_OK;
    }
    settings.rows = law->moments;
    settings.progress = c->settings->progress;
    CHL_TRY(chl_mobility_create(law->functions, augment, &settings, law->size,
                                law->coefficients, &theta, &out->mobility,
                                err));
    if (augment == NULL) {
        CHL_TRY(find_scale(law, out, err));
    }
out:
    return status;
}

chl_status
chl_law_mobility(const chl_law *law, const chl_law_sums *sums,
                 const double *weight, double *out, chl_error *err)
{
    chl_status status = CHL_OK;

    if (!law->wide) {
        return CHL_OK;
    }
    CHL_TRY(chl_mobility_matrix(sums->mobility, weight, out, err));
    for (size_t k = 0; k < law->size * law->size; k++) {
        out[k] *= law->mobile;
    }
out:
    return status;
}
