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
#include <string.h>

#include "kernels/images.h"

/* Bars live where the values' works were. */
typedef struct bars {
    double *v, *s, *c, *t;
} bars;

static size_t
image_of(const chl_images_pass *pass, size_t column)
{
    return pass->shape.pooled ? 0 : column;
}

/* c_bar and t_bar of a layer from v_bar and s_bar; q_bar grows. */
static void
pass_activation(chl_images_pass *pass, size_t layer, const bars *b)
{
    const size_t entries = pass->pixels * pass->columns;
    const size_t kept = layer * entries;

    for (size_t at = 0; at < entries; at++) {
        const size_t k = kept + at, p = at / pass->columns;
        double d_bar = pass->t[k] * b->s[at], v_bar = b->v[at];

        b->t[at] = pass->d[k] * b->s[at];
        b->c[at] = pass->d[k] * v_bar + pass->d_c[k] * d_bar + b->t[at];
        pass->q_bar[p * pass->images + image_of(pass, at % pass->columns)] +=
            pass->v_q[k] * v_bar + pass->d_q[k] * d_bar;
    }
}

static void
scale(size_t count, double factor, double *values)
{
    for (size_t i = 0; i < count; i++) {
        values[i] *= factor;
    }
}

/* q_bar behind a convolution to that before it, in place. */
static void
share_variances(chl_images_pass *pass, double weight)
{
    const size_t images = pass->images;

    memset(pass->q_work, 0, pass->pixels * images * sizeof(double));
    for (size_t at = 0; at < 9 * pass->pixels; at++) {
        const size_t from = pass->neighbours[at];

        for (size_t j = 0; from != SIZE_MAX && j < images; j++) {
            pass->q_work[at / 9 * images + j] +=
                weight * pass->q_bar[from * images + j];
        }
    }
    memcpy(pass->q_bar, pass->q_work, pass->pixels * images * sizeof(double));
}

/* From one layer to V and D T of that before. */
static void
pass_convolution(chl_images_pass *pass, size_t before, double weight,
                 const bars *b)
{
    const size_t entries = pass->pixels * pass->columns;

    chl_images_gather(pass, b->c, b->v);
    chl_images_gather(pass, b->t, b->s);
    scale(entries, weight, b->v);
    scale(entries, weight, b->s);
    share_variances(pass, weight);
    for (size_t at = 0; at < pass->pixels * pass->images; at++) {
        pass->q_bar[at] *=
            pass->q_slope[before * pass->pixels + at / pass->images];
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
    for (size_t at = 0; at < pixels * pass->columns; at++) {
        size_t p = at / pass->columns, c = at % pass->columns;
        size_t j = image_of(pass, c), its = pass->shape.pooled ? c : p;
        double *to = pass->gradients + j * d + p * channels;

        for (size_t l = 0; l < channels; l++) {
            to[l] += b->v[at] * z[j * d + its * channels + l];
        }
    }
}

void
chl_images_pass_back(chl_images_pass *pass, const double *x, const double *z)
{
    const chl_wide *network = pass->network;
    const double weight = network->sigma_w * network->sigma_w;
    const size_t entries = pass->pixels * pass->columns;
    const double parts = (double) (pass->shape.pooled ? entries : pass->pixels);
    const bars b = { pass->v, pass->product, pass->e, pass->rho };

    memset(pass->q_bar, 0, pass->pixels * pass->images * sizeof(double));
    for (size_t at = 0; at < entries; at++) {
        b.v[at] = weight / parts;
        b.s[at] = network->tangent ? weight / parts : 0.0;
    }
    for (size_t layer = network->depth; layer-- > 1;) {
        pass_activation(pass, layer, &b);
        pass_convolution(pass, layer - 1, weight / 9.0, &b);
    }
    pass_activation(pass, 0, &b);
    chl_images_gather(pass, b.c, b.v);
    scale(entries, weight / 9.0 / (double) pass->shape.channels, b.v);
    share_variances(pass, weight / 9.0 / (double) pass->shape.channels);
    leave(pass, &b, x, z);
}
