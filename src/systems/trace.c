/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes through a network: forward with a tangent, and backward over both. */
#include "systems/trace.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

static double *
take(double **free_space, size_t count)
{
    double *place = *free_space;

    *free_space += count;
    return place;
}

size_t
chl_trace_row(const chl_network *network)
{
    return (4 * network->halves + 2) * network->width + 2 * network->outputs
           + 2 * network->widest + network->scratch;
}

chl_status
chl_trace_create(const chl_network *network, size_t capacity, chl_trace **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t row = chl_trace_row(network);
    chl_trace *trace = chl_alloc(1, sizeof *trace);
    double *space;

    CHL_REQUIRE_MEMORY(trace, err, "a pass through a network");
    trace->arena = chl_alloc(capacity, row * sizeof *trace->arena);
    CHL_REQUIRE_MEMORY(trace->arena, err, "a pass through a network");
    trace->network = network;
    trace->capacity = capacity;
    space = trace->arena;
    for (size_t h = 0; h < network->halves; h++) {
        const size_t size = capacity * network->width;

        trace->half[h] =
            (chl_trace_half){ take(&space, size), take(&space, size),
                              take(&space, size), take(&space, size) };
    }
    trace->bar = take(&space, capacity * network->width);
    trace->tangent_bar = take(&space, capacity * network->width);
    trace->spare = take(&space, capacity * network->widest);
    trace->tangent_spare = take(&space, capacity * network->widest);
    trace->output = take(&space, capacity * network->outputs);
    trace->output_tangent = take(&space, capacity * network->outputs);
    trace->scratch = take(&space, capacity * network->scratch);
    *out = trace;
    trace = NULL;
out:
    chl_trace_free(trace);
    return status;
}

void
chl_trace_free(chl_trace *trace)
{
    if (trace != NULL) {
        chl_free(trace->arena);
    }
    chl_free(trace);
}

const double *
chl_trace_output(const chl_trace *trace)
{
    return trace->output;
}

const double *
chl_trace_tangent(const chl_trace *trace)
{
    return trace->output_tangent;
}

/* Places in a half's arrays of what layer k makes, and of its input. */
static size_t
place_of(const chl_trace *trace, size_t k)
{
    return trace->capacity * trace->network->place[k];
}

static size_t
source_of(const chl_trace *trace, size_t k)
{
    const size_t skip = trace->network->layers[k].skip;

    return k == skip ? 0 : place_of(trace, k - 1 - skip);
}

static chl_layer_pass
pass_of(const chl_trace *trace, const chl_trace_half *half, size_t k)
{
    const size_t from = source_of(trace, k), to = place_of(trace, k);

    return (chl_layer_pass){
        .count = trace->count,
        .x = half->value + from,
        .u = trace->has_tangent ? half->tangent + from : NULL,
        .y = half->value + to,
        .w = trace->has_tangent ? half->tangent + to : NULL,
        .slope = half->slope + to,
        .curve = half->curve + to,
    };
}

static void
add_bias(const chl_layer *layer, const double *bias, size_t count, double *y)
{
    const size_t rows =
        layer->biases == 0 ? 0 : count * layer->outputs / layer->biases;

    for (size_t r = 0; r < rows; r++, y += layer->biases) {
        for (size_t c = 0; c < layer->biases; c++) {
            y[c] += bias[c];
        }
    }
}

static void
multiply_rows(const chl_trace *trace, const chl_layer *layer,
              const chl_layer_pass *p, const double *weights)
{
    layer->type->apply(layer, weights, p->count, p->x, p->y, trace->scratch);
    add_bias(layer, weights + layer->weights, p->count, p->y);
    if (p->w != NULL) {
        layer->type->apply(layer, weights, p->count, p->u, p->w,
                           trace->scratch);
    }
}

