/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of pixels to draw on, with soft edges. */
#ifndef CHLADNI_REPORT_RASTER_H
#define CHLADNI_REPORT_RASTER_H

#include <chladni/base.h>

/* Pixels that shapes may touch: a window of a picture. Coordinates count from
 * its corner, in pixels, to the right and down. */
typedef struct chl_raster {
    uint8_t *rgb; /* of the whole picture                                    */
    size_t pitch; /* pixels per row of it                                    */
    size_t left, top, width, height; /* of the window                        */
} chl_raster;

typedef struct chl_ink {
    uint8_t rgb[3];
    double cover; /* 0..1                                                    */
} chl_ink;

void chl_raster_pixel(const chl_raster *raster, size_t x, size_t y,
                      const uint8_t rgb[3]);
void chl_raster_disc(const chl_raster *raster, chl_ink ink, double x, double y,
                     double radius);
void chl_raster_line(const chl_raster *raster, chl_ink ink, double x0,
                     double y0, double x1, double y1, double width);

#endif
