/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M and A of an augmented law, from the sums of a Galerkin pair. */
#include "operators/balanced.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/galerkin.h"

struct chl_balanced {
    chl_galerkin *galerkin;
};

chl_balanced_settings
chl_balanced_settings_default(void)
{
    return (chl_balanced_settings){ .draws = 1, .rows = 2000 };
}

chl_status
chl_balanced_resolve(const chl_functions *functions,
                     const chl_balanced_settings *settings, size_t r,
                     chl_balanced_settings *out, chl_error *err)
{
    chl_balanced_settings s =
        settings != NULL ? *settings : chl_balanced_settings_default();

    if (s.draws == 0) {
        return CHL_FAIL(err, CHL_EARG, "draws is 0; it must be at least 1");
    }
    if (r == 0) {
        return CHL_FAIL(err, CHL_EARG,
                        "combinations are 0; there must be at least 1");
    }
    if (s.threads == 0) {
        s.threads = chl_basis_threads(functions->basis);
    }
    if (s.progress.report == NULL) {
        s.progress = functions->basis->settings.progress;
    }
    *out = s;
    return CHL_OK;
}

size_t
chl_balanced_rows(const chl_sample *sample,
                  const chl_balanced_settings *settings, size_t group)
{
    size_t there =
        chl_sample_start(sample, group + 1) - chl_sample_start(sample, group);
    size_t each = settings->rows / sample->groups;
    size_t rest = settings->rows % sample->groups;
    size_t wanted = each + (group < rest ? 1 : 0);

    return settings->rows > 0 && wanted < there ? wanted : there;
}

chl_status
chl_balanced_weigh(size_t groups, const double *weight, const size_t *rows,
                   double *sum, chl_error *err)
{
    *sum = 0.0;
    for (size_t g = 0; g < groups; g++) {
        *sum += weight[g] * (double) rows[g];
    }
    if (!(*sum > 0.0 && isfinite(*sum))) {
        return CHL_FAIL(err, CHL_EARG,
                        "group weights add up to %g rows; they must be finite "
                        "and above 0",
                        *sum);
    }
    return CHL_OK;
}

chl_status
chl_balanced_create(const chl_functions *functions, const chl_augment *augment,
                    const chl_balanced_settings *settings, chl_balanced **out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_balanced_settings s;
    chl_law law;
    chl_balanced *balanced = NULL;

    CHL_TRY(chl_balanced_resolve(functions, settings, 1, &s, err));
    law = (chl_law){ .augment = augment,
                     .draws = augment != NULL ? s.draws : 1,
                     .threads = s.threads,
                     .progress = &s.progress };
    balanced = chl_alloc(1, sizeof *balanced);
    CHL_REQUIRE_MEMORY(balanced, err, "matrices of a law");
    CHL_TRY(chl_galerkin_create_law(functions, &law, &balanced->galerkin, err));
    *out = balanced;
    balanced = NULL;
out:
    chl_balanced_free(balanced);
    return status;
}

void
chl_balanced_free(chl_balanced *balanced)
{
    if (balanced == NULL) {
        return;
    }
    chl_galerkin_free(balanced->galerkin);
    chl_free(balanced);
}

/* The constant function: its products are the sums of the others. */
static void
add_constant(const chl_galerkin *galerkin, double share, size_t g, double *mass)
{
    size_t q = galerkin->q, n = q + 1;
    const chl_group_sums *sums = &galerkin->sums[g];

    for (size_t j = 0; j < q; j++) {
        mass[j * n + q] += share * sums->sum[j];
    }
    mass[q * n + q] += share * (double) sums->rows;
}

static void
mirror(size_t n, double *matrix)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            matrix[j * n + i] = matrix[i * n + j];
        }
    }
}

chl_status
chl_balanced_pair(const chl_balanced *balanced, const double *weight,
                  double *mass, double *stiffness, chl_error *err)
{
    const chl_galerkin *galerkin = balanced->galerkin;
    size_t q = galerkin->q, n = q + 1;
    double rows;
    chl_status status = chl_galerkin_weigh(galerkin, weight, &rows, err);

    if (status != CHL_OK) {
        return status;
    }
    memset(mass, 0, n * n * sizeof *mass);
    memset(stiffness, 0, n * n * sizeof *stiffness);
    for (size_t g = 0; g < galerkin->groups; g++) {
        double share = weight[g] / rows;

        if (share > 0.0) {
            chl_packed_add(q, share, galerkin->sums[g].product, mass, n);
            chl_packed_add(q, share, galerkin->sums[g].stiffness, stiffness, n);
            add_constant(galerkin, share, g, mass);
        }
    }
    mirror(n, mass);
    mirror(n, stiffness);
    return CHL_OK;
}
