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

static void
scale_and_shift(size_t count, double scale, double shift, double *values)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = scale * values[i] + shift;
    }
}

/* out[p][column] = scale times the sum of in over what both pixels see. */
static void
gather(const chl_images_pass *pass, const chl_images_layer *layer, double scale,
       const double *in, double *out)
{
    const size_t columns = pass->columns;

    if (pass->shape.pooled) {
        chl_images_window(pass, scale, in, out);
        return;
    }
    memset(out, 0, layer->pixels * columns * sizeof *out);
    for (size_t at = 0; at < layer->pixels * layer->offsets; at++) {
        const size_t from = layer->seen[at];
        double *row = out + at / layer->offsets * columns;

        for (size_t c = 0; from != SIZE_MAX && c < columns; c++) {
            row[c] += in[from * columns + c];
        }
    }
    scale_and_shift(layer->pixels * columns, scale, 0.0, out);
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

/* e, rho and the variances of a layer from sums over what it sees of gap, skew
 * and the variances' own V. */
static void
convolve(chl_images_pass *pass, const chl_images_layer *layer, double scale,
         double bias, double *q)
{
    gather(pass, layer, scale, pass->gap, pass->e);
    gather(pass, layer, scale, pass->skew, pass->rho);
    if (pass->shape.pooled && !pass->shape.circular) {
        chl_images_alone(pass, scale, 1.0, pass->e);
        chl_images_alone(pass, scale, -1.0, pass->rho);
    }
    gather_own(layer, 1, pass->v_x, q);
    gather_own(layer, pass->images, pass->v_other, pass->other);
    scale_and_shift(layer->pixels, scale, bias, q);
    scale_and_shift(layer->pixels * pass->images, scale, bias, pass->other);
}

static void
measure_pixels(size_t channels, const double *a, const double *b,
               double *squared, double *difference)
{
    double apart = 0.0, change = 0.0;

    for (size_t l = 0; l < channels; l++) {
        apart += (a[l] - b[l]) * (a[l] - b[l]);
        change += (a[l] - b[l]) * (a[l] + b[l]);
    }
    *squared = apart;
    *difference = change;
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
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < pass->columns; c++) {
            const size_t its = pass->shape.pooled ? c : c * pixels + p;

            measure_pixels(channels, x + p * channels, z + its * channels,
                           &pass->gap[p * pass->columns + c],
                           &pass->skew[p * pass->columns + c]);
        }
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
    if (pass->slopes) {
        memcpy(pass->d + kept, dual.d, size);
        memcpy(pass->v_q + kept, dual.v_q, size);
        memcpy(pass->d_c + kept, dual.d_c, size);
        memcpy(pass->d_q + kept, dual.d_q, size);
    }
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
fill_tangent(chl_images_pass *pass, const chl_images_layer *layer, double scale)
{
    const double *q = pass->q + layer->before;
    double *t = pass->t + layer->before * pass->columns;

    if (scale > 0.0) {
        gather(pass, layer, scale, pass->product, t);
    } else {
        memset(t, 0, layer->pixels * pass->columns * sizeof *t);
    }
    for (size_t p = 0; p < layer->pixels; p++) {
        const size_t row = p * pass->columns;
        const double *other = pass->other + other_at(pass, p, 0);

        for (size_t c = 0; c < pass->columns; c++) {
            t[row + c] += 0.5 * (q[p] + other[c] - pass->e[row + c]);
        }
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
        fill_tangent(pass, layer, first ? 0.0 : weight);
        if (chl_images_normalised(pass, index)) {
            normalise(pass, layer);
        }
        activate_all(pass, layer);
    }
    leave(pass, network->last_bias ? bias : 0.0, values);
}
