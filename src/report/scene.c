/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a flow as SVG. */
#include "report/scene.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/chart_svg.h"

enum {
    HEAT_PIXELS = 96,
    MODE_PIXELS = 64,
    FEW = 50
};

bool
chl_scene_is(const chl_result_scene *scene, const char *kind)
{
    return scene->id != NULL && strncmp(scene->id, kind, strlen(kind)) == 0;
}

bool
chl_scene_is_sparse(const chl_result_scene *scene)
{
    return scene->n <= FEW && scene->m <= FEW;
}

size_t
chl_scene_count(const chl_result *result, const char *kind)
{
    size_t count = 0;

    for (size_t k = 0; k < result->scene_count; k++) {
        count += chl_scene_is(&result->scenes[k], kind);
    }
    return count;
}

const chl_result_scene *
chl_scene_at(const chl_result *result, const char *kind, size_t index)
{
    for (size_t k = 0; k < result->scene_count; k++) {
        if (chl_scene_is(&result->scenes[k], kind) && index-- == 0) {
            return &result->scenes[k];
        }
    }
    return NULL;
}

static chl_status
add_heat(chl_text *svg, const chl_result_scene *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const bool mode = chl_scene_is(s, "mode-");
    const chl_plane map = { mode ? CHL_PLANE_SIGNED : CHL_PLANE_RISING,
                            s->columns, s->rows, s->field };
    uint8_t *png = NULL;
    size_t size;

    CHL_TRY(chl_plane_encode(&map, mode ? MODE_PIXELS : HEAT_PIXELS, &png,
                             &size, err));
    chl_text_add(svg,
                 "<image width=\"%d\" height=\"%d\""
                 " preserveAspectRatio=\"none\" href=\"data:image/png;base64,",
                 CHL_SCENE_SIDE, CHL_SCENE_SIDE);
    chl_markup_base64(svg, png, size);
    chl_text_add(svg, "\"/>\n");
out:
    chl_free(png);
    return status;
}

static chl_plot
plot_of(chl_text *svg, const chl_result_scene *s)
{
    chl_plot plot = { .svg = svg,
                      .width = CHL_SCENE_SIDE,
                      .height = CHL_SCENE_SIDE,
                      .x = chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                      .y = chl_axis_empty(NULL, CHL_SCALE_LINEAR) };

    plot.x.low = s->low[0];
    plot.x.high = s->high[0];
    plot.y.low = s->low[1];
    plot.y.high = s->high[1];
    return plot;
}

/* Dots of one colour in one path: a page holds thousands. */
static void
add_dots(const chl_plot *plot, const char *class, bool few, size_t count,
         const double *points)
{
    chl_text_add(plot->svg, "<path class=\"dots %s%s\" d=\"", class,
                 few ? " few" : "");
    for (size_t i = 0; i < count; i++) {
        double x, y;

        if (chl_plot_place(plot, points[2 * i], points[2 * i + 1], &x, &y)) {
            chl_text_add(plot->svg, "M%s %sh0", AT(x), AT(y));
        }
    }
    chl_text_add(plot->svg, "\"/>\n");
}

/* How much of a way `by` from `from` lies within 0..size. */
static double
part_within(double from, double by, double size)
{
    if (by == 0.0) {
        return 1.0;
    }
    return fmin(1.0, (by > 0.0 ? size - from : -from) / by);
}

