/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of a spectrum that outlive its study. */
#include <chladni/modes.h>

#include <string.h>

#include "base/error.h"
#include "data/dataset.h"
#include "study/spectrum.h"

enum {
    BLOCK = 512 /* rows */
};

struct chl_modes {
    chl_spectrum_run run;
    double *offsets;
};

void
chl_modes_free(chl_modes *modes)
{
    if (modes != NULL) {
        chl_spectrum_run_clear(&modes->run);
        chl_free(modes->offsets);
        chl_free(modes);
    }
}

size_t
chl_modes_count(const chl_modes *modes)
{
    return modes->run.count;
}

/* What only the sums of the study needed. */
static void
drop_sums(chl_spectrum_run *run)
{
    chl_galerkin_free(run->galerkin);
    run->galerkin = NULL;
    chl_halves_clear(&run->halves);
    chl_fit_clear(&run->fits[0]);
    chl_fit_clear(&run->fits[1]);
}

chl_status
chl_study_modes(const chl_dataset *dataset,
                const chl_spectrum_settings *settings, chl_result *result,
                chl_modes **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spectrum_settings s =
        settings != NULL ? *settings : chl_spectrum_settings_default();
    chl_modes *modes = chl_alloc(1, sizeof *modes);

    CHL_REQUIRE_MEMORY(modes, err, "modes");
    CHL_REQUIRE(strcmp(s.operator_name, "galerkin") == 0, err, CHL_EUNSUPPORTED,
                "operator %s has modes at its own points only; galerkin has "
                "them everywhere",
                s.operator_name);
    CHL_REQUIRE(s.modes >= 1, err, CHL_EARG,
                "modes is 0; it must be at least 1");
    modes->offsets = chl_alloc(s.modes, sizeof *modes->offsets);
    CHL_REQUIRE_MEMORY(modes->offsets, err, "means of modes");
    CHL_TRY(chl_spectrum_keep(dataset, &s, result, modes->offsets, &modes->run,
                              err));
    drop_sums(&modes->run);
    *out = modes;
    modes = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "spectrum of %s",
                         chl_dataset_describe(dataset)->name);
    }
    chl_modes_free(modes);
    return status;
}

static void
combine(const chl_modes *modes, const double *functions, double *values)
{
    const chl_fit *fit = &modes->run.full;

    for (size_t a = 0; a < modes->run.count; a++) {
        const double *coefficients = fit->coefficients + a * fit->q;

        values[a] = -modes->offsets[a];
        for (size_t j = 0; j < fit->q; j++) {
            values[a] += coefficients[j] * functions[j];
        }
    }
}

chl_status
chl_modes_evaluate(const chl_modes *modes, const chl_array *rows,
                   double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_spectrum_run *run = &modes->run;
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    /* The last of the functions is the constant, which modes leave out. */
    size_t stride = chl_functions_count(run->functions), n = rows->shape[0];
    double *x = chl_alloc(BLOCK * d, sizeof *x);
    double *functions = chl_alloc(BLOCK * stride, sizeof *functions);

    CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    CHL_REQUIRE_MEMORY(functions, err, "a block of functions");
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t count = n - at < BLOCK ? n - at : BLOCK;

        CHL_TRY(chl_dataset_convert(run->dataset, rows, at, count, x, err));
        CHL_TRY(chl_functions_values(run->functions, count, x, functions, err));
        for (size_t i = 0; i < count; i++) {
            combine(modes, functions + i * stride,
                    values + (at + i) * modes->run.count);
        }
    }
out:
    chl_free(x);
    chl_free(functions);
    return status;
}
