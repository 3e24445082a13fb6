/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gradients in x of the kernels of one x with some z, by the chain rule from
 * the last layer to the first: bars are derivatives of the value,
 *
 *     v_bar of V,  s_bar of D T,  t_bar = D s_bar,  d_bar = T s_bar
 *     c_bar = D v_bar + D_c d_bar + t_bar,   q_bar = V_q v_bar + D_q d_bar
 *
 * which neighbours share out among each other.
 */
#include "kernels/images.h"

#include <string.h>

/* Bars live where the values' works were. */
typedef struct bars {
    double *v, *s, *c, *t;
} bars;

static size_t
image_of(const chl_images_pass *pass, size_t column)
{
    return pass->shape.pooled ? 0 : column;
}

/* The slope of q / (q + least) at pixel p of x, where it is normalised. */
static double
slope_of(const chl_images_pass *pass, const chl_images_layer *layer, size_t p)
{
    const double whole = pass->raw[layer->before + p] + CHL_LEAST_VARIANCE;

    return CHL_LEAST_VARIANCE / (whole * whole);
}

/* The bars of an entry behind its normalisation to those before it; that of the
 * variance of x which they add. */
static double
pass_normalisation(const chl_images_pass *pass, const chl_images_layer *layer,
                   size_t at, const bars *b)
{
    const size_t kept = layer->before * pass->columns + at;
    const size_t p = layer->before + at / pass->columns;
    const double along =
        b->c[at] * pass->c[kept] + b->t[at] * (pass->t[kept] - pass->c[kept]);

    b->c[at] *= pass->per[kept];
    b->t[at] *= pass->per[kept];
    return -0.5 * along / (pass->raw[p] + CHL_LEAST_VARIANCE);
}

/* c_bar and t_bar of a layer from v_bar and s_bar; q_bar grows. */
static void
pass_activation(chl_images_pass *pass, size_t index, const bars *b)
{
    const chl_images_layer *layer = &pass->layers[index];
    const size_t images = pass->images, columns = pass->columns;
    const bool normal = chl_images_normalised(pass, index);

    for (size_t at = 0; normal && at < layer->pixels * images; at++) {
        pass->q_bar[at] *= slope_of(pass, layer, at / images);
    }
    for (size_t p = 0; p < layer->pixels; p++) {
        for (size_t c = 0; c < columns; c++) {
            const size_t at = p * columns + c, k = layer->before * columns + at;
            double d_bar = pass->t[k] * b->s[at], v_bar = b->v[at];
            double q_bar = pass->v_q[k] * v_bar + pass->d_q[k] * d_bar;

            b->t[at] = pass->d[k] * b->s[at];
            b->c[at] = pass->d[k] * v_bar + pass->d_c[k] * d_bar + b->t[at];
            if (normal) {
                q_bar = q_bar * slope_of(pass, layer, p)
                        + pass_normalisation(pass, layer, at, b);
            }
            pass->q_bar[p * images + image_of(pass, c)] += q_bar;
        }
    }
}

/* out, with `pixels` rows, of what a layer sees: the adjoint of a sum over it.
 */
static void
scatter(const chl_images_pass *pass, const chl_images_layer *layer,
        size_t pixels, double weight, const double *in, double *out)
{
    const size_t columns = pass->columns;

    if (pass->shape.pooled) {
        chl_images_window(pass, weight, in, out);
        return;
    }
    memset(out, 0, pixels * columns * sizeof *out);
    for (size_t at = 0; at < layer->pixels * layer->offsets; at++) {
        const size_t to = layer->seen[at];
        const double *row = in + at / layer->offsets * columns;

        for (size_t c = 0; to != SIZE_MAX && c < columns; c++) {
            out[to * columns + c] += weight * row[c];
        }
    }
}

/* q_bar behind a convolution to that before it, in place. */
static void
share_variances(chl_images_pass *pass, const chl_images_layer *layer,
                size_t pixels, double weight)
{
    const size_t images = pass->images;

    memset(pass->q_work, 0, pixels * images * sizeof(double));
    for (size_t at = 0; at < layer->offsets * layer->pixels; at++) {
        const size_t to = layer->seen[at];

        for (size_t j = 0; to != SIZE_MAX && j < images; j++) {
            pass->q_work[to * images + j] +=
                weight * pass->q_bar[at / layer->offsets * images + j];
        }
    }
    memcpy(pass->q_bar, pass->q_work, pixels * images * sizeof(double));
}

/* From one layer to V and D T of that before. */
static void
pass_convolution(chl_images_pass *pass, size_t index, double weight,
                 const bars *b)
{
    const chl_images_layer *layer = &pass->layers[index];
    const chl_images_layer *before = &pass->layers[index - 1];

    scatter(pass, layer, before->pixels, weight, b->c, b->v);
    scatter(pass, layer, before->pixels, weight, b->t, b->s);
    share_variances(pass, layer, before->pixels, weight);
    for (size_t at = 0; at < before->pixels * pass->images; at++) {
        pass->q_bar[at] *= pass->q_slope[before->before + at / pass->images];
    }
}

/* From products and squares of pixels to x. */
static void
leave(chl_images_pass *pass, const bars *b, const double *x, const double *z)
{
    const size_t channels = pass->shape.channels, pixels = pass->pixels;
    const size_t d = pixels * channels;

    for (size_t at = 0; at < pass->images * d; at++) {
        size_t j = at / d, p = at % d / channels;

        pass->gradients[at] =
            2.0 * pass->q_bar[p * pass->images + j] * x[at % d];
    }
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < pass->columns; c++) {
            const size_t j = image_of(pass, c);
            const double share = b->v[p * pass->columns + c];
            const double *from =
                z + j * d + (pass->shape.pooled ? c : p) * channels;
            double *to = pass->gradients + j * d + p * channels;

            for (size_t l = 0; l < channels; l++) {
                to[l] += share * from[l];
            }
        }
    }
}

void
chl_images_pass_back(chl_images_pass *pass, const double *x, const double *z)
{
    const chl_wide *network = pass->network;
    const chl_images_layer *last = &pass->layers[network->depth - 1];
    const double weight = network->sigma_w * network->sigma_w;
    const double first =
        weight / (double) (pass->layers[0].offsets * pass->shape.channels);
    const size_t entries = last->pixels * pass->columns;
    const double parts = (double) (pass->shape.pooled ? entries : last->pixels);
    const bars b = { pass->v, pass->product, pass->e, pass->rho };

    memset(pass->q_bar, 0, last->pixels * pass->images * sizeof(double));
    for (size_t at = 0; at < entries; at++) {
        b.v[at] = weight / parts;
        b.s[at] = network->tangent ? weight / parts : 0.0;
    }
    for (size_t index = network->depth; index-- > 1;) {
        pass_activation(pass, index, &b);
        pass_convolution(pass, index,
                         weight / (double) pass->layers[index].offsets, &b);
    }
    pass_activation(pass, 0, &b);
    scatter(pass, &pass->layers[0], pass->pixels, first, b.c, b.v);
    share_variances(pass, &pass->layers[0], pass->pixels, first);
    leave(pass, &b, x, z);
}
