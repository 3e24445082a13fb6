/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames and marks as SVG. */
#include "report/chart.h"

#include "report/chart_svg.h"

#include <math.h>

#include "report/style.h"

enum {
    WIDE = 500 /* as wide as the page; words grow on small screens */
};

void
chl_drawing_open(chl_text *svg, const chl_drawing *drawing)
{
    chl_text_add(svg, "<svg id=\"%s\" class=\"chart%s\" role=\"img\"",
                 drawing->id, drawing->width >= WIDE ? " wide" : "");
    chl_text_add(svg, " aria-labelledby=\"%s-title %s-desc\"", drawing->id,
                 drawing->id);
    chl_text_add(svg, " viewBox=\"0 0 %s %s\"", AT(drawing->width),
                 AT(drawing->height));
    if (drawing->alone) {
        chl_text_add(svg, " xmlns=\"http://www.w3.org/2000/svg\"");
    }
    chl_text_add(svg, ">\n<title id=\"%s-title\">", drawing->id);
    chl_markup_text(svg, drawing->title);
    chl_text_add(svg, "</title>\n<desc id=\"%s-desc\">", drawing->id);
    chl_markup_text(svg, drawing->description);
    chl_text_add(svg, "</desc>\n");
    if (drawing->alone) {
        chl_text_add(svg, "<style>");
        chl_style_add_chart(svg);
        chl_text_add(svg,
                     "</style>\n<rect class=\"paper\" width=\"%s\""
                     " height=\"%s\"/>\n",
                     AT(drawing->width), AT(drawing->height));
    }
}

void
chl_drawing_close(chl_text *svg)
{
    chl_text_add(svg, "</svg>\n");
}

/* Part of the axis below a value: 0 at its low end, 1 at its high end. */
static double
part_of(const chl_axis *axis, double value)
{
    if (axis->scale == CHL_SCALE_LOG) {
        return value > 0.0
                   ? log(value / axis->low) / log(axis->high / axis->low)
                   : NAN;
    }
    return (value - axis->low) / (axis->high - axis->low);
}

bool
chl_plot_place(const chl_plot *plot, double x, double y, double *px, double *py)
{
    double across = part_of(&plot->x, x), up = part_of(&plot->y, y);

    if (!isfinite(across) || !isfinite(up) || across < -1e-6
        || across > 1.0 + 1e-6 || up < -1e-6 || up > 1.0 + 1e-6) {
        return false;
    }
    *px = plot->left + across * plot->width;
    *py = plot->top + (1.0 - up) * plot->height;
    return true;
}

static void
draw_x_ticks(const chl_plot *plot, size_t wanted)
{
    double ticks[CHL_TICK_LIMIT];
    size_t count = chl_axis_ticks(&plot->x, wanted, ticks);
    double bottom = plot->top + plot->height;

    for (size_t k = 0; k < count; k++) {
        double at = plot->left + part_of(&plot->x, ticks[k]) * plot->width;

        chl_svg_line(plot->svg, "grid", at, plot->top, at, bottom);
        if (!plot->x.bare) {
            chl_svg_words(plot->svg, "tick", "middle", at, bottom + 22.0,
                          chl_number_words(ticks[k], 4).text);
        }
    }
}

static void
draw_y_ticks(const chl_plot *plot, size_t wanted)
{
    double ticks[CHL_TICK_LIMIT];
    size_t count = chl_axis_ticks(&plot->y, wanted, ticks);

    for (size_t k = 0; k < count; k++) {
        double at =
            plot->top + (1.0 - part_of(&plot->y, ticks[k])) * plot->height;

        chl_svg_line(plot->svg, "grid", plot->left, at,
                     plot->left + plot->width, at);
        if (!plot->y.bare) {
            chl_svg_words(plot->svg, "tick", "end", plot->left - 8.0, at + 5.0,
                          chl_number_words(ticks[k], 4).text);
        }
    }
}

/* The scale of an axis as the script of a page reads it. */
static void
add_scale(const chl_plot *plot, const char *name, const chl_axis *axis)
{
    chl_text_add(plot->svg, " data-%s=\"%s %s %s\"", name,
                 axis->scale == CHL_SCALE_LOG ? "log" : "linear",
                 chl_number_words(axis->low, 9).text,
                 chl_number_words(axis->high, 9).text);
}

void
chl_plot_axes(const chl_plot *plot, size_t x_ticks, size_t y_ticks)
{
    double bottom = plot->top + plot->height;

    chl_text_add(plot->svg, "<g class=\"frame\" data-box=\"%s %s %s %s\"",
                 AT(plot->left), AT(plot->top), AT(plot->width),
                 AT(plot->height));
    add_scale(plot, "x", &plot->x);
    add_scale(plot, "y", &plot->y);
    chl_text_add(plot->svg, ">\n");
    draw_x_ticks(plot, x_ticks);
    draw_y_ticks(plot, y_ticks);
    chl_svg_line(plot->svg, "axis", plot->left, bottom,
                 plot->left + plot->width, bottom);
    chl_svg_line(plot->svg, "axis", plot->left, plot->top, plot->left, bottom);
    if (plot->x.label != NULL) {
        chl_svg_words(plot->svg, "label", "end", plot->left + plot->width,
                      bottom + (plot->x.bare ? 24.0 : 46.0), plot->x.label);
    }
    if (plot->y.label != NULL) {
        chl_svg_words(plot->svg, "label", "start", 2.0, plot->top - 12.0,
                      plot->y.label);
    }
    chl_text_add(plot->svg, "</g>\n");
}
