/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chunk of pairs on its way through the layers of a network. */
#ifndef CHLADNI_KERNELS_WIDE_LAYER_H
#define CHLADNI_KERNELS_WIDE_LAYER_H

#include "kernels/activation.h"

/* One layer of weights and biases behind V:  c = weight V + bias, and
 * T = own V + constant + weight D T. */
typedef struct chl_affine {
    double weight, bias, own, constant;
} chl_affine;

/* The parameters of a layer behind `copies` activations of fan_in units. */
CHL_INLINE chl_affine
chl_affine_of(const chl_wide *network, size_t fan_in, bool bias, size_t copies)
{
    const double weight = network->sigma_w * network->sigma_w;
    const double offset =
        bias && network->sigma_b > 0.0 ? (double) copies : 0.0;
    chl_affine made = { weight, offset * network->sigma_b * network->sigma_b,
                        weight, 0.0 };

    made.constant = made.bias;
    if (network->width > 0) {
        made.own = (double) fan_in;
        made.constant = offset;
    }
    return made;
}

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
