/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that knows FFTW. */
#include "base/fourier.h"

#include <fftw3.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"

struct chl_fourier {
    size_t size, modes;
    fftw_plan forward, backward;
};

/* FFTW's planner keeps its wisdom in the process and is not thread-safe. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void
make_plans(chl_fourier *fourier, size_t axes, const int *cells, double *values,
           chl_complex *spectrum)
{
    const unsigned flags = FFTW_ESTIMATE | FFTW_DESTROY_INPUT;
    fftw_complex *modes = (fftw_complex *) spectrum;

    fourier->forward = fftw_plan_dft_r2c((int) axes, cells, values, modes,
                                         FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    fourier->backward =
        fftw_plan_dft_c2r((int) axes, cells, modes, values, flags);
}

/* Plans by estimate still use wisdom where there is some: set it aside. */
static void
plan_without_wisdom(chl_fourier *fourier, size_t axes, const int *cells,
                    double *values, chl_complex *spectrum)
{
    char *wisdom;

    pthread_mutex_lock(&turn);
    wisdom = fftw_export_wisdom_to_string();
    if (wisdom != NULL) {
        fftw_forget_wisdom();
        make_plans(fourier, axes, cells, values, spectrum);
        fftw_forget_wisdom();
        (void) fftw_import_wisdom_from_string(wisdom);
        free(wisdom);
    }
    pthread_mutex_unlock(&turn);
}

chl_status
chl_fourier_create(size_t axes, const size_t *cells, chl_fourier **out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fourier *fourier = chl_alloc(1, sizeof *fourier);
    double *values = NULL;
    chl_complex *spectrum = NULL;
    int shape[3] = { 0 };

    CHL_REQUIRE_MEMORY(fourier, err, "a Fourier transform");
    fourier->size = 1;
    fourier->modes = 1;
    for (size_t k = 0; k < axes; k++) {
        shape[k] = (int) cells[k];
        fourier->size *= cells[k];
        fourier->modes *= k + 1 < axes ? cells[k] : cells[k] / 2 + 1;
    }
    values = chl_alloc(fourier->size, sizeof *values);
    spectrum = chl_alloc(fourier->modes, sizeof *spectrum);
    CHL_REQUIRE_MEMORY(values, err, "values to be transformed");
    CHL_REQUIRE_MEMORY(spectrum, err, "a spectrum");
    plan_without_wisdom(fourier, axes, shape, values, spectrum);
    CHL_REQUIRE_MEMORY(fourier->forward, err, "a plan of FFTW");
    CHL_REQUIRE_MEMORY(fourier->backward, err, "a plan of FFTW");
    *out = fourier;
    fourier = NULL;
out:
    chl_free(values);
    chl_free(spectrum);
    chl_fourier_free(fourier);
    return status;
}

void
chl_fourier_free(chl_fourier *fourier)
{
    if (fourier == NULL) {
        return;
    }
    pthread_mutex_lock(&turn);
    fftw_destroy_plan(fourier->forward);
    fftw_destroy_plan(fourier->backward);
    pthread_mutex_unlock(&turn);
    chl_free(fourier);
}

size_t
chl_fourier_size(const chl_fourier *fourier)
{
    return fourier->size;
}

size_t
chl_fourier_modes(const chl_fourier *fourier)
{
    return fourier->modes;
}

void
chl_fourier_forward(const chl_fourier *fourier, double *values,
                    chl_complex *spectrum)
{
    fftw_execute_dft_r2c(fourier->forward, values, (fftw_complex *) spectrum);
}

void
chl_fourier_backward(const chl_fourier *fourier, chl_complex *spectrum,
                     double *values)
{
    fftw_execute_dft_c2r(fourier->backward, (fftw_complex *) spectrum, values);
}
