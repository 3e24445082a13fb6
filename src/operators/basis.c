/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A basis of discriminator functions: landmarks, centre, linear functions. */
#include "operators/basis.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* From here on the distance product runs in single precision. */
enum {
    SINGLE_DIMENSION = 64,
    CENTRE_ROWS = 4096,
    BLOCK_ROWS = 512
};
static const double single_operations = 5e9;
static const size_t block_bytes = (size_t) 64 << 20;

chl_basis_settings
chl_basis_settings_default(void)
{
    return (chl_basis_settings){
        .landmarks = 1024, .linear = 32, .rule = "uniform", .groups = 20
    };
}

size_t
chl_basis_landmarks(const chl_basis *basis)
{
    return basis->m;
}

size_t
chl_basis_linear(const chl_basis *basis)
{
    return basis->p;
}

size_t
chl_basis_size(const chl_basis *basis)
{
    return basis->m + basis->p;
}

const chl_sample *
chl_basis_sample(const chl_basis *basis)
{
    return &basis->sample;
}

double
chl_basis_median_distance(const chl_basis *basis)
{
    return basis->median;
}

const double *
chl_basis_variances(const chl_basis *basis)
{
    return basis->variances;
}

size_t
chl_basis_block(const chl_basis *basis)
{
    size_t rows = block_bytes / (basis->d * sizeof(double));

    if (rows > BLOCK_ROWS) {
        return BLOCK_ROWS;
    }
    return rows > 16 ? rows : 16;
}

size_t
chl_basis_threads(const chl_basis *basis)
{
    size_t threads = basis->settings.threads;

    return threads > 0 ? threads : chl_threads_default();
}

chl_status
chl_basis_rows(const chl_basis *basis, size_t first, size_t count,
               size_t *index, double *out, chl_error *err)
{
    chl_status status;

    for (size_t i = 0; i < count; i++) {
        index[i] = chl_sample_row(&basis->sample, first + i);
    }
    status = chl_dataset_rows(basis->sample.dataset, index, count, out, err);
    if (status != CHL_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < basis->d; k++) {
            out[i * basis->d + k] -= basis->centre[k];
        }
    }
    return CHL_OK;
}

static chl_status
check_settings(const chl_dataset *dataset, const chl_basis_settings *s,
               chl_error *err)
{
    size_t n = chl_dataset_describe(dataset)->count;
    size_t used = s->used > 0 && s->used < n ? s->used : n;

    if (s->landmarks < 1) {
        return CHL_FAIL(err, CHL_EARG, "landmarks is 0; it must be at least 1");
    }
    if (strcmp(s->rule, "uniform") != 0 && strcmp(s->rule, "kmeans++") != 0) {
        return CHL_FAIL(err, CHL_EARG,
                        "landmark rule '%s' is unknown; it must be uniform or "
                        "kmeans++",
                        s->rule);
    }
    if (s->groups < 2) {
        return CHL_FAIL(err, CHL_EARG, "groups is %zu; it must be at least 2",
                        s->groups);
    }
    if (used < 8) {
        return CHL_FAIL(err, CHL_EDATA, "%zu rows; at least 8 are needed",
                        used);
    }
    return CHL_OK;
}

/* The mean of some rows: any point near the middle of the data will do. */
static chl_status
find_centre(chl_basis *basis, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = basis->sample.used, d = basis->d;
    size_t block = chl_basis_block(basis), *index = NULL;
    double *rows = NULL;

    if (count > CENTRE_ROWS) {
        count = CENTRE_ROWS;
    }
    index = chl_alloc(block, sizeof *index);
    rows = chl_alloc(block * d, sizeof *rows);
    CHL_REQUIRE_MEMORY(index, err, "row numbers");
    CHL_REQUIRE_MEMORY(rows, err, "a block of rows");
    /* Summed apart: chl_basis_rows subtracts what centre holds, still 0. */
    for (size_t first = 0; first < count; first += block) {
        size_t here = count - first < block ? count - first : block;

        for (size_t i = 0; i < here; i++) {
            index[i] = chl_sample_row(&basis->sample, first + i);
        }
        CHL_TRY(
            chl_dataset_rows(basis->sample.dataset, index, here, rows, err));
        for (size_t i = 0; i < here * d; i++) {
            basis->centre[i % d] += rows[i] / (double) count;
        }
    }
out:
    chl_free(index);
    chl_free(rows);
    return status;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static chl_status
find_median(chl_basis *basis, chl_error *err)
{
    size_t m = basis->m, pairs = m * (m - 1) / 2, k = 0;
    double *distances = chl_alloc(pairs, sizeof *distances);

    if (distances == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for distances");
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < i; j++) {
            double squared = basis->gram[i * m + i] + basis->gram[j * m + j]
                             - 2.0 * basis->gram[i * m + j];

            distances[k++] = sqrt(fmax(squared, 0.0));
        }
    }
    qsort(distances, pairs, sizeof *distances, compare);
    basis->median = distances[pairs / 2];
    chl_free(distances);
    if (!(basis->median > 0.0)) {
        return CHL_FAIL(err, CHL_EDATA,
                        "the median distance between rows is 0; more than half "
                        "of the data coincide");
    }
    return CHL_OK;
}

