/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images blurred with a Gaussian, down and across. */
#include "augment/method.h"

#include <math.h>
#include <string.h>

/* One axis of the image: `count` places, `step` values apart. */
typedef struct axis {
    size_t count, step;
} axis;

/* weights[k] at distance k, the whole row of them of sum 1. */
static size_t
fill_weights(double deviation, double *weights)
{
    size_t radius = (size_t) ceil(4.0 * deviation);
    double sum = 1.0;

    weights[0] = 1.0;
    for (size_t k = 1; k <= radius; k++) {
        weights[k] =
            exp(-0.5 * ((double) k / deviation) * ((double) k / deviation));
        sum += 2.0 * weights[k];
    }
    for (size_t k = 0; k <= radius; k++) {
        weights[k] /= sum;
    }
    return radius;
}

/* y[i] += w[|k|] x[i + k] along a line, or its transpose
 * y[i + k] += w[|k|] x[i]: one list of places for both. */
static void
blur_line(axis along, const double *weights, size_t radius, bool transpose,
          const double *x, double *y)
{
    ptrdiff_t reach = (ptrdiff_t) radius;

    for (size_t i = 0; i < along.count; i++) {
        for (ptrdiff_t k = -reach; k <= reach; k++) {
            size_t j = (size_t) chl_border_index(
                CHL_BORDER_REFLECT, (ptrdiff_t) i + k, along.count);
            double weight = weights[k < 0 ? -k : k];

            if (transpose) {
                y[j * along.step] += weight * x[i * along.step];
            } else {
                y[i * along.step] += weight * x[j * along.step];
            }
        }
    }
}

static void
blur_axis(const chl_row_shape *shape, axis along, const double *weights,
          size_t radius, bool transpose, const double *x, double *y)
{
    size_t block = along.count * along.step;

    memset(y, 0, shape->dimension * sizeof *y);
    for (size_t start = 0; start < shape->dimension; start += block) {
        for (size_t k = start; k < start + along.step; k++) {
            blur_line(along, weights, radius, transpose, x + k, y + k);
        }
    }
}

static void
blur_both(const chl_row_shape *shape, const chl_map *map, bool transpose,
          const double *x, double *work, double *y)
{
    axis across = { shape->width, shape->channels };
    axis down = { shape->height, shape->width * shape->channels };
    double *between = work, *weights = work + shape->dimension;
    size_t radius = fill_weights(map->amount, weights);

    if (transpose) {
        blur_axis(shape, down, weights, radius, true, x, between);
        blur_axis(shape, across, weights, radius, true, between, y);
    } else {
        blur_axis(shape, across, weights, radius, false, x, between);
        blur_axis(shape, down, weights, radius, false, between, y);
    }
}

static void
linear(const chl_row_shape *shape, const chl_map *map, const double *x,
       double *work, double *y)
{
    blur_both(shape, map, false, x, work, y);
}

static void
transposed(const chl_row_shape *shape, const chl_map *map, const double *v,
           double *work, double *u)
{
    blur_both(shape, map, true, v, work, u);
}

const chl_map_family chl_family_blur = { linear, transposed, NULL };

static void
blur(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    size_t h = dice->shape->height, w = dice->shape->width;

    (void) method;
    map->family = &chl_family_blur;
    map->amount = dice->strength * chl_dice_uniform(dice, 0)
                  * (double) (h < w ? h : w) / 8.0;
}

const chl_augment_method chl_augment_blur = {
    .type = { "blur", 0.5, CHL_AUGMENT_IMAGES },
    .draw = blur,
};
