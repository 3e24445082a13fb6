/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a network and the draw of its parameters. */
#include "systems/network.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/trace.h"

/* What is added to a layer that skips some must be of its shape. */
static chl_status
check_skip(const chl_network *network, const chl_layer *layer, chl_error *err)
{
    const size_t index = network->count;
    const chl_shape *made;

    if (layer->skip == 0) {
        return CHL_OK;
    }
    made = &network->layers[index - 1].to;
    if (made->height != layer->to.height || made->width != layer->to.width
        || made->channels != layer->to.channels) {
        return CHL_FAIL(err, CHL_EARG,
                        "a layer of %zu x %zu x %zu outputs is added to one of "
                        "%zu x %zu x %zu",
                        layer->to.height, layer->to.width, layer->to.channels,
                        made->height, made->width, made->channels);
    }
    return CHL_OK;
}

static chl_status
append(chl_network *network, const chl_layer_spec *spec, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t index = network->count;
    const chl_layer *source;
    chl_layer *layer = &network->layers[index];

    CHL_REQUIRE(spec->skip <= index, err, CHL_EARG,
                "skips %zu layers; there are %zu before it", spec->skip, index);
    source =
        spec->skip < index ? &network->layers[index - 1 - spec->skip] : NULL;
    CHL_TRY(chl_layer_init(spec, source != NULL ? &source->to : &network->from,
                           layer, err));
    layer->copies = source != NULL ? source->functions : 1;
    CHL_TRY(check_skip(network, layer, err));
    layer->first = network->half;
    network->half += layer->weights + layer->biases;
    network->place[index] =
        index == 0
            ? network->inputs
            : network->place[index - 1] + network->layers[index - 1].outputs;
    network->count++;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "layer %zu", index);
    }
    return status;
}

static void
find_extremes(chl_network *network)
{
    for (size_t k = 0; k < network->count; k++) {
        const chl_layer *layer = &network->layers[k];

        if (layer->weights > 0) {
            network->last = k;
        }
        if (layer->scratch > network->scratch) {
            network->scratch = layer->scratch;
        }
        if (layer->outputs > network->widest) {
            network->widest = layer->outputs;
        }
        network->width += layer->outputs;
    }
}

chl_status
chl_network_create(const chl_network_spec *spec, chl_network **out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_network *network = NULL;

    CHL_REQUIRE(spec->count >= 1 && spec->count <= CHL_NETWORK_LAYERS, err,
                CHL_EARG, "a network has %zu layers; 1..%d are possible",
                spec->count, CHL_NETWORK_LAYERS);
    network = chl_alloc(1, sizeof *network);
    CHL_REQUIRE_MEMORY(network, err, "a network");
    network->from = spec->from;
    network->halves = spec->antisymmetric ? 2 : 1;
    network->inputs = chl_shape_size(&spec->from);
    for (size_t k = 0; k < spec->count; k++) {
        CHL_TRY(append(network, &spec->layers[k], err));
    }
    network->outputs = network->layers[network->count - 1].outputs;
    network->widest = network->width = network->inputs;
    find_extremes(network);
    *out = network;
    network = NULL;
out:
    chl_free(network);
    return status;
}

void
chl_network_free(chl_network *network)
{
    chl_free(network);
}

size_t
chl_network_inputs(const chl_network *network)
{
    return network->inputs;
}

size_t
chl_network_outputs(const chl_network *network)
{
    return network->outputs;
}

size_t
chl_network_parameters(const chl_network *network)
{
    return network->halves * network->half;
}

size_t
chl_network_halves(const chl_network *network)
{
    return network->halves;
}

chl_network_start
chl_network_start_default(void)
{
    return (chl_network_start){ 1.0, 0.1, 1.0 };
}

void
chl_network_draw(const chl_network *network, const chl_network_start *start,
                 const chl_random *random, double *theta)
{
    for (size_t k = 0; k < network->count; k++) {
        const chl_layer *layer = &network->layers[k];
        const double last = k == network->last ? start->last_gain : 1.0;
        double gain = last * start->weight_gain
                      / sqrt((double) (layer->fan_in / layer->copies));

        for (size_t p = 0; p < layer->weights + layer->biases; p++) {
            size_t place = layer->first + p;

            if (p == layer->weights) {
                gain = start->bias_gain * sqrt((double) layer->copies);
            }
            theta[place] = gain * chl_random_normal(random, place);
        }
    }
    if (network->halves == 2) {
        memcpy(theta + network->half, theta, network->half * sizeof *theta);
    }
}
