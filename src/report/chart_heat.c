/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map of shades: one path per shade, cells of a row joined to runs. */
#include "report/chart_svg.h"

#include <math.h>

enum {
    SHADES = 8
};

static int
shade_of(const chl_heat *heat, size_t column, size_t row)
{
    double part = heat->values[column * heat->rows + row] / heat->most;

    return part > 0.0 ? (int) ceil(SHADES * sqrt(fmin(part, 1.0))) : 0;
}

static void
add_row(const chl_plot *plot, const chl_heat *heat, size_t row, int shade)
{
    const double wide = plot->width / (double) heat->columns;
    const double high = plot->height / (double) heat->rows;
    const double bottom = plot->top + plot->height - (double) row * high;
    size_t end;

    for (size_t first = 0; first < heat->columns; first = end + 1) {
        end = first;
        while (end < heat->columns && shade_of(heat, end, row) == shade) {
            end++;
        }
        if (end > first) {
            chl_text_add(plot->svg, "M%s %sH%sV%sH%sZ",
                         AT(plot->left + (double) first * wide), AT(bottom),
                         AT(plot->left + (double) end * wide),
                         AT(bottom - high),
                         AT(plot->left + (double) first * wide));
        }
    }
}

void
chl_plot_heat(const chl_plot *plot, const char *class, const chl_heat *heat)
{
    for (int shade = 1; heat->most > 0.0 && shade <= SHADES; shade++) {
        chl_text_add(plot->svg,
                     "<path class=\"region %s\" fill-opacity=\"%s\""
                     " d=\"",
                     class, chl_number_words((double) shade / SHADES, 3).text);
        for (size_t row = 0; row < heat->rows; row++) {
            add_row(plot, heat, row, shade);
        }
        chl_text_add(plot->svg, "\"/>\n");
    }
}
