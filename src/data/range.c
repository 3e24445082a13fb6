/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How stored values become numbers. */
#include "data/dataset.h"

#include <math.h>

#include "base/error.h"

chl_status
chl_range_check(const chl_range *range, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(range->kind <= CHL_RANGE_INTERVAL, err, CHL_EARG,
                "range kind is %d; expected auto, raw, standard or interval",
                (int) range->kind);
    CHL_REQUIRE(isfinite(range->full_scale) && range->full_scale >= 0, err,
                CHL_EARG, "full scale is %g; it must be finite and >= 0",
                range->full_scale);
    if (range->kind == CHL_RANGE_INTERVAL) {
        CHL_REQUIRE(isfinite(range->low) && isfinite(range->high)
                        && range->low < range->high,
                    err, CHL_EARG,
                    "range is %g to %g; both must be finite, the first the "
                    "smaller",
                    range->low, range->high);
    }
out:
    return status;
}

/* Values that map to low and high when the caller names no full scale. */
static void
natural_scale(const chl_dataset *dataset, double *bottom, double *top)
{
    chl_dtype type = dataset->table.dtype;
    int bits = (int) (8 * chl_dtype_size(type));

    *bottom = 0;
    *top = 1;
    if (dataset->table.full_scale > 0) {
        *top = dataset->table.full_scale;
    } else if (type >= CHL_F16) {
        /* Pictures kept as floats are 0 to 1, or bytes in disguise. */
        if (dataset->table.images && dataset->info.maximum > 1.5) {
            *top = 255;
        }
    } else if (type == CHL_I8 || type == CHL_I16 || type == CHL_I32
               || type == CHL_I64) {
        *bottom = -ldexp(1, bits - 1);
        *top = ldexp(1, bits - 1) - 1;
    } else {
        *top = ldexp(1, bits) - 1;
    }
}

/* Floats that fit neither 0 to 1 nor 0 to 255. */
static bool
is_unclear(const chl_dataset *dataset)
{
    return dataset->table.dtype >= CHL_F16
           && (dataset->info.minimum < 0 || dataset->info.maximum > 255);
}

/* The stored values that map to the ends of an interval. */
static void
find_scale(const chl_dataset *dataset, const chl_range *asked, double *bottom,
           double *top)
{
    natural_scale(dataset, bottom, top);
    if (asked->full_scale > 0) {
        *bottom = 0;
        *top = asked->full_scale;
    }
}

static void
set_shown(chl_dataset *dataset, double bottom, double top)
{
    dataset->dark = bottom;
    dataset->bright = top;
    if (is_unclear(dataset)) {
        dataset->dark = dataset->info.minimum;
        dataset->bright = dataset->info.maximum;
    }
}

/* Images go to [-1, 1], unless it is unclear where they are now. */
static chl_range
automatic(const chl_dataset *dataset, const chl_range *asked)
{
    chl_range range = *asked;

    range.kind = CHL_RANGE_RAW;
    if (dataset->table.images
        && (range.full_scale > 0 || !is_unclear(dataset))) {
        range.kind = CHL_RANGE_INTERVAL;
        range.low = -1;
        range.high = 1;
    }
    return range;
}

void
chl_range_resolve(chl_dataset *dataset, const chl_range *asked)
{
    chl_range range = *asked;
    double bottom, top;

    if (range.kind == CHL_RANGE_AUTO) {
        range = automatic(dataset, asked);
    }
    find_scale(dataset, asked, &bottom, &top);
    set_shown(dataset, bottom, top);
    if (range.kind == CHL_RANGE_INTERVAL) {
        range.full_scale = top;
        dataset->origin = bottom;
        dataset->scale = (range.high - range.low) / (top - bottom);
        dataset->low = range.low;
    } else {
        range.low = range.high = range.full_scale = 0;
    }
    dataset->info.range = range;
}

bool
chl_dataset_span(const chl_dataset *dataset, double *black, double *white)
{
    if (!dataset->table.images || dataset->features != NULL
        || dataset->info.range.kind == CHL_RANGE_STANDARD) {
        return false;
    }
    *black = dataset->dark;
    *white = dataset->bright;
    if (dataset->info.range.kind == CHL_RANGE_INTERVAL) {
        *black = dataset->info.range.low;
        *white = dataset->info.range.high;
    }
    return true;
}
