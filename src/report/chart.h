/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small plotting layer: SVG text from scales, marks and words.
 *
 * Colours come from the style sheet: `class` is one of its series ("s1" to
 * "s6", "quiet") or "g0" to "g9" of its ordered scale. Values that are not
 * finite, or that a scale cannot show, are left out, never drawn as zero.
 */
#ifndef CHLADNI_REPORT_CHART_H
#define CHLADNI_REPORT_CHART_H

#include "base/text.h"

typedef enum chl_scale {
    CHL_SCALE_LINEAR,
    CHL_SCALE_LOG
} chl_scale;

typedef struct chl_axis {
    const char *label; /* NULL = none */
    chl_scale scale;
    double low, high; /* of the data; low < high once settled */
    bool bare;        /* no numbers at the ticks */
} chl_axis;

/* A frame inside a drawing. */
typedef struct chl_plot {
    chl_text *svg;
    double left, top, width, height; /* of the frame, in units of the drawing */
    chl_axis x, y;
} chl_plot;

typedef enum chl_mark {
    CHL_MARK_DISC,
    CHL_MARK_DOT, /* a small disc */
    CHL_MARK_RING,
    CHL_MARK_DIAMOND,
    CHL_MARK_TRIANGLE
} chl_mark;

typedef enum chl_swatch {
    CHL_SWATCH_MARK,
    CHL_SWATCH_LINE,
    CHL_SWATCH_BAND
} chl_swatch;

typedef struct chl_legend {
    const char *label, *class;
    chl_swatch swatch;
    chl_mark mark;
} chl_legend;

/* Outer size of a drawing and what it says to those who cannot see it. */
typedef struct chl_drawing {
    const char *id; /* of the <svg>; its title gets "<id>-title", ... */
    double width, height;
    const char *title, *description; /* plain words, escaped here */
    bool alone; /* a file of its own: names its namespace, brings a style */
} chl_drawing;

void chl_drawing_open(chl_text *svg, const chl_drawing *drawing);
void chl_drawing_close(chl_text *svg);

/* An empty axis; include() widens it, settle() makes it drawable: never
 * empty, a margin on both sides, log axes positive. */
chl_axis chl_axis_empty(const char *label, chl_scale scale);
void chl_axis_include(chl_axis *axis, const double *values, size_t count);
void chl_axis_settle(chl_axis *axis, double margin);

enum {
    CHL_TICK_LIMIT = 12
};

/* Round numbers inside the axis, at most `wanted` <= CHL_TICK_LIMIT; 1, 2, 5
 * times powers of ten, on a log axis powers of ten where they suffice. */
size_t chl_axis_ticks(const chl_axis *axis, size_t wanted,
                      double ticks[CHL_TICK_LIMIT]);

/* Place of a value in the drawing; false if the axis cannot show it. */
bool chl_plot_place(const chl_plot *plot, double x, double y, double *px,
                    double *py);

/* Frame, grid, ticks, numbers, labels; to be drawn first. With the scales, so
 * that the script of a page can tell values by their places. */
void chl_plot_axes(const chl_plot *plot, size_t x_ticks, size_t y_ticks);
/* A line broken where a value is missing, thinned to 500 points. */
void chl_plot_line(const chl_plot *plot, const char *class, const double *x,
                   const double *y, size_t count);
/* The area between two lines; stretches where one is missing are left out. */
void chl_plot_band(const chl_plot *plot, const char *class, const double *x,
                   const double *low, const double *high, size_t count);
/* A vertical strip over the whole height. */
void chl_plot_strip(const chl_plot *plot, const char *class, double from,
                    double to);
void chl_plot_error_bar(const chl_plot *plot, const char *class, double x,
                        double low, double high);
void chl_plot_mark(const chl_plot *plot, const char *class, chl_mark mark,
                   double x, double y);
/* A line across the frame at one value. */
void chl_plot_rule_x(const chl_plot *plot, const char *class, double x);
void chl_plot_rule_y(const chl_plot *plot, const char *class, double y);

/* A field sampled at (columns + 1) x (rows + 1) corners, row by row from the
 * low corner, evenly spaced along the axes as drawn. */
typedef struct chl_grid {
    size_t columns, rows;
    const double *values;
} chl_grid;

/* The region where the field is at least `level`, as one filled path. */
void chl_plot_region(const chl_plot *plot, const char *class,
                     const chl_grid *grid, double level);
/* Data coordinate of corner `index` of `count` cells along an axis. */
double chl_axis_corner(const chl_axis *axis, size_t index, size_t count);

/* Shades of one colour: `values` is columns x rows, column by column from the
 * low end of both axes, in cells of equal size. */
typedef struct chl_heat {
    size_t columns, rows;
    const double *values;
    double most; /* what the full shade stands for; shades go by the root     */
} chl_heat;

void chl_plot_heat(const chl_plot *plot, const char *class,
                   const chl_heat *heat);

void chl_legend_html(chl_text *page, const chl_legend *entries, size_t count);
/* One line of entries per `top`, from the left; for drawings of their own. */
void chl_legend_svg(chl_text *svg, double left, double top,
                    const chl_legend *entries, size_t count);

#endif
