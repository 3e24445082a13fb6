/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks, rules and words of a plot, and the legend that explains them. */
#include "report/chart_svg.h"

#include <stdio.h>

void
chl_plot_mark(const chl_plot *plot, const char *class, chl_mark mark, double x,
              double y)
{
    double px, py;

    if (chl_plot_place(plot, x, y, &px, &py)) {
        chl_svg_mark(plot->svg, class, mark, px, py);
    }
}

void
chl_plot_rule_x(const chl_plot *plot, const char *class, double x)
{
    double px, py;
    char name[32];

    if (chl_plot_place(plot, x, plot->y.high, &px, &py)) {
        snprintf(name, sizeof name, "rule %s", class);
        chl_svg_line(plot->svg, name, px, plot->top, px,
                     plot->top + plot->height);
    }
}

void
chl_plot_rule_y(const chl_plot *plot, const char *class, double y)
{
    double px, py;
    char name[32];

    if (chl_plot_place(plot, plot->x.low, y, &px, &py)) {
        snprintf(name, sizeof name, "rule %s", class);
        chl_svg_line(plot->svg, name, plot->left, py, plot->left + plot->width,
                     py);
    }
}

static void
add_swatch(chl_text *svg, const chl_legend *entry, double x, double y)
{
    if (entry->swatch == CHL_SWATCH_MARK) {
        chl_svg_mark(svg, entry->class, entry->mark, x + 13.0, y);
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
        chl_svg_words(svg, "words", "start", left + 34.0, top,
                      entries[k].label);
        top += 20.0;
    }
}
