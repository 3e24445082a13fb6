/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames and marks as SVG. */
#include "report/chart.h"

#include <math.h>
#include <string.h>

#include "report/markup.h"
#include "report/style.h"

enum {
    POINT_LIMIT = 500,
    WIDE = 500 /* as wide as the page; words grow on small screens */
};

#define AT(value) chl_number_length(value).text

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
add_line(chl_text *svg, const char *class, double x1, double y1, double x2,
         double y2)
{
    chl_text_add(
        svg, "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n",
        class, AT(x1), AT(y1), AT(x2), AT(y2));
}

static void
add_words(chl_text *svg, const char *class, const char *anchor, double x,
          double y, const char *words)
{
    chl_text_add(svg,
                 "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">",
                 class, anchor, AT(x), AT(y));
    chl_markup_text(svg, words);
    chl_text_add(svg, "</text>\n");
}

static void
draw_x_ticks(const chl_plot *plot, size_t wanted)
{
    double ticks[CHL_TICK_LIMIT];
    size_t count = chl_axis_ticks(&plot->x, wanted, ticks);
    double bottom = plot->top + plot->height;

    for (size_t k = 0; k < count; k++) {
        double at = plot->left + part_of(&plot->x, ticks[k]) * plot->width;

        add_line(plot->svg, "grid", at, plot->top, at, bottom);
        if (!plot->x.bare) {
            add_words(plot->svg, "tick", "middle", at, bottom + 22.0,
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

        add_line(plot->svg, "grid", plot->left, at, plot->left + plot->width,
                 at);
        if (!plot->y.bare) {
            add_words(plot->svg, "tick", "end", plot->left - 8.0, at + 5.0,
                      chl_number_words(ticks[k], 4).text);
        }
    }
}

void
chl_plot_axes(const chl_plot *plot, size_t x_ticks, size_t y_ticks)
{
    double bottom = plot->top + plot->height;

    draw_x_ticks(plot, x_ticks);
    draw_y_ticks(plot, y_ticks);
    add_line(plot->svg, "axis", plot->left, bottom, plot->left + plot->width,
             bottom);
    add_line(plot->svg, "axis", plot->left, plot->top, plot->left, bottom);
    if (plot->x.label != NULL) {
        add_words(plot->svg, "label", "end", plot->left + plot->width,
                  bottom + (plot->x.bare ? 24.0 : 46.0), plot->x.label);
    }
    if (plot->y.label != NULL) {
        add_words(plot->svg, "label", "start", 2.0, plot->top - 12.0,
                  plot->y.label);
    }
}

void
chl_plot_line(const chl_plot *plot, const char *class, const double *x,
              const double *y, size_t count)
{
    size_t stride = count / POINT_LIMIT + 1;
    bool drawing = false;

    chl_text_add(plot->svg, "<path class=\"line %s\" d=\"", class);
    for (size_t k = 0; k < count; k += stride) {
        double px, py;
        bool shown = chl_plot_place(plot, x[k], y[k], &px, &py);

        if (shown) {
            chl_text_add(plot->svg, "%s%s %s", drawing ? "L" : "M", AT(px),
                         AT(py));
        }
        drawing = shown;
    }
    chl_text_add(plot->svg, "\"/>\n");
}

/* Value moved to the nearer end of the axis if it lies outside. */
static double
kept_inside(const chl_axis *axis, double value)
{
    return isnan(value) ? value : fmax(axis->low, fmin(axis->high, value));
}

/* Points first..last-1 up one line and back down the other. */
static void
add_band_stretch(const chl_plot *plot, const double *x, const double *low,
                 const double *high, size_t first, size_t last)
{
    double px, py;

    for (size_t k = first; k < last; k++) {
        if (chl_plot_place(plot, x[k], kept_inside(&plot->y, high[k]), &px,
                           &py)) {
            chl_text_add(plot->svg, "%s%s %s", k == first ? "M" : "L", AT(px),
                         AT(py));
        }
    }
    for (size_t k = last; k-- > first;) {
        if (chl_plot_place(plot, x[k], kept_inside(&plot->y, low[k]), &px,
                           &py)) {
            chl_text_add(plot->svg, "L%s %s", AT(px), AT(py));
        }
    }
    chl_text_add(plot->svg, "Z");
}

static bool
band_is_there(const chl_plot *plot, double x, double low, double high)
{
    double px, py;

    return chl_plot_place(plot, x, kept_inside(&plot->y, low), &px, &py)
           && chl_plot_place(plot, x, kept_inside(&plot->y, high), &px, &py);
}

void
chl_plot_band(const chl_plot *plot, const char *class, const double *x,
              const double *low, const double *high, size_t count)
{
    size_t first = 0;

    chl_text_add(plot->svg, "<path class=\"band %s\" d=\"", class);
    for (size_t k = 0; k <= count; k++) {
        if (k < count && band_is_there(plot, x[k], low[k], high[k])) {
            continue;
        }
        if (k - first >= 2) {
            add_band_stretch(plot, x, low, high, first, k);
        }
        first = k + 1;
    }
    chl_text_add(plot->svg, "\"/>\n");
}

void
chl_plot_strip(const chl_plot *plot, const char *class, double from, double to)
{
    double x1, x2, y;

    if (chl_plot_place(plot, kept_inside(&plot->x, from), plot->y.high, &x1, &y)
        && chl_plot_place(plot, kept_inside(&plot->x, to), plot->y.high, &x2,
                          &y)
        && x2 > x1) {
        chl_text_add(plot->svg,
                     "<rect class=\"band %s\" x=\"%s\" y=\"%s\" width=\"%s\""
                     " height=\"%s\"/>\n",
                     class, AT(x1), AT(plot->top), AT(x2 - x1),
                     AT(plot->height));
    }
}

void
chl_plot_error_bar(const chl_plot *plot, const char *class, double x,
                   double low, double high)
{
    double px, top, bottom;

    if (!chl_plot_place(plot, x, kept_inside(&plot->y, low), &px, &bottom)
        || !chl_plot_place(plot, x, kept_inside(&plot->y, high), &px, &top)) {
        return;
    }
    chl_text_add(plot->svg,
                 "<path class=\"bar %s\" d=\"M%s %sV%sM%s %sh8M%s %sh8\"/>\n",
                 class, AT(px), AT(top), AT(bottom), AT(px - 4.0), AT(top),
                 AT(px - 4.0), AT(bottom));
}

/* The outline of a mark of about ten units around the origin. */
static const char *
mark_path(chl_mark mark)
{
    switch (mark) {
    case CHL_MARK_DOT:
        return "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
    case CHL_MARK_SQUARE:
        return "m-4-4h8v8h-8z";
    case CHL_MARK_DIAMOND:
        return "m0-6l6 6l-6 6l-6-6z";
    case CHL_MARK_TRIANGLE:
        return "m0-6l5.5 9.5h-11z";
    case CHL_MARK_CROSS:
        return "m-4-4l8 8m0-8l-8 8";
    default:
        return "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z";
    }
}

static void
add_mark(chl_text *svg, const char *class, chl_mark mark, double x, double y)
{
    bool open = mark == CHL_MARK_RING || mark == CHL_MARK_CROSS;

    chl_text_add(svg, "<path class=\"%s %s\" d=\"M%s %s%s\"/>\n",
                 open ? "ring" : "mark", class, AT(x), AT(y), mark_path(mark));
}

void
chl_plot_mark(const chl_plot *plot, const char *class, chl_mark mark, double x,
              double y)
{
    double px, py;

    if (chl_plot_place(plot, x, y, &px, &py)) {
        add_mark(plot->svg, class, mark, px, py);
    }
}

void
chl_plot_rule_x(const chl_plot *plot, const char *class, double x)
{
    double px, py;
    char name[32] = "rule ";

    if (chl_plot_place(plot, x, plot->y.high, &px, &py)) {
        strncat(name, class, sizeof name - 6);
        add_line(plot->svg, name, px, plot->top, px, plot->top + plot->height);
    }
}

void
chl_plot_rule_y(const chl_plot *plot, const char *class, double y)
{
    double px, py;
    char name[32] = "rule ";

    if (chl_plot_place(plot, plot->x.low, y, &px, &py)) {
        strncat(name, class, sizeof name - 6);
        add_line(plot->svg, name, plot->left, py, plot->left + plot->width, py);
    }
}

void
chl_plot_words(const chl_plot *plot, double x, double y, const char *anchor,
               const char *words)
{
    double px, py;

    if (chl_plot_place(plot, x, y, &px, &py)) {
        add_words(plot->svg, "words", anchor, px, py, words);
    }
}

static void
add_swatch(chl_text *svg, const chl_legend *entry, double x, double y)
{
    if (entry->swatch == CHL_SWATCH_MARK) {
        add_mark(svg, entry->class, entry->mark, x + 13.0, y);
    } else if (entry->swatch == CHL_SWATCH_LINE) {
        chl_text_add(svg, "<path class=\"line %s\" d=\"M%s %sh26\"/>\n",
                     entry->class, AT(x), AT(y));
    } else {
        chl_text_add(svg,
                     "<rect class=\"band %s\" x=\"%s\" y=\"%s\" width=\"26\""
                     " height=\"12\"/>\n",
                     entry->class, AT(x), AT(y - 6.0));
    }
}

void
chl_legend_html(chl_text *page, const chl_legend *entries, size_t count)
{
    chl_text_add(page, "<ul class=\"legend\">\n");
    for (size_t k = 0; k < count; k++) {
        chl_text_add(page, "<li><svg class=\"swatch\" viewBox=\"0 0 26 16\""
                           " aria-hidden=\"true\">");
        add_swatch(page, &entries[k], 0.0, 8.0);
        chl_text_add(page, "</svg> ");
        chl_markup_text(page, entries[k].label);
        chl_text_add(page, "</li>\n");
    }
    chl_text_add(page, "</ul>\n");
}

void
chl_legend_svg(chl_text *svg, double left, double top,
               const chl_legend *entries, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        add_swatch(svg, &entries[k], left, top - 5.0);
        add_words(svg, "words", "start", left + 34.0, top, entries[k].label);
        top += 20.0;
    }
}
