/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level sets of a sampled field by marching squares. */
#include "report/chart_svg.h"

#include <math.h>

/* One field being cut at one level. */
typedef struct cut {
    const chl_plot *plot;
    const chl_grid *grid;
    double level;
} cut;

static double
value_at(const cut *c, size_t column, size_t row)
{
    return c->grid->values[row * (c->grid->columns + 1) + column];
}

static void
place(const cut *c, double column, double row, double *x, double *y)
{
    const chl_plot *p = c->plot;

    *x = p->left + column / (double) c->grid->columns * p->width;
    *y = p->top + (1.0 - row / (double) c->grid->rows) * p->height;
}

static void
add_point(const cut *c, size_t *points, double column, double row)
{
    double x, y;

    place(c, column, row, &x, &y);
    chl_text_add(c->plot->svg, "%s%s %s", *points == 0 ? "M" : "L", AT(x),
                 AT(y));
    (*points)++;
}

/* The part of one cell above the level: its corners inside, and a point on
 * every side the level crosses. */
static void
add_cell(const cut *c, size_t column, size_t row)
{
    static const size_t across[] = { 0, 1, 1, 0, 0 }, up[] = { 0, 0, 1, 1, 0 };
    size_t points = 0;

    for (size_t k = 0; k < 4; k++) {
        double here = value_at(c, column + across[k], row + up[k]) - c->level;
        double next =
            value_at(c, column + across[k + 1], row + up[k + 1]) - c->level;
        double x = (double) (column + across[k]);
        double y = (double) (row + up[k]);

        if (here >= 0.0) {
            add_point(c, &points, x, y);
        }
        if ((here >= 0.0) != (next >= 0.0)) {
            double part = here / (here - next);

            add_point(c, &points,
                      x + part * ((double) across[k + 1] - (double) across[k]),
                      y + part * ((double) up[k + 1] - (double) up[k]));
        }
    }
    if (points > 0) {
        chl_text_add(c->plot->svg, "Z");
    }
}

/* Corners of a cell inside the region, or -1 if one has no value. */
static int
corners_inside(const cut *c, size_t column, size_t row)
{
    int inside = 0;

    for (size_t k = 0; k < 4; k++) {
        double value = value_at(c, column + (k & 1), row + (k >> 1));

        if (!isfinite(value)) {
            return -1;
        }
        inside += value >= c->level;
    }
    return inside;
}

/* Cells wholly inside, first..last-1 of a row, as one rectangle. */
static void
add_run(const cut *c, size_t first, size_t last, size_t row)
{
    size_t points = 0;

    if (last > first) {
        add_point(c, &points, (double) first, (double) row);
        add_point(c, &points, (double) last, (double) row);
        add_point(c, &points, (double) last, (double) row + 1.0);
        add_point(c, &points, (double) first, (double) row + 1.0);
        chl_text_add(c->plot->svg, "Z");
    }
}

static void
add_row(const cut *c, size_t row)
{
    size_t first = 0;

    for (size_t column = 0; column < c->grid->columns; column++) {
        int inside = corners_inside(c, column, row);

        if (inside == 4) {
            continue;
        }
        add_run(c, first, column, row);
        if (inside > 0) {
            add_cell(c, column, row);
        }
        first = column + 1;
    }
    add_run(c, first, c->grid->columns, row);
}

void
chl_plot_region(const chl_plot *plot, const char *class, const chl_grid *grid,
                double level)
{
    cut c = { plot, grid, level };

    chl_text_add(plot->svg, "<path class=\"region %s\" d=\"", class);
    for (size_t row = 0; row < grid->rows; row++) {
        add_row(&c, row);
    }
    chl_text_add(plot->svg, "\"/>\n");
}
