/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item of the data as every candidate shows it. */
#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/candidates.h"
#include "study/sheets.h"

enum {
    TILES = 6, /* the item, and draws of it */
    CHANNELS = 3
};

typedef struct studio {
    const chl_candidates *c;
    chl_tile tile;
    size_t row, height, width, channels;
    double black, white;
    double *x, *y;    /* the item, and a draw of it */
    uint8_t *picture; /* height x width x 3         */
} studio;

static void
studio_clear(studio *s)
{
    chl_free(s->x);
    chl_free(s->y);
    chl_free(s->picture);
}

static chl_status
studio_init(const chl_candidates *c, studio *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(c->dataset);

    s->c = c;
    s->height = info->height;
    s->width = info->width;
    s->channels = info->channels;
    s->tile = chl_tile_plan(info->height, info->width);
    s->row = chl_sample_row(&c->sample, c->sample.aside);
    s->x = chl_alloc(info->dimension, sizeof *s->x);
    s->y = chl_alloc(info->dimension, sizeof *s->y);
    s->picture = chl_alloc(info->height * info->width, CHANNELS);
    CHL_REQUIRE(s->x != NULL && s->y != NULL && s->picture != NULL, err,
                CHL_ENOMEM, "out of memory for a picture");
    CHL_TRY(chl_dataset_rows(c->dataset, &s->row, 1, s->x, err));
out:
    return status;
}

/* Grey is repeated, alpha dropped; values beyond the range are cut. */
static void
develop(const studio *s)
{
    for (size_t p = 0; p < s->height * s->width; p++) {
        for (size_t k = 0; k < CHANNELS; k++) {
            size_t from = s->channels >= CHANNELS ? k : 0;
            double part = (s->y[p * s->channels + from] - s->black)
                          / (s->white - s->black);

            s->picture[CHANNELS * p + k] =
                (uint8_t) lrint(255.0 * fmin(fmax(part, 0.0), 1.0));
        }
    }
}

static chl_status
draw_tile(const studio *s, const chl_candidate *item, size_t at,
          chl_result_sprite *sheet, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_candidate *model = &s->c->items[item->like];

    if (at == 0 || model->augment == NULL) {
        for (size_t k = 0; k < s->c->probe.d; k++) {
            s->y[k] = s->x[k];
        }
    } else {
        CHL_TRY(chl_augment_apply(model->augment, at - 1, 1, &s->row, s->x,
                                  s->y, err));
    }
    develop(s);
    CHL_TRY(chl_result_set_textf(&sheet->captions[at], err, "%s, %s %zu",
                                 at == 0 ? "as it is" : item->name,
                                 at == 0 ? "row" : "draw",
                                 at == 0 ? s->row : at));
    chl_tile_place(&s->tile, s->picture, TILES, at, sheet->rgb);
out:
    return status;
}

chl_status
chl_candidates_tiles(const chl_candidates *c, chl_result *result,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    studio s = { 0 };
    chl_result_sprite *sheet = NULL;
    char *id = NULL;

    if (!chl_dataset_span(c->dataset, &s.black, &s.white)) {
        return CHL_OK;
    }
    CHL_TRY(studio_init(c, &s, err));
    for (size_t k = 1; k < c->count; k++) {
        CHL_TRY(chl_result_set_textf(&id, err, "augment-%s", c->items[k].name));
        CHL_TRY(chl_tiles_add(&s.tile, id, TILES, 1, result, &sheet, err));
        for (size_t at = 0; at < TILES; at++) {
            CHL_TRY(draw_tile(&s, &c->items[k], at, sheet, err));
        }
    }
out:
    chl_free(id);
    studio_clear(&s);
    return status;
}
