/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of one x with some z, layer by layer.
 *
 * As for wide networks e = q(p) + q(p') - 2 c and rho = q(p) - q(p') are
 * carried, so that near images keep their distance. A convolution sums them
 * over neighbours; where only one of the two pixels has a neighbour inside, it
 * is alone.
 */
#include "kernels/images.h"

#include <math.h>
#include <string.h>

/* out[c] += in of what pixel p sees at one offset. */
static void
gather_row(const chl_images_pass *pass, const chl_images_layer *layer, size_t p,
           size_t offset, const double *in, double *out)
{
    const size_t columns = pass->columns;
    const size_t from = layer->seen[layer->offsets * p + offset];
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
        size_t its = layer->seen[layer->offsets * c + offset];

        if (its != SIZE_MAX) {
            out[c] += row[its];
        }
    }
}

/* out[p][column] = sum of in over what both pixels see. */
static void
gather(const chl_images_pass *pass, const chl_images_layer *layer,
       const double *in, double *out)
{
    memset(out, 0, layer->pixels * pass->columns * sizeof *out);
    for (size_t p = 0; p < layer->pixels; p++) {
        for (size_t offset = 0; offset < layer->offsets; offset++) {
            gather_row(pass, layer, p, offset, in, out + p * pass->columns);
        }
    }
}

/* What only one of the two pixels sees. */
static void
add_alone(const chl_images_pass *pass, const chl_images_layer *layer,
          const double *of_x, const double *of_z, double sign, double *out)
{
    if (!pass->shape.pooled || pass->shape.circular) {
        return;
    }
    for (size_t at = 0; at < layer->pixels * pass->columns; at++) {
        const size_t *mine =
            layer->seen + layer->offsets * (at / pass->columns);
        const size_t *its = layer->seen + layer->offsets * (at % pass->columns);

        for (size_t offset = 0; offset < layer->offsets; offset++) {
            if (mine[offset] != SIZE_MAX && its[offset] == SIZE_MAX) {
                out[at] += of_x[mine[offset]];
            } else if (mine[offset] == SIZE_MAX && its[offset] != SIZE_MAX) {
                out[at] += sign * of_z[its[offset]];
            }
        }
    }
}

