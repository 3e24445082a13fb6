/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel functions at rows and at patches, and their sums over rows. */
#include "study/probe.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

enum {
    PATCH_SIDE = 5,
    PATCHES = 8,     /* per row */
    SINGLE_FROM = 64 /* columns from which distances come in single */
};

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t
chl_probe_size(const chl_probe *probe)
{
    return probe->rows.count + probe->patches.count;
}

void
chl_probe_clear(chl_probe *probe)
{
    chl_free(probe->centre);
    chl_points_clear(&probe->rows);
    chl_points_clear(&probe->patches);
    *probe = (chl_probe){ 0 };
}

/* Number p of the patches of a row, the mean of each channel removed. */
static void
cut_patch(const chl_probe *probe, size_t row, size_t p, const double *x,
          double *patch)
{
    const chl_random base = { probe->seed, CHL_STREAM_PATCHES };
    const chl_random random = chl_random_substream(&base, row);
    size_t c = probe->channels, side = probe->side;
    size_t top =
        (size_t) chl_random_below(&random, 2 * p, probe->height - side + 1);
    size_t left =
        (size_t) chl_random_below(&random, 2 * p + 1, probe->width - side + 1);

    for (size_t i = 0; i < side; i++) {
        memcpy(patch + i * side * c, x + ((top + i) * probe->width + left) * c,
               side * c * sizeof *patch);
    }
    for (size_t k = 0; k < c; k++) {
        double mean = 0.0;

        for (size_t i = k; i < probe->patch; i += c) {
            mean += patch[i];
        }
        mean /= (double) (side * side);
        for (size_t i = k; i < probe->patch; i += c) {
            patch[i] -= mean;
        }
    }
}

/* Sum of squared distances of all pairs, over their number:
 * 2 (mean |z|^2 - |mean z|^2) count / (count - 1), as `mean` holds. */
static double
root_mean_square(size_t count, size_t d, const double *rows, double *mean)
{
    double square = 0.0, centre = 0.0, n = (double) count;

    memset(mean, 0, d * sizeof *mean);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < d; k++) {
            mean[k] += rows[i * d + k] / n;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < d; k++) {
            double off = rows[i * d + k] - mean[k];

            square += off * off;
        }
    }
    centre = count > 1 ? 2.0 * square / (n - 1.0) : 0.0;
    return sqrt(centre);
}

static chl_status
take_points(chl_points *points, size_t count, size_t d, double **rows,
            double bandwidth, chl_kernel *kernel, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_kernel_init("matern52", bandwidth, kernel, err));
    CHL_TRY(chl_points_init(points, count, d, *rows, d >= SINGLE_FROM, err));
    *rows = NULL;
out:
    return status;
}

static chl_status
make_patches(chl_probe *probe, const size_t *row, size_t count,
             const double *rows, chl_error *err)
{
    chl_status status = CHL_OK;
    double *patches = chl_alloc(count * probe->patch, sizeof *patches);
    double *mean = chl_alloc(probe->patch, sizeof *mean);
    double scale;

    CHL_REQUIRE_MEMORY(patches, err, "patches");
    CHL_REQUIRE_MEMORY(mean, err, "a patch");
    for (size_t i = 0; i < count; i++) {
        cut_patch(probe, row[i], PATCHES, rows + i * probe->d,
                  patches + i * probe->patch);
    }
    scale = root_mean_square(count, probe->patch, patches, mean);
    if (scale > 0.0) {
        CHL_TRY(take_points(&probe->patches, count, probe->patch, &patches,
                            scale, &probe->patch_kernel, err));
    }
out:
    chl_free(patches);
    chl_free(mean);
    return status;
}

static void
describe_images(chl_probe *probe, const chl_dataset_info *info)
{
    if (info->kind == CHL_KIND_IMAGES && info->features == NULL) {
        probe->height = info->height;
        probe->width = info->width;
        probe->channels = info->channels;
        probe->side = smaller(PATCH_SIDE, smaller(info->height, info->width));
        probe->patch = probe->side * probe->side * info->channels;
    }
}

static chl_status
read_rows(const chl_sample *sample, size_t count, size_t d, size_t **index,
          double **rows, chl_error *err)
{
    chl_status status = CHL_OK;

    *index = chl_alloc(count, sizeof **index);
    *rows = chl_alloc(count * d, sizeof **rows);
    CHL_REQUIRE_MEMORY(*index, err, "row numbers");
    CHL_REQUIRE_MEMORY(*rows, err, "landmarks");
    for (size_t k = 0; k < count; k++) {
        (*index)[k] = chl_sample_row(sample, k);
    }
    CHL_TRY(chl_dataset_rows(sample->dataset, *index, count, *rows, err));
out:
    return status;
}

