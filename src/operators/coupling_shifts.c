/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pulled-back gradients averaged over all circular shifts, of radial
 * functions: with l the law of the shift s and w_j(s) = w(|T_s x - z_j|),
 *
 *     E T' grad f(Tx) = sum_j alpha_j (x sum_s l_s w_j(s) - g_j) + E T' u,
 *     g_j = sum_s l_s w_j(s) T_s' z_j,
 *
 * m correlations per row and one product with the coefficients.
 */
#include "operators/balanced.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include <chladni/shifts.h>

#include "base/error.h"
#include "operators/class_radial.h"

/* Buffers of one thread. */
typedef struct work_area {
    chl_shifts_work shifts;
    chl_complex *spectrum; /* of x                       */
    double *squared;       /* hw: products, then squares */
    double *values, *w;    /* hw                         */
    double *gathered;      /* m x d: x sum l w - g_j     */
} work_area;

struct chl_shift_average {
    const chl_radial *radial;
    size_t r, q, m, d, threads;
    const double *coefficients; /* q x r                                     */
    chl_shifts *shifts;
    double *law;          /* hw                                             */
    double *norms;        /* m: |z|^2                                       */
    chl_complex *spectra; /* m x modes: of the landmarks, not centred       */
    double *linear;       /* r x d: E T' of the linear parts                */
    work_area *areas;
};

static void
clear_area(work_area *a)
{
    chl_shifts_work_clear(&a->shifts);
    chl_free(a->spectrum);
    chl_free(a->squared);
    chl_free(a->values);
    chl_free(a->w);
    chl_free(a->gathered);
}

void
chl_shift_average_free(chl_shift_average *average)
{
    if (average == NULL) {
        return;
    }
    for (size_t t = 0; average->areas != NULL && t < average->threads; t++) {
        clear_area(&average->areas[t]);
    }
    chl_free(average->areas);
    chl_free(average->law);
    chl_free(average->norms);
    chl_free(average->spectra);
    chl_free(average->linear);
    chl_shifts_free(average->shifts);
    chl_free(average);
}

static chl_status
prepare_areas(chl_shift_average *average, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = chl_shifts_count(average->shifts);
    size_t modes = chl_shifts_modes(average->shifts);

    average->areas = chl_alloc(average->threads, sizeof *average->areas);
    CHL_REQUIRE_MEMORY(average->areas, err, "threads");
    for (size_t t = 0; t < average->threads; t++) {
        work_area *a = &average->areas[t];

        CHL_TRY(chl_shifts_work_init(average->shifts, &a->shifts, err));
        a->spectrum = chl_alloc(modes, sizeof *a->spectrum);
        a->squared = chl_alloc(count, sizeof *a->squared);
        a->values = chl_alloc(count, sizeof *a->values);
        a->w = chl_alloc(count, sizeof *a->w);
        a->gathered = chl_alloc(average->m * average->d, sizeof *a->gathered);
        CHL_REQUIRE(a->spectrum != NULL && a->squared != NULL
                        && a->values != NULL && a->w != NULL
                        && a->gathered != NULL,
                    err, CHL_ENOMEM, "out of memory for shifts of images");
    }
out:
    return status;
}

/* Spectra and norms of the landmarks as the data have them. */
static chl_status
fill_landmarks(chl_shift_average *average, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = average->radial->basis;
    size_t d = average->d, modes = chl_shifts_modes(average->shifts);
    double *z = average->areas[0].gathered;

    average->spectra = chl_alloc(average->m * modes, sizeof *average->spectra);
    average->norms = chl_alloc(average->m, sizeof *average->norms);
    CHL_REQUIRE_MEMORY(average->spectra, err, "spectra of landmarks");
    CHL_REQUIRE_MEMORY(average->norms, err, "landmarks");
    for (size_t j = 0; j < average->m; j++) {
        for (size_t l = 0; l < d; l++) {
            z[l] = basis->landmarks[j * d + l] + basis->centre[l];
        }
        average->norms[j] = cblas_ddot((int) d, z, 1, z, 1);
        chl_shifts_spectrum(average->shifts, z, &average->areas[0].shifts,
                            average->spectra + j * modes);
    }
out:
    return status;
}

