/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of one x with some z, layer by layer.
 *
 * As for wide networks e = q(p) + q(p') - 2 c and rho = q(p) - q(p') are
 * carried, so that near images keep their distance. A convolution sums them
 * over neighbours; where only one of the two pixels has a neighbour inside, it
 * is alone.
 */
#include <string.h>

#include "kernels/images.h"

/* out[p][c] (+)= in at one offset. */
static void
gather_row(const chl_images_pass *pass, size_t p, size_t offset,
           const double *in, double *out)
{
    const size_t columns = pass->columns;
    const size_t from = pass->neighbours[9 * p + offset];
    const double *row;

    if (from == SIZE_MAX) {
        return;
    }
    row = in + from * columns;
    if (!pass->shape.pooled) {
        for (size_t c = 0; c < columns; c++) {
            out[c] += row[c];
        }
        return;
    }
    for (size_t c = 0; c < columns; c++) {
        size_t its = pass->neighbours[9 * c + offset];

        if (its != SIZE_MAX) {
            out[c] += row[its];
        }
    }
}

void
chl_images_gather(const chl_images_pass *pass, const double *in, double *out)
{
    memset(out, 0, pass->pixels * pass->columns * sizeof *out);
    for (size_t p = 0; p < pass->pixels; p++) {
        for (size_t offset = 0; offset < 9; offset++) {
            gather_row(pass, p, offset, in, out + p * pass->columns);
        }
    }
}

/* Neighbours that only one of the two pixels has inside. */
static void
add_alone(const chl_images_pass *pass, const double *of_x, const double *of_z,
          double sign, double *out)
{
    if (!pass->shape.pooled || pass->shape.circular) {
        return;
    }
    for (size_t at = 0; at < pass->pixels * pass->columns; at++) {
        const size_t *mine = pass->neighbours + 9 * (at / pass->columns);
        const size_t *its = pass->neighbours + 9 * (at % pass->columns);

        for (size_t offset = 0; offset < 9; offset++) {
            if (mine[offset] != SIZE_MAX && its[offset] == SIZE_MAX) {
                out[at] += of_x[mine[offset]];
            } else if (mine[offset] == SIZE_MAX && its[offset] != SIZE_MAX) {
                out[at] += sign * of_z[its[offset]];
            }
        }
    }
}

/* Sums over neighbours of what each of `images` has at its pixels. */
static void
gather_own(const chl_images_pass *pass, size_t images, const double *in,
           double *out)
{
    memset(out, 0, pass->pixels * images * sizeof *out);
    for (size_t at = 0; at < 9 * pass->pixels; at++) {
        const size_t from = pass->neighbours[at];

        for (size_t j = 0; from != SIZE_MAX && j < images; j++) {
            out[at / 9 * images + j] += in[from * images + j];
        }
    }
}

static void
scale_and_shift(size_t count, double scale, double shift, double *values)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = scale * values[i] + shift;
    }
}

/* e, rho and the variances of a layer from sums over neighbours of gap, skew
 * and the variances' own V. */
static void
convolve(chl_images_pass *pass, double scale, double bias, double *q)
{
    const size_t entries = pass->pixels * pass->columns;

    chl_images_gather(pass, pass->gap, pass->e);
    add_alone(pass, pass->v_x, pass->v_other, 1.0, pass->e);
    chl_images_gather(pass, pass->skew, pass->rho);
    add_alone(pass, pass->v_x, pass->v_other, -1.0, pass->rho);
    gather_own(pass, 1, pass->v_x, q);
    gather_own(pass, pass->images, pass->v_other, pass->other);
    scale_and_shift(entries, scale, 0.0, pass->e);
    scale_and_shift(entries, scale, 0.0, pass->rho);
    scale_and_shift(pass->pixels, scale, bias, q);
    scale_and_shift(pass->pixels * pass->images, scale, bias, pass->other);
}

/* Distances of pixels, as gap and skew, and their squares. */
static void
measure(chl_images_pass *pass, const double *x, const double *z)
{
    const size_t channels = pass->shape.channels, pixels = pass->pixels;

    memset(pass->v_x, 0, pixels * sizeof(double));
    memset(pass->v_other, 0, pixels * pass->images * sizeof(double));
    for (size_t at = 0; at < pixels * channels; at++) {
        pass->v_x[at / channels] += x[at] * x[at];
        for (size_t j = 0; j < pass->images; j++) {
            double value = z[j * pixels * channels + at];

            pass->v_other[at / channels * pass->images + j] += value * value;
        }
    }
    for (size_t at = 0; at < pixels * pass->columns; at++) {
        size_t p = at / pass->columns, c = at % pass->columns;
        size_t its = pass->shape.pooled ? c : c * pixels + p;
        const double *a = x + p * channels, *b = z + its * channels;
        double squared = 0.0, difference = 0.0;

        for (size_t l = 0; l < channels; l++) {
            squared += (a[l] - b[l]) * (a[l] - b[l]);
            difference += (a[l] - b[l]) * (a[l] + b[l]);
        }
        pass->gap[at] = squared;
        pass->skew[at] = difference;
    }
}