chl_status
chl_probe_create(const chl_sample *sample, size_t count, chl_probe *out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(sample->dataset);
    chl_probe made = { .d = info->dimension, .seed = sample->seed };
    double *rows = NULL, scale;
    size_t *index = NULL;

    describe_images(&made, info);
    CHL_TRY(read_rows(sample, count, made.d, &index, &rows, err));
    made.centre = chl_alloc(made.d, sizeof *made.centre);
    CHL_REQUIRE_MEMORY(made.centre, err, "a row");
    scale = root_mean_square(count, made.d, rows, made.centre);
    CHL_REQUIRE(scale > 0.0, err, CHL_EDATA,
                "the %zu rows looked at are all equal", count);
    if (made.patch > 0) {
        CHL_TRY(make_patches(&made, index, count, rows, err));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < made.d; k++) {
            rows[i * made.d + k] -= made.centre[k];
        }
    }
    CHL_TRY(take_points(&made.rows, count, made.d, &rows, scale,
                        &made.row_kernel, err));
    *out = made;
    made = (chl_probe){ 0 };
out:
    chl_free(index);
    chl_free(rows);
    chl_probe_clear(&made);
    return status;
}

void
chl_probe_work_clear(chl_probe_work *work)
{
    chl_free(work->centred);
    chl_free(work->patches);
    chl_free(work->squared);
    chl_free(work->values);
    chl_free(work->weights);
    chl_distance_work_clear(&work->row_work);
    chl_distance_work_clear(&work->patch_work);
    *work = (chl_probe_work){ 0 };
}

chl_status
chl_probe_work_init(const chl_probe *probe, size_t block, chl_probe_work *out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    size_t entries = block * PATCHES * probe->rows.count;
    chl_probe_work made = { .block = block };

    made.centred = chl_alloc(block * probe->d, sizeof(double));
    made.patches = chl_alloc(block * PATCHES * probe->patch, sizeof(double));
    made.squared = chl_alloc(entries, sizeof(double));
    made.values = chl_alloc(entries, sizeof(double));
    made.weights = chl_alloc(entries, sizeof(double));
    CHL_REQUIRE(made.centred != NULL && made.patches != NULL
                    && made.squared != NULL && made.values != NULL
                    && made.weights != NULL,
                err, CHL_ENOMEM, "out of memory for blocks of %zu rows", block);
    CHL_TRY(chl_distance_work_init(&made.row_work, &probe->rows, block, err));
    if (probe->patches.count > 0) {
        CHL_TRY(chl_distance_work_init(&made.patch_work, &probe->patches,
                                       block * PATCHES, err));
    }
    *out = made;
    made = (chl_probe_work){ 0 };
out:
    chl_probe_work_clear(&made);
    return status;
}

/* values: count x points, k - 1. */
static void
evaluate(const chl_points *points, const chl_kernel *kernel, size_t count,
         const double *x, chl_distance_work *work, chl_probe_work *all)
{
    chl_distance_block(points, count, x, work, all->squared);
    kernel->type->fields(kernel->bandwidth, count * points->count, all->squared,
                         all->values, all->weights);
}

static void
add_rows(size_t rows, size_t each, size_t count, const double *values,
         double *sums, double *squares)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < count; j++) {
            double value = 0.0;

            for (size_t p = 0; p < each; p++) {
                value += values[(i * each + p) * count + j] / (double) each;
            }
            sums[j] += value;
            if (squares != NULL) {
                squares[j] += value * value;
            }
        }
    }
}

void
chl_probe_add_squares(const chl_probe *probe, chl_probe_work *work,
                      size_t count, const size_t *row, const double *x,
                      double *sums, double *squares)
{
    size_t d = probe->d, m = probe->rows.count;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < d; k++) {
            work->centred[i * d + k] = x[i * d + k] - probe->centre[k];
        }
    }
    evaluate(&probe->rows, &probe->row_kernel, count, work->centred,
             &work->row_work, work);
    add_rows(count, 1, m, work->values, sums, squares);
    if (probe->patches.count == 0) {
        return;
    }
    for (size_t i = 0; i < count * PATCHES; i++) {
        cut_patch(probe, row[i / PATCHES], i % PATCHES, x + i / PATCHES * d,
                  work->patches + i * probe->patch);
    }
    evaluate(&probe->patches, &probe->patch_kernel, count * PATCHES,
             work->patches, &work->patch_work, work);
    add_rows(count, PATCHES, probe->patches.count, work->values, sums + m,
             squares != NULL ? squares + m : NULL);
}

void
chl_probe_add(const chl_probe *probe, chl_probe_work *work, size_t count,
              const size_t *row, const double *x, double *sums)
{
    chl_probe_add_squares(probe, work, count, row, x, sums, NULL);
}
