/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images as 8-bit RGB. */
#include <math.h>

#include "base/error.h"
#include "data/dataset.h"

static uint8_t
to_byte(double value, double bottom, double top)
{
    double scaled = 255 * (value - bottom) / (top - bottom);

    return (uint8_t) lrint(fmin(fmax(scaled, 0), 255));
}

chl_status
chl_dataset_pixels(const chl_dataset *dataset, size_t row, uint8_t *rgb,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = &dataset->info;
    size_t c = info->channels;
    double *values = NULL;

    CHL_REQUIRE(info->kind == CHL_KIND_IMAGES, err, CHL_EUNSUPPORTED,
                "%s: rows are no images", dataset->name);
    values = chl_alloc(chl_table_dimension(&dataset->table), sizeof *values);
    CHL_REQUIRE_MEMORY(values, err, "an image");
    CHL_TRY(chl_file_intact(&dataset->file, err));
    chl_row_values(&dataset->table, row, values);
    for (size_t k = 0; k < info->height * info->width; k++) {
        for (size_t j = 0; j < 3; j++) {
            rgb[3 * k + j] = to_byte(values[c * k + (c >= 3 ? j : 0)],
                                     dataset->dark, dataset->bright);
        }
    }
out:
    chl_free(values);
    return status;
}
