/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails of the data and of the items at the ends of the slowest modes. */
#include <chladni/study.h>

#include "base/error.h"
#include "base/random.h"
#include "report/result.h"
#include "study/sheets.h"

enum {
    COLUMNS = 8,
    STRIP_ROWS = 4,
    SHEETS = 6, /* modes with a contact sheet */
    NAME = 512
};

/* Where sprites are drawn: one picture at a time. */
typedef struct easel {
    const chl_dataset *dataset;
    chl_tile tile;
    uint8_t *picture; /* owned */
} easel;

static chl_status
easel_init(easel *e, const chl_dataset *dataset, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);

    e->dataset = dataset;
    e->tile = chl_tile_plan(info->height, info->width);
    e->picture = chl_alloc(info->height * info->width, 3);
    CHL_REQUIRE_MEMORY(e->picture, err, "a picture");
out:
    return status;
}

static chl_status
set_caption(const chl_dataset *dataset, size_t row, char **caption,
            chl_error *err)
{
    ptrdiff_t label = chl_dataset_label(dataset, row);
    const char *name;
    char item[NAME];

    chl_dataset_item_name(dataset, row, item, sizeof item);
    if (label < 0) {
        return chl_result_set_text(caption, item, err);
    }
    name = chl_dataset_class_name(dataset, (size_t) label);
    if (name == NULL) {
        return chl_result_set_textf(caption, err, "%s (class %td)", item,
                                    label);
    }
    return chl_result_set_textf(caption, err, "%s (%s)", item, name);
}

static chl_status
draw(const easel *e, size_t row, size_t at, chl_result_sprite *sprite,
     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_dataset_describe(e->dataset)->count;

    CHL_REQUIRE(row < n, err, CHL_EARG,
                "%s: row is %zu; the dataset has %zu rows", sprite->id, row, n);
    CHL_TRY(chl_dataset_pixels(e->dataset, row, e->picture, err));
    CHL_TRY(set_caption(e->dataset, row, &sprite->captions[at], err));
    chl_tile_place(&e->tile, e->picture, sprite->columns, at, sprite->rgb);
out:
    return status;
}

/* Items drawn without repetition; fewer rows if there are fewer items. */
static chl_status
add_strip(const easel *e, uint64_t seed, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random random = { seed, CHL_STREAM_THUMBNAILS };
    size_t n = chl_dataset_describe(e->dataset)->count;
    size_t count = n < COLUMNS * STRIP_ROWS ? n : COLUMNS * STRIP_ROWS;
    chl_result_sprite *sprite = NULL;

    CHL_TRY(chl_tiles_add(&e->tile, "data", COLUMNS,
                          (count + COLUMNS - 1) / COLUMNS, result, &sprite,
                          err));
    for (size_t k = 0; k < count; k++) {
        size_t row = (size_t) chl_random_permute(&random, k, n);

        CHL_TRY(draw(e, row, k, sprite, err));
    }
out:
    return status;
}

static size_t
at_most(size_t count, size_t most)
{
    return count < most ? count : most;
}

/* Lowest items in the first row, highest in the second. */
static chl_status
add_mode(const easel *e, const chl_result_mode *mode, const char *id,
         chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t low = at_most(mode->low_count, COLUMNS);
    size_t high = at_most(mode->high_count, COLUMNS);
    size_t columns = low > high ? low : high;
    chl_result_sprite *sprite = NULL;

    if (columns == 0 || mode->low_rows == NULL || mode->high_rows == NULL) {
        goto out;
    }
    CHL_TRY(chl_tiles_add(&e->tile, id, columns, 2, result, &sprite, err));
    for (size_t k = 0; k < low; k++) {
        CHL_TRY(draw(e, mode->low_rows[k], k, sprite, err));
    }
    for (size_t k = 0; k < high; k++) {
        CHL_TRY(draw(e, mode->high_rows[k], columns + k, sprite, err));
    }
out:
    return status;
}

chl_status
chl_tiles_mode(const chl_dataset *dataset, const chl_result_mode *mode,
               const char *id, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    easel e = { 0 };

    if (chl_dataset_describe(dataset)->kind == CHL_KIND_IMAGES) {
        CHL_TRY(easel_init(&e, dataset, err));
        CHL_TRY(add_mode(&e, mode, id, result, err));
    }
out:
    chl_free(e.picture);
    return status;
}

static chl_status
add_modes(const easel *e, const chl_result_spectrum *spectrum,
          chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    char *id = NULL;

    if (spectrum == NULL || spectrum->modes == NULL) {
        goto out;
    }
    for (size_t k = 0; k < at_most(spectrum->mode_count, SHEETS); k++) {
        const chl_result_mode *mode = &spectrum->modes[k];

        CHL_TRY(chl_result_set_textf(&id, err, "mode-%zu", mode->index));
        CHL_TRY(add_mode(e, mode, id, result, err));
    }
out:
    chl_free(id);
    return status;
}

static void
swap_sprites(chl_result *a, chl_result *b)
{
    chl_result_sprite *sprites = a->sprites;
    size_t count = a->sprite_count;

    a->sprites = b->sprites;
    a->sprite_count = b->sprite_count;
    b->sprites = sprites;
    b->sprite_count = count;
}

chl_status
chl_study_sprites(const chl_dataset *dataset, uint64_t seed, chl_result *result,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *drawn = NULL;
    easel e = { 0 };

    CHL_TRY(chl_result_create("sprites", &drawn, err));
    if (chl_dataset_describe(dataset)->kind == CHL_KIND_IMAGES) {
        CHL_TRY(easel_init(&e, dataset, err));
        CHL_TRY(add_strip(&e, seed, drawn, err));
        CHL_TRY(add_modes(&e, result->spectrum, drawn, err));
    }
    swap_sprites(result, drawn);
out:
    chl_free(e.picture);
    chl_result_free(drawn);
    return status;
}
