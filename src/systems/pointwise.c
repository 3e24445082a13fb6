/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smooth pointwise functions, with first and second derivatives. */
#include "systems/layer.h"

#include <math.h>

static void
bend_tanh(double x, double *value, double *slope, double *curve)
{
    double t = tanh(x);

    *value = t;
    *slope = 1.0 - t * t;
    *curve = -2.0 * t * *slope;
}

static void
bend_softplus(double x, double *value, double *slope, double *curve)
{
    double e = exp(-fabs(x)), p = 1.0 / (1.0 + e);

    *value = fmax(x, 0.0) + log1p(e);
    *slope = x >= 0.0 ? p : e * p;
    *curve = e * p * p;
}

static void
bend_gelu(double x, double *value, double *slope, double *curve)
{
    const double root_half = 0.70710678118654752, scale = 0.39894228040143268;
    double below = 0.5 * erfc(-x * root_half);
    double density = scale * exp(-0.5 * x * x);

    *value = x * below;
    *slope = below + x * density;
    *curve = (2.0 - x * x) * density;
}

const chl_layer_type chl_layer_tanh = { .name = "tanh", .bend = bend_tanh };
const chl_layer_type chl_layer_softplus = { .name = "softplus",
                                            .bend = bend_softplus };
const chl_layer_type chl_layer_gelu = { .name = "gelu", .bend = bend_gelu };
