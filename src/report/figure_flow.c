/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of a flow. */
#include "report/figure_flow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/chart_svg.h"

enum {
    TITLE_LINE = 22,
    CURVE_POINTS = 400
};

/* A curve of the trajectory, and how it is drawn. */
typedef struct measure {
    const char *label, *class;
    size_t offset;
} measure;

#define AT_POINT(member) offsetof(chl_result_flow_point, member)

static const measure measures[CHL_FLOW_CURVES] = {
    { "exact transport W\xC2\xB2/2", "s2", AT_POINT(transport) },
    { "Sinkhorn divergence", "s5 dashed", AT_POINT(sinkhorn) },
    { "energy distance", "s1", AT_POINT(energy) },
    { "MMD in the discriminator's kernel", "s3", AT_POINT(mmd) },
};

static double
value_of(const chl_result_flow_point *point, size_t offset)
{
    return *(const double *) (const void *) ((const char *) point + offset);
}

static bool
has(const chl_result_flow *f, size_t offset)
{
    for (size_t k = 0; k < f->point_count; k++) {
        if (isfinite(value_of(&f->points[k], offset))) {
            return true;
        }
    }
    return false;
}

size_t
chl_flow_legend(const chl_result_flow *f, chl_legend entries[CHL_FLOW_CURVES])
{
    size_t count = 0;

    for (size_t k = 0; k < CHL_FLOW_CURVES; k++) {
        if (has(f, measures[k].offset)) {
            entries[count++] =
                (chl_legend){ measures[k].label, measures[k].class,
                              CHL_SWATCH_LINE, CHL_MARK_DISC };
        }
    }
    return count;
}

static void
include(chl_axis *axis, const chl_result_flow *f, size_t offset)
{
    for (size_t k = 0; k < f->point_count; k++) {
        double value = value_of(&f->points[k], offset);

        chl_axis_include(axis, &value, 1);
    }
}

static void
draw_curve(const chl_plot *plot, const char *class, const chl_result_flow *f,
           size_t offset)
{
    double x[CURVE_POINTS], y[CURVE_POINTS];
    const size_t stride = 1 + f->point_count / CURVE_POINTS;
    size_t count = 0;

    for (size_t k = 0; k < f->point_count; k += stride) {
        x[count] = (double) f->points[k].step;
        y[count++] = value_of(&f->points[k], offset);
    }
    chl_plot_line(plot, class, x, y, count);
}

static chl_plot
course_plot(chl_text *svg, const chl_result_flow *f, double top, double height,
            const char *label, chl_scale scale)
{
    chl_plot plot = { svg,
                      84.0,
                      top,
                      490.0,
                      height,
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                      chl_axis_empty(label, scale) };
    size_t last = f->points[f->point_count - 1].step;

    plot.x.low = 0.0;
    plot.x.high = last > 0 ? (double) last : 1.0;
    return plot;
}

/* Steps are counted: no ticks between them. */
static size_t
whole_ticks(const chl_axis *axis, size_t most)
{
    const double span = axis->high - axis->low;

    return span >= (double) most ? most : span < 1.0 ? 1 : (size_t) span;
}

void
chl_flow_draw_course(chl_text *svg, const chl_result_flow *f, double top)
{
    chl_plot above = course_plot(svg, f, top, 190.0,
                                 "distance to the real points", CHL_SCALE_LOG);
    chl_plot below =
        course_plot(svg, f, top + 232.0, 100.0,
                    "generator's loss, mean of c(f)", CHL_SCALE_LINEAR);

    above.x.bare = true;
    below.x.label = "step";
    for (size_t k = 0; k < CHL_FLOW_CURVES; k++) {
        include(&above.y, f, measures[k].offset);
    }
    chl_axis_settle(&above.y, 0.05);
    include(&below.y, f, AT_POINT(loss));
    chl_axis_settle(&below.y, 0.08);
    chl_plot_axes(&above, whole_ticks(&above.x, 6), 6);
    chl_plot_axes(&below, whole_ticks(&below.x, 6), 4);
    for (size_t k = 0; k < CHL_FLOW_CURVES; k++) {
        draw_curve(&above, measures[k].class, f, measures[k].offset);
    }
    draw_curve(&below, "s6", f, AT_POINT(loss));
}

static void
mark_modes(const chl_plot *plot, const char *class, chl_mark mark,
           const chl_result_flow_mode *modes, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        chl_plot_mark(plot, class, mark, (double) (k + 1), modes[k].lambda);
    }
}

static void
include_modes(chl_plot *plot, const chl_result_flow_mode *modes, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        double index = (double) (k + 1);

        chl_axis_include(&plot->x, &index, 1);
        chl_axis_include(&plot->y, &modes[k].lambda, 1);
    }
}

void
chl_flow_draw_modes(chl_text *svg, const chl_result_flow *f, double top)
{
    chl_plot plot = { svg,
                      84.0,
                      top,
                      490.0,
                      170.0,
                      chl_axis_empty("mode", CHL_SCALE_LINEAR),
                      chl_axis_empty("eigenvalue of T", CHL_SCALE_LOG) };
    /* Modes are counted: no ticks between them. */
    const size_t ticks = f->start_count > 8   ? 8
                         : f->start_count > 1 ? f->start_count - 1
                                              : 1;

    include_modes(&plot, f->start, f->start_count);
    include_modes(&plot, f->end, f->end_count);
    chl_axis_settle(&plot.x, 0.04);
    chl_axis_settle(&plot.y, 0.06);
    chl_plot_axes(&plot, ticks, 5);
    mark_modes(&plot, "s1", CHL_MARK_DISC, f->start, f->start_count);
    mark_modes(&plot, "s2", CHL_MARK_RING, f->end, f->end_count);
}

