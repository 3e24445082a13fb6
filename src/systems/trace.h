/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of networks and of their traces. */
#ifndef CHLADNI_SYSTEMS_TRACE_H
#define CHLADNI_SYSTEMS_TRACE_H

#include "systems/layer.h"

struct chl_network {
    chl_shape from;
    size_t count, halves;
    size_t half; /* parameters of one half                                  */
    size_t inputs, outputs;
    size_t last;    /* layer with weights                                   */
    size_t scratch; /* doubles per row, of the hungriest layer              */
    size_t widest;  /* layer, the inputs among them                         */
    size_t width;   /* of all layers together, the inputs among them        */
    size_t place[CHL_NETWORK_LAYERS]; /* of each one's outputs in that       */
    chl_layer layers[CHL_NETWORK_LAYERS];
};

/* What each layer made of one half's pass: values and tangents from the inputs
 * on, slope and curve of pointwise layers at the place of their output. */
typedef struct chl_trace_half {
    double *value, *tangent, *slope, *curve; /* capacity x width each        */
} chl_trace_half;

struct chl_trace {
    const chl_network *network;
    size_t capacity, count;
    bool has_tangent;
    chl_trace_half half[2];
    double *output, *output_tangent;
    double *bar, *tangent_bar;     /* capacity x width, by layer             */
    double *spare, *tangent_spare; /* capacity x widest                      */
    double *scratch;
    double *arena; /* that holds all of them */
};

/* Numbers that a trace has for each row. */
size_t chl_trace_row(const chl_network *network);

#endif
