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

chl_status
chl_trace_create(const chl_network *network, size_t capacity, chl_trace **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t row = 4 * network->halves * network->width
                       + 2 * network->outputs + 4 * network->widest
                       + network->scratch;
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
    for (size_t k = 0; k < 2; k++) {
        trace->bar[k] = take(&space, capacity * network->widest);
        trace->tangent_bar[k] = take(&space, capacity * network->widest);
    }
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

static void
bend_rows(const chl_trace *trace, const chl_layer *layer,
          const chl_trace_half *half, size_t from, size_t to)
{
    const size_t size = trace->count * layer->outputs;

    for (size_t i = 0; i < size; i++) {
        layer->type->bend(layer, half->value[from + i], &half->value[to + i],
                          &half->slope[to + i], &half->curve[to + i]);
        if (trace->has_tangent) {
            half->tangent[to + i] =
                half->slope[to + i] * half->tangent[from + i];
        }
    }
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
              const chl_trace_half *half, const double *theta, size_t from,
              size_t to)
{
    const double *weights = theta + layer->first;

    layer->type->apply(layer, weights, trace->count, half->value + from,
                       half->value + to, trace->scratch);
    add_bias(layer, weights + layer->weights, trace->count, half->value + to);
    if (trace->has_tangent) {
        layer->type->apply(layer, weights, trace->count, half->tangent + from,
                           half->tangent + to, trace->scratch);
    }
}

/* Place of the outputs of the last layer in a half's arrays. */
static size_t
run_half(const chl_trace *trace, const chl_trace_half *half,
         const double *theta)
{
    const chl_network *network = trace->network;
    size_t from = 0, to = trace->capacity * network->inputs;

    for (size_t k = 0; k < network->count; k++) {
        const chl_layer *layer = &network->layers[k];

        if (layer->type->bend != NULL) {
            bend_rows(trace, layer, half, from, to);
        } else {
            multiply_rows(trace, layer, half, theta, from, to);
        }
        from = to;
        to += trace->capacity * layer->outputs;
    }
    return from;
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

    trace->count = count;
    trace->has_tangent = u != NULL;
    memset(trace->output, 0, size * sizeof *x);
    memset(trace->output_tangent, 0, size * sizeof *x);
    for (size_t h = 0; h < network->halves; h++) {
        const chl_trace_half *half = &trace->half[h];
        const double weight = weight_of(network, h);
        size_t place;

        memcpy(half->value, x, bytes);
        if (u != NULL) {
            memcpy(half->tangent, u, bytes);
        }
        place = run_half(trace, half, theta + h * network->half);
        cblas_daxpy((int) size, weight, half->value + place, 1, trace->output,
                    1);
        if (u != NULL) {
            cblas_daxpy((int) size, weight, half->tangent + place, 1,
                        trace->output_tangent, 1);
        }
    }
}

/* Everything one layer needs on the way back: y_bar, w_bar become x_bar,
 * u_bar; the tangent's are NULL without one. */
typedef struct back {
    const double *y_bar, *w_bar;
    double *x_bar, *u_bar;
    size_t from, to; /* places of the layer's input and output               */
} back;

static void
unbend_rows(const chl_trace *trace, const chl_layer *layer,
            const chl_trace_half *half, const back *b)
{
    const size_t size = trace->count * layer->outputs;
    const double *slope = half->slope + b->to, *curve = half->curve + b->to,
                 *u = half->tangent + b->from;

    for (size_t i = 0; i < size; i++) {
        b->x_bar[i] = slope[i] * b->y_bar[i];
    }
    for (size_t i = 0; b->w_bar != NULL && i < size; i++) {
        b->x_bar[i] += curve[i] * u[i] * b->w_bar[i];
        b->u_bar[i] = slope[i] * b->w_bar[i];
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
             const chl_trace_half *half, const back *b, double *d_weights)
{
    if (layer->weights == 0) {
        return;
    }
    layer->type->gradient(layer, trace->count, half->value + b->from, b->y_bar,
                          d_weights, trace->scratch);
    sum_bias(layer, b->y_bar, trace->count, d_weights + layer->weights);
    if (b->w_bar != NULL) {
        layer->type->gradient(layer, trace->count, half->tangent + b->from,
                              b->w_bar, d_weights, trace->scratch);
    }
}

static void
step_back(const chl_trace *trace, const chl_layer *layer,
          const chl_trace_half *half, const double *theta, const back *b,
          double *d_theta)
{
    const double *weights = theta + layer->first;

    if (layer->type->bend != NULL) {
        unbend_rows(trace, layer, half, b);
        return;
    }
    if (d_theta != NULL) {
        add_gradient(trace, layer, half, b, d_theta + layer->first);
    }
    layer->type->adjoint(layer, weights, trace->count, b->y_bar, b->x_bar,
                         trace->scratch);
    if (b->w_bar != NULL) {
        layer->type->adjoint(layer, weights, trace->count, b->w_bar, b->u_bar,
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

/* Leaves dL/dx of one half in the array it returns. */
static const double *
return_half(const chl_trace *trace, const chl_trace_half *half,
            const double *theta, bool has_tangent, double *d_theta)
{
    const chl_network *network = trace->network;
    size_t to = trace->capacity * (network->width - network->outputs), turn = 0;

    for (size_t k = network->count; k-- > 0; turn = 1 - turn) {
        const chl_layer *layer = &network->layers[k];
        const size_t from = to - trace->capacity * layer->inputs;
        const back b = { trace->bar[turn],
                         has_tangent ? trace->tangent_bar[turn] : NULL,
                         trace->bar[1 - turn],
                         has_tangent ? trace->tangent_bar[1 - turn] : NULL,
                         from,
                         to };

        step_back(trace, layer, half, theta, &b, d_theta);
        to = from;
    }
    return trace->bar[turn];
}

void
chl_network_backward(chl_trace *trace, const double *theta, const double *y_bar,
                     const double *w_bar, double *d_theta, double *d_x)
{
    const chl_network *network = trace->network;
    const size_t size = trace->count * network->outputs,
                 size_x = trace->count * network->inputs;

    if (d_x != NULL) {
        memset(d_x, 0, size_x * sizeof *d_x);
    }
    for (size_t h = 0; h < network->halves; h++) {
        const double weight = weight_of(network, h);
        const size_t first = h * network->half;
        const double *x_bar;

        scale_into(size, weight, y_bar, trace->bar[0]);
        scale_into(size, weight, w_bar, trace->tangent_bar[0]);
        x_bar =
            return_half(trace, &trace->half[h], theta + first, w_bar != NULL,
                        d_theta == NULL ? NULL : d_theta + first);
        if (d_x != NULL) {
            cblas_daxpy((int) size_x, 1.0, x_bar, 1, d_x, 1);
        }
    }
}
