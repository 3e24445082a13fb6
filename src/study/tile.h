/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures brought to the size of a thumbnail, and set into a sheet. */
#ifndef CHLADNI_STUDY_TILE_H
#define CHLADNI_STUDY_TILE_H

#include <stddef.h>
#include <stdint.h>

enum {
    CHL_TILE_LEAST = 48, /* longer side of a tile, in pixels   */
    CHL_TILE_MOST = 96,
    CHL_TILE_MARGIN = 1, /* of grey around every tile */
    CHL_TILE_GREY = 128
};

/* How pictures of one size become tiles; the aspect is kept. One of the two
 * factors is 1. */
typedef struct chl_tile {
    size_t height, width;           /* of a picture                          */
    size_t enlarge;                 /* pixels repeated per side              */
    size_t reduce;                  /* side of the box that is averaged      */
    size_t tile_height, tile_width; /* with the margin                       */
} chl_tile;

/* Domain: height, width >= 1. Cannot fail. */
chl_tile chl_tile_plan(size_t height, size_t width);

/* Write a picture (height x width x 3) as tile number `at` of a sheet of
 * `columns` tiles per row. Margins are left alone. */
void chl_tile_place(const chl_tile *tile, const uint8_t *picture,
                    size_t columns, size_t at, uint8_t *sheet);

#endif
