/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Normalised channels,  y = (x - mean x) / s,  s^2 = mean (x - mean x)^2 + e.
 * Their derivative is symmetric,
 *
 *     J v = (v - mean v - y mean(y v)) / s,
 *
 * and that of a form  g = mean(w_bar, J u)  in x, times the number of channels,
 *
 *     -J (mean(y u) w_bar + mean(w_bar y) u) / s - g y / s.
 *
 * Source  J. L. Ba, J. R. Kiros, G. E. Hinton, Layer normalization, 2016, arXiv
 *         1607.06450; without gain and bias.
 */
#include "systems/layer.h"

#include <math.h>

static const double least_variance = 1e-12;

static double
mean(size_t count, const double *x)
{
    double sum = 0.0;

    for (size_t c = 0; c < count; c++) {
        sum += x[c];
    }
    return sum / (double) count;
}

static double
mean_product(size_t count, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t c = 0; c < count; c++) {
        sum += x[c] * y[c];
    }
    return sum / (double) count;
}

static double
deviation(size_t count, const double *x)
{
    const double middle = mean(count, x);
    double sum = 0.0;

    for (size_t c = 0; c < count; c++) {
        sum += (x[c] - middle) * (x[c] - middle);
    }
    return sqrt(sum / (double) count + least_variance);
}

/* out = J v; they may be the same. */
static void
differentiate(size_t count, const double *y, double s, const double *v,
              double *out)
{
    const double middle = mean(count, v), along = mean_product(count, y, v);

    for (size_t c = 0; c < count; c++) {
        out[c] = (v[c] - middle - y[c] * along) / s;
    }
}

static void
pass(const chl_layer *layer, const chl_layer_pass *p)
{
    const size_t channels = layer->to.channels;
    const size_t size = p->count * layer->outputs;

    for (size_t at = 0; at < size; at += channels) {
        const double middle = mean(channels, p->x + at);
        const double s = deviation(channels, p->x + at);

        for (size_t c = 0; c < channels; c++) {
            p->y[at + c] = (p->x[at + c] - middle) / s;
        }
        if (p->w != NULL) {
            differentiate(channels, p->y + at, s, p->u + at, p->w + at);
        }
    }
}

/* Of one pixel. */
static void
turn_back(size_t channels, const double *y, double s, const double *u,
          const double *y_bar, const double *w_bar, double *x_bar,
          double *u_bar)
{
    double along_u, along_w, form = 0.0;

    if (w_bar == NULL) {
        differentiate(channels, y, s, y_bar, x_bar);
        return;
    }
    differentiate(channels, y, s, w_bar, u_bar);
    along_u = mean_product(channels, y, u);
    along_w = mean_product(channels, y, w_bar);
    form = mean_product(channels, u_bar, u);
    for (size_t c = 0; c < channels; c++) {
        x_bar[c] = y_bar[c] - (along_u * w_bar[c] + along_w * u[c]) / s;
    }
    differentiate(channels, y, s, x_bar, x_bar);
    for (size_t c = 0; c < channels; c++) {
        x_bar[c] -= form * y[c] / s;
    }
}

static void
back(const chl_layer *layer, const chl_layer_pass *p,
     const chl_layer_bars *bars)
{
    const size_t channels = layer->to.channels;
    const size_t size = p->count * layer->outputs;

    for (size_t at = 0; at < size; at += channels) {
        bool tangent = bars->w != NULL;

        turn_back(channels, p->y + at, deviation(channels, p->x + at),
                  tangent ? p->u + at : NULL, bars->y + at,
                  tangent ? bars->w + at : NULL, bars->x + at,
                  tangent ? bars->u + at : NULL);
    }
}

const chl_layer_type chl_layer_normalise = {
    .name = "normalise",
    .pass = pass,
    .back = back,
};
