/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/sheets.h"

#include <string.h>

#include "base/error.h"
#include "report/result.h"

chl_status
chl_tiles_add(const chl_tile *tile, const char *id, size_t columns, size_t rows,
              chl_result *result, chl_result_sprite **out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t pixels = columns * tile->tile_width * rows * tile->tile_height;
    chl_result_sprite *grown =
        chl_realloc(result->sprites, result->sprite_count + 1, sizeof *grown);
    chl_result_sprite *sprite;

    CHL_REQUIRE_MEMORY(grown, err, "the sprites of the result");
    result->sprites = grown;
    sprite = &grown[result->sprite_count++];
    *sprite = (chl_result_sprite){ .tile_height = tile->tile_height,
                                   .tile_width = tile->tile_width,
                                   .columns = columns,
                                   .rows = rows };
    CHL_TRY(chl_result_set_text(&sprite->id, id, err));
    sprite->captions = chl_alloc(columns * rows, sizeof *sprite->captions);
    CHL_REQUIRE_MEMORY(sprite->captions, err, "captions");
    sprite->rgb = chl_alloc(pixels, 3);
    CHL_REQUIRE_MEMORY(sprite->rgb, err, "a contact sheet");
    memset(sprite->rgb, CHL_TILE_GREY, 3 * pixels);
    *out = sprite;
out:
    return status;
}

chl_status
chl_tiles_move(chl_result *from, chl_result *to, chl_error *err)
{
    size_t count = from->sprite_count + to->sprite_count;
    chl_result_sprite *all;

    if (from->sprite_count == 0) {
        return CHL_OK;
    }
    all = chl_realloc(to->sprites, count, sizeof *all);
    if (all == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for sheets");
    }
    memcpy(all + to->sprite_count, from->sprites,
           from->sprite_count * sizeof *all);
    to->sprites = all;
    to->sprite_count = count;
    from->sprite_count = 0;
    return CHL_OK;
}