/* Sums over what is seen of what each of `images` has at its pixels. */
static void
gather_own(const chl_images_layer *layer, size_t images, const double *in,
           double *out)
{
    memset(out, 0, layer->pixels * images * sizeof *out);
    for (size_t at = 0; at < layer->offsets * layer->pixels; at++) {
        const size_t from = layer->seen[at];

        for (size_t j = 0; from != SIZE_MAX && j < images; j++) {
            out[at / layer->offsets * images + j] += in[from * images + j];
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

/* e, rho and the variances of a layer from sums over what it sees of gap, skew
 * and the variances' own V. */
static void
convolve(chl_images_pass *pass, const chl_images_layer *layer, double scale,
         double bias, double *q)
{
    const size_t entries = layer->pixels * pass->columns;

    gather(pass, layer, pass->gap, pass->e);
    add_alone(pass, layer, pass->v_x, pass->v_other, 1.0, pass->e);
    gather(pass, layer, pass->skew, pass->rho);
    add_alone(pass, layer, pass->v_x, pass->v_other, -1.0, pass->rho);
    gather_own(layer, 1, pass->v_x, q);
    gather_own(layer, pass->images, pass->v_other, pass->other);
    scale_and_shift(entries, scale, 0.0, pass->e);
    scale_and_shift(entries, scale, 0.0, pass->rho);
    scale_and_shift(layer->pixels, scale, bias, q);
    scale_and_shift(layer->pixels * pass->images, scale, bias, pass->other);
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

/* Place of the variance of z that belongs to an entry. */
static size_t
other_at(const chl_images_pass *pass, size_t p, size_t column)
{
    return pass->shape.pooled ? column : p * pass->images + column;
}

/* V and its kin of some columns of one row. */
static void
activate(chl_images_pass *pass, const chl_images_layer *layer, size_t p,
         size_t first, size_t count)
{
    const chl_wide *network = pass->network;
    const size_t at = p * pass->columns + first;
    const size_t kept = layer->before * pass->columns + at;
    const size_t size = count * sizeof(double);
    chl_dual dual;

    memset(&dual, 0, sizeof dual);
    for (size_t a = 0; a < network->activation_count; a++) {
        const chl_activation *activation = &network->activations[a];

        activation->type->dual(activation, pass->q[layer->before + p], count,
                               pass->other + other_at(pass, p, first),
                               pass->e + at, pass->rho + at, &dual);
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
activate_all(chl_images_pass *pass, const chl_images_layer *layer)
{
    for (size_t p = 0; p < layer->pixels; p++) {
        const size_t at = layer->before + p;

        pass->v_x[p] = diagonal(pass->network, pass->q[at], &pass->q_slope[at]);
        for (size_t first = 0; first < pass->columns; first += CHL_CHUNK) {
            size_t rest = pass->columns - first;

            activate(pass, layer, p, first,
                     rest < CHL_CHUNK ? rest : CHL_CHUNK);
        }
    }
    for (size_t at = 0; at < layer->pixels * pass->images; at++) {
        double slope;

        pass->v_other[at] = diagonal(pass->network, pass->other[at], &slope);
    }
}

/* T of a layer from its covariance, and from D T of the one before. */
static void
fill_tangent(chl_images_pass *pass, const chl_images_layer *layer, double scale,
             double *work)
{
    const double *q = pass->q + layer->before;
    double *t = pass->t + layer->before * pass->columns;

    if (scale > 0.0) {
        gather(pass, layer, pass->product, work);
    }
    for (size_t at = 0; at < layer->pixels * pass->columns; at++) {
        size_t p = at / pass->columns, c = at % pass->columns;
        double other = pass->other[other_at(pass, p, c)];

        t[at] = 0.5 * (q[p] + other - pass->e[at])
                + (scale > 0.0 ? scale * work[at] : 0.0);
    }
}

bool
chl_images_normalised(const chl_images_pass *pass, size_t index)
{
    return pass->network->normalise && index > 0;
}

/* As in a fully connected network, pixel by pixel. */
static void
normalise(chl_images_pass *pass, const chl_images_layer *layer)
{
    const double least = CHL_LEAST_VARIANCE;
    const size_t kept = layer->before * pass->columns;
    double *q = pass->q + layer->before;

    for (size_t at = 0; at < layer->pixels * pass->columns; at++) {
        const size_t p = at / pass->columns;
        const double other = pass->other[other_at(pass, p, at % pass->columns)];
        const double a = sqrt(q[p] + least), b = sqrt(other + least);
        const double per = 1.0 / (a * b), apart = pass->rho[at] / (a + b);
        const double e =
            per * (pass->e[at] - apart * apart * (1.0 + least * per));

        pass->c[kept + at] = 0.5 * per * (q[p] + other - pass->e[at]);
        pass->per[kept + at] = per;
        pass->t[kept + at] *= per;
        pass->e[at] = e > 0.0 ? e : 0.0;
        pass->rho[at] *= least * per * per;
    }
    for (size_t p = 0; p < layer->pixels; p++) {
        pass->raw[layer->before + p] = q[p];
        q[p] /= q[p] + least;
    }
    for (size_t at = 0; at < layer->pixels * pass->images; at++) {
        pass->other[at] /= pass->other[at] + least;
    }
}

/* The last layer: means over all entries of an image. */
static void
leave(const chl_images_pass *pass, double bias, double *values)
{
    const chl_wide *network = pass->network;
    const double weight = network->sigma_w * network->sigma_w;
    const size_t parts = pass->shape.pooled ? pass->columns : 1;
    const size_t pixels = pass->layers[network->depth - 1].pixels;

    for (size_t j = 0; j < pass->images; j++) {
        double sum = 0.0;

        for (size_t p = 0; p < pixels; p++) {
            const size_t row = p * pass->columns + (parts == 1 ? j : 0);

            for (size_t c = 0; c < parts; c++) {
                sum += pass->v[row + c]
                       + (network->tangent ? pass->product[row + c] : 0.0);
            }
        }
        values[j] = weight * sum / (double) (pixels * parts) + bias;
    }
}

void
chl_images_pass_run(chl_images_pass *pass, const double *x, size_t images,
                    const double *z, double *values)
{
    const chl_wide *network = pass->network;
    const double squared = network->sigma_w * network->sigma_w;
    const double one = network->sigma_b * network->sigma_b;
    const double bias = one * (double) network->activation_count;

    pass->images = images;
    pass->columns = pass->shape.pooled ? pass->pixels : images;
    measure(pass, x, z);
    for (size_t index = 0; index < network->depth; index++) {
        const chl_images_layer *layer = &pass->layers[index];
        const double weight = squared / (double) layer->offsets;
        const bool first = index == 0;

        convolve(pass, layer,
                 first ? weight / (double) pass->shape.channels : weight,
                 first ? (pass->shape.strided ? 0.0 : one) : bias,
                 pass->q + layer->before);
        fill_tangent(pass, layer, first ? 0.0 : weight, pass->v);
        if (chl_images_normalised(pass, index)) {
            normalise(pass, layer);
        }
        activate_all(pass, layer);
    }
    leave(pass, network->last_bias ? bias : 0.0, values);
}
