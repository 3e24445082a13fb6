/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Affine maps of the colours of each pixel, and of their mean. */
#include "augment/map.h"

/* The sum over all colours of a row, over their number. */
static double
mean_colour(const chl_row_shape *shape, const double *x)
{
    size_t c = shape->channels, pixels = shape->height * shape->width;
    double sum = 0.0;

    for (size_t p = 0; p < pixels; p++) {
        for (size_t k = 0; k < shape->colours; k++) {
            sum += x[p * c + k];
        }
    }
    return sum / (double) (pixels * shape->colours);
}

/* y = A x + pull mean(x) with A given by its steps: mean is its own transpose.
 */
static void
multiply(const chl_row_shape *shape, const chl_recolour *r, bool transpose,
         const double *x, double *y)
{
    size_t c = shape->channels, n = shape->colours;
    size_t down = transpose ? 1 : 3, across = transpose ? 3 : 1;
    double pulled = r->pull != 0.0 ? r->pull * mean_colour(shape, x) : 0.0;

    for (size_t p = 0; p < shape->height * shape->width; p++) {
        const double *from = x + p * c;
        double *to = y + p * c;

        for (size_t i = 0; i < n; i++) {
            to[i] = pulled;
            for (size_t j = 0; j < n; j++) {
                to[i] += r->matrix[i * down + j * across] * from[j];
            }
        }
        if (n < c) {
            to[n] = from[n];
        }
    }
}

static void
linear(const chl_row_shape *shape, const chl_map *map, const double *x,
       double *work, double *y)
{
    (void) work;
    multiply(shape, &map->recolour, false, x, y);
}

static void
transposed(const chl_row_shape *shape, const chl_map *map, const double *v,
           double *work, double *u)
{
    (void) work;
    multiply(shape, &map->recolour, true, v, u);
}

static void
constant(const chl_row_shape *shape, const chl_map *map, const double *other,
         double *work, double *y)
{
    size_t c = shape->channels;

    (void) other;
    (void) work;
    for (size_t p = 0; p < shape->height * shape->width; p++) {
        for (size_t k = 0; k < shape->colours; k++) {
            y[p * c + k] += map->recolour.offset[k];
        }
    }
}

const chl_map_family chl_family_recolour = { linear, transposed, constant };
