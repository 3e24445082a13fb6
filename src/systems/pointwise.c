/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointwise functions, with first and second derivatives. */
#include "systems/layer.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "kernels/activation.h"

/* Outputs run over pixels, functions and channels: in `group` number g, of one
 * pixel and function, the inputs are those of pixel g / functions. */
static size_t
group_count(const chl_layer *layer, size_t count)
{
    return count * layer->outputs / layer->from.channels;
}

void
chl_layer_bend(const chl_layer *layer, const chl_layer_pass *pass)
{
    const size_t channels = layer->from.channels, functions = layer->functions;
    const size_t groups = group_count(layer, pass->count);

    for (size_t g = 0; g < groups; g++) {
        const size_t from = g / functions * channels, to = g * channels;

        for (size_t c = 0; c < channels; c++) {
            layer->type->bend(layer, g % functions, pass->x[from + c],
                              &pass->y[to + c], &pass->slope[to + c],
                              &pass->curve[to + c]);
        }
        for (size_t c = 0; pass->w != NULL && c < channels; c++) {
            pass->w[to + c] = pass->slope[to + c] * pass->u[from + c];
        }
    }
}

void
chl_layer_unbend(const chl_layer *layer, const chl_layer_pass *pass,
                 const chl_layer_bars *bars)
{
    const size_t channels = layer->from.channels, functions = layer->functions;
    const size_t groups = group_count(layer, pass->count);
    const size_t bytes = pass->count * layer->inputs * sizeof(double);

    memset(bars->x, 0, bytes);
    if (bars->w != NULL) {
        memset(bars->u, 0, bytes);
    }
    for (size_t g = 0; g < groups; g++) {
        const size_t from = g / functions * channels, to = g * channels;

        for (size_t c = 0; c < channels; c++) {
            bars->x[from + c] += pass->slope[to + c] * bars->y[to + c];
        }
        for (size_t c = 0; bars->w != NULL && c < channels; c++) {
            bars->x[from + c] +=
                pass->curve[to + c] * pass->u[from + c] * bars->w[to + c];
            bars->u[from + c] += pass->slope[to + c] * bars->w[to + c];
        }
    }
}

static void
bend_tanh(const chl_layer *layer, size_t which, double x, double *value,
          double *slope, double *curve)
{
    double t = tanh(x);

    (void) layer;
    (void) which;
    *value = t;
    *slope = 1.0 - t * t;
    *curve = -2.0 * t * *slope;
}

static void
bend_softplus(const chl_layer *layer, size_t which, double x, double *value,
              double *slope, double *curve)
{
    double e = exp(-fabs(x)), p = 1.0 / (1.0 + e);

    (void) layer;
    (void) which;
    *value = fmax(x, 0.0) + log1p(e);
    *slope = x >= 0.0 ? p : e * p;
    *curve = e * p * p;
}

static void
bend_gelu(const chl_layer *layer, size_t which, double x, double *value,
          double *slope, double *curve)
{
    const double root_half = 0.70710678118654752, scale = 0.39894228040143268;
    double below = 0.5 * erfc(-x * root_half);
    double density = scale * exp(-0.5 * x * x);

    (void) layer;
    (void) which;
    *value = x * below;
    *slope = below + x * density;
    *curve = (2.0 - x * x) * density;
}

static chl_status
prepare_activation(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = spec->activation_count;

    CHL_REQUIRE(count >= 1 && count <= CHL_ACTIVATION_LIMIT, err, CHL_EARG,
                "a layer has %zu activations; it must have 1 to %d", count,
                CHL_ACTIVATION_LIMIT);
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(spec->activations[k].type != NULL, err, CHL_EARG,
                    "an activation of a layer is none");
        layer->activations[k] = spec->activations[k];
    }
    layer->functions = count;
    layer->to.channels = count * layer->from.channels;
out:
    return status;
}

static void
bend_activation(const chl_layer *layer, size_t which, double x, double *value,
                double *slope, double *curve)
{
    const chl_activation *activation = &layer->activations[which];

    activation->type->bend(activation, x, value, slope, curve);
}

const chl_layer_type chl_layer_tanh = {
    .name = "tanh",
    .pass = chl_layer_bend,
    .back = chl_layer_unbend,
    .bend = bend_tanh,
};
const chl_layer_type chl_layer_softplus = {
    .name = "softplus",
    .pass = chl_layer_bend,
    .back = chl_layer_unbend,
    .bend = bend_softplus,
};
const chl_layer_type chl_layer_gelu = {
    .name = "gelu",
    .pass = chl_layer_bend,
    .back = chl_layer_unbend,
    .bend = bend_gelu,
};
const chl_layer_type chl_layer_activation = {
    .name = "activation",
    .prepare = prepare_activation,
    .pass = chl_layer_bend,
    .back = chl_layer_unbend,
    .bend = bend_activation,
};
