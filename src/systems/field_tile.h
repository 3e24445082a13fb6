/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two blocks of points are to each other under a kernel. */
#ifndef CHLADNI_SYSTEMS_FIELD_TILE_H
#define CHLADNI_SYSTEMS_FIELD_TILE_H

#include <chladni/ntk.h>

enum {
    CHL_TILE = 64 /* points of a block, at most                              */
};

typedef struct chl_tile_side {
    size_t count;               /* 1..CHL_TILE                               */
    const double *points;       /* count x d, row-major                      */
    const double *norms;        /* count: |points|^2                         */
    const double *coefficients; /* count, or NULL of a side that is nothing to
                                   the other                                 */
    double *values;             /* count, are added to; or NULL              */
    double *gradients;          /* count x d, are added to; or NULL          */
} chl_tile_side;

/* Doubles of room for a tile. */
size_t chl_field_tile_room(void);

/*
 * To x what z is to it: values += k(x, z) coefficients, gradients likewise; and
 * to z what x is, if z has values. Both have gradients or x alone or none.
 * A kernel of images has none of this; for gradients of both it must be one of
 * chl_pair_has_both().
 */
void chl_field_tile(const chl_pair_kernel *kernel, size_t d,
                    const chl_tile_side *x, const chl_tile_side *z,
                    double *room);

#endif
