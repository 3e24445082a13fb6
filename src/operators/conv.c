/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random convolutional network: shape, filters and the way forward. */
#include "operators/conv.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

/* Channels behind the first and the second of several layers. */
static const size_t inner_channels[CHL_CONV_DEPTH - 1] = { 16, 32 };

static size_t
largest(size_t a, size_t b)
{
    return a > b ? a : b;
}

void
chl_conv_clear(chl_conv *conv)
{
    for (size_t at = 0; at < CHL_CONV_DEPTH; at++) {
        chl_free(conv->layers[at].filters);
        chl_free(conv->layers[at].bias);
        chl_free(conv->layers[at].taps);
    }
    chl_free(conv->cell);
    chl_free(conv->share);
    *conv = (chl_conv){ 0 };
}

/* The pixel under each tap of the filter, wrapping round. */
static void
fill_taps(chl_conv_layer *layer)
{
    size_t h = layer->height, w = layer->width;

    for (size_t at = 0; at < h * w * CHL_CONV_TAPS; at++) {
        size_t pixel = at / CHL_CONV_TAPS, tap = at % CHL_CONV_TAPS;
        size_t i = (pixel / w + h + tap / 3 - 1) % h;
        size_t j = (pixel % w + w + tap % 3 - 1) % w;

        layer->taps[at] = i * w + j;
    }
}

static chl_status
init_layer(chl_conv_layer *layer, size_t number, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_random all = { seed, CHL_STREAM_FILTERS };
    chl_random random = chl_random_substream(&all, number);
    size_t pixels = layer->height * layer->width;
    size_t weights = CHL_CONV_TAPS * layer->in * layer->out;

    layer->filters = chl_alloc(weights, sizeof(double));
    layer->bias = chl_alloc(layer->out, sizeof(double));
    layer->taps = chl_alloc(pixels * CHL_CONV_TAPS, sizeof(size_t));
    CHL_REQUIRE(layer->filters != NULL && layer->bias != NULL
                    && layer->taps != NULL,
                err, CHL_ENOMEM, "out of memory for a layer of filters");
    for (size_t k = 0; k < weights; k++) {
        layer->filters[k] = chl_random_normal(&random, k)
                            / sqrt((double) (CHL_CONV_TAPS * layer->in));
    }
    fill_taps(layer);
out:
    return status;
}

/* Cells of nearly equal size along both axes. */
static chl_status
init_cells(chl_conv *conv, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_conv_layer *last = &conv->layers[conv->depth - 1];
    size_t h = last->height, w = last->width, g = conv->grid;

    CHL_REQUIRE(g >= 1 && g <= h && g <= w, err, CHL_EARG,
                "grid is %zu; the last layer of %zu x %zu pixels has room for "
                "1..%zu",
                g, h, w, h < w ? h : w);
    conv->cell = chl_alloc(h * w, sizeof *conv->cell);
    conv->share = chl_alloc(g * g, sizeof *conv->share);
    CHL_REQUIRE_MEMORY(conv->cell, err, "cells of images");
    CHL_REQUIRE_MEMORY(conv->share, err, "cells of images");
    for (size_t k = 0; k < h * w; k++) {
        conv->cell[k] = k / w * g / h * g + k % w * g / w;
        conv->share[conv->cell[k]] += 1.0;
    }
    for (size_t k = 0; k < g * g; k++) {
        conv->share[k] = 1.0 / conv->share[k];
    }
out:
    return status;
}

chl_status
chl_conv_init(const chl_conv_shape *shape, chl_conv *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t h = shape->height, w = shape->width, in = shape->channels;
    chl_conv conv = { .depth = shape->depth,
                      .grid = shape->grid,
                      .features = shape->out * shape->grid * shape->grid,
                      .dimension = h * w * in };

    for (size_t at = 0; at < shape->depth; at++) {
        chl_conv_layer *layer = &conv.layers[at];
        bool last = at + 1 == shape->depth;

        *layer =
            (chl_conv_layer){ .height = h,
                              .width = w,
                              .in = in,
                              .out = last ? shape->out : inner_channels[at],
                              .pool_y = !last && h % 2 == 0 ? 2 : 1,
                              .pool_x = !last && w % 2 == 0 ? 2 : 1 };
        CHL_TRY(init_layer(layer, at, shape->seed, err));
        h /= layer->pool_y;
        w /= layer->pool_x;
        in = layer->out;
    }
    CHL_TRY(init_cells(&conv, err));
    *out = conv;
    conv = (chl_conv){ 0 };
out:
    chl_conv_clear(&conv);
    return status;
}

