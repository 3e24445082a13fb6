/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a plane as pictures. */
#include "report/plane.h"

#include <math.h>

#include <chladni/cloud.h>

#include "base/error.h"

static const uint8_t missing = 200;

/* Cividis half way to white, so that black and vermilion stand out on it. */
static const uint8_t rising[][3] = {
    { 128, 145, 167 }, { 137, 154, 184 }, { 157, 164, 182 }, { 171, 174, 182 },
    { 184, 184, 185 }, { 197, 195, 188 }, { 210, 206, 186 }, { 225, 217, 180 },
    { 240, 230, 170 }, { 255, 244, 156 },
};
static const uint8_t diverging[][3] = {
    { 0, 96, 158 },   { 92, 158, 204 }, { 255, 255, 255 },
    { 235, 155, 92 }, { 200, 80, 0 },
};

chl_plane_levels
chl_plane_levels_of(const chl_plane *map)
{
    chl_plane_levels levels = { INFINITY, -INFINITY };

    for (size_t k = 0; k < map->columns * map->rows; k++) {
        if (isfinite(map->values[k])) {
            levels.low = fmin(levels.low, map->values[k]);
            levels.high = fmax(levels.high, map->values[k]);
        }
    }
    if (map->kind == CHL_PLANE_SIGNED) {
        levels.high = fmax(fabs(levels.low), fabs(levels.high));
        levels.low = -levels.high;
    }
    return levels;
}

static void
blend(const uint8_t (*table)[3], size_t count, double part, uint8_t rgb[3])
{
    double at = fmax(0.0, fmin(1.0, part)) * (double) (count - 1);
    size_t k = (size_t) at < count - 1 ? (size_t) at : count - 2;
    double rest = at - (double) k;

    for (size_t c = 0; c < 3; c++) {
        rgb[c] = (uint8_t) lround((1.0 - rest) * table[k][c]
                                  + rest * table[k + 1][c]);
    }
}

static double
value_at(const chl_plane *map, double across, double up)
{
    double x = across * (double) (map->columns - 1);
    double y = up * (double) (map->rows - 1);
    size_t i = fmin(x, (double) map->columns - 2.0) > 0.0
                   ? (size_t) fmin(x, (double) map->columns - 2.0)
                   : 0;
    size_t j = fmin(y, (double) map->rows - 2.0) > 0.0
                   ? (size_t) fmin(y, (double) map->rows - 2.0)
                   : 0;
    const double *at = map->values + j * map->columns + i;
    double right = x - (double) i, above = y - (double) j;

    return (1.0 - above) * ((1.0 - right) * at[0] + right * at[1])
           + above
                 * ((1.0 - right) * at[map->columns]
                    + right * at[map->columns + 1]);
}

void
chl_plane_colour(const chl_plane *map, const chl_plane_levels *levels,
                 double across, double up, uint8_t rgb[3])
{
    double value = value_at(map, across, up);
    double span = levels->high - levels->low;
    double part = span > 0.0 ? (value - levels->low) / span : 0.5;

    if (!isfinite(part)) {
        rgb[0] = rgb[1] = rgb[2] = missing;
    } else if (map->kind == CHL_PLANE_RISING) {
        blend(rising, sizeof rising / sizeof *rising, part, rgb);
    } else {
        blend(diverging, sizeof diverging / sizeof *diverging, part, rgb);
    }
}

chl_status
chl_plane_encode(const chl_plane *map, size_t size, uint8_t **out,
                 size_t *length, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_plane_levels levels = chl_plane_levels_of(map);
    uint8_t *rgb = chl_alloc(size * size, 3);

    CHL_REQUIRE_MEMORY(rgb, err, "a heat map");
    for (size_t i = 0; i < size * size; i++) {
        double across = ((double) (i % size) + 0.5) / (double) size;
        double down = ((double) (i / size) + 0.5) / (double) size;

        chl_plane_colour(map, &levels, across, 1.0 - down, rgb + 3 * i);
    }
    CHL_TRY(chl_image_encode_png(rgb, size, size, out, length, err));
out:
    chl_free(rgb);
    return status;
}
