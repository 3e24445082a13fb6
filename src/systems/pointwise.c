/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smooth pointwise functions, with first and second derivatives. */
#include "systems/layer.h"

#include <math.h>

#include "base/error.h"
#include "kernels/activation.h"

static void
bend_tanh(const chl_layer *layer, double x, double *value, double *slope,
          double *curve)
{
    double t = tanh(x);

    (void) layer;
    *value = t;
    *slope = 1.0 - t * t;
    *curve = -2.0 * t * *slope;
}

static void
bend_softplus(const chl_layer *layer, double x, double *value, double *slope,
              double *curve)
{
    double e = exp(-fabs(x)), p = 1.0 / (1.0 + e);

    (void) layer;
    *value = fmax(x, 0.0) + log1p(e);
    *slope = x >= 0.0 ? p : e * p;
    *curve = e * p * p;
}

static void
bend_gelu(const chl_layer *layer, double x, double *value, double *slope,
          double *curve)
{
    const double root_half = 0.70710678118654752, scale = 0.39894228040143268;
    double below = 0.5 * erfc(-x * root_half);
    double density = scale * exp(-0.5 * x * x);

    (void) layer;
    *value = x * below;
    *slope = below + x * density;
    *curve = (2.0 - x * x) * density;
}

static chl_status
prepare_activation(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    if (spec->activation.type == NULL) {
        return CHL_FAIL(err, CHL_EARG, "a layer of activations has none");
    }
    layer->activation = spec->activation;
    return CHL_OK;
}

static void
bend_activation(const chl_layer *layer, double x, double *value, double *slope,
                double *curve)
{
    layer->activation.type->bend(&layer->activation, x, value, slope, curve);
}

const chl_layer_type chl_layer_tanh = { .name = "tanh", .bend = bend_tanh };
const chl_layer_type chl_layer_softplus = { .name = "softplus",
                                            .bend = bend_softplus };
const chl_layer_type chl_layer_gelu = { .name = "gelu", .bend = bend_gelu };
const chl_layer_type chl_layer_activation = {
    .name = "activation",
    .prepare = prepare_activation,
    .bend = bend_activation,
};
