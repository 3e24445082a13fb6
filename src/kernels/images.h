/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of images on their way through a convolutional network. */
#ifndef CHLADNI_KERNELS_IMAGES_H
#define CHLADNI_KERNELS_IMAGES_H

#include "kernels/activation.h"

/*
 * One x against `images` of z. An entry is a pixel p of x and a column: of a
 * flattened network the same pixel of one of the z, of a pooled one any pixel
 * of the only z. Arrays of entries have a row of columns for each p.
 */
typedef struct chl_images_pass {
    const chl_wide *network;
    chl_images shape;
    size_t pixels, images, columns;
    bool slopes;
    size_t *neighbours; /* pixels x 9; SIZE_MAX outside                      */
    double *arena;
    /* Entries. */
    double *e, *rho, *v, *gap, *skew, *product; /* product: D T              */
    double *t, *d, *v_q, *d_c, *d_q; /* depth of them if slopes, else one  */
    double *q, *q_slope;             /* of x, likewise: pixels             */
    double *v_x;                     /* V(q, q) of x: pixels               */
    double *other, *v_other;         /* of z: pixels x images              */
    double *q_bar, *q_work;          /* pixels x images                    */
    double *gradients;               /* images x d                         */
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

/* out[p][column] = sum of in over the neighbours of both pixels; its own
 * adjoint. */
void chl_images_gather(const chl_images_pass *pass, const double *in,
                       double *out);
/* The way back of a run: into pass->gradients. */
void chl_images_pass_back(chl_images_pass *pass, const double *x,
                          const double *z);

#endif
