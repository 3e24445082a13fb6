/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chunk of pairs on its way through the layers of a network. */
#ifndef CHLADNI_KERNELS_WIDE_LAYER_H
#define CHLADNI_KERNELS_WIDE_LAYER_H

#include "kernels/activation.h"

/*
 * One x against count <= CHL_CHUNK points z. Derivatives are those in
 * pi = <x, z> / d and in r = |x|^2 / d.
 */
typedef struct chl_wide_layer {
    size_t count;
    double q, q_r;           /* variance of x, and its derivative in r       */
    double other[CHL_CHUNK]; /* variance of z                                */
    double e[CHL_CHUNK];     /* q + other - 2 c                              */
    double rho[CHL_CHUNK];   /* q - other                                    */
    double c[CHL_CHUNK], c_p[CHL_CHUNK], c_r[CHL_CHUNK]; /* covariance       */
    double t[CHL_CHUNK], t_p[CHL_CHUNK], t_r[CHL_CHUNK]; /* tangent kernel   */
} chl_wide_layer;

#endif
