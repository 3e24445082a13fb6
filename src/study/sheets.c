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

/* The place of a sheet among the first `count`, or that behind the last. */
static size_t
find(const chl_result *result, const char *id, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        if (strcmp(result->sprites[at].id, id) == 0) {
            return at;
        }
    }
    return result->sprite_count;
}

chl_status
chl_tiles_move(chl_result *from, chl_result *to, chl_error *err)
{
    const size_t before = to->sprite_count;
    size_t count = from->sprite_count + before;
    chl_result_sprite *all;

    if (from->sprite_count == 0) {
        return CHL_OK;
    }
    all = chl_realloc(to->sprites, count, sizeof *all);
    if (all == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for sheets");
    }
    to->sprites = all;
    count = 0;
    for (size_t k = 0; k < from->sprite_count; k++) {
        const chl_result_sprite sprite = from->sprites[k];
        size_t at = find(to, sprite.id, before);

        if (at < to->sprite_count) {
            from->sprites[count++] = all[at];
        } else {
            to->sprite_count++;
        }
        all[at] = sprite;
    }
    from->sprite_count = count;
    return CHL_OK;
}
