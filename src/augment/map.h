/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps y = J x + t of one row, by family: how to multiply by J, by its
 * transpose, and how to add t. An augmentation draws the numbers of a map; what
 * a map does is its family's.
 */
#ifndef CHLADNI_AUGMENT_MAP_H
#define CHLADNI_AUGMENT_MAP_H

#include <chladni/augment.h>

#include "base/random.h"

/* What a row is. */
typedef struct chl_row_shape {
    bool images;
    size_t height, width, channels; /* of images                            */
    size_t colours;                 /* channels without alpha               */
    double full, middle;            /* R and M of images                    */
    size_t dimension;               /* d                                    */
    double *mean, *spread;          /* d each, of the columns; else NULL    */
    size_t rows;                    /* n                                    */
} chl_row_shape;

typedef enum chl_border {
    CHL_BORDER_REFLECT,
    CHL_BORDER_MIDDLE,
    CHL_BORDER_CIRCULAR
} chl_border;

/* y[i, j] = x[m0 + m1 i + m2 j, m3 + m4 i + m5 j], in indices of pixels. */
typedef struct chl_affine {
    double m[6];
    chl_border border;
} chl_affine;

/* Per pixel y = matrix x + pull * (mean of all colours of the row) + offset;
 * of grey images only the first entries count. */
typedef struct chl_recolour {
    double matrix[9], offset[3], pull;
} chl_recolour;

/* Rows top..bottom-1, columns left..right-1: M, or another row. */
typedef struct chl_window {
    size_t top, bottom, left, right;
} chl_window;

typedef struct chl_map chl_map;

/* `work` holds 2 d + 4 doubles; x and y, v and u do not overlap. */
typedef struct chl_map_family {
    void (*linear)(const chl_row_shape *shape, const chl_map *map,
                   const double *x, double *work, double *y);
    void (*transposed)(const chl_row_shape *shape, const chl_map *map,
                       const double *v, double *work, double *u);
    /* y += t; NULL if t = 0. `other` is row map->other if map->mixes. */
    void (*constant)(const chl_row_shape *shape, const chl_map *map,
                     const double *other, double *work, double *y);
} chl_map_family;

struct chl_map {
    const chl_map_family *family; /* NULL: the identity */
    union {
        chl_affine affine;
        chl_recolour recolour;
        chl_window window;
        double amount; /* weight of the other row; size of noise; factor;
                          chance of a dropout; deviation of a blur; angle */
    };
    bool mixes;
    size_t other;
    chl_random random; /* for maps with a number per value */
};

extern const chl_map_family chl_family_affine, chl_family_recolour,
    chl_family_cover, chl_family_paste, chl_family_blend, chl_family_noise,
    chl_family_jitter, chl_family_blur, chl_family_dropout, chl_family_enlarge,
    chl_family_turn;

/* y = x on what a family leaves alone. */
void chl_map_copy(const chl_row_shape *shape, const chl_map *map,
                  const double *x, double *work, double *y);

/* The source of first(second(row)) of one resampling: first acts first. Both
 * reflect. */
chl_affine chl_affine_join(const chl_affine *first, const chl_affine *second);
/* The index behind a border; -1 if there is nothing. */
ptrdiff_t chl_border_index(chl_border border, ptrdiff_t at, size_t count);

#endif
