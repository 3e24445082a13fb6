/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A basis of discriminator functions: landmarks, centre, linear functions. */
#include "operators/basis.h"

#include <math.h>
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
    return (chl_basis_settings){ .landmarks = 1024,
                                 .share = 4,
                                 .linear = 32,
                                 .rule = "uniform",
                                 .groups = 20 };
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
    return basis->lens.median;
}

const double *
chl_basis_variances(const chl_basis *basis)
{
    return basis->variances;
}

const double *
chl_basis_directions(const chl_basis *basis)
{
    return basis->directions;
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

void
chl_basis_share(const chl_basis *basis, chl_groups_job *job)
{
    job->team = basis->settings.team;
    job->checkpoint = basis->settings.checkpoint;
}

chl_digest
chl_basis_digest(const chl_basis *basis)
{
    const chl_sample *sample = &basis->sample;
    const chl_lens *lens = &basis->lens;
    size_t d = basis->d, p = basis->directions != NULL ? basis->p : 0;
    chl_digest digest = { 0 };

    chl_digest_add_text(&digest,
                        chl_dataset_describe(sample->dataset)->fingerprint);
    chl_digest_add_size(&digest, sample->used);
    chl_digest_add_size(&digest, sample->aside);
    chl_digest_add_size(&digest, sample->groups);
    chl_digest_add(&digest, &sample->seed, sizeof sample->seed);
    chl_digest_add_doubles(&digest, basis->centre, d);
    chl_digest_add_doubles(&digest, basis->landmarks, basis->m * d);
    chl_digest_add_doubles(&digest, basis->directions, p * d);
    chl_digest_add_doubles(&digest, lens->map,
                           lens->map != NULL ? lens->r * d : 0);
    chl_digest_add_doubles(&digest, lens->weight,
                           lens->map != NULL ? lens->r : 0);
    return digest;
}

chl_status
chl_basis_drawn_rows(const chl_basis *basis, const chl_augment *augment,
                     size_t draw, size_t first, size_t count, size_t *index,
                     double *out, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t i = 0; i < count; i++) {
        index[i] = chl_sample_row(&basis->sample, first + i);
    }
    CHL_TRY(chl_dataset_rows(basis->sample.dataset, index, count, out, err));
    if (augment != NULL) {
        CHL_TRY(chl_augment_apply(augment, draw, count, index, out, out, err));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < basis->d; k++) {
            out[i * basis->d + k] -= basis->centre[k];
        }
    }
out:
    return status;
}

chl_status
chl_basis_rows(const chl_basis *basis, size_t first, size_t count,
               size_t *index, double *out, chl_error *err)
{
    return chl_basis_drawn_rows(basis, NULL, 0, first, count, index, out, err);
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
    if (s->share < 2) {
        return CHL_FAIL(err, CHL_EARG, "share is %zu; it must be at least 2",
                        s->share);
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

bool
chl_basis_single(const chl_basis *basis, size_t dimension)
{
    double work = 2.0 * (double) basis->m * (double) dimension
                  * (double) basis->sample.used;

    return dimension >= SINGLE_DIMENSION && work >= single_operations;
}

static chl_status
place_landmarks(chl_basis *basis, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis_settings *s = &basis->settings;
    size_t d = basis->d;

    CHL_TRY(chl_landmarks_choose(&basis->sample, s, &basis->landmarks,
                                 &basis->m, err));
    for (size_t i = 0; i < basis->m * d; i++) {
        basis->landmarks[i] -= basis->centre[i % d];
    }
    if (strcmp(s->rule, "uniform") == 0) {
        size_t wanted = s->landmarks, most = basis->sample.used / s->share;

        basis->sample.aside = wanted < most ? wanted : most;
    }
    CHL_TRY(chl_lens_init(basis, d, NULL, NULL, &basis->lens, err));
out:
    return status;
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
    CHL_TRY(chl_lens_lean(basis, &basis->lens, err));
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
    chl_lens_clear(&basis->lens);
    chl_free(basis->centre);
    chl_free(basis->landmarks);
    chl_free(basis->directions);
    chl_free(basis->variances);
    chl_free(basis);
}

static chl_status
check_metric(const chl_basis *basis, size_t r, const double *weight,
             chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(r >= 1 && r <= basis->d, err, CHL_EARG,
                "the metric has rank %zu; it must lie in 1..%zu", r, basis->d);
    for (size_t i = 0; i < r; i++) {
        CHL_REQUIRE(isfinite(weight[i]) && weight[i] > 0.0, err, CHL_EARG,
                    "weight %zu of the metric is %g; it must be finite and "
                    "above 0",
                    i, weight[i]);
    }
out:
    return status;
}

chl_status
chl_basis_set_metric(chl_basis *basis, size_t r, const double *map,
                     const double *weight, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_lens lens = { 0 };

    if (map != NULL) {
        CHL_TRY(check_metric(basis, r, weight, err));
    }
    CHL_TRY(chl_lens_init(basis, map != NULL ? r : basis->d, map, weight, &lens,
                          err));
    CHL_TRY(chl_lens_lean(basis, &lens, err));
    chl_lens_clear(&basis->lens);
    basis->lens = lens;
    lens = (chl_lens){ 0 };
out:
    chl_lens_clear(&lens);
    return status;
}
