/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of the kernels of infinitely wide networks. */
#include <math.h>
#include <string.h>

#include "kernels/kinked_block.h"
#include "kernels/pairs.h"
#include "kernels/wide_layer.h"

/* The first affine layer. */
CHL_VECTORISED static void
enter_points(chl_affine affine, double scale, const double *restrict norms,
             chl_wide_layer *restrict layer)
{
    const double per_weight = affine.own / affine.weight;

    for (size_t j = 0; j < layer->count; j++) {
        layer->e[j] *= scale;
        layer->rho[j] *= scale;
        layer->other[j] = scale * norms[j] + affine.bias;
        layer->c[j] = 0.5 * (layer->q + layer->other[j] - layer->e[j]);
        layer->c_p[j] = affine.weight;
        layer->c_r[j] = 0.0;
        layer->t[j] =
            per_weight * (layer->c[j] - affine.bias) + affine.constant;
        layer->t_p[j] = affine.own;
        layer->t_r[j] = 0.0;
    }
}

static void
enter(const chl_wide *network, const chl_pairs *pairs, size_t i, size_t first,
      chl_wide_layer *layer)
{
    const chl_affine affine = chl_affine_of(network, pairs->d, true, 1);
    const double scale = affine.weight / (double) pairs->d;

    chl_pairs_measure(pairs, i, first, layer->count, layer->e, layer->rho);
    layer->q = scale * pairs->x_norms[i] + affine.bias;
    layer->q_r = affine.weight;
    enter_points(affine, scale, pairs->z_norms + first, layer);
}

CHL_VECTORISED static void
affine_values(chl_affine affine, size_t count, const chl_dual *restrict dual,
              chl_wide_layer *restrict layer)
{
    for (size_t j = 0; j < count; j++) {
        layer->c[j] = affine.weight * dual->v[j] + affine.bias;
        layer->e[j] = affine.weight * dual->gap[j];
        layer->rho[j] = affine.weight * dual->skew[j];
        layer->other[j] = affine.weight * dual->other[j] + affine.bias;
        layer->t[j] = affine.own * dual->v[j] + affine.constant
                      + affine.weight * dual->d[j] * layer->t[j];
    }
}

/* Before the values: it needs t as it was. */
CHL_VECTORISED static void
affine_slopes(chl_affine affine, double q_r, size_t count,
              const chl_dual *restrict dual, chl_wide_layer *restrict layer)
{
    for (size_t j = 0; j < count; j++) {
        double d = dual->d[j], t = layer->t[j];
        double d_p = dual->d_c[j] * layer->c_p[j];
        double d_r = dual->d_c[j] * layer->c_r[j] + dual->d_q[j] * q_r;
        double v_p = d * layer->c_p[j];
        double v_r = d * layer->c_r[j] + dual->v_q[j] * q_r;

        layer->c_p[j] = affine.weight * v_p;
        layer->c_r[j] = affine.weight * v_r;
        layer->t_p[j] =
            affine.own * v_p + affine.weight * (d_p * t + d * layer->t_p[j]);
        layer->t_r[j] =
            affine.own * v_r + affine.weight * (d_r * t + d * layer->t_r[j]);
    }
}

static void
apply_affine(chl_affine affine, bool slopes, double variance, double slope,
             const chl_dual *dual, chl_wide_layer *layer)
{
    if (slopes) {
        affine_slopes(affine, layer->q_r, layer->count, dual, layer);
    }
    affine_values(affine, layer->count, dual, layer);
    layer->q = affine.weight * variance + affine.bias;
    layer->q_r *= affine.weight * slope;
}

/* With a^2 + 1e-12 and b^2 + 1e-12 the variances, a b e becomes what is left of
 * it by the difference of a and b. */
CHL_VECTORISED static void
normalise(chl_wide_layer *restrict layer)
{
    const double least = CHL_LEAST_VARIANCE;
    const double q = layer->q + least, a = sqrt(q), part = 0.5 * layer->q_r / q;

    for (size_t j = 0; j < layer->count; j++) {
        double other = layer->other[j] + least, b = sqrt(other);
        double per = 1.0 / (a * b), apart = layer->rho[j] / (a + b);
        double e = per * (layer->e[j] - apart * apart * (1.0 + least * per));

        layer->e[j] = e > 0.0 ? e : 0.0;
        layer->rho[j] *= least / (q * other);
        layer->other[j] /= other;
        layer->c[j] *= per;
        layer->c_p[j] *= per;
        layer->c_r[j] = per * layer->c_r[j] - part * layer->c[j];
        layer->t[j] *= per;
        layer->t_p[j] *= per;
        layer->t_r[j] = per * layer->t_r[j] - part * layer->t[j];
    }
    layer->q_r *= least / (q * q);
    layer->q /= q;
}