/* V and its kin of some columns of one row. */
static void
activate(chl_images_pass *pass, size_t layer, size_t p, size_t first,
         size_t count)
{
    const chl_wide *network = pass->network;
    const size_t entries = pass->pixels * pass->columns;
    const size_t at = p * pass->columns + first, kept = layer * entries + at;
    const double *other =
        pass->other + (pass->shape.pooled ? first : p * pass->images + first);
    const size_t size = count * sizeof(double);
    chl_dual dual;

    memset(&dual, 0, sizeof dual);
    for (size_t a = 0; a < network->activation_count; a++) {
        const chl_activation *activation = &network->activations[a];

        activation->type->dual(activation, pass->q[layer * pass->pixels + p],
                               count, other, pass->e + at, pass->rho + at,
                               &dual);
    }
    memcpy(pass->v + at, dual.v, size);
    memcpy(pass->gap + at, dual.gap, size);
    memcpy(pass->skew + at, dual.skew, size);
    memcpy(pass->d + kept, dual.d, size);
    memcpy(pass->v_q + kept, dual.v_q, size);
    memcpy(pass->d_c + kept, dual.d_c, size);
    memcpy(pass->d_q + kept, dual.d_q, size);
    for (size_t j = 0; j < count; j++) {
        pass->product[at + j] = dual.d[j] * pass->t[kept + j];
    }
}

/* V(q, q) and its slope, summed over activations. */
static double
diagonal(const chl_wide *network, double q, double *slope)
{
    double sum = 0.0;

    *slope = 0.0;
    for (size_t a = 0; a < network->activation_count; a++) {
        const chl_activation *activation = &network->activations[a];
        double v, steep;

        activation->type->diagonal(activation, q, &v, &steep);
        sum += v;
        *slope += steep;
    }
    return sum;
}

static void
activate_all(chl_images_pass *pass, size_t layer)
{
    for (size_t p = 0; p < pass->pixels; p++) {
        const size_t at = layer * pass->pixels + p;

        pass->v_x[p] = diagonal(pass->network, pass->q[at], &pass->q_slope[at]);
        for (size_t first = 0; first < pass->columns; first += CHL_CHUNK) {
            size_t rest = pass->columns - first;

            activate(pass, layer, p, first,
                     rest < CHL_CHUNK ? rest : CHL_CHUNK);
        }
    }
    for (size_t at = 0; at < pass->pixels * pass->images; at++) {
        double slope;

        pass->v_other[at] = diagonal(pass->network, pass->other[at], &slope);
    }
}

/* T of a layer from its covariance, and from D T of the one before. */
static void
fill_tangent(chl_images_pass *pass, size_t layer, double scale, const double *q,
             double *work)
{
    const size_t entries = pass->pixels * pass->columns;
    double *t = pass->t + layer * entries;

    if (scale > 0.0) {
        chl_images_gather(pass, pass->product, work);
    }
    for (size_t at = 0; at < entries; at++) {
        size_t p = at / pass->columns, c = at % pass->columns;
        double other =
            pass->other[pass->shape.pooled ? c : p * pass->images + c];

        t[at] = 0.5 * (q[p] + other - pass->e[at])
                + (scale > 0.0 ? scale * work[at] : 0.0);
    }
}

/* The last layer: means over all entries of an image. */
static void
leave(const chl_images_pass *pass, double bias, double *values)
{
    const chl_wide *network = pass->network;
    const double weight = network->sigma_w * network->sigma_w;
    const size_t parts = pass->shape.pooled ? pass->columns : 1;

    for (size_t j = 0; j < pass->images; j++) {
        double sum = 0.0;

        for (size_t p = 0; p < pass->pixels; p++) {
            const size_t row = p * pass->columns + (parts == 1 ? j : 0);

            for (size_t c = 0; c < parts; c++) {
                sum += pass->v[row + c]
                       + (network->tangent ? pass->product[row + c] : 0.0);
            }
        }
        values[j] = weight * sum / (double) (pass->pixels * parts) + bias;
    }
}

void
chl_images_pass_run(chl_images_pass *pass, const double *x, size_t images,
                    const double *z, double *values)
{
    const chl_wide *network = pass->network;
    const double weight = network->sigma_w * network->sigma_w / 9.0;
    const double one = network->sigma_b * network->sigma_b;
    const double bias = one * (double) network->activation_count;

    pass->images = images;
    pass->columns = pass->shape.pooled ? pass->pixels : images;
    measure(pass, x, z);
    for (size_t layer = 0; layer < network->depth; layer++) {
        const size_t kept = pass->slopes ? layer : 0;
        double *q = pass->q + kept * pass->pixels;
        bool first = layer == 0;

        convolve(pass, first ? weight / (double) pass->shape.channels : weight,
                 first ? one : bias, q);
        fill_tangent(pass, kept, first ? 0.0 : weight, q, pass->v);
        activate_all(pass, kept);
    }
    leave(pass, network->last_bias ? bias : 0.0, values);
}
