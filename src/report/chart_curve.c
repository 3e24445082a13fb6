/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, bands and bars of a plot. */
#include "report/chart_svg.h"

#include <math.h>

enum {
    POINT_LIMIT = 500
};

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