void
chl_conv_work_clear(chl_conv_work *work)
{
    for (size_t at = 0; at < CHL_CONV_DEPTH; at++) {
        chl_free(work->input[at]);
        chl_free(work->active[at]);
    }
    chl_free(work->patches);
    chl_free(work->upper);
    chl_free(work->lower);
    chl_free(work->columns);
    *work = (chl_conv_work){ 0 };
}

chl_status
chl_conv_work_init(const chl_conv *conv, size_t chunk, chl_conv_work *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_conv_work work = { .chunk = chunk };
    size_t patches = 0, values = conv->dimension;

    for (size_t at = 0; at < conv->depth; at++) {
        const chl_conv_layer *layer = &conv->layers[at];
        size_t pixels = layer->height * layer->width;

        work.input[at] = chl_alloc(pixels * layer->in, sizeof(double));
        work.active[at] = chl_alloc(pixels * layer->out, sizeof(double));
        CHL_REQUIRE_MEMORY(work.input[at], err, "a layer of an image");
        CHL_REQUIRE_MEMORY(work.active[at], err, "a layer of an image");
        patches = largest(patches, pixels * CHL_CONV_TAPS * layer->in);
        values = largest(values, pixels * layer->out);
    }
    work.patches = chl_alloc(patches, sizeof(double));
    work.columns = chl_alloc(chunk * patches, sizeof(double));
    work.upper = chl_alloc(chunk * values, sizeof(double));
    work.lower = chl_alloc(chunk * values, sizeof(double));
    CHL_REQUIRE(work.patches != NULL && work.columns != NULL
                    && work.upper != NULL && work.lower != NULL,
                err, CHL_ENOMEM, "out of memory for layers of images");
    *out = work;
    work = (chl_conv_work){ 0 };
out:
    chl_conv_work_clear(&work);
    return status;
}

void
chl_conv_filter(const chl_conv *conv, chl_conv_work *work, size_t at)
{
    const chl_conv_layer *layer = &conv->layers[at];
    size_t pixels = layer->height * layer->width, in = layer->in;
    int taps = (int) (CHL_CONV_TAPS * in);

    for (size_t k = 0; k < pixels * CHL_CONV_TAPS; k++) {
        memcpy(work->patches + k * in, work->input[at] + layer->taps[k] * in,
               in * sizeof(double));
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) pixels,
                (int) layer->out, taps, 1.0, work->patches, taps,
                layer->filters, (int) layer->out, 0.0, work->active[at],
                (int) layer->out);
}

/* Bias and ReLU. */
static void
activate(const chl_conv_layer *layer, double *active)
{
    for (size_t k = 0; k < layer->height * layer->width; k++) {
        double *pixel = active + k * layer->out;

        for (size_t c = 0; c < layer->out; c++) {
            double z = pixel[c] + layer->bias[c];

            pixel[c] = z > 0.0 ? z : 0.0;
        }
    }
}

/* Means over pool_y x pool_x pixels. */
static void
pool(const chl_conv_layer *layer, const double *active, double *out)
{
    size_t w = layer->width, n = layer->out, below = w / layer->pool_x;
    double share = 1.0 / (double) (layer->pool_y * layer->pool_x);

    memset(out, 0, layer->height / layer->pool_y * below * n * sizeof *out);
    for (size_t k = 0; k < layer->height * w; k++) {
        double *to =
            out + (k / w / layer->pool_y * below + k % w / layer->pool_x) * n;

        for (size_t c = 0; c < n; c++) {
            to[c] += share * active[k * n + c];
        }
    }
}

void
chl_conv_carry(const chl_conv *conv, chl_conv_work *work, size_t depth,
               const double *image)
{
    memcpy(work->input[0], image, conv->dimension * sizeof *image);
    for (size_t at = 0; at < depth; at++) {
        chl_conv_filter(conv, work, at);
        activate(&conv->layers[at], work->active[at]);
        pool(&conv->layers[at], work->active[at], work->input[at + 1]);
    }
}

void
chl_conv_features(const chl_conv *conv, chl_conv_work *work,
                  const double *image, double *features)
{
    size_t last = conv->depth - 1;
    const chl_conv_layer *layer = &conv->layers[last];
    size_t n = layer->out;

    chl_conv_carry(conv, work, last, image);
    chl_conv_filter(conv, work, last);
    activate(layer, work->active[last]);
    memset(features, 0, conv->features * sizeof *features);
    for (size_t k = 0; k < layer->height * layer->width; k++) {
        double *to = features + conv->cell[k] * n;
        double share = conv->share[conv->cell[k]];

        for (size_t c = 0; c < n; c++) {
            to[c] += share * work->active[last][k * n + c];
        }
    }
}
