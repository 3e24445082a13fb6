/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers of a network: linear maps with weights, and pointwise functions. */
#ifndef CHLADNI_SYSTEMS_LAYER_H
#define CHLADNI_SYSTEMS_LAYER_H

#include "systems/network.h"

typedef struct chl_layer chl_layer;

/*
 * A type is either linear in its input (apply, adjoint, and gradient where it
 * has weights) or pointwise (bend). Arrays hold `count` rows and never
 * overlap; scratch has count * layer->scratch doubles.
 */
typedef struct chl_layer_type {
    const char *name;
    /* Shapes, numbers of weights and biases, scratch. */
    chl_status (*prepare)(const chl_layer_spec *spec, chl_layer *layer,
                          chl_error *err);
    /* y = W x, x = W' y, dL/dW += sum over rows of y x' for y = dL/d(W x). */
    void (*apply)(const chl_layer *layer, const double *weights, size_t count,
                  const double *x, double *y, double *scratch);
    void (*adjoint)(const chl_layer *layer, const double *weights, size_t count,
                    const double *y, double *x, double *scratch);
    void (*gradient)(const chl_layer *layer, size_t count, const double *x,
                     const double *y, double *weights, double *scratch);
    /* Value, first and second derivative of the function of one variable. */
    void (*bend)(const chl_layer *layer, double x, double *value, double *slope,
                 double *curve);
} chl_layer_type;

struct chl_layer {
    const chl_layer_type *type;
    chl_shape from, to;
    size_t inputs, outputs; /* of one row                                   */
    size_t weights, biases; /* biases: one per output channel               */
    size_t fan_in;          /* inputs one output looks at                   */
    size_t side, stride;    /* of a convolution                             */
    chl_activation activation;
    size_t scratch; /* doubles per row                              */
    size_t first;   /* place of the weights among the parameters;
                       the biases follow                            */
};

extern const chl_layer_type chl_layer_dense, chl_layer_convolution,
    chl_layer_double, chl_layer_tanh, chl_layer_softplus, chl_layer_gelu,
    chl_layer_activation;

size_t chl_shape_size(const chl_shape *shape);

/* Errors     CHL_EARG unknown type; sizes that make no sense */
chl_status chl_layer_init(const chl_layer_spec *spec, const chl_shape *from,
                          chl_layer *out, chl_error *err);

#endif
