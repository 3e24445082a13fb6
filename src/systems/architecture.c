/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers that the description of a finite network stands for. */
#include "systems/architecture.h"

#include <string.h>

size_t
chl_architecture_layers(const chl_mlp *mlp)
{
    return mlp->block > 0 ? 3 + mlp->depth * (2 * mlp->block + 1)
                          : 1 + (mlp->normalise ? 3 : 2) * mlp->depth;
}

static chl_layer_spec *
append(chl_network_spec *spec, const char *type)
{
    chl_layer_spec *layer = &spec->layers[spec->count++];

    layer->type = type;
    return layer;
}

static void
append_dense(chl_network_spec *spec, size_t width, size_t skip)
{
    chl_layer_spec *layer = append(spec, "dense");

    layer->to = (chl_shape){ 1, 1, width };
    layer->skip = skip;
}

/* Activations, weights and biases. */
static void
append_layer(const chl_mlp *mlp, size_t width, chl_network_spec *spec)
{
    chl_layer_spec *layer = append(spec, "activation");

    memcpy(layer->activations, mlp->activations, sizeof layer->activations);
    layer->activation_count = mlp->activation_count;
    append_dense(spec, width, 0);
}

/* What a block begins with is taken by the last of its layers, too. */
static void
append_block(const chl_mlp *mlp, chl_network_spec *spec)
{
    for (size_t k = 0; k < mlp->block; k++) {
        append_layer(mlp, mlp->width, spec);
    }
    append_dense(spec, mlp->width, 2 * mlp->block);
}

/* Hidden layers and the last one. */
static void
append_plain(const chl_mlp *mlp, chl_purpose purpose, size_t outputs,
             chl_network_spec *spec)
{
    const size_t bare = purpose == CHL_TRAINED_GENERATOR ? mlp->depth - 1 : 0;

    for (size_t k = 0; k < mlp->depth; k++) {
        if (mlp->normalise && k != bare) {
            (void) append(spec, "normalise");
        }
        append_layer(mlp, k + 1 < mlp->depth ? mlp->width : outputs, spec);
    }
}

void
chl_architecture_fill(const chl_mlp *mlp, chl_purpose purpose, size_t inputs,
                      size_t outputs, chl_network_spec *out)
{
    *out = (chl_network_spec){ .from = { 1, 1, inputs },
                               .antisymmetric = mlp->antisymmetric };
    append_dense(out, mlp->width, 0);
    if (mlp->block == 0) {
        append_plain(mlp, purpose, outputs, out);
        return;
    }
    for (size_t k = 0; k < mlp->depth; k++) {
        append_block(mlp, out);
    }
    append_layer(mlp, outputs, out);
}
