/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A metric for the kernel, and all that is fixed once it is. */
#include "operators/lens.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "operators/basis.h"

void
chl_lens_clear(chl_lens *lens)
{
    chl_free(lens->map);
    chl_free(lens->weight);
    chl_points_clear(&lens->kernel);
    chl_points_clear(&lens->bracket);
    chl_free(lens->gram);
    chl_free(lens->squared);
    chl_free(lens->leaning);
    chl_free(lens->turned);
    chl_free(lens->projections);
    *lens = (chl_lens){ 0 };
}

void
chl_lens_look(const chl_lens *lens, size_t d, size_t count, const double *x,
              double *y, double *v, const double **y_out, const double **v_out)
{
    size_t r = lens->r;

    if (lens->map == NULL) {
        *y_out = *v_out = x;
        return;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) r,
                (int) d, 1.0, x, (int) d, lens->map, (int) d, 0.0, y, (int) r);
    for (size_t i = 0; i < count * r; i++) {
        double weight = lens->weight[i % r];

        v[i] = y[i] * weight;
        y[i] *= sqrt(weight);
    }
    *y_out = y;
    *v_out = v;
}

/* The landmarks at both scales into lens->kernel and lens->bracket. */
static chl_status
place(const chl_basis *basis, chl_lens *lens, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = basis->m, d = basis->d, r = lens->r;
    bool single = chl_basis_single(basis, r);
    double *y = chl_alloc(m * r, sizeof *y), *v = NULL;
    const double *y_seen, *v_seen;

    CHL_REQUIRE_MEMORY(y, err, "landmarks");
    v = chl_alloc(m * r, sizeof *v);
    CHL_REQUIRE_MEMORY(v, err, "landmarks");
    chl_lens_look(lens, d, m, basis->landmarks, y, v, &y_seen, &v_seen);
    if (lens->map == NULL) {
        memcpy(y, basis->landmarks, m * d * sizeof *y);
    } else {
        CHL_TRY(chl_points_init(&lens->bracket, m, r, v, single, err));
        v = NULL;
    }
    CHL_TRY(chl_points_init(&lens->kernel, m, r, y, single, err));
    y = NULL;
out:
    chl_free(y);
    chl_free(v);
    return status;
}

static chl_status
fill_products(const chl_basis *basis, chl_lens *lens, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_points *bracket = chl_lens_bracket(lens);
    int m = (int) basis->m, r = (int) lens->r;
    size_t count = basis->m;

    lens->gram = chl_alloc(count * count, sizeof *lens->gram);
    lens->squared = chl_alloc(count * count, sizeof *lens->squared);
    CHL_REQUIRE_MEMORY(lens->gram, err, "landmark products");
    CHL_REQUIRE_MEMORY(lens->squared, err, "landmark distances");
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, m, r, 1.0,
                bracket->rows, r, bracket->rows, r, 0.0, lens->gram, m);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, m, r, -2.0,
                lens->kernel.rows, r, lens->kernel.rows, r, 0.0, lens->squared,
                m);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            double *at = &lens->squared[i * count + j];

            *at =
                fmax(*at + lens->kernel.norms[i] + lens->kernel.norms[j], 0.0);
        }
        lens->squared[i * count + i] = 0.0;
    }
out:
    return status;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static chl_status
find_median(const chl_basis *basis, chl_lens *lens, chl_error *err)
{
    size_t m = basis->m, pairs = m * (m - 1) / 2, k = 0;
    double *distances = chl_alloc(pairs, sizeof *distances);

    if (distances == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for distances");
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < i; j++) {
            distances[k++] = sqrt(lens->squared[i * m + j]);
        }
    }
    qsort(distances, pairs, sizeof *distances, compare);
    lens->median = distances[pairs / 2];
    chl_free(distances);
    if (!(lens->median > 0.0)) {
        return CHL_FAIL(err, CHL_EDATA,
                        "the median distance between rows is 0; more than half "
                        "of the data coincide");
    }
    return CHL_OK;
}

static chl_status
copy_metric(const chl_basis *basis, const double *map, const double *weight,
            chl_lens *lens, chl_error *err)
{
    chl_status status = CHL_OK;

    lens->map = chl_alloc(lens->r * basis->d, sizeof *map);
    lens->weight = chl_alloc(lens->r, sizeof *weight);
    CHL_REQUIRE_MEMORY(lens->map, err, "a metric");
    CHL_REQUIRE_MEMORY(lens->weight, err, "a metric");
    memcpy(lens->map, map, lens->r * basis->d * sizeof *map);
    memcpy(lens->weight, weight, lens->r * sizeof *weight);
out:
    return status;
}

chl_status
chl_lens_init(const chl_basis *basis, size_t r, const double *map,
              const double *weight, chl_lens *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_lens lens = { .r = r };

    if (map != NULL) {
        CHL_TRY(copy_metric(basis, map, weight, &lens, err));
    }
    CHL_TRY(place(basis, &lens, err));
    CHL_TRY(fill_products(basis, &lens, err));
    CHL_TRY(find_median(basis, &lens, err));
    *out = lens;
    lens = (chl_lens){ 0 };
out:
    chl_lens_clear(&lens);
    return status;
}

chl_status
chl_lens_lean(const chl_basis *basis, chl_lens *lens, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = basis->m, p = basis->p, r = lens->r, d = basis->d;

    lens->leaning = chl_alloc(p * r, sizeof *lens->leaning);
    lens->turned = chl_alloc(p * r, sizeof *lens->turned);
    lens->projections = chl_alloc(m * p, sizeof *lens->projections);
    CHL_REQUIRE_MEMORY(lens->leaning, err, "linear functions");
    CHL_REQUIRE_MEMORY(lens->turned, err, "linear functions");
    CHL_REQUIRE_MEMORY(lens->projections, err, "projections");
    if (p == 0) {
        goto out;
    }
    if (lens->map == NULL) {
        memcpy(lens->turned, basis->directions, p * d * sizeof(double));
    } else {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) p, (int) r,
                    (int) d, 1.0, basis->directions, (int) d, lens->map,
                    (int) d, 0.0, lens->turned, (int) r);
    }
    for (size_t i = 0; i < p * r; i++) {
        lens->leaning[i] =
            lens->turned[i]
            * (lens->map != NULL ? sqrt(lens->weight[i % r]) : 1.0);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) m, (int) p,
                (int) r, 1.0, lens->kernel.rows, (int) r, lens->leaning,
                (int) r, 0.0, lens->projections, (int) p);
out:
    return status;
}
