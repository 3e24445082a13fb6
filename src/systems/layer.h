/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers of a network: linear maps with weights, and nonlinear functions. */
#ifndef CHLADNI_SYSTEMS_LAYER_H
#define CHLADNI_SYSTEMS_LAYER_H

#include "systems/network.h"

typedef struct chl_layer chl_layer;

/* What a nonlinear layer had and made, `count` rows each: y = f(x), and
 * tangents w = (df/dx) u, or NULL. */
typedef struct chl_layer_pass {
    size_t count;
    const double *x, *u;
    double *y, *w;
    double *slope, *curve; /* room for rows of y each: kept for the way back */
} chl_layer_pass;

/* Derivatives of one loss: in y and w, and of those in x and u. Without
 * tangents w and u are NULL. */
typedef struct chl_layer_bars {
    const double *y, *w;
    double *x, *u;
} chl_layer_bars;

/*
 * A type is either linear in its input (apply, adjoint, and gradient where it
 * has weights) or not (pass and back), pointwise with bend. Arrays hold `count`
 * rows and never overlap; scratch has count * layer->scratch doubles.
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
    void (*pass)(const chl_layer *layer, const chl_layer_pass *pass);
    void (*back)(const chl_layer *layer, const chl_layer_pass *pass,
                 const chl_layer_bars *bars);
    /* Value, first and second derivative of function number `which` of one
     * variable. */
    void (*bend)(const chl_layer *layer, size_t which, double x, double *value,
                 double *slope, double *curve);
} chl_layer_type;

struct chl_layer {
    const chl_layer_type *type;
    chl_shape from, to;
    size_t inputs, outputs; /* of one row                                   */
    size_t weights, biases; /* biases: one per output channel               */
    size_t fan_in;          /* inputs one output looks at                   */
    size_t side, stride;    /* of a convolution                             */
    chl_activation activations[CHL_ACTIVATION_LIMIT];
    size_t functions; /* of each input, side by side                  */
    size_t copies;    /* functions of the layer that it takes its input from */
    size_t skip;
    size_t scratch; /* doubles per row                              */
    size_t first;   /* place of the weights among the parameters;
                       the biases follow                            */
};

extern const chl_layer_type chl_layer_dense, chl_layer_convolution,
    chl_layer_transposed, chl_layer_double, chl_layer_tanh, chl_layer_softplus,
    chl_layer_gelu, chl_layer_activation, chl_layer_normalise;

/* pass and back of pointwise layers, by their bend. */
void chl_layer_bend(const chl_layer *layer, const chl_layer_pass *pass);
void chl_layer_unbend(const chl_layer *layer, const chl_layer_pass *pass,
                      const chl_layer_bars *bars);

size_t chl_shape_size(const chl_shape *shape);

/* Errors     CHL_EARG unknown type; sizes that make no sense */
chl_status chl_layer_init(const chl_layer_spec *spec, const chl_shape *from,
                          chl_layer *out, chl_error *err);

#endif
