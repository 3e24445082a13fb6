/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of the kernels of infinitely wide networks. */
#include <math.h>
#include <string.h>

#include "kernels/wide_layer.h"

/* |x - z|^2 and |x|^2 - |z|^2 without the cancellation of near points. */
static void
from_coordinates(size_t d, const double *x, const double *z, double *e,
                 double *rho)
{
    double distance = 0.0, difference = 0.0;

    for (size_t k = 0; k < d; k++) {
        double apart = x[k] - z[k];

        distance += apart * apart;
        difference += apart * (x[k] + z[k]);
    }
    *e = distance;
    *rho = difference;
}

/* Distances of pairs below this part of |x|^2 + |z|^2 have lost two digits. */
static const double near_part = 1e-2;

/* Distances and differences of x number i and `count` points z from `first`,
 * in data units. */
static void
measure(const chl_pairs *pairs, size_t i, size_t first, chl_wide_layer *layer)
{
    const size_t d = pairs->d;
    const double *x = pairs->x + i * d, *z = pairs->z + first * d;
    const double norm = pairs->x_norms[i];

    for (size_t j = 0; j < layer->count; j++) {
        double size = norm + pairs->z_norms[first + j];
        double e = 0.0, rho = norm - pairs->z_norms[first + j];

        if (pairs->products != NULL) {
            e = size - 2.0 * pairs->products[i * pairs->m + first + j];
        }
        if (e <= near_part * size) {
            from_coordinates(d, x, z + j * d, &e, &rho);
        }
        layer->e[j] = e;
        layer->rho[j] = rho;
    }
}

/* The first affine layer. */
static void
enter(const chl_wide *network, const chl_pairs *pairs, size_t i, size_t first,
      chl_wide_layer *layer)
{
    const double weight = network->sigma_w * network->sigma_w;
    const double bias = network->sigma_b * network->sigma_b;
    const double scale = weight / (double) pairs->d;

    measure(pairs, i, first, layer);
    layer->q = scale * pairs->x_norms[i] + bias;
    layer->q_r = weight;
    for (size_t j = 0; j < layer->count; j++) {
        layer->e[j] *= scale;
        layer->rho[j] *= scale;
        layer->other[j] = scale * pairs->z_norms[first + j] + bias;
        layer->c[j] = 0.5 * (layer->q + layer->other[j] - layer->e[j]);
        layer->c_p[j] = weight;
        layer->c_r[j] = 0.0;
        layer->t[j] = layer->c[j];
        layer->t_p[j] = weight;
        layer->t_r[j] = 0.0;
    }
}

CHL_VECTORISED static void
affine_values(double weight, double bias, size_t count,
              const chl_dual *restrict dual, chl_wide_layer *restrict layer)
{
    for (size_t j = 0; j < count; j++) {
        layer->c[j] = weight * dual->v[j] + bias;
        layer->e[j] = weight * dual->gap[j];
        layer->rho[j] = weight * dual->skew[j];
        layer->other[j] = weight * dual->other[j] + bias;
        layer->t[j] = layer->c[j] + weight * dual->d[j] * layer->t[j];
    }
}

/* Before the values: it needs t as it was. */
CHL_VECTORISED static void
affine_slopes(double weight, double q_r, size_t count,
              const chl_dual *restrict dual, chl_wide_layer *restrict layer)
{
    for (size_t j = 0; j < count; j++) {
        double d = dual->d[j], t = layer->t[j];
        double d_p = dual->d_c[j] * layer->c_p[j];
        double d_r = dual->d_c[j] * layer->c_r[j] + dual->d_q[j] * q_r;

        layer->c_p[j] = weight * d * layer->c_p[j];
        layer->c_r[j] = weight * (d * layer->c_r[j] + dual->v_q[j] * q_r);
        layer->t_p[j] = layer->c_p[j] + weight * (d_p * t + d * layer->t_p[j]);
        layer->t_r[j] = layer->c_r[j] + weight * (d_r * t + d * layer->t_r[j]);
    }
}

/* One layer: activations, weights and biases. */
static void
advance(const chl_wide *network, bool bias, bool slopes, chl_dual *dual,
        chl_wide_layer *layer)
{
    const double weight = network->sigma_w * network->sigma_w;
    const double offset = bias ? network->sigma_b * network->sigma_b
                                     * (double) network->activation_count
                               : 0.0;
    double variance = 0.0, slope = 0.0;

    memset(dual, 0, sizeof *dual);
    for (size_t a = 0; a < network->activation_count; a++) {
        const chl_activation *activation = &network->activations[a];
        double v, v_slope;

        activation->type->dual(activation, layer->q, layer->count, layer->other,
                               layer->e, layer->rho, dual);
        activation->type->diagonal(activation, layer->q, &v, &v_slope);
        variance += v;
        slope += v_slope;
    }
    if (slopes) {
        affine_slopes(weight, layer->q_r, layer->count, dual, layer);
    }
    affine_values(weight, offset, layer->count, dual, layer);
    layer->q = weight * variance + offset;
    layer->q_r *= weight * slope;
}

static void
leave(bool tangent, double d, const chl_wide_layer *layer, double *values,
      double *p, double *q)
{
    const double *fields_p = tangent ? layer->t_p : layer->c_p;
    const double *fields_r = tangent ? layer->t_r : layer->c_r;

    memcpy(values, tangent ? layer->t : layer->c,
           layer->count * sizeof *values);
    for (size_t j = 0; p != NULL && j < layer->count; j++) {
        p[j] = fields_p[j] / d;
        q[j] = 2.0 * fields_r[j] / d;
    }
}

void
chl_wide_block(const chl_wide *network, const chl_pairs *pairs, double *values,
               double *p, double *q)
{
    chl_wide_layer layer;
    chl_dual dual;

    for (size_t i = 0; i < pairs->count; i++) {
        for (size_t first = 0; first < pairs->m; first += CHL_CHUNK) {
            size_t at = i * pairs->m + first, rest = pairs->m - first;

            layer.count = rest < CHL_CHUNK ? rest : CHL_CHUNK;
            enter(network, pairs, i, first, &layer);
            for (size_t l = 0; l < network->depth; l++) {
                advance(network, l + 1 < network->depth || network->last_bias,
                        p != NULL, &dual, &layer);
            }
            leave(network->tangent, (double) pairs->d, &layer, values + at,
                  p != NULL ? p + at : NULL, p != NULL ? q + at : NULL);
        }
    }
}