void
chl_flow_draw_widths(chl_text *svg, const chl_result_flow *f, double top)
{
    static const char *const classes[] = { "thin l0", "thin l2", "thin l4",
                                           "thin l5" };
    chl_plot plot = { svg,
                      84.0,
                      top,
                      490.0,
                      210.0,
                      chl_axis_empty("x", CHL_SCALE_LINEAR),
                      chl_axis_empty("f", CHL_SCALE_LINEAR) };

    chl_axis_include(&plot.x, f->places, f->place_count);
    chl_axis_include(&plot.y, f->wide, f->place_count);
    for (size_t k = 0; k < f->width_count; k++) {
        chl_axis_include(&plot.y, f->widths[k].values, f->widths[k].count);
    }
    chl_axis_settle(&plot.x, 0.0);
    chl_axis_settle(&plot.y, 0.05);
    chl_plot_axes(&plot, 6, 5);
    chl_plot_line(&plot, "ink", f->places, f->wide, f->place_count);
    for (size_t k = 0; k < f->width_count && k < 4; k++) {
        if (f->widths[k].count == f->place_count) {
            chl_plot_line(&plot, classes[k], f->places, f->widths[k].values,
                          f->place_count);
        }
    }
}

/* Titles are broken behind a comma: words grow on small screens. */
static void
draw_title(chl_text *svg, const char *title, double x, double y)
{
    const char *end = strstr(title, ", ");
    chl_text line = { 0 };

    if (end != NULL) {
        chl_text_add_bytes(&line, title, (size_t) (end - title));
        chl_text_add_bytes(&line, "", 1);
        svg->failed = svg->failed || line.failed;
        chl_svg_words(svg, "label", "start", x, y,
                      line.failed ? "" : line.data);
        chl_text_clear(&line);
        title = end + 2;
        y += TITLE_LINE;
    }
    chl_svg_words(svg, "label", "start", x, y, title);
}

static double
strip_row(const chl_result *result, const char *kind, size_t columns)
{
    double height = 600.0 / (double) columns + TITLE_LINE;

    for (size_t k = 0; k < chl_scene_count(result, kind); k++) {
        if (strstr(chl_scene_at(result, kind, k)->title, ", ") != NULL) {
            return height + TITLE_LINE;
        }
    }
    return height;
}

size_t
chl_flow_strip_columns(const chl_result *result, const char *kind, size_t most)
{
    const size_t count = chl_scene_count(result, kind);

    return count >= most ? most : count > 2 ? count : 2;
}

double
chl_flow_strip_height(const chl_result *result, const char *kind,
                      size_t columns)
{
    size_t rows = (chl_scene_count(result, kind) + columns - 1) / columns;

    return strip_row(result, kind, columns) * (double) rows;
}

chl_status
chl_flow_draw_strip(chl_text *svg, const chl_result *result, const char *kind,
                    size_t columns, double top, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = chl_scene_count(result, kind);
    const double cell = 600.0 / (double) columns, side = cell - 14.0;
    const double row = strip_row(result, kind, columns);

    for (size_t k = 0; k < count; k++) {
        const chl_result_scene *scene = chl_scene_at(result, kind, k);
        double x = 7.0 + cell * (double) (k % columns);
        double y = top + row * (double) (k / columns);

        draw_title(svg, scene->title, x, y + 16.0);
        chl_text_add(svg, "<g transform=\"translate(%s %s) scale(%.4f)\">\n",
                     AT(x), AT(y + row - side - 12.0), side / CHL_SCENE_SIDE);
        CHL_TRY(chl_scene_draw(svg, scene, err));
        chl_text_add(svg, "</g>\n");
    }
out:
    return status;
}

static void
add_timing(chl_text *svg, size_t count)
{
    chl_text_add(svg,
                 "<style>.movie>g{visibility:hidden;"
                 "animation:movie %zus step-end infinite}"
                 "@keyframes movie{0%%{visibility:visible}"
                 "%.4f%%{visibility:hidden}100%%{visibility:hidden}}"
                 ".movie:hover>g{animation-play-state:paused}"
                 "@media (prefers-reduced-motion:reduce),print{"
                 ".movie>g{animation:none}.movie>g:last-of-type{"
                 "visibility:visible}}</style>\n",
                 count, 100.0 / (double) count);
}

void
chl_flow_draw_movie(chl_text *svg, const chl_result *result)
{
    const size_t count = chl_scene_count(result, "step-");
    const chl_result_scene *first = chl_scene_at(result, "step-", 0);
    chl_plot plot = { svg,
                      74.0,
                      34.0,
                      470.0,
                      470.0,
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR) };

    plot.x.low = first->low[0];
    plot.x.high = first->high[0];
    plot.y.low = first->low[1];
    plot.y.high = first->high[1];
    plot.y.bare = first->d == 1;
    chl_plot_axes(&plot, 6, 6);
    add_timing(svg, count);
    chl_text_add(svg, "<g class=\"movie\">\n");
    for (size_t k = 0; k < count; k++) {
        const chl_result_scene *scene = chl_scene_at(result, "step-", k);

        chl_text_add(svg, "<g style=\"animation-delay:%zus\">", k);
        chl_svg_words(svg, "words", "end", 544.0, 24.0, scene->title);
        chl_text_add(svg,
                     "<use href=\"#scene-%s\""
                     " transform=\"translate(74 34) scale(%.4f)\"/></g>\n",
                     scene->id, 470.0 / CHL_SCENE_SIDE);
    }
    chl_text_add(svg, "</g>\n");
}
