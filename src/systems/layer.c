/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of layers. */
#include "systems/layer.h"

#include <string.h>

#include "base/error.h"

enum {
    SIZE_LIMIT = 1 << 20 /* of one row; keeps products within int for BLAS */
};

static const chl_layer_type *const table[] = {
    &chl_layer_dense,  &chl_layer_convolution, &chl_layer_transposed,
    &chl_layer_double, &chl_layer_tanh,        &chl_layer_softplus,
    &chl_layer_gelu,   &chl_layer_activation,  &chl_layer_normalise,
};

size_t
chl_shape_size(const chl_shape *shape)
{
    return shape->height * shape->width * shape->channels;
}

static const chl_layer_type *
find(const char *name)
{
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        if (strcmp(table[k]->name, name) == 0) {
            return table[k];
        }
    }
    return NULL;
}

static bool
has_sensible_size(const chl_shape *shape)
{
    return shape->height >= 1 && shape->width >= 1 && shape->channels >= 1
           && shape->height <= SIZE_LIMIT
           && shape->width <= SIZE_LIMIT / shape->height
           && shape->channels <= SIZE_LIMIT / shape->height / shape->width;
}

chl_status
chl_layer_init(const chl_layer_spec *spec, const chl_shape *from,
               chl_layer *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_layer layer = {
        .from = *from, .to = *from, .functions = 1, .skip = spec->skip
    };

    CHL_REQUIRE(spec->type != NULL, err, CHL_EARG, "a layer has no type");
    layer.type = find(spec->type);
    CHL_REQUIRE(layer.type != NULL, err, CHL_EARG,
                "there is no layer called '%s'", spec->type);
    CHL_REQUIRE(has_sensible_size(from), err, CHL_EARG,
                "a layer has %zu x %zu x %zu inputs; 1..%d in all are possible",
                from->height, from->width, from->channels, SIZE_LIMIT);
    if (layer.type->prepare != NULL) {
        CHL_TRY(layer.type->prepare(spec, &layer, err));
    }
    CHL_REQUIRE(has_sensible_size(&layer.to), err, CHL_EARG,
                "layer '%s' has %zu x %zu x %zu outputs; 1..%d in all are "
                "possible",
                spec->type, layer.to.height, layer.to.width, layer.to.channels,
                SIZE_LIMIT);
    layer.inputs = chl_shape_size(&layer.from);
    layer.outputs = chl_shape_size(&layer.to);
    *out = layer;
out:
    return status;
}