static chl_status
fill_linear(chl_shift_average *average, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = average->radial->basis;
    size_t d = average->d, p = basis->p;
    work_area *a = &average->areas[0];
    double *directions = chl_alloc(p * d, sizeof *directions);

    average->linear = chl_alloc(average->r * d, sizeof *average->linear);
    CHL_REQUIRE_MEMORY(directions, err, "linear functions");
    CHL_REQUIRE_MEMORY(average->linear, err, "linear functions");
    for (size_t b = 0; b < p; b++) {
        chl_shifts_spectrum(average->shifts, basis->directions + b * d,
                            &a->shifts, a->spectrum);
        chl_shifts_gather(average->shifts, average->law, a->spectrum,
                          &a->shifts, directions + b * d);
    }
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) average->r,
                    (int) d, (int) p, 1.0, average->coefficients + average->m,
                    (int) average->q, directions, (int) d, 0.0, average->linear,
                    (int) d);
    }
out:
    chl_free(directions);
    return status;
}

chl_status
chl_shift_average_create(const chl_functions *functions,
                         const chl_augment *augment, size_t r,
                         const double *coefficients, size_t threads,
                         chl_shift_average **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = functions->basis;
    const chl_dataset_info *info = chl_dataset_describe(basis->sample.dataset);
    const chl_radial *radial = chl_functions_as_radial(functions);
    chl_shift_average *average = NULL;

    *out = NULL;
    if (radial == NULL || basis->lens.map != NULL
        || info->kind != CHL_KIND_IMAGES || info->features != NULL) {
        goto out;
    }
    average = chl_alloc(1, sizeof *average);
    CHL_REQUIRE_MEMORY(average, err, "shifts of images");
    *average = (chl_shift_average){ .radial = radial,
                                    .r = r,
                                    .q = functions->q,
                                    .m = functions->own,
                                    .d = basis->d,
                                    .threads = threads,
                                    .coefficients = coefficients };
    average->law = chl_alloc(info->height * info->width, sizeof(double));
    CHL_REQUIRE_MEMORY(average->law, err, "shifts of images");
    if (!chl_augment_shift_law(augment, average->law)) {
        goto out;
    }
    CHL_TRY(chl_shifts_create(info->height, info->width, info->channels,
                              &average->shifts, err));
    CHL_TRY(prepare_areas(average, err));
    CHL_TRY(fill_landmarks(average, err));
    CHL_TRY(fill_linear(average, err));
    *out = average;
    average = NULL;
out:
    chl_shift_average_free(average);
    return status;
}

/* x sum_s l_s w_j(s) - g_j, a row of gathered. */
static void
gather(const chl_shift_average *average, work_area *a, const double *x,
       double norm, size_t j)
{
    const chl_kernel *kernel = &average->radial->kernel;
    const chl_complex *z =
        average->spectra + j * chl_shifts_modes(average->shifts);
    size_t count = chl_shifts_count(average->shifts), d = average->d;
    double *row = a->gathered + j * d, sum = 0.0;

    chl_shifts_products(average->shifts, a->spectrum, z, &a->shifts,
                        a->squared);
    for (size_t s = 0; s < count; s++) {
        a->squared[s] =
            fmax(norm + average->norms[j] - 2.0 * a->squared[s], 0.0);
    }
    kernel->type->fields(kernel->bandwidth, count, a->squared, a->values, a->w);
    for (size_t s = 0; s < count; s++) {
        a->w[s] *= average->law[s];
        sum += a->w[s];
    }
    chl_shifts_gather(average->shifts, a->w, z, &a->shifts, row);
    for (size_t l = 0; l < d; l++) {
        row[l] = sum * x[l] - row[l];
    }
}

void
chl_shift_average_gradients(const chl_shift_average *average, size_t thread,
                            const double *x, double *gradients)
{
    work_area *a = &average->areas[thread];
    int d = (int) average->d, r = (int) average->r, m = (int) average->m;
    double norm = cblas_ddot(d, x, 1, x, 1);

    chl_shifts_spectrum(average->shifts, x, &a->shifts, a->spectrum);
    for (size_t j = 0; j < average->m; j++) {
        gather(average, a, x, norm, j);
    }
    memcpy(gradients, average->linear,
           average->r * average->d * sizeof *gradients);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, r, d, m, 1.0,
                average->coefficients, (int) average->q, a->gathered, d, 1.0,
                gradients, d);
}
