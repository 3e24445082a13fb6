/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convolutions, as products with a matrix of patches, and their unweighted
 * opposite, doubling. Weights: k x k x channels in, x channels out, row-major.
 */
#include "systems/layer.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

static chl_status
prepare(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t stride = spec->stride;

    CHL_REQUIRE(spec->side >= 1 && spec->side <= 15, err, CHL_EARG,
                "side of a convolution is %zu; it must lie in 1..15",
                spec->side);
    CHL_REQUIRE(stride == 1 || stride == 2, err, CHL_EARG,
                "stride of a convolution is %zu; it must be 1 or 2", stride);
    layer->side = spec->side;
    layer->stride = stride;
    layer->to = (chl_shape){ (layer->from.height + stride - 1) / stride,
                             (layer->from.width + stride - 1) / stride,
                             spec->to.channels };
    layer->fan_in = spec->side * spec->side * layer->from.channels;
    layer->biases = spec->to.channels;
    layer->weights = layer->fan_in * layer->biases;
    layer->scratch = layer->to.height * layer->to.width * layer->fan_in;
out:
    return status;
}

/* Where patch entry (a, b) of output pixel (i, j) lies; false outside. */
static bool
find_pixel(const chl_layer *layer, size_t i, size_t j, size_t entry,
           size_t *place)
{
    size_t y = i * layer->stride + entry / layer->side;
    size_t x = j * layer->stride + entry % layer->side;
    const size_t margin = (layer->side - 1) / 2;

    if (y < margin || x < margin || y - margin >= layer->from.height
        || x - margin >= layer->from.width) {
        return false;
    }
    *place =
        ((y - margin) * layer->from.width + x - margin) * layer->from.channels;
    return true;
}

/* The patches of one row, output pixels x fan-in. */
static void
gather(const chl_layer *layer, const double *x, double *patches)
{
    const size_t channels = layer->from.channels,
                 entries = layer->side * layer->side;

    for (size_t i = 0; i < layer->to.height; i++) {
        for (size_t j = 0; j < layer->to.width; j++) {
            for (size_t e = 0; e < entries; e++, patches += channels) {
                size_t place;

                if (find_pixel(layer, i, j, e, &place)) {
                    memcpy(patches, x + place, channels * sizeof *x);
                } else {
                    memset(patches, 0, channels * sizeof *x);
                }
            }
        }
    }
}

/* The adjoint of gather. */
static void
scatter(const chl_layer *layer, const double *patches, double *x)
{
    const size_t channels = layer->from.channels,
                 entries = layer->side * layer->side;

    memset(x, 0, layer->inputs * sizeof *x);
    for (size_t i = 0; i < layer->to.height; i++) {
        for (size_t j = 0; j < layer->to.width; j++) {
            for (size_t e = 0; e < entries; e++, patches += channels) {
                size_t place;

                if (find_pixel(layer, i, j, e, &place)) {
                    for (size_t c = 0; c < channels; c++) {
                        x[place + c] += patches[c];
                    }
                }
            }
        }
    }
}

static void
gather_all(const chl_layer *layer, size_t count, const double *x,
           double *scratch)
{
    for (size_t k = 0; k < count; k++) {
        gather(layer, x + k * layer->inputs, scratch + k * layer->scratch);
    }
}

static int
pixels(const chl_layer *layer, size_t count)
{
    return (int) (count * layer->to.height * layer->to.width);
}

static void
apply(const chl_layer *layer, const double *weights, size_t count,
      const double *x, double *y, double *scratch)
{
    const int out = (int) layer->biases, in = (int) layer->fan_in;

    gather_all(layer, count, x, scratch);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, pixels(layer, count),
                out, in, 1.0, scratch, in, weights, out, 0.0, y, out);
}

static void
adjoint(const chl_layer *layer, const double *weights, size_t count,
        const double *y, double *x, double *scratch)
{
    const int out = (int) layer->biases, in = (int) layer->fan_in;

    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, pixels(layer, count),
                in, out, 1.0, y, out, weights, out, 0.0, scratch, in);
    for (size_t k = 0; k < count; k++) {
        scatter(layer, scratch + k * layer->scratch, x + k * layer->inputs);
    }
}

static void
gradient(const chl_layer *layer, size_t count, const double *x, const double *y,
         double *weights, double *scratch)
{
    const int out = (int) layer->biases, in = (int) layer->fan_in;

    gather_all(layer, count, x, scratch);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out,
                pixels(layer, count), 1.0, scratch, in, y, out, 1.0, weights,
                out);
}

const chl_layer_type chl_layer_convolution = {
    .name = "convolution",
    .prepare = prepare,
    .apply = apply,
    .adjoint = adjoint,
    .gradient = gradient,
};

static chl_status
prepare_double(const chl_layer_spec *spec, chl_layer *layer, chl_error *err)
{
    (void) spec;
    (void) err;
    layer->to.height *= 2;
    layer->to.width *= 2;
    return CHL_OK;
}

/* Place of the input that output pixel number `pixel` of a batch repeats:
 * rows of an image follow each other, and so do the images of a batch. */
static size_t
source_of(const chl_layer *layer, size_t pixel)
{
    const size_t line = pixel / layer->to.width,
                 column = pixel % layer->to.width;

    return (line / 2 * layer->from.width + column / 2) * layer->from.channels;
}

static void
apply_double(const chl_layer *layer, const double *weights, size_t count,
             const double *x, double *y, double *scratch)
{
    const size_t channels = layer->from.channels,
                 all = (size_t) pixels(layer, count);

    (void) weights;
    (void) scratch;
    for (size_t p = 0; p < all; p++) {
        memcpy(y + p * channels, x + source_of(layer, p), channels * sizeof *x);
    }
}

static void
adjoint_double(const chl_layer *layer, const double *weights, size_t count,
               const double *y, double *x, double *scratch)
{
    const size_t channels = layer->from.channels,
                 all = (size_t) pixels(layer, count);

    (void) weights;
    (void) scratch;
    memset(x, 0, count * layer->inputs * sizeof *x);
    for (size_t p = 0; p < all; p++) {
        double *to = x + source_of(layer, p);

        for (size_t c = 0; c < channels; c++) {
            to[c] += y[p * channels + c];
        }
    }
}

const chl_layer_type chl_layer_double = {
    .name = "double",
    .prepare = prepare_double,
    .apply = apply_double,
    .adjoint = adjoint_double,
};
