/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single shapes as SVG. */
#include "report/chart_svg.h"

void
chl_svg_line(chl_text *svg, const char *class, double x1, double y1, double x2,
             double y2)
{
    chl_text_add(
        svg, "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n",
        class, AT(x1), AT(y1), AT(x2), AT(y2));
}

void
chl_svg_words(chl_text *svg, const char *class, const char *anchor, double x,
              double y, const char *words)
{
    chl_text_add(svg,
                 "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">",
                 class, anchor, AT(x), AT(y));
    chl_markup_text(svg, words);
    chl_text_add(svg, "</text>\n");
}

/* The outline of a mark of about ten units around the origin. */
static const char *
mark_path(chl_mark mark)
{
    switch (mark) {
    case CHL_MARK_DOT:
        return "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
    case CHL_MARK_DIAMOND:
        return "m0-6l6 6l-6 6l-6-6z";
    case CHL_MARK_TRIANGLE:
        return "m0-6l5.5 9.5h-11z";
    default:
        return "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z";
    }
}

void
chl_svg_mark(chl_text *svg, const char *class, chl_mark mark, double x,
             double y)
{
    chl_text_add(svg, "<path class=\"%s %s\" d=\"M%s %s%s\"/>\n",
                 mark == CHL_MARK_RING ? "ring" : "mark", class, AT(x), AT(y),
                 mark_path(mark));
}
