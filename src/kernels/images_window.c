/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Windows of 3 x 3 pixels that run over two images together.
 *
 * Of the pairs (p, p') of a pooled network a window sees (p + o, p' + o) only:
 * it is three columns and then three rows, each of whole rows of pairs shifted
 * by one pixel, so that all loops run along memory.
 */
#include <string.h>

#include "base/vectorised.h"
#include "kernels/images.h"

CHL_VECTORISED static void
add_shifted(size_t count, const double *restrict in, double *restrict out)
{
    for (size_t c = 0; c < count; c++) {
        out[c] += in[c];
    }
}

CHL_VECTORISED static void
add_scaled(size_t count, double scale, const double *restrict in,
           double *restrict out)
{
    for (size_t c = 0; c < count; c++) {
        out[c] += scale * in[c];
    }
}

CHL_VECTORISED static void
scale_all(size_t count, double scale, double *restrict values)
{
    for (size_t c = 0; c < count; c++) {
        values[c] *= scale;
    }
}

/* out += what the pixels of z have to their left (right), where x has its
 * neighbour on that side in row `in`. */
static void
add_side(const chl_images *shape, bool right, const double *in, double *out)
{
    const size_t width = shape->width, more = right ? 1 : 0;

    for (size_t first = 0; first < shape->height * width; first += width) {
        add_shifted(width - 1, in + first + more, out + first + 1 - more);
        if (shape->circular) {
            out[first + (right ? width - 1 : 0)] +=
                in[first + (right ? 0 : width - 1)];
        }
    }
}

/* Three columns: row (y, x) of `out`. */
static void
sum_columns(const chl_images_pass *pass, size_t x, const double *row,
            double *out)
{
    const chl_images *shape = &pass->shape;
    const size_t width = shape->width, columns = pass->columns;

    memcpy(out, row + x * columns, columns * sizeof *out);
    if (x > 0 || shape->circular) {
        add_side(shape, false, row + (x + width - 1) % width * columns, out);
    }
    if (x + 1 < width || shape->circular) {
        add_side(shape, true, row + (x + 1) % width * columns, out);
    }
}

/* out += the row of pixels of z above (below), where x has one in row `in`. */
static void
add_row(const chl_images *shape, bool below, const double *in, double *out)
{
    const size_t width = shape->width, rest = (shape->height - 1) * width;

    add_shifted(rest, in + (below ? width : 0), out + (below ? 0 : width));
    if (shape->circular) {
        add_shifted(width, in + (below ? 0 : rest), out + (below ? rest : 0));
    }
}

void
chl_images_window(const chl_images_pass *pass, double scale, const double *in,
                  double *out)
{
    const chl_images *shape = &pass->shape;
    const size_t height = shape->height, width = shape->width;
    const size_t columns = pass->columns, line = width * columns;

    for (size_t p = 0; p < pass->pixels; p++) {
        sum_columns(pass, p % width, in + p / width * line,
                    pass->spare + p * columns);
    }
    for (size_t p = 0; p < pass->pixels; p++) {
        const size_t y = p / width;
        const double *x = pass->spare + p % width * columns;
        double *row = out + p * columns;

        memcpy(row, x + y * line, columns * sizeof *row);
        if (y > 0 || shape->circular) {
            add_row(shape, false, x + (y + height - 1) % height * line, row);
        }
        if (y + 1 < height || shape->circular) {
            add_row(shape, true, x + (y + 1) % height * line, row);
        }
        scale_all(columns, scale, row);
    }
}

/* Sides at which a pixel has no neighbours. */
enum {
    TOP = 1,
    BOTTOM = 2,
    LEFT = 4,
    RIGHT = 8
};

static size_t
sides_of(const chl_images *shape, size_t p)
{
    const size_t y = p / shape->width, x = p % shape->width;

    return (y == 0 ? TOP : 0U) | (y + 1 == shape->height ? BOTTOM : 0U)
           | (x == 0 ? LEFT : 0U) | (x + 1 == shape->width ? RIGHT : 0U);
}

static bool
is_beyond(size_t sides, size_t offset)
{
    const size_t y = offset / 3, x = offset % 3;

    return ((sides & TOP) != 0 && y == 0) || ((sides & BOTTOM) != 0 && y == 2)
           || ((sides & LEFT) != 0 && x == 0)
           || ((sides & RIGHT) != 0 && x == 2);
}

/* Sums at every pixel over those neighbours that a pixel at `sides` lacks. */
static void
sum_lacking(const chl_images_pass *pass, size_t sides, const double *in,
            double *out)
{
    const size_t *seen = pass->layers[0].seen;

    for (size_t p = 0; p < pass->pixels; p++) {
        double sum = 0.0;

        for (size_t offset = 0; offset < 9; offset++) {
            const size_t from = seen[9 * p + offset];

            if (from != SIZE_MAX && is_beyond(sides, offset)) {
                sum += in[from];
            }
        }
        out[p] = sum;
    }
}

void
chl_images_alone(const chl_images_pass *pass, double scale, double sign,
                 double *out)
{
    const size_t pixels = pass->pixels, kinds = CHL_IMAGES_SIDES;
    double *of_x = pass->alone, *of_z = pass->alone + kinds * pixels;

    for (size_t sides = 1; sides < kinds; sides++) {
        sum_lacking(pass, sides, pass->v_x, of_x + sides * pixels);
        sum_lacking(pass, sides, pass->v_other, of_z + sides * pixels);
    }
    for (size_t p = 0; p < pixels; p++) {
        const size_t sides = sides_of(&pass->shape, p);

        if (sides != 0) {
            add_scaled(pixels, sign * scale, of_z + sides * pixels,
                       out + p * pixels);
        }
    }
    for (size_t c = 0; c < pixels; c++) {
        const size_t sides = sides_of(&pass->shape, c);

        for (size_t p = 0; sides != 0 && p < pixels; p++) {
            out[p * pixels + c] += scale * of_x[sides * pixels + p];
        }
    }
}
