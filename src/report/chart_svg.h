/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single shapes in units of the drawing, for the files of the plotting layer.
 */
#ifndef CHLADNI_REPORT_CHART_SVG_H
#define CHLADNI_REPORT_CHART_SVG_H

#include "report/chart.h"
#include "report/markup.h"

/* A length as it stands in an attribute. */
#define AT(value) chl_number_length(value).text

void chl_svg_line(chl_text *svg, const char *class, double x1, double y1,
                  double x2, double y2);
/* Words, escaped; anchor "start", "middle" or "end". */
void chl_svg_words(chl_text *svg, const char *class, const char *anchor,
                   double x, double y, const char *words);
void chl_svg_mark(chl_text *svg, const char *class, chl_mark mark, double x,
                  double y);

#endif
