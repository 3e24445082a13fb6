/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a flow as pixels. */
#include <math.h>
#include <string.h>

#include <chladni/cloud.h>

#include "base/error.h"
#include "report/raster.h"
#include "report/scene.h"
#include "report/writer.h"

enum {
    SIDE = 480,
    GAP = 12,
    COLUMNS = 4
};

static const chl_ink made = { { 20, 22, 26 }, 1.0 };
static const chl_ink real = { { 213, 94, 0 }, 0.9 };
static const chl_ink arrow = { { 20, 22, 26 }, 0.6 };
static const chl_ink curve = { { 138, 144, 153 }, 1.0 };

/* From data to pixels of the window. */
typedef struct view {
    double low[2], high[2];
} view;

static double
across(const view *v, double x)
{
    return SIDE * (x - v->low[0]) / (v->high[0] - v->low[0]);
}

static double
down(const view *v, double y)
{
    return SIDE * (1.0 - (y - v->low[1]) / (v->high[1] - v->low[1]));
}

static void
fill_plane(const chl_raster *r, const chl_result_scene *s)
{
    const chl_plane map = { chl_scene_is(s, "mode-") ? CHL_PLANE_SIGNED
                                                     : CHL_PLANE_RISING,
                            s->columns, s->rows, s->field };
    const chl_plane_levels levels = chl_plane_levels_of(&map);

    for (size_t i = 0; i < (size_t) SIDE * SIDE; i++) {
        uint8_t rgb[3];

        chl_plane_colour(&map, &levels, ((double) (i % SIDE) + 0.5) / SIDE,
                         1.0 - ((double) (i / SIDE) + 0.5) / SIDE, rgb);
        chl_raster_pixel(r, i % SIDE, i / SIDE, rgb);
    }
}

static void
draw_arrow(const chl_raster *r, const view *v, const double *a)
{
    double x = across(v, a[0]), y = down(v, a[1]), tx = across(v, a[2]);
    double ty = down(v, a[3]), length = hypot(tx - x, ty - y);
    double ux = 5.0 * (tx - x) / length, uy = 5.0 * (ty - y) / length;

    if (length < 2.0) {
        return;
    }
    chl_raster_line(r, arrow, x, y, tx, ty, 1.4);
    if (length > 8.0) {
        chl_raster_line(r, arrow, tx, ty, tx - ux - 0.6 * uy,
                        ty - uy + 0.6 * ux, 1.4);
        chl_raster_line(r, arrow, tx, ty, tx - ux + 0.6 * uy,
                        ty - uy - 0.6 * ux, 1.4);
    }
}

static void
draw_plane(const chl_raster *r, const chl_result_scene *s)
{
    const view v = { { s->low[0], s->low[1] }, { s->high[0], s->high[1] } };
    const double radius = chl_scene_is_sparse(s) ? 6.0 : 2.4;

    fill_plane(r, s);
    for (size_t j = 0; j < s->m; j++) {
        chl_raster_disc(r, real, across(&v, s->targets[2 * j]),
                        down(&v, s->targets[2 * j + 1]), radius);
    }
    for (size_t k = 0; k < s->arrow_count; k++) {
        draw_arrow(r, &v, s->arrows + 4 * k);
    }
    for (size_t i = 0; i < s->n; i++) {
        chl_raster_disc(r, made, across(&v, s->points[2 * i]),
                        down(&v, s->points[2 * i + 1]), radius);
    }
}

static void
draw_line(const chl_raster *r, const chl_result_scene *s)
{
    chl_axis axis = chl_axis_empty(NULL, CHL_SCALE_LINEAR);
    view v = { { s->low[0], 0.0 }, { s->high[0], 1.0 } };
    double step = (double) SIDE / (double) (s->columns - 1);

    chl_axis_include(&axis, s->field, s->columns);
    chl_axis_settle(&axis, 0.1);
    v.low[1] = axis.low;
    v.high[1] = axis.high;
    for (size_t k = 0; k + 1 < s->columns; k++) {
        chl_raster_line(r, curve, step * (double) k, down(&v, s->field[k]),
                        step * (double) (k + 1), down(&v, s->field[k + 1]),
                        3.0);
    }
    for (size_t j = 0; j < s->m; j++) {
        chl_raster_disc(r, real, across(&v, s->targets[j]), SIDE - 12.0, 6.0);
    }
    for (size_t i = 0; i < s->n; i++) {
        chl_raster_disc(r, made, across(&v, s->points[i]), SIDE - 26.0, 6.0);
    }
}

/* Pictures of a kind begin a row of their own. */
static const char *const kinds[] = { "step-", "field-", "mode-" };

enum {
    KINDS = sizeof kinds / sizeof *kinds
};

static size_t
count_rows(const chl_result *result, size_t *columns)
{
    size_t rows = 0;

    *columns = 1;
    for (size_t k = 0; k < KINDS; k++) {
        size_t count = chl_scene_count(result, kinds[k]);

        rows += (count + COLUMNS - 1) / COLUMNS;
        *columns = count > *columns ? count : *columns;
    }
    *columns = *columns < COLUMNS ? *columns : COLUMNS;
    return rows;
}

static void
draw_kind(const chl_result *result, const char *kind, size_t row,
          const chl_raster *whole)
{
    for (size_t k = 0; k < chl_scene_count(result, kind); k++) {
        const chl_result_scene *scene = chl_scene_at(result, kind, k);
        const chl_raster window = { whole->rgb,
                                    whole->pitch,
                                    GAP + k % COLUMNS * (SIDE + GAP),
                                    GAP + (row + k / COLUMNS) * (SIDE + GAP),
                                    SIDE,
                                    SIDE };

        if (scene->d == 2) {
            draw_plane(&window, scene);
        } else {
            draw_line(&window, scene);
        }
    }
}

chl_status
chl_scene_render_png(const chl_result *result, uint8_t **out, size_t *size,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t columns, rows = count_rows(result, &columns), row = 0;
    size_t width = columns * (SIDE + GAP) + GAP;
    size_t height = rows * (SIDE + GAP) + GAP;
    uint8_t *rgb = NULL;

    CHL_REQUIRE(rows > 0, err, CHL_EARG,
                "the result has no pictures of a flow, which are what a PNG "
                "document shows");
    rgb = chl_alloc(width * height, 3);
    CHL_REQUIRE_MEMORY(rgb, err, "a picture");
    memset(rgb, 255, width * height * 3);
    for (size_t k = 0; k < KINDS; k++) {
        const chl_raster whole = { rgb, width, 0, 0, width, height };

        draw_kind(result, kinds[k], row, &whole);
        row += (chl_scene_count(result, kinds[k]) + COLUMNS - 1) / COLUMNS;
    }
    CHL_TRY(chl_image_encode_png(rgb, height, width, out, size, err));
out:
    chl_free(rgb);
    return status;
}

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;
    uint8_t *png = NULL;
    size_t size;

    (void) settings;
    CHL_TRY(chl_scene_render_png(result, &png, &size, err));
    chl_text_add_bytes(out, (const char *) png, size);
out:
    chl_free(png);
    return status;
}

const chl_writer chl_writer_png = { "png", ".png", render };