/* One layer: activations, weights and biases. */
static void
advance(const chl_wide *network, bool bias, bool slopes, chl_dual *dual,
        chl_wide_layer *layer)
{
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
    apply_affine(
        chl_affine_of(network, network->width, bias, network->activation_count),
        slopes, variance, slope, dual, layer);
}

/* Weights and biases alone. */
static void
skip(const chl_wide *network, bool slopes, chl_dual *dual,
     chl_wide_layer *layer)
{
    const size_t size = layer->count * sizeof(double);

    memset(dual, 0, sizeof *dual);
    memcpy(dual->v, layer->c, size);
    memcpy(dual->gap, layer->e, size);
    memcpy(dual->skew, layer->rho, size);
    memcpy(dual->other, layer->other, size);
    for (size_t j = 0; j < layer->count; j++) {
        dual->d[j] = 1.0;
    }
    apply_affine(chl_affine_of(network, network->width, true, 1), slopes,
                 layer->q, 1.0, dual, layer);
}

/* The kernels of a sum of independent networks. */
static void
add(const chl_wide_layer *from, chl_wide_layer *to)
{
    to->q += from->q;
    to->q_r += from->q_r;
    for (size_t j = 0; j < from->count; j++) {
        to->other[j] += from->other[j];
        to->e[j] += from->e[j];
        to->rho[j] += from->rho[j];
        to->c[j] += from->c[j];
        to->c_p[j] += from->c_p[j];
        to->c_r[j] += from->c_r[j];
        to->t[j] += from->t[j];
        to->t_p[j] += from->t_p[j];
        to->t_r[j] += from->t_r[j];
    }
}

static void
pass(const chl_wide *network, bool slopes, chl_dual *dual,
     chl_wide_layer *layer)
{
    chl_wide_layer side;

    for (size_t l = 0; l < network->depth && network->block > 0; l++) {
        side = *layer;
        for (size_t k = 0; k < network->block; k++) {
            advance(network, true, slopes, dual, layer);
        }
        skip(network, slopes, dual, &side);
        add(&side, layer);
    }
    for (size_t l = 1; l < network->depth && network->block == 0; l++) {
        advance(network, true, slopes, dual, layer);
        if (network->normalise) {
            normalise(layer);
        }
    }
    advance(network, network->last_bias, slopes, dual, layer);
}

static void
leave(bool tangent, double d, const chl_wide_layer *layer, double *values,
      double *restrict p, double *restrict q)
{
    const double *fields_p = tangent ? layer->t_p : layer->c_p;
    const double *fields_r = tangent ? layer->t_r : layer->c_r;
    const double per_d = 1.0 / d;

    memcpy(values, tangent ? layer->t : layer->c,
           layer->count * sizeof *values);
    for (size_t j = 0; p != NULL && j < layer->count; j++) {
        p[j] = per_d * fields_p[j];
        q[j] = 2.0 * per_d * fields_r[j];
    }
}

void
chl_wide_block(const chl_wide *network, const chl_pairs *pairs, double *values,
               double *p, double *q)
{
    chl_wide_layer layer;
    chl_dual dual;

    if (chl_kinked_suits(network)) {
        chl_kinked_block(network, pairs, values, p, q, NULL);
        return;
    }
    for (size_t i = 0; i < pairs->count; i++) {
        for (size_t first = 0; first < pairs->m; first += CHL_CHUNK) {
            size_t at = i * pairs->m + first, rest = pairs->m - first;

            layer.count = rest < CHL_CHUNK ? rest : CHL_CHUNK;
            enter(network, pairs, i, first, &layer);
            pass(network, p != NULL, &dual, &layer);
            leave(network->tangent, (double) pairs->d, &layer, values + at,
                  p != NULL ? p + at : NULL, p != NULL ? q + at : NULL);
        }
    }
}
