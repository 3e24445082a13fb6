/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Galerkin pair (M, A) and its ridge, from the sums of the groups. */
#include "operators/galerkin.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static chl_status
allocate(chl_galerkin *galerkin, size_t draws, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = &galerkin->basis->sample;
    size_t q = galerkin->q, packed = q * (q + 1) / 2, size = q + 2 * packed;

    galerkin->sums = chl_alloc(galerkin->groups, sizeof *galerkin->sums);
    galerkin->store = chl_alloc(galerkin->groups, size * sizeof(double));
    CHL_REQUIRE_MEMORY(galerkin->sums, err, "groups");
    CHL_REQUIRE_MEMORY(galerkin->store, err, "sums of groups");
    for (size_t g = 0; g < galerkin->groups; g++) {
        chl_group_sums *sums = &galerkin->sums[g];

        sums->rows =
            draws
            * (chl_sample_start(sample, g + 1) - chl_sample_start(sample, g));
        sums->sum = galerkin->store + g * size;
        sums->product = sums->sum + q;
        sums->stiffness = sums->product + packed;
    }
out:
    return status;
}

chl_status
chl_galerkin_create_law(const chl_functions *functions, const chl_law *law,
                        chl_galerkin **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_galerkin *galerkin = chl_alloc(1, sizeof *galerkin);

    CHL_REQUIRE_MEMORY(galerkin, err, "a Galerkin pair");
    galerkin->functions = functions;
    galerkin->basis = functions->basis;
    galerkin->q = functions->q - 1;
    galerkin->groups = functions->basis->sample.groups;
    CHL_TRY(allocate(galerkin, law->draws, err));
    CHL_TRY(chl_galerkin_accumulate(galerkin, law, err));
    *out = galerkin;
    galerkin = NULL;
out:
    chl_galerkin_free(galerkin);
    return status;
}

chl_status
chl_galerkin_create_functions(const chl_functions *functions,
                              chl_galerkin **out, chl_error *err)
{
    chl_law law = { .draws = 1,
                    .threads = chl_basis_threads(functions->basis),
                    .progress = &functions->basis->settings.progress };

    return chl_galerkin_create_law(functions, &law, out, err);
}

chl_status
chl_galerkin_create(const chl_basis *basis, const chl_kernel *kernel,
                    chl_galerkin **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_functions *functions = NULL;
    chl_galerkin *galerkin = NULL;

    CHL_TRY(chl_functions_radial(basis, kernel, &functions, err));
    CHL_TRY(chl_galerkin_create_functions(functions, &galerkin, err));
    galerkin->owned = functions;
    functions = NULL;
    *out = galerkin;
out:
    chl_functions_free(functions);
    return status;
}

void
chl_galerkin_free(chl_galerkin *galerkin)
{
    if (galerkin == NULL) {
        return;
    }
    chl_free(galerkin->sums);
    chl_free(galerkin->store);
    chl_functions_free(galerkin->owned);
    chl_free(galerkin);
}

static double
weighted_rows(const chl_galerkin *galerkin, const double *weight)
{
    double rows = 0.0;

    for (size_t g = 0; g < galerkin->groups; g++) {
        rows += weight[g] * (double) galerkin->sums[g].rows;
    }
    return rows;
}

void
chl_galerkin_means(const chl_galerkin *galerkin, const double *weight,
                   double *means)
{
    double rows = weighted_rows(galerkin, weight);

    memset(means, 0, galerkin->q * sizeof *means);
    for (size_t g = 0; g < galerkin->groups; g++) {
        for (size_t i = 0; i < galerkin->q && weight[g] > 0.0; i++) {
            means[i] += weight[g] / rows * galerkin->sums[g].sum[i];
        }
    }
}

chl_status
chl_galerkin_weigh(const chl_galerkin *galerkin, const double *weight,
                   double *rows, chl_error *err)
{
    *rows = weighted_rows(galerkin, weight);
    if (!(*rows > 0.0 && isfinite(*rows))) {
        return CHL_FAIL(err, CHL_EARG,
                        "group weights add up to %g rows; they must be finite "
                        "and above 0",
                        *rows);
    }
    return CHL_OK;
}

void
chl_packed_add(size_t q, double factor, const double *packed, double *full,
               size_t ld)
{
    for (size_t j = 0; j < q; j++) {
        const double *from = packed + chl_packed(q, j, j);

        for (size_t i = j; i < q; i++) {
            full[j * ld + i] += factor * from[i - j];
        }
    }
}

static void
centre_and_mirror(size_t q, const double *means, double *mass,
                  double *stiffness)
{
    for (size_t j = 0; j < q; j++) {
        for (size_t i = j; i < q; i++) {
            mass[j * q + i] -= means[i] * means[j];
            mass[i * q + j] = mass[j * q + i];
            stiffness[i * q + j] = stiffness[j * q + i];
        }
    }
}

chl_status
chl_galerkin_pair(const chl_galerkin *galerkin, const double *weight,
                  double *mass, double *stiffness, chl_error *err)
{
    size_t q = galerkin->q;
    double rows, *means;
    chl_status status = chl_galerkin_weigh(galerkin, weight, &rows, err);

    if (status != CHL_OK) {
        return status;
    }
    means = chl_alloc(q, sizeof *means);
    if (means == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for means");
    }
    chl_galerkin_means(galerkin, weight, means);
    memset(mass, 0, q * q * sizeof *mass);
    memset(stiffness, 0, q * q * sizeof *stiffness);
    for (size_t g = 0; g < galerkin->groups; g++) {
        if (weight[g] > 0.0) {
            chl_packed_add(q, weight[g] / rows, galerkin->sums[g].product, mass,
                           q);
            chl_packed_add(q, weight[g] / rows, galerkin->sums[g].stiffness,
                           stiffness, q);
        }
    }
    centre_and_mirror(q, means, mass, stiffness);
    chl_free(means);
    return CHL_OK;
}

void
chl_galerkin_ridge(const chl_galerkin *galerkin, double *ridge)
{
    const chl_functions *functions = galerkin->functions;
    size_t m = functions->own, q = galerkin->q;
    const double *own = functions->type->ridge(functions->self);

    memset(ridge, 0, q * q * sizeof *ridge);
    for (size_t j = 0; j < m; j++) {
        memcpy(ridge + j * q, own + j * m, m * sizeof *ridge);
    }
}
