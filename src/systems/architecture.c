/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers that the description of a finite network stands for. */
#include "systems/architecture.h"

#include <string.h>

#include "base/error.h"

size_t
chl_architecture_layers(const chl_mlp *mlp)
{
    return mlp->block > 0 ? 4 + mlp->depth * (2 * mlp->block + 1)
                          : 2 + (mlp->normalise ? 3 : 2) * mlp->depth;
}

static chl_status
check_halving(const chl_mlp *mlp, chl_error *err)
{
    const chl_images *images = &mlp->images;
    const size_t part = (size_t) 1 << mlp->depth;

    if (images->height % part != 0 || images->width % part != 0) {
        return CHL_FAIL(err, CHL_EARG,
                        "images of %zu x %zu pixels cannot be halved %zu "
                        "times, as the generator's depth says",
                        images->height, images->width, mlp->depth);
    }
    return CHL_OK;
}

chl_status
chl_architecture_check(const chl_mlp *mlp, chl_purpose purpose, size_t inputs,
                       size_t outputs, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_images *images = &mlp->images;
    const bool makes = purpose == CHL_TRAINED_GENERATOR;
    const size_t columns = makes ? outputs : inputs;

    if (!images->strided) {
        return CHL_OK;
    }
    CHL_REQUIRE(images->height * images->width * images->channels == columns,
                err, CHL_EARG,
                "a network's images are %zu x %zu x %zu; the points have %zu "
                "columns",
                images->height, images->width, images->channels, columns);
    if (makes) {
        CHL_TRY(check_halving(mlp, err));
    }
out:
    return status;
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

static void
append_activations(const chl_mlp *mlp, chl_network_spec *spec)
{
    chl_layer_spec *layer = append(spec, "activation");

    memcpy(layer->activations, mlp->activations, sizeof layer->activations);
    layer->activation_count = mlp->activation_count;
}

/* Activations, weights and biases. */
static void
append_layer(const chl_mlp *mlp, size_t width, chl_network_spec *spec)
{
    append_activations(mlp, spec);
    append_dense(spec, width, 0);
}

static void
append_convolution(chl_network_spec *spec, const char *type, size_t side,
                   size_t channels)
{
    chl_layer_spec *layer = append(spec, type);

    layer->to.channels = channels > 0 ? channels : 1;
    layer->side = side;
    layer->stride = side == 4 ? 2 : 1;
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

    append_dense(spec, mlp->width, 0);
    for (size_t k = 0; k < mlp->depth; k++) {
        if (mlp->normalise && k != bare) {
            (void) append(spec, "normalise");
        }
        append_layer(mlp, k + 1 < mlp->depth ? mlp->width : outputs, spec);
    }
}

static void
append_residual(const chl_mlp *mlp, size_t outputs, chl_network_spec *spec)
{
    append_dense(spec, mlp->width, 0);
    for (size_t k = 0; k < mlp->depth; k++) {
        append_block(mlp, spec);
    }
    append_layer(mlp, outputs, spec);
}

static void
append_halving(const chl_mlp *mlp, size_t outputs, chl_network_spec *spec)
{
    spec->from = (chl_shape){ mlp->images.height, mlp->images.width,
                              mlp->images.channels };
    append_convolution(spec, "convolution", 3, mlp->width >> (mlp->depth - 1));
    for (size_t k = 0; k < mlp->depth; k++) {
        if (mlp->normalise && k > 0) {
            (void) append(spec, "normalise");
        }
        append_activations(mlp, spec);
        if (k + 1 < mlp->depth) {
            append_convolution(spec, "convolution", 4,
                               mlp->width >> (mlp->depth - 2 - k));
        } else {
            append_dense(spec, outputs, 0);
        }
    }
}

static void
append_doubling(const chl_mlp *mlp, chl_network_spec *spec)
{
    append_dense(spec, mlp->width, 0);
    spec->layers[0].to.height = mlp->images.height >> mlp->depth;
    spec->layers[0].to.width = mlp->images.width >> mlp->depth;
    for (size_t k = 0; k < mlp->depth; k++) {
        if (mlp->normalise) {
            (void) append(spec, "normalise");
        }
        append_activations(mlp, spec);
        append_convolution(spec, "transposed", 4,
                           k + 1 < mlp->depth ? mlp->width >> (k + 1)
                                              : mlp->images.channels);
    }
}

static void
append_output(const chl_mlp *mlp, chl_network_spec *spec)
{
    chl_layer_spec *layer = append(spec, "activation");

    layer->activations[0] = mlp->output;
    layer->activation_count = 1;
}

void
chl_architecture_fill(const chl_mlp *mlp, chl_purpose purpose, size_t inputs,
                      size_t outputs, chl_network_spec *out)
{
    *out = (chl_network_spec){ .from = { 1, 1, inputs },
                               .antisymmetric = mlp->antisymmetric };
    if (mlp->images.strided && purpose == CHL_TRAINED_DISCRIMINATOR) {
        append_halving(mlp, outputs, out);
    } else if (mlp->images.strided) {
        append_doubling(mlp, out);
    } else if (mlp->block > 0) {
        append_residual(mlp, outputs, out);
    } else {
        append_plain(mlp, purpose, outputs, out);
    }
    if (mlp->output.type != NULL && purpose == CHL_TRAINED_GENERATOR) {
        append_output(mlp, out);
    }
}
