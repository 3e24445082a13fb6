/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A random convolutional network on one image at a time: layers of 3 x 3
 * filters that wrap round at the border, ReLU, means over 2 x 2 pixels between
 * layers along every even axis, and means over grid x grid cells at the end.
 */
#ifndef CHLADNI_OPERATORS_CONV_H
#define CHLADNI_OPERATORS_CONV_H

#include <chladni/base.h>

enum {
    CHL_CONV_DEPTH = 3, /* layers at most */
    CHL_CONV_TAPS = 9,
    CHL_CONV_IN = 64 /* channels of an image at most */
};

typedef struct chl_conv_layer {
    size_t height, width, in, out; /* of what comes in; channels             */
    size_t pool_y, pool_x;         /* pixels of one mean behind it           */
    double *filters;               /* 9 in x out, row-major                  */
    double *bias;                  /* out                                    */
    size_t *taps;                  /* height width x 9: pixel under each tap */
} chl_conv_layer;

typedef struct chl_conv {
    size_t depth, grid, features, dimension;
    chl_conv_layer layers[CHL_CONV_DEPTH];
    size_t *cell;  /* cell of each pixel of the last layer                   */
    double *share; /* grid^2: 1 / pixels of a cell                           */
} chl_conv;

/* Buffers of one thread. */
typedef struct chl_conv_work {
    double *input[CHL_CONV_DEPTH];  /* of each layer, its pixels x in        */
    double *active[CHL_CONV_DEPTH]; /* its pixels x out, behind ReLU         */
    double *patches;                /* pixels x 9 in                         */
    size_t chunk;                   /* gradients carried at once             */
    double *upper, *lower;          /* chunk x the largest of all layers     */
    double *columns;                /* chunk x pixels x 9 in                 */
} chl_conv_work;

/*
 * Filters from normal numbers, not normalised yet.
 * Domain  1 <= depth <= 3; grid at most the sides behind the pooling
 * Errors  CHL_EARG the grid; CHL_ENOMEM
 */
typedef struct chl_conv_shape {
    size_t height, width, channels, depth, grid, out;
    uint64_t seed;
} chl_conv_shape;

chl_status chl_conv_init(const chl_conv_shape *shape, chl_conv *out,
                         chl_error *err);
void chl_conv_clear(chl_conv *conv);

/* chunk: gradients carried at once; 0 = none are wanted. */
chl_status chl_conv_work_init(const chl_conv *conv, size_t chunk,
                              chl_conv_work *out, chl_error *err);
void chl_conv_work_clear(chl_conv_work *work);

/* The layers before layer `depth` on an image; leaves layer depth's input. */
void chl_conv_carry(const chl_conv *conv, chl_conv_work *work, size_t depth,
                    const double *image);
/* What comes out of layer `at` before bias and ReLU, into active[at]. */
void chl_conv_filter(const chl_conv *conv, chl_conv_work *work, size_t at);
/* The features of an image. */
void chl_conv_features(const chl_conv *conv, chl_conv_work *work,
                       const double *image, double *features);
/* Gradients of k combinations at the image whose features were taken last:
 * k x dimension. Combination a has coefficients[a * stride + feature]. */
void chl_conv_gradients(const chl_conv *conv, chl_conv_work *work, size_t k,
                        const double *coefficients, size_t stride,
                        double *gradients);
/* Of each feature by itself: features x dimension. */
void chl_conv_feature_gradients(const chl_conv *conv, chl_conv_work *work,
                                double *gradients);

#endif
