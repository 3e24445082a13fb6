/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact sheets of generated images. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/flow_scene.h"
#include "study/sheets.h"
#include "study/tile.h"

enum {
    COLUMNS = 8,
    TILES = 16
};

static uint8_t
shade(double value)
{
    return (uint8_t) (value <= 0.0   ? 0.0
                      : value >= 1.0 ? 255.0
                                     : 255.0 * value);
}

/* What the transform did is undone; a Gaussian source knows no limits. */
static double
undo(const char *transform, double value)
{
    if (strcmp(transform, "atanh") == 0) {
        return tanh(value);
    }
    if (strcmp(transform, "tanh") == 0) {
        return atanh(fmax(-1.0 + 1e-12, fmin(1.0 - 1e-12, value)));
    }
    return value;
}

static void
paint(const chl_flow_task *t, const double *image, uint8_t *rgb)
{
    const chl_dataset_info *info = chl_dataset_describe(t->dataset);
    double black = 0.0, white = 1.0;

    chl_dataset_span(t->dataset, &black, &white);
    for (size_t i = 0; i < info->height * info->width; i++) {
        for (size_t c = 0; c < 3; c++) {
            size_t at = i * info->channels + (info->channels >= 3 ? c : 0);

            rgb[3 * i + c] =
                shade((undo(t->settings->transform, image[at]) - black)
                      / (white - black));
        }
    }
}

chl_status
chl_flow_add_sheet(chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(task->dataset);
    const chl_tile tile = chl_tile_plan(info->height, info->width);
    const double *points = chl_particles_points(task->particles);
    size_t count = task->source->count < TILES ? task->source->count : TILES;
    size_t rows = (count + COLUMNS - 1) / COLUMNS;
    chl_result_sprite *sprite = NULL;
    uint8_t *picture = chl_alloc(info->height * info->width, 3);
    char id[32];

    CHL_REQUIRE_MEMORY(picture, err, "a contact sheet");
    snprintf(id, sizeof id, "flow-%zu", task->step);
    CHL_TRY(chl_tiles_add(&tile, id, COLUMNS, rows, task->made, &sprite, err));
    for (size_t i = 0; i < count; i++) {
        paint(task, points + i * task->target->dimension, picture);
        CHL_TRY(chl_result_set_textf(&sprite->captions[i], err,
                                     "generated image %zu at step %zu", i + 1,
                                     task->step));
        chl_tile_place(&tile, picture, COLUMNS, i, sprite->rgb);
    }
out:
    chl_free(picture);
    return status;
}