static chl_status
place_landmarks(chl_basis *basis, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis_settings *s = &basis->settings;
    size_t d = basis->d, m = 0;
    double *rows = NULL;
    double work;

    CHL_TRY(chl_landmarks_choose(&basis->sample, s, &rows, &m, err));
    for (size_t i = 0; i < m * d; i++) {
        rows[i] -= basis->centre[i % d];
    }
    work = 2.0 * (double) m * (double) d * (double) basis->sample.used;
    CHL_TRY(chl_points_init(&basis->points, m, d, rows,
                            d >= SINGLE_DIMENSION && work >= single_operations,
                            err));
    rows = NULL;
    basis->m = m;
    if (strcmp(s->rule, "uniform") == 0) {
        size_t wanted = s->landmarks, most = basis->sample.used / 4;

        basis->sample.aside = wanted < most ? wanted : most;
    }
    basis->gram = chl_alloc(m * m, sizeof *basis->gram);
    CHL_REQUIRE_MEMORY(basis->gram, err, "landmark products");
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) m, (int) m,
                (int) d, 1.0, basis->points.rows, (int) d, basis->points.rows,
                (int) d, 0.0, basis->gram, (int) m);
    CHL_TRY(find_median(basis, err));
out:
    chl_free(rows);
    return status;
}

static chl_status
project_landmarks(chl_basis *basis, chl_error *err)
{
    size_t m = basis->m, p = basis->p, d = basis->d;

    basis->projections = chl_alloc(m * p, sizeof *basis->projections);
    if (basis->projections == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for projections");
    }
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) m, (int) p,
                    (int) d, 1.0, basis->points.rows, (int) d,
                    basis->directions, (int) d, 0.0, basis->projections,
                    (int) p);
    }
    return CHL_OK;
}

static void
start(chl_basis *basis, const chl_dataset *dataset,
      const chl_basis_settings *settings)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    size_t n = info->count;

    basis->settings = *settings;
    basis->d = info->dimension;
    basis->sample = (chl_sample){
        .dataset = dataset,
        .used = settings->used > 0 && settings->used < n ? settings->used : n,
        .groups = settings->groups,
        .seed = settings->seed,
    };
    if (basis->sample.groups > basis->sample.used / 4) {
        basis->sample.groups = basis->sample.used / 4;
    }
}

chl_status
chl_basis_create(const chl_dataset *dataset, const chl_basis_settings *settings,
                 chl_basis **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_basis_settings s =
        settings != NULL ? *settings : chl_basis_settings_default();
    chl_basis *basis = NULL;

    CHL_TRY(check_settings(dataset, &s, err));
    basis = chl_alloc(1, sizeof *basis);
    CHL_REQUIRE_MEMORY(basis, err, "a basis");
    start(basis, dataset, &s);
    basis->centre = chl_alloc(basis->d, sizeof *basis->centre);
    CHL_REQUIRE_MEMORY(basis->centre, err, "the centre");
    CHL_TRY(find_centre(basis, err));
    CHL_TRY(place_landmarks(basis, err));
    CHL_TRY(chl_principal_find(basis, err));
    CHL_TRY(project_landmarks(basis, err));
    *out = basis;
    basis = NULL;
out:
    chl_basis_free(basis);
    return status;
}

void
chl_basis_free(chl_basis *basis)
{
    if (basis == NULL) {
        return;
    }
    chl_points_clear(&basis->points);
    chl_free(basis->centre);
    chl_free(basis->directions);
    chl_free(basis->variances);
    chl_free(basis->projections);
    chl_free(basis->gram);
    chl_free(basis);
}