/* What the layer before a skip made. */
static void
add_before(const chl_trace *trace, const chl_trace_half *half, size_t k,
           const chl_layer_pass *p)
{
    const int size = (int) (p->count * trace->network->layers[k].outputs);
    const size_t before = place_of(trace, k - 1);

    cblas_daxpy(size, 1.0, half->value + before, 1, p->y, 1);
    if (p->w != NULL) {
        cblas_daxpy(size, 1.0, half->tangent + before, 1, p->w, 1);
    }
}

static void
run_half(const chl_trace *trace, const chl_trace_half *half,
         const double *theta)
{
    const chl_network *network = trace->network;

    for (size_t k = 0; k < network->count; k++) {
        const chl_layer *layer = &network->layers[k];
        const chl_layer_pass p = pass_of(trace, half, k);

        if (layer->type->pass != NULL) {
            layer->type->pass(layer, &p);
        } else {
            multiply_rows(trace, layer, &p, theta + layer->first);
        }
        if (layer->skip > 0) {
            add_before(trace, half, k, &p);
        }
    }
}

/* y_h += sign x, of the weights with which the halves enter the output. */
static double
weight_of(const chl_network *network, size_t half)
{
    if (network->halves == 1) {
        return 1.0;
    }
    return half == 0 ? M_SQRT1_2 : -M_SQRT1_2;
}

void
chl_network_forward(chl_trace *trace, const double *theta, size_t count,
                    const double *x, const double *u)
{
    const chl_network *network = trace->network;
    const size_t size = count * network->outputs,
                 bytes = count * network->inputs * sizeof *x;

    const size_t place = trace->capacity * network->place[network->count - 1];

    trace->count = count;
    trace->has_tangent = u != NULL;
    memset(trace->output, 0, size * sizeof *x);
    memset(trace->output_tangent, 0, size * sizeof *x);
    for (size_t h = 0; h < network->halves; h++) {
        const chl_trace_half *half = &trace->half[h];
        const double weight = weight_of(network, h);

        memcpy(half->value, x, bytes);
        if (u != NULL) {
            memcpy(half->tangent, u, bytes);
        }
        run_half(trace, half, theta + h * network->half);
        cblas_daxpy((int) size, weight, half->value + place, 1, trace->output,
                    1);
        if (u != NULL) {
            cblas_daxpy((int) size, weight, half->tangent + place, 1,
                        trace->output_tangent, 1);
        }
    }
}

static void
sum_bias(const chl_layer *layer, const double *y_bar, size_t count,
         double *d_bias)
{
    const size_t rows =
        layer->biases == 0 ? 0 : count * layer->outputs / layer->biases;

    for (size_t r = 0; r < rows; r++, y_bar += layer->biases) {
        for (size_t c = 0; c < layer->biases; c++) {
            d_bias[c] += y_bar[c];
        }
    }
}

static void
add_gradient(const chl_trace *trace, const chl_layer *layer,
             const chl_layer_pass *p, const chl_layer_bars *b,
             double *d_weights)
{
    if (layer->weights == 0) {
        return;
    }
    layer->type->gradient(layer, p->count, p->x, b->y, d_weights,
                          trace->scratch);
    sum_bias(layer, b->y, p->count, d_weights + layer->weights);
    if (b->w != NULL) {
        layer->type->gradient(layer, p->count, p->u, b->w, d_weights,
                              trace->scratch);
    }
}

static void
step_back(const chl_trace *trace, const chl_layer *layer,
          const chl_layer_pass *p, const double *theta, const chl_layer_bars *b,
          double *d_theta)
{
    const double *weights = theta + layer->first;

    if (layer->type->back != NULL) {
        layer->type->back(layer, p, b);
        return;
    }
    if (d_theta != NULL) {
        add_gradient(trace, layer, p, b, d_theta + layer->first);
    }
    layer->type->adjoint(layer, weights, p->count, b->y, b->x, trace->scratch);
    if (b->w != NULL) {
        layer->type->adjoint(layer, weights, p->count, b->w, b->u,
                             trace->scratch);
    }
}

