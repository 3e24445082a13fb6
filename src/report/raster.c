/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discs and lines on pixels: coverage falls from 1 to 0 over the pixel that
 * the edge goes through. */
#include "report/raster.h"

#include <math.h>

void
chl_raster_pixel(const chl_raster *raster, size_t x, size_t y,
                 const uint8_t rgb[3])
{
    uint8_t *at = raster->rgb
                  + 3 * ((raster->top + y) * raster->pitch + raster->left + x);

    for (size_t c = 0; c < 3; c++) {
        at[c] = rgb[c];
    }
}

/* The capsule of all pixels within `radius` of a line; a disc has none. */
typedef struct capsule {
    double x, y, dx, dy, radius;
} capsule;

static double
distance(const capsule *c, double x, double y)
{
    double square = c->dx * c->dx + c->dy * c->dy;
    double part =
        square > 0.0 ? ((x - c->x) * c->dx + (y - c->y) * c->dy) / square : 0.0;

    part = fmax(0.0, fmin(1.0, part));
    return hypot(x - c->x - part * c->dx, y - c->y - part * c->dy);
}

/* Pixels first..last-1 that [low, high] touches. */
static void
clip(double low, double high, size_t size, size_t *first, size_t *last)
{
    *first = low > 0.0 ? (size_t) fmin(low, (double) size) : 0;
    *last = high + 1.0 > 0.0 ? (size_t) fmin(high + 1.0, (double) size) : 0;
}

static void
fill(const chl_raster *raster, chl_ink ink, const capsule *c)
{
    double reach = c->radius + 1.0;
    size_t left, right, top, bottom;

    clip(fmin(c->x, c->x + c->dx) - reach, fmax(c->x, c->x + c->dx) + reach,
         raster->width, &left, &right);
    clip(fmin(c->y, c->y + c->dy) - reach, fmax(c->y, c->y + c->dy) + reach,
         raster->height, &top, &bottom);
    for (size_t y = top; y < bottom; y++) {
        for (size_t x = left; x < right; x++) {
            uint8_t *at =
                raster->rgb
                + 3 * ((raster->top + y) * raster->pitch + raster->left + x);
            double inside = c->radius + 0.5
                            - distance(c, (double) x + 0.5, (double) y + 0.5);
            double cover = ink.cover * fmax(0.0, fmin(1.0, inside));

            for (size_t k = 0; k < 3; k++) {
                at[k] = (uint8_t) lround((1.0 - cover) * at[k]
                                         + cover * ink.rgb[k]);
            }
        }
    }
}

void
chl_raster_disc(const chl_raster *raster, chl_ink ink, double x, double y,
                double radius)
{
    const capsule c = { x, y, 0.0, 0.0, radius };

    if (isfinite(x) && isfinite(y)) {
        fill(raster, ink, &c);
    }
}

void
chl_raster_line(const chl_raster *raster, chl_ink ink, double x0, double y0,
                double x1, double y1, double width)
{
    const capsule c = { x0, y0, x1 - x0, y1 - y0, 0.5 * width };

    if (isfinite(x0) && isfinite(y0) && isfinite(x1) && isfinite(y1)) {
        fill(raster, ink, &c);
    }
}
