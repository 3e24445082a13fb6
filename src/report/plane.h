/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a plane as pictures: colours of values, pixels, PNG. */
#ifndef CHLADNI_REPORT_PLANE_H
#define CHLADNI_REPORT_PLANE_H

#include <chladni/report.h>

typedef enum chl_plane_kind {
    CHL_PLANE_RISING, /* pale cividis from the lowest to the highest value    */
    CHL_PLANE_SIGNED  /* blue below 0, white at 0, vermilion above            */
} chl_plane_kind;

/* Columns and rows of a field; rows from the low edge up. */
typedef struct chl_plane {
    chl_plane_kind kind;
    size_t columns, rows;
    const double *values; /* NaN: grey                                       */
} chl_plane;

/* The colour at (across, up) in [0, 1]^2, bilinear between samples; levels
 * from chl_plane_levels. */
typedef struct chl_plane_levels {
    double low, high;
} chl_plane_levels;

chl_plane_levels chl_plane_levels_of(const chl_plane *map);
void chl_plane_colour(const chl_plane *map, const chl_plane_levels *levels,
                      double across, double up, uint8_t rgb[3]);

/* size x size pixels as PNG; *out by chl_free. Errors: CHL_ENOMEM. */
chl_status chl_plane_encode(const chl_plane *map, size_t size, uint8_t **out,
                            size_t *length, chl_error *err);

#endif
