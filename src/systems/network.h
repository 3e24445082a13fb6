/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finite networks y = f(theta; x) of smooth layers, with exact derivatives in
 * theta and x and exact derivatives of their input gradient in theta: what
 * gradient penalties and tangent features need.
 *
 * A network is a shape alone; its parameters theta are a plain array of the
 * caller. Layers:
 *   dense        y = W x + b, to any shape
 *   convolution  k x k, stride 1 or 2, zeros outside, the middle of an even k
 *                up and left; a bias per channel
 *   transposed   k x k, stride 1 or 2: the transpose of that convolution from
 *                stride times the height and width, with channels exchanged
 *   double       height and width doubled, each pixel four times
 *   tanh, softplus (log(1 + e^x)), gelu (x Phi(x))       pointwise
 *   activation   those of <chladni/ntk.h>, pointwise; several stand side by
 *                side, as so many times the channels
 *   normalise    the channels of each pixel less their mean, over the root of
 *                their variance + 1e-12
 *
 * A layer with `skip` takes its input from so many layers before the one
 * before it, and what that one made is added to what it makes.
 *
 * An antisymmetric network is (f(theta_1; x) - f(theta_2; x)) / sqrt 2 with
 * theta = (theta_1, theta_2). Started with theta_1 = theta_2 it is zero
 * everywhere, and its tangent kernel is that of f.
 *
 * Shapes     rows are row-major, images channel fastest
 * Threads    none inside; any number at once with a trace each
 * Source     forward over reverse: A. Griewank, A. Walther, Evaluating
 *            Derivatives, SIAM 2008, chapter 5; antisymmetric start: Y. Zhang
 *            et al., A type of generalization error induced by
 *            initialization, 2020, arXiv 1905.07777.
 */
#ifndef CHLADNI_SYSTEMS_NETWORK_H
#define CHLADNI_SYSTEMS_NETWORK_H

#include <chladni/ntk.h>

#include "base/random.h"

typedef struct chl_shape {
    size_t height, width, channels;
} chl_shape;

typedef struct chl_layer_spec {
    const char *type;
    chl_shape to;        /* dense: of the output; convolution: its channels  */
    size_t side, stride; /* of convolutions: k in 1..15, and 1 or 2          */
    chl_activation activations[CHL_ACTIVATION_LIMIT];
    size_t activation_count; /* 1..CHL_ACTIVATION_LIMIT                      */
    size_t skip;             /* 0: the layer before it                       */
} chl_layer_spec;

enum {
    CHL_NETWORK_LAYERS = 64
};

typedef struct chl_network_spec {
    chl_shape from;
    size_t count;
    chl_layer_spec layers[CHL_NETWORK_LAYERS];
    bool antisymmetric;
} chl_network_spec;

typedef struct chl_network chl_network;

/*
 * Ownership  copies spec; *out is the caller's (chl_network_free); untouched
 *            on error.
 * Errors     CHL_EARG  no layers, too many, an unknown type, sizes of zero, a
 *                      side or stride out of range, activations that are
 *                      none or too many, a skip out of the network or between
 *                      unequal shapes
 *            CHL_ENOMEM
 */
chl_status chl_network_create(const chl_network_spec *spec, chl_network **out,
                              chl_error *err);
void chl_network_free(chl_network *network);

size_t chl_network_inputs(const chl_network *network);
size_t chl_network_outputs(const chl_network *network);
/* Length of theta, and how many equal parts it has: 2 if antisymmetric. */
size_t chl_network_parameters(const chl_network *network);
size_t chl_network_halves(const chl_network *network);

/*
 * Draw theta: weights normal with standard deviation weight_gain /
 * sqrt(fan-in), biases normal with bias_gain, behind A activations sqrt(A) of
 * it; their fan-in is that of one. Both halves alike. The last linear layer's
 * weights are multiplied by last_gain.
 */
typedef struct chl_network_start {
    double weight_gain, bias_gain, last_gain; /* default 1, 0.1, 1 */
} chl_network_start;

chl_network_start chl_network_start_default(void);
void chl_network_draw(const chl_network *network,
                      const chl_network_start *start, const chl_random *random,
                      double *theta);

/* What one pass leaves for the way back, for up to `capacity` rows. */
typedef struct chl_trace chl_trace;

/* Ownership  borrows network; *out is the caller's (chl_trace_free).
 * Errors     CHL_ENOMEM */
chl_status chl_trace_create(const chl_network *network, size_t capacity,
                            chl_trace **out, chl_error *err);
void chl_trace_free(chl_trace *trace);

/*
 * Forward: y = f(theta; x) and, if u is not NULL, w = (df/dx) u, for `count`
 * rows. Views into the trace, until its next pass.
 */
void chl_network_forward(chl_trace *trace, const double *theta, size_t count,
                         const double *x, const double *u);
const double *chl_trace_output(const chl_trace *trace);
const double *chl_trace_tangent(const chl_trace *trace);

/*
 * Backward: with L = sum over rows of  y_bar . y + w_bar . w  of the pass
 * before, add dL/dtheta to d_theta and write dL/dx to d_x. NULL stands for
 * zero in y_bar and w_bar, and for not wanted in d_theta and d_x. w_bar only
 * after a pass with u.
 */
void chl_network_backward(chl_trace *trace, const double *theta,
                          const double *y_bar, const double *w_bar,
                          double *d_theta, double *d_x);

#endif
