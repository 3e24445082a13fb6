/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transposed convolutions: those of an image stride times as high and wide,
 * turned round. Their weights are those of that convolution.
 */
#include "systems/layer.h"

#include "base/error.h"

/* The convolution it is of. */
static chl_layer
mirror_of(const chl_layer *layer)
{
    chl_layer mirror = *layer;

    mirror.from = layer->to;
    mirror.to = layer->from;
    mirror.inputs = chl_shape_size(&mirror.from);
    mirror.outputs = chl_shape_size(&mirror.to);
    mirror.fan_in = layer->side * layer->side * layer->to.channels;
    mirror.biases = layer->from.channels;
    return mirror;
}

/* An output pixel looks at side / stride pixels along each axis. */
static chl_status
prepare(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t stride = spec->stride;
    chl_layer_spec turned = *spec;
    chl_layer mirror = { .from = { stride * layer->from.height,
                                   stride * layer->from.width,
                                   spec->to.channels } };

    turned.to.channels = layer->from.channels;
    CHL_TRY(chl_layer_convolution.prepare(&turned, &mirror, err));
    CHL_REQUIRE(spec->side % stride == 0, err, CHL_EARG,
                "side of a transposed convolution is %zu; its stride %zu must "
                "divide it",
                spec->side, stride);
    layer->side = spec->side;
    layer->stride = stride;
    layer->to = mirror.from;
    layer->fan_in =
        spec->side / stride * (spec->side / stride) * layer->from.channels;
    layer->biases = spec->to.channels;
    layer->weights = mirror.weights;
    layer->scratch = mirror.scratch;
out:
    return status;
}

static void
apply(const chl_layer *layer, const double *weights, size_t count,
      const double *x, double *y, double *scratch)
{
    const chl_layer mirror = mirror_of(layer);

    chl_layer_convolution.adjoint(&mirror, weights, count, x, y, scratch);
}

static void
adjoint(const chl_layer *layer, const double *weights, size_t count,
        const double *y, double *x, double *scratch)
{
    const chl_layer mirror = mirror_of(layer);

    chl_layer_convolution.apply(&mirror, weights, count, y, x, scratch);
}

static void
gradient(const chl_layer *layer, size_t count, const double *x, const double *y,
         double *weights, double *scratch)
{
    const chl_layer mirror = mirror_of(layer);

    chl_layer_convolution.gradient(&mirror, count, y, x, weights, scratch);
}

const chl_layer_type chl_layer_transposed = {
    .name = "transposed",
    .prepare = prepare,
    .apply = apply,
    .adjoint = adjoint,
    .gradient = gradient,
};
