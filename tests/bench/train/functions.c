/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of the data in kernel functions at landmarks. */
#include "functions.h"

#include "base/error.h"
#include "study/law.h"

enum {
    LANDMARKS = 512
};

static chl_status
open_basis(const chl_dataset *dataset, train_functions *f, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_basis_settings settings = chl_basis_settings_default();
    chl_kernel kernel;

    settings.landmarks = LANDMARKS;
    settings.threads = 1;
    f->d = chl_dataset_describe(dataset)->dimension;
    CHL_TRY(chl_basis_create(dataset, &settings, &f->basis, err));
    CHL_TRY(chl_kernel_init("matern52", chl_basis_median_distance(f->basis),
                            &kernel, err));
    CHL_TRY(chl_functions_radial(f->basis, &kernel, &f->functions, err));
out:
    return status;
}

chl_status
train_functions_open(const chl_dataset *dataset, train_functions *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    double *mass = NULL, *stiffness = NULL, *weight = NULL;
    double lambda[TRAIN_MODES];
    train_functions made = { 0 };
    chl_balanced *sums = NULL;
    chl_law law = { 0 };
    size_t q, groups;

    CHL_TRY(open_basis(dataset, &made, err));
    q = chl_functions_count(made.functions);
    groups = chl_basis_settings_default().groups;
    mass = chl_alloc(q * q, sizeof *mass);
    stiffness = chl_alloc(q * q, sizeof *stiffness);
    weight = chl_alloc(groups, sizeof *weight);
    made.coefficients = chl_alloc(q * TRAIN_MODES, sizeof *made.coefficients);
    CHL_REQUIRE_MEMORY(mass, err, "a mass matrix");
    CHL_REQUIRE_MEMORY(stiffness, err, "a stiffness matrix");
    CHL_REQUIRE_MEMORY(weight, err, "weights");
    CHL_REQUIRE_MEMORY(made.coefficients, err, "modes");
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    law.functions = made.functions;
    CHL_TRY(chl_balanced_create(made.functions, NULL, NULL, &sums, err));
    CHL_TRY(chl_balanced_pair(sums, weight, mass, stiffness, err));
    CHL_TRY(chl_law_solve(&law, mass, stiffness, TRAIN_MODES, lambda,
                          made.coefficients, &made.modes, err));
    *out = made;
    made = (train_functions){ 0 };
out:
    chl_balanced_free(sums);
    train_functions_close(&made);
    chl_free(mass);
    chl_free(stiffness);
    chl_free(weight);
    return status;
}

void
train_functions_close(train_functions *functions)
{
    chl_free(functions->coefficients);
    chl_functions_free(functions->functions);
    chl_basis_free(functions->basis);
    *functions = (train_functions){ 0 };
}

chl_status
train_functions_values(const train_functions *f, size_t count, const double *x,
                       double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t q = chl_functions_count(f->functions);
    double *own = chl_alloc(count * q, sizeof *own);

    CHL_REQUIRE_MEMORY(own, err, "values of functions");
    CHL_TRY(chl_functions_values(f->functions, count, x, own, err));
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < f->modes; k++) {
            double sum = 0.0;

            for (size_t j = 0; j < q; j++) {
                sum += f->coefficients[k * q + j] * own[i * q + j];
            }
            values[i * f->modes + k] = sum;
        }
    }
out:
    chl_free(own);
    return status;
}

chl_status
train_functions_slopes(const train_functions *f, size_t count, const double *x,
                       double *slopes, chl_error *err)
{
    return chl_functions_gradients(f->functions, f->modes, f->coefficients,
                                   count, x, slopes, err);
}
