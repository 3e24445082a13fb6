/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails: whole pixels repeated, or whole boxes of pixels averaged. */
#include "study/tile.h"

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t
divide_up(size_t a, size_t b)
{
    return a / b + (a % b != 0);
}

chl_tile
chl_tile_plan(size_t height, size_t width)
{
    size_t longer = height > width ? height : width;
    chl_tile tile = { .height = height, .width = width };

    tile.enlarge =
        longer < CHL_TILE_LEAST ? divide_up(CHL_TILE_LEAST, longer) : 1;
    tile.reduce = divide_up(longer, CHL_TILE_MOST);
    tile.tile_height =
        divide_up(height * tile.enlarge, tile.reduce) + 2 * CHL_TILE_MARGIN;
    tile.tile_width =
        divide_up(width * tile.enlarge, tile.reduce) + 2 * CHL_TILE_MARGIN;
    return tile;
}

/* The rounded mean over the box of tile pixel (y, x), cut at the edges. */
static uint8_t
box_mean(const chl_tile *tile, const uint8_t *picture, size_t y, size_t x,
         size_t channel)
{
    size_t top = y * tile->reduce / tile->enlarge;
    size_t left = x * tile->reduce / tile->enlarge;
    size_t bottom = smaller(top + tile->reduce, tile->height);
    size_t right = smaller(left + tile->reduce, tile->width);
    size_t count = (bottom - top) * (right - left);
    uint64_t sum = count / 2;

    for (size_t i = top; i < bottom; i++) {
        for (size_t j = left; j < right; j++) {
            sum += picture[3 * (i * tile->width + j) + channel];
        }
    }
    return (uint8_t) (sum / count);
}

void
chl_tile_place(const chl_tile *tile, const uint8_t *picture, size_t columns,
               size_t at, uint8_t *sheet)
{
    size_t height = tile->tile_height - 2 * CHL_TILE_MARGIN;
    size_t width = tile->tile_width - 2 * CHL_TILE_MARGIN;
    size_t row = at / columns * tile->tile_height + CHL_TILE_MARGIN;
    size_t column = at % columns * tile->tile_width + CHL_TILE_MARGIN;
    size_t stride = columns * tile->tile_width;

    for (size_t y = 0; y < height; y++) {
        uint8_t *out = sheet + 3 * ((row + y) * stride + column);

        for (size_t x = 0; x < width; x++) {
            for (size_t c = 0; c < 3; c++) {
                *out++ = box_mean(tile, picture, y, x, c);
            }
        }
    }
}
