/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of a dataset are, to an augmentation. */
#include <math.h>
#include <string.h>

#include "augment/augment.h"
#include "base/error.h"
#include "data/dataset.h"

enum {
    BLOCK = 256
};

void
chl_row_shape_clear(chl_row_shape *shape)
{
    chl_free(shape->mean);
    chl_free(shape->spread);
    *shape = (chl_row_shape){ 0 };
}

/* Add x - from, or its square, of every row to sum. */
static chl_status
add_rows(const chl_dataset *dataset, const double *from, bool squared,
         double *block, double *sum, chl_error *err)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    size_t d = info->dimension, index[BLOCK];

    for (size_t at = 0; at < info->count; at += BLOCK) {
        size_t count = info->count - at < BLOCK ? info->count - at : BLOCK;
        chl_status status;

        for (size_t i = 0; i < count; i++) {
            index[i] = at + i;
        }
        status = chl_dataset_plain_rows(dataset, index, count, block, err);
        if (status != CHL_OK) {
            return status;
        }
        for (size_t k = 0; k < count * d; k++) {
            double step = block[k] - from[k % d];

            sum[k % d] += squared ? step * step : step;
        }
    }
    return CHL_OK;
}

/* Means and standard deviations (of n) of the columns. */
static chl_status
measure_columns(const chl_dataset *dataset, chl_row_shape *shape,
                chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = shape->dimension, first = 0;
    double n = (double) shape->rows;
    double *block = chl_alloc(BLOCK * d, sizeof *block);
    double *origin = chl_alloc(d, sizeof *origin);

    shape->mean = chl_alloc(d, sizeof *shape->mean);
    shape->spread = chl_alloc(d, sizeof *shape->spread);
    CHL_REQUIRE(block != NULL && origin != NULL && shape->mean != NULL
                    && shape->spread != NULL,
                err, CHL_ENOMEM, "out of memory for means of %zu columns", d);
    CHL_TRY(chl_dataset_plain_rows(dataset, &first, 1, origin, err));
    CHL_TRY(add_rows(dataset, origin, false, block, shape->mean, err));
    for (size_t k = 0; k < d; k++) {
        shape->mean[k] = origin[k] + shape->mean[k] / n;
    }
    CHL_TRY(add_rows(dataset, shape->mean, true, block, shape->spread, err));
    for (size_t k = 0; k < d; k++) {
        shape->spread[k] = sqrt(shape->spread[k] / n);
    }
out:
    chl_free(block);
    chl_free(origin);
    return status;
}

chl_status
chl_row_shape_init(const chl_dataset *dataset, chl_row_shape *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_row_shape shape = { .dimension = info->dimension, .rows = info->count };
    double black, white;

    if (info->kind == CHL_KIND_IMAGES && info->features == NULL) {
        CHL_REQUIRE(chl_dataset_span(dataset, &black, &white), err, CHL_EARG,
                    "%s: images whose pixels are standardised column by column "
                    "cannot be augmented; choose another range",
                    info->name);
        shape.images = true;
        shape.height = info->height;
        shape.width = info->width;
        shape.channels = info->channels;
        shape.colours = info->channels - (info->channels % 2 == 0 ? 1 : 0);
        shape.full = white - black;
        shape.middle = 0.5 * (black + white);
    } else {
        CHL_TRY(measure_columns(dataset, &shape, err));
    }
    *out = shape;
    shape = (chl_row_shape){ 0 };
out:
    chl_row_shape_clear(&shape);
    return status;
}
