/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of images on their way through a convolutional network. */
#ifndef CHLADNI_KERNELS_IMAGES_H
#define CHLADNI_KERNELS_IMAGES_H

#include "kernels/activation.h"

enum {
    CHL_IMAGES_SIDES = 16 /* ways to lie at borders                          */
};

/* One layer of convolutions: the pixels it has, and those it sees. */
typedef struct chl_images_layer {
    size_t pixels, offsets; /* offsets: of the pixels that one of them sees  */
    size_t before;          /* pixels of layers before it that are kept      */
    const size_t *seen;     /* pixels x offsets; SIZE_MAX outside            */
} chl_images_layer;

/*
 * One x against `images` of z. An entry is a pixel p of x and a column: of a
 * flattened network the same pixel of one of the z, of a pooled one any pixel
 * of the only z. Arrays of entries have a row of columns for each p; those that
 * are kept for the way back, one behind the other for all layers.
 */
typedef struct chl_images_pass {
    const chl_wide *network;
    chl_images shape;
    size_t pixels, images, columns; /* pixels: of the images                 */
    bool slopes;
    chl_images_layer *layers; /* depth                                       */
    size_t *seen;             /* of all of them                              */
    double *arena;
    /* Entries. */
    double *e, *rho, *v, *gap, *skew, *product; /* product: D T              */
    double *t, *d, *v_q, *d_c, *d_q; /* kept if slopes                       */
    double *c, *per;                 /* of normalised layers: c / s s', and
                                        1 / s s'; kept if slopes             */
    double *q, *q_slope;             /* of x, kept: pixels                   */
    double *raw;                     /* q before it is normalised, kept      */
    double *v_x;                     /* V(q, q) of x: pixels                 */
    double *other, *v_other;         /* of z: pixels x images                */
    double *q_bar, *q_work;          /* pixels x images                      */
    double *gradients;               /* images x d                           */
    double *spare; /* of a pooled network: entries                           */
    double *alone; /* 2 CHL_IMAGES_SIDES x pixels                            */
} chl_images_pass;

/* For at most `images` of z at once. Errors: CHL_ENOMEM; clear it then, too. */
chl_status chl_images_pass_init(chl_images_pass *pass,
                                const chl_pair_kernel *kernel, size_t images,
                                bool slopes, chl_error *err);
void chl_images_pass_clear(chl_images_pass *pass);

/* values[j] = k(x, z_j) for images <= those of init; and, if slopes,
 * pass->gradients in x. */
void chl_images_pass_run(chl_images_pass *pass, const double *x, size_t images,
                         const double *z, double *values);

/* Of a pooled network: out[p][p'] = scale times the sum of in over the pixels
 * that both see. It is its own adjoint. */
void chl_images_window(const chl_images_pass *pass, double scale,
                       const double *in, double *out);
/* Of one with borders: out[p][p'] += scale times what p alone sees of v_x, and
 * sign scale times what p' alone sees of v_other. */
void chl_images_alone(const chl_images_pass *pass, double scale, double sign,
                      double *out);

/* Whether layer number `index` is normalised. */
bool chl_images_normalised(const chl_images_pass *pass, size_t index);
/* The way back of a run: into pass->gradients. */
void chl_images_pass_back(chl_images_pass *pass, const double *x,
                          const double *z);

#endif