static void
scale_into(size_t size, double weight, const double *from, double *to)
{
    for (size_t i = 0; i < size; i++) {
        to[i] = from == NULL ? 0.0 : weight * from[i];
    }
}

/* Bars of layer k where they belong; those of an input that has some already,
 * because a later layer took it, into spare room. */
static chl_layer_bars
bars_of(const chl_trace *trace, size_t k, bool has_tangent, bool taken)
{
    const size_t from = source_of(trace, k), to = place_of(trace, k);
    chl_layer_bars b = { .y = trace->bar + to, .x = trace->bar + from };

    if (taken) {
        b.x = trace->spare;
    }
    if (has_tangent) {
        b.w = trace->tangent_bar + to;
        b.u = taken ? trace->tangent_spare : trace->tangent_bar + from;
    }
    return b;
}

/* What was added to a layer has its bars. */
static void
pass_to_before(const chl_trace *trace, size_t k, bool taken,
               const chl_layer_bars *b)
{
    const size_t before = place_of(trace, k - 1);
    const size_t size = trace->count * trace->network->layers[k].outputs;

    for (size_t i = 0; i < size; i++) {
        trace->bar[before + i] =
            b->y[i] + (taken ? trace->bar[before + i] : 0.0);
    }
    for (size_t i = 0; b->w != NULL && i < size; i++) {
        trace->tangent_bar[before + i] =
            b->w[i] + (taken ? trace->tangent_bar[before + i] : 0.0);
    }
}

static void
add_spare(const chl_trace *trace, size_t k, const chl_layer_bars *b)
{
    const size_t from = source_of(trace, k);
    const int size = (int) (trace->count * trace->network->layers[k].inputs);

    cblas_daxpy(size, 1.0, b->x, 1, trace->bar + from, 1);
    if (b->u != NULL) {
        cblas_daxpy(size, 1.0, b->u, 1, trace->tangent_bar + from, 1);
    }
}

/* Leaves dL/dx of one half at the head of the bars. */
static void
return_half(const chl_trace *trace, const chl_trace_half *half,
            const double *theta, bool has_tangent, double *d_theta)
{
    const chl_network *network = trace->network;
    bool taken[CHL_NETWORK_LAYERS + 1] = { false }; /* inputs, then layers   */

    for (size_t k = network->count; k-- > 0;) {
        const chl_layer *layer = &network->layers[k];
        const size_t source = k - layer->skip;
        const chl_layer_pass p = pass_of(trace, half, k);
        const chl_layer_bars b = bars_of(trace, k, has_tangent, taken[source]);

        step_back(trace, layer, &p, theta, &b, d_theta);
        if (layer->skip > 0) {
            pass_to_before(trace, k, taken[k], &b);
            taken[k] = true;
        }
        if (taken[source]) {
            add_spare(trace, k, &b);
        }
        taken[source] = true;
    }
}

void
chl_network_backward(chl_trace *trace, const double *theta, const double *y_bar,
                     const double *w_bar, double *d_theta, double *d_x)
{
    const chl_network *network = trace->network;
    const size_t size = trace->count * network->outputs,
                 size_x = trace->count * network->inputs;
    const size_t end = place_of(trace, network->count - 1);

    if (d_x != NULL) {
        memset(d_x, 0, size_x * sizeof *d_x);
    }
    for (size_t h = 0; h < network->halves; h++) {
        const double weight = weight_of(network, h);
        const size_t first = h * network->half;

        scale_into(size, weight, y_bar, trace->bar + end);
        scale_into(size, weight, w_bar, trace->tangent_bar + end);
        return_half(trace, &trace->half[h], theta + first, w_bar != NULL,
                    d_theta == NULL ? NULL : d_theta + first);
        if (d_x != NULL) {
            cblas_daxpy((int) size_x, 1.0, trace->bar, 1, d_x, 1);
        }
    }
}
