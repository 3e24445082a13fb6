/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back through a convolutional network, a chunk of gradients at once.
 */
#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/conv.h"

static size_t
pixels_of(const chl_conv_layer *layer)
{
    return layer->height * layer->width;
}

static void
add(size_t count, const double *restrict from, double *restrict to)
{
    for (size_t c = 0; c < count; c++) {
        to[c] += from[c];
    }
}

/* Add the columns of one gradient to the pixels under their taps. */
static void
scatter(const chl_conv_layer *layer, const double *columns, double *out)
{
    size_t in = layer->in, taps = pixels_of(layer) * CHL_CONV_TAPS;

    memset(out, 0, pixels_of(layer) * in * sizeof *out);
    for (size_t k = 0; k < taps; k++) {
        add(in, columns + k * in, out + layer->taps[k] * in);
    }
}

/* Nothing passes where ReLU gave 0. */
static void
stop_where_idle(size_t count, const double *restrict active,
                double *restrict gradient)
{
    for (size_t k = 0; k < count; k++) {
        gradient[k] = active[k] > 0.0 ? gradient[k] : 0.0;
    }
}

/* From the gradients behind ReLU, in work->upper, to those of the input. */
static void
through_filters(const chl_conv *conv, chl_conv_work *work, size_t at,
                size_t count, double *out)
{
    const chl_conv_layer *layer = &conv->layers[at];
    size_t one = pixels_of(layer) * layer->out;
    int taps = (int) (CHL_CONV_TAPS * layer->in), n = (int) layer->out;

    for (size_t a = 0; a < count; a++) {
        stop_where_idle(one, work->active[at], work->upper + a * one);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans,
                (int) (count * pixels_of(layer)), taps, n, 1.0, work->upper, n,
                layer->filters, n, 0.0, work->columns, taps);
    for (size_t a = 0; a < count; a++) {
        scatter(layer, work->columns + a * pixels_of(layer) * (size_t) taps,
                out + a * pixels_of(layer) * layer->in);
    }
}

/* Gradients of means, in work->lower, to those of the pixels in work->upper. */
static void
through_pool(const chl_conv *conv, chl_conv_work *work, size_t at, size_t count)
{
    const chl_conv_layer *layer = &conv->layers[at];
    size_t h = layer->height, w = layer->width, n = layer->out;
    size_t across = w / layer->pool_x, below = h / layer->pool_y * across;
    double share = 1.0 / (double) (layer->pool_y * layer->pool_x);

    for (size_t a = 0; a < count; a++) {
        for (size_t pixel = 0; pixel < h * w; pixel++) {
            double *to = work->upper + (a * h * w + pixel) * n;
            const double *from =
                work->lower
                + (a * below + pixel / w / layer->pool_y * across
                   + pixel % w / layer->pool_x)
                      * n;

            for (size_t c = 0; c < n; c++) {
                to[c] = share * from[c];
            }
        }
    }
}

/* From the input of layer `at`, in work->lower, to the image. */
static void
carry_back(const chl_conv *conv, chl_conv_work *work, size_t at, size_t count,
           double *gradients)
{
    while (at-- > 0) {
        through_pool(conv, work, at, count);
        through_filters(conv, work, at, count,
                        at > 0 ? work->lower : gradients);
    }
}

void
chl_conv_gradients(const chl_conv *conv, chl_conv_work *work, size_t k,
                   const double *coefficients, size_t stride, double *gradients)
{
    size_t last = conv->depth - 1, count;
    const chl_conv_layer *layer = &conv->layers[last];
    size_t n = layer->out, pixels = pixels_of(layer);

    for (size_t at = 0; at < k; at += count) {
        double *out = gradients + at * conv->dimension;

        count = k - at < work->chunk ? k - at : work->chunk;
        for (size_t i = 0; i < count * pixels; i++) {
            size_t cell = conv->cell[i % pixels];
            const double *alpha =
                coefficients + (at + i / pixels) * stride + cell * n;

            for (size_t c = 0; c < n; c++) {
                work->upper[i * n + c] = conv->share[cell] * alpha[c];
            }
        }
        through_filters(conv, work, last, count, last > 0 ? work->lower : out);
        carry_back(conv, work, last, count, out);
    }
}

/* The gradient of one feature in the input of the last layer: its filter at
 * every active pixel of its cell. */
static void
spread_filter(const chl_conv *conv, const chl_conv_work *work, size_t feature,
              double *out)
{
    size_t last = conv->depth - 1;
    const chl_conv_layer *layer = &conv->layers[last];
    size_t in = layer->in, n = layer->out, channel = feature % n;
    double filter[CHL_CONV_TAPS * CHL_CONV_IN];

    for (size_t t = 0; t < CHL_CONV_TAPS * in; t++) {
        filter[t] = conv->share[feature / n] * layer->filters[t * n + channel];
    }
    memset(out, 0, pixels_of(layer) * in * sizeof *out);
    for (size_t k = 0; k < pixels_of(layer); k++) {
        const size_t *taps = layer->taps + k * CHL_CONV_TAPS;

        if (conv->cell[k] != feature / n
            || !(work->active[last][k * n + channel] > 0.0)) {
            continue;
        }
        for (size_t t = 0; t < CHL_CONV_TAPS; t++) {
            add(in, filter + t * in, out + taps[t] * in);
        }
    }
}

void
chl_conv_feature_gradients(const chl_conv *conv, chl_conv_work *work,
                           double *gradients)
{
    size_t last = conv->depth - 1, count;
    const chl_conv_layer *layer = &conv->layers[last];
    size_t one = pixels_of(layer) * layer->in;

    for (size_t at = 0; at < conv->features; at += count) {
        double *out = gradients + at * conv->dimension;

        count = conv->features - at < work->chunk ? conv->features - at
                                                  : work->chunk;
        for (size_t a = 0; a < count; a++) {
            spread_filter(conv, work, at + a,
                          (last > 0 ? work->lower : out) + a * one);
        }
        carry_back(conv, work, last, count, out);
    }
}