/* What lies beyond the frame is left out. */
static void
add_arrow(const chl_plot *plot, const double *arrow)
{
    double x = 0.0, y = 0.0, dx, dy, length, part;

    if (!chl_plot_place(plot, arrow[0], arrow[1], &x, &y)) {
        return;
    }
    dx = (arrow[2] - arrow[0]) / (plot->x.high - plot->x.low) * plot->width;
    dy = -(arrow[3] - arrow[1]) / (plot->y.high - plot->y.low) * plot->height;
    length = hypot(dx, dy);
    if (length < 1.5) {
        return;
    }
    part =
        fmin(part_within(x, dx, plot->width), part_within(y, dy, plot->height));
    chl_text_add(plot->svg, "M%s %sl%s %s", AT(x), AT(y), AT(part * dx),
                 AT(part * dy));
    if (length > 5.0 && part >= 1.0) {
        double ux = 3.5 * dx / length, uy = 3.5 * dy / length;

        chl_text_add(plot->svg, "m%s %sL%s %sl%s %s", AT(-ux - 0.6 * uy),
                     AT(-uy + 0.6 * ux), AT(x + dx), AT(y + dy),
                     AT(-ux + 0.6 * uy), AT(-uy - 0.6 * ux));
    }
}

static void
add_arrows(const chl_plot *plot, const chl_result_scene *s)
{
    if (s->arrow_count == 0) {
        return;
    }
    chl_text_add(plot->svg, "<path class=\"arrows\" d=\"");
    for (size_t k = 0; k < s->arrow_count; k++) {
        add_arrow(plot, s->arrows + 4 * k);
    }
    chl_text_add(plot->svg, "\"/>\n");
}

static chl_status
draw_plane(chl_text *svg, const chl_result_scene *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_plot plot = plot_of(svg, s);

    CHL_TRY(add_heat(svg, s, err));
    if (s->m > 0) {
        add_dots(&plot, "real", chl_scene_is_sparse(s), s->m, s->targets);
    }
    add_arrows(&plot, s);
    if (s->n > 0) {
        add_dots(&plot, "made", chl_scene_is_sparse(s), s->n, s->points);
    }
out:
    return status;
}

/* The curve at x, between its samples. */
static double
height_at(const chl_result_scene *s, double x)
{
    double part = (x - s->low[0]) / (s->high[0] - s->low[0]);
    double at = part * (double) (s->columns - 1);
    size_t k = at > 0.0 ? (size_t) at : 0;

    k = k < s->columns - 1 ? k : s->columns - 2;
    return s->field[k] + (at - (double) k) * (s->field[k + 1] - s->field[k]);
}

static void
draw_line(chl_text *svg, const chl_result_scene *s)
{
    chl_plot plot = plot_of(svg, s);

    plot.y = chl_axis_empty(NULL, CHL_SCALE_LINEAR);
    chl_axis_include(&plot.y, s->field, s->columns);
    chl_axis_settle(&plot.y, 0.1);
    for (size_t k = 0; k + 1 < s->columns; k++) {
        double x[2], y[2] = { s->field[k], s->field[k + 1] };

        x[0] = chl_axis_corner(&plot.x, k, s->columns - 1);
        x[1] = chl_axis_corner(&plot.x, k + 1, s->columns - 1);
        chl_plot_line(&plot, "quiet", x, y, 2);
    }
    for (size_t j = 0; j < s->m; j++) {
        chl_plot_mark(&plot, "s2", CHL_MARK_TRIANGLE, s->targets[j],
                      height_at(s, s->targets[j]));
    }
    for (size_t i = 0; i < s->n; i++) {
        chl_plot_mark(&plot, "s1", CHL_MARK_DISC, s->points[i],
                      height_at(s, s->points[i]));
    }
}

chl_status
chl_scene_draw(chl_text *svg, const chl_result_scene *scene, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_text_add(svg, "<g id=\"scene-");
    chl_markup_text(svg, scene->id);
    chl_text_add(svg, "\">\n");
    if (scene->d == 2) {
        CHL_TRY(draw_plane(svg, scene, err));
    } else {
        draw_line(svg, scene);
    }
    chl_text_add(svg, "<path class=\"rim\" d=\"M0 0h%dv%dh-%dz\"/>\n</g>\n",
                 CHL_SCENE_SIDE, CHL_SCENE_SIDE, CHL_SCENE_SIDE);
out:
    return status;
}
