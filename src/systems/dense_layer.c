/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every output looks at every input. Weights: outputs x inputs, row-major. */
#include "systems/layer.h"

#include <cblas.h>

#include "base/error.h"

static chl_status
prepare(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    (void) err;
    layer->to = spec->to;
    layer->fan_in = chl_shape_size(&layer->from);
    layer->biases = chl_shape_size(&layer->to);
    layer->weights = layer->fan_in * layer->biases;
    return CHL_OK;
}

static void
apply(const chl_layer *layer, const double *weights, size_t count,
      const double *x, double *y, double *scratch)
{
    const int rows = (int) count, in = (int) layer->inputs,
              out = (int) layer->outputs;

    (void) scratch;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, out, in, 1.0, x,
                in, weights, in, 0.0, y, out);
}

static void
adjoint(const chl_layer *layer, const double *weights, size_t count,
        const double *y, double *x, double *scratch)
{
    const int rows = (int) count, in = (int) layer->inputs,
              out = (int) layer->outputs;

    (void) scratch;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, in, out, 1.0,
                y, out, weights, in, 0.0, x, in);
}

static void
gradient(const chl_layer *layer, size_t count, const double *x, const double *y,
         double *weights, double *scratch)
{
    const int rows = (int) count, in = (int) layer->inputs,
              out = (int) layer->outputs;

    (void) scratch;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, out, in, rows, 1.0, y,
                out, x, in, 1.0, weights, in);
}

const chl_layer_type chl_layer_dense = {
    .name = "dense",
    .prepare = prepare,
    .apply = apply,
    .adjoint = adjoint,
    .gradient = gradient,
};
