/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images resampled along an affine map of their plane. */
#include "augment/map.h"

#include <math.h>
#include <string.h>

/* One summand of a resampled pixel. */
typedef struct tap {
    size_t pixel;
    double weight;
} tap;

ptrdiff_t
chl_border_index(chl_border border, ptrdiff_t at, size_t count)
{
    ptrdiff_t n = (ptrdiff_t) count;
    ptrdiff_t period = border == CHL_BORDER_REFLECT && n > 1 ? 2 * (n - 1) : n;

    if (at >= 0 && at < n) {
        return at;
    }
    if (border == CHL_BORDER_MIDDLE) {
        return -1;
    }
    at %= period;
    at += at < 0 ? period : 0;
    return at < n ? at : period - at;
}

/* The one or two pixels of an axis around a place, and the share of the
 * second. Whole numbers have one: no weight of zero reaches outside. */
static size_t
neighbours(const chl_affine *affine, double place, size_t count,
           ptrdiff_t index[2], double weight[2])
{
    double below = floor(place), share = place - below;

    index[0] = chl_border_index(affine->border, (ptrdiff_t) below, count);
    weight[0] = 1.0 - share;
    if (share == 0.0) {
        return 1;
    }
    index[1] = chl_border_index(affine->border, (ptrdiff_t) below + 1, count);
    weight[1] = share;
    return 2;
}

/* y[i, j] = sum over taps of weight x[pixel]. The image, its transpose and
 * what is missing to weights of sum 1 all follow from this one list. */
static size_t
list_taps(const chl_row_shape *shape, const chl_affine *affine, size_t i,
          size_t j, tap taps[4])
{
    const double *m = affine->m;
    double y = m[0] + m[1] * (double) i + m[2] * (double) j;
    double x = m[3] + m[4] * (double) i + m[5] * (double) j;
    ptrdiff_t rows[2], columns[2];
    double down[2], across[2];
    size_t height = neighbours(affine, y, shape->height, rows, down);
    size_t width = neighbours(affine, x, shape->width, columns, across);
    size_t count = 0;

    for (size_t a = 0; a < height; a++) {
        for (size_t b = 0; b < width; b++) {
            if (rows[a] >= 0 && columns[b] >= 0) {
                taps[count].pixel =
                    (size_t) rows[a] * shape->width + (size_t) columns[b];
                taps[count].weight = down[a] * across[b];
                count++;
            }
        }
    }
    return count;
}

static void
linear(const chl_row_shape *shape, const chl_map *map, const double *x,
       double *work, double *y)
{
    size_t c = shape->channels;
    tap taps[4];

    (void) work;
    memset(y, 0, shape->dimension * sizeof *y);
    for (size_t p = 0; p < shape->height * shape->width; p++) {
        size_t count = list_taps(shape, &map->affine, p / shape->width,
                                 p % shape->width, taps);

        for (size_t t = 0; t < count; t++) {
            for (size_t k = 0; k < c; k++) {
                y[p * c + k] += taps[t].weight * x[taps[t].pixel * c + k];
            }
        }
    }
}

static void
transposed(const chl_row_shape *shape, const chl_map *map, const double *v,
           double *work, double *u)
{
    size_t c = shape->channels;
    tap taps[4];

    (void) work;
    memset(u, 0, shape->dimension * sizeof *u);
    for (size_t p = 0; p < shape->height * shape->width; p++) {
        size_t count = list_taps(shape, &map->affine, p / shape->width,
                                 p % shape->width, taps);

        for (size_t t = 0; t < count; t++) {
            for (size_t k = 0; k < c; k++) {
                u[taps[t].pixel * c + k] += taps[t].weight * v[p * c + k];
            }
        }
    }
}

static void
constant(const chl_row_shape *shape, const chl_map *map, const double *other,
         double *work, double *y)
{
    size_t c = shape->channels;
    tap taps[4];

    (void) other;
    (void) work;
    if (map->affine.border != CHL_BORDER_MIDDLE) {
        return;
    }
    for (size_t p = 0; p < shape->height * shape->width; p++) {
        size_t count = list_taps(shape, &map->affine, p / shape->width,
                                 p % shape->width, taps);
        double missing = 1.0;

        for (size_t t = 0; t < count; t++) {
            missing -= taps[t].weight;
        }
        for (size_t k = 0; k < c; k++) {
            y[p * c + k] += missing * shape->middle;
        }
    }
}

chl_affine
chl_affine_join(const chl_affine *first, const chl_affine *second)
{
    const double *a = first->m, *b = second->m;

    return (chl_affine){
        .m = { a[0] + a[1] * b[0] + a[2] * b[3], a[1] * b[1] + a[2] * b[4],
               a[1] * b[2] + a[2] * b[5], a[3] + a[4] * b[0] + a[5] * b[3],
               a[4] * b[1] + a[5] * b[4], a[4] * b[2] + a[5] * b[5] },
        .border = CHL_BORDER_REFLECT
    };
}

const chl_map_family chl_family_affine = { linear, transposed, constant };
