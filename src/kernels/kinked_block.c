/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks of one activation of rays in plain layers, forth and back. */
#include "kernels/kinked_block.h"

#include <string.h>

#include "kernels/kink.h"
#include "kernels/pairs.h"
#include "kernels/wide_layer.h"

enum {
    LAYERS = 8, /* deeper ones are left to those for any activation           */
    CHUNK = 64  /* so that all layers stay in the first-level cache           */
};

/* V = f s + D c,  D = g - f theta; layer l takes q with q_r to the next. */
typedef struct network {
    size_t depth, d;
    bool tangent;
    double f, g;
    chl_affine enter, affine[LAYERS];
    double q_r[LAYERS]; /* of every point, for V(q, q) = g q                  */
    double shrink[LAYERS]; /* (q - q')^2 over that of the first layer         */
} network;

/* Points of one side and what of the layers is theirs alone. */
typedef struct panel {
    size_t first, count;
    double q[LAYERS][CHUNK], root[LAYERS][CHUNK];
    double per_q[LAYERS][CHUNK]; /* q_r / q                                   */
} panel;

/* One layer of one x: what the way back needs. */
typedef struct layer {
    double q, root, per_q;
    /* 2 c, 2 f s, f / 2 s, D and the T before it. */
    double c2[CHUNK], s2[CHUNK], per_s2[CHUNK], d[CHUNK], t[CHUNK];
} layer;

typedef struct trail {
    double e[CHUNK], rho2[CHUNK];
    layer layers[LAYERS];
    double value[CHUNK]; /* T or c behind the last layer                     */
    double by_t[CHUNK], by_c[CHUNK], by_x[CHUNK], by_z[CHUNK];
} trail;

bool
chl_kinked_suits(const chl_wide *wide)
{
    double right, left;

    return wide->activation_count == 1 && wide->block == 0 && !wide->normalise
           && wide->depth <= LAYERS
           && chl_activation_rays(wide->activations, &right, &left);
}

static network
network_of(const chl_wide *wide, size_t d)
{
    double right = 1.0, left = 0.0, jump;
    network made = { .depth = wide->depth, .d = d, .tangent = wide->tangent };

    chl_activation_rays(wide->activations, &right, &left);
    jump = right - left;
    made.f = jump * jump / 6.28318530717958647693;
    made.g = 0.5 * (right * right + left * left);
    made.enter = chl_affine_of(wide, d, true, 1);
    made.q_r[0] = made.enter.weight;
    made.shrink[0] = 1.0;
    for (size_t l = 0; l < made.depth; l++) {
        bool last = l + 1 == made.depth;
        double factor;

        made.affine[l] =
            chl_affine_of(wide, wide->width, !last || wide->last_bias, 1);
        factor = made.affine[l].weight * made.g;
        if (!last) {
            made.q_r[l + 1] = factor * made.q_r[l];
            made.shrink[l + 1] = factor * factor * made.shrink[l];
        }
    }
    return made;
}

CHL_VECTORISED static void
fill_layer(size_t count, double q_r, const double *restrict q,
           double *restrict root, double *restrict per_q)
{
    for (size_t j = 0; j < count; j++) {
        root[j] = sqrt(q[j]);
        per_q[j] = q_r * chl_kink_reciprocal(q[j]);
    }
}

static void
fill_panel(const network *n, const double *norms, size_t first, size_t all,
           panel *out)
{
    const double scale = n->enter.weight / (double) n->d;

    out->first = first;
    out->count = all - first < CHUNK ? all - first : CHUNK;
    for (size_t j = 0; j < out->count; j++) {
        out->q[0][j] = scale * norms[first + j] + n->enter.bias;
    }
    for (size_t l = 0; l < n->depth; l++) {
        fill_layer(out->count, n->q_r[l], out->q[l], out->root[l],
                   out->per_q[l]);
        for (size_t j = 0; l + 1 < n->depth && j < out->count; j++) {
            out->q[l + 1][j] =
                n->affine[l].weight * n->g * out->q[l][j] + n->affine[l].bias;
        }
    }
}

/* From distances in data units to those behind the first weights; T there. */
CHL_VECTORISED static void
enter_pairs(const network *n, const panel *restrict z, trail *restrict t)
{
    const double q = t->layers[0].q;
    const double scale = n->enter.weight / (double) n->d;
    const double own = n->enter.own / n->enter.weight;

    for (size_t j = 0; j < z->count; j++) {
        double rho = scale * t->rho2[j], e = scale * t->e[j];

        t->e[j] = e;
        t->rho2[j] = rho * rho;
        t->layers[0].t[j] = own * (0.5 * (q + z->q[0][j] - e) - n->enter.bias)
                            + n->enter.constant;
    }
}

/* Row i of x. */
static void
enter(const network *n, const chl_pairs *pairs, const panel *x, size_t i,
      const panel *z, trail *t)
{
    chl_pairs_measure(pairs, x->first + i, z->first, z->count, t->e, t->rho2);
    for (size_t l = 0; l < n->depth; l++) {
        t->layers[l].q = x->q[l][i];
        t->layers[l].root = x->root[l][i];
        t->layers[l].per_q = x->per_q[l][i];
    }
    enter_pairs(n, z, t);
}

/* e of the next layer, and T, or c instead where the last is asked for that. */
CHL_VECTORISED static void
advance(double f, double g, chl_affine affine, bool tangent, double shrink,
        size_t count, const double *restrict other, const double *restrict root,
        const double *restrict rho2, double *restrict e, layer *restrict at,
        double *restrict after)
{
    const double bias = tangent ? affine.constant : affine.bias;
    const double half_own = 0.5 * (tangent ? affine.own : affine.weight);
    const double kept = tangent ? affine.weight : 0.0;

    for (size_t j = 0; j < count; j++) {
        chl_kink kink = chl_kink_of(at->q + other[j], at->root * root[j], e[j],
                                    shrink * rho2[j]);
        double d = g - f * kink.theta, s2 = f * kink.s2;

        at->c2[j] = kink.c2;
        at->s2[j] = s2;
        at->per_s2[j] = f * kink.per_s2;
        at->d[j] = d;
        after[j] = half_own * (s2 + d * kink.c2) + bias + kept * d * at->t[j];
        e[j] = affine.weight * (g * e[j] + (f * kink.theta * kink.c2 - s2));
    }
}

static void
go_forth(const network *n, const panel *z, trail *t)
{
    for (size_t l = 0; l < n->depth; l++) {
        bool last = l + 1 == n->depth;

        advance(n->f, n->g, n->affine[l], n->tangent || !last, n->shrink[l],
                z->count, z->q[l], z->root[l], t->rho2, t->e, &t->layers[l],
                last ? t->value : t->layers[l + 1].t);
    }
}

/* From the derivatives of the value in T and c behind a layer to those before
 * it, and what it adds to those in the variances of x and z. */
CHL_VECTORISED static void
retreat(chl_affine affine, size_t count, const layer *restrict at,
        const double *restrict per_q, trail *restrict t)
{
    for (size_t j = 0; j < count; j++) {
        double by_v = affine.own * t->by_t[j] + affine.weight * t->by_c[j];
        double turned = affine.weight * t->by_t[j];
        double by_d = 2.0 * at->per_s2[j] * turned * at->t[j];
        double both = 0.25 * (at->s2[j] * by_v - at->c2[j] * by_d);

        t->by_x[j] += both * at->per_q;
        t->by_z[j] += both * per_q[j];
        t->by_t[j] = at->d[j] * turned;
        t->by_c[j] = at->d[j] * by_v + by_d;
    }
}

static void
go_back(const network *n, const panel *z, trail *t)
{
    for (size_t j = 0; j < z->count; j++) {
        t->by_t[j] = n->tangent ? 1.0 : 0.0;
        t->by_c[j] = n->tangent ? 0.0 : 1.0;
        t->by_x[j] = t->by_z[j] = 0.0;
    }
    for (size_t l = n->depth; l-- > 0;) {
        retreat(n->affine[l], z->count, &t->layers[l], z->per_q[l], t);
    }
}

CHL_VECTORISED static void
leave(const network *n, size_t count, const trail *restrict t,
      double *restrict p, double *restrict q, double *restrict r)
{
    const double per_d = 1.0 / (double) n->d;

    for (size_t j = 0; j < count; j++) {
        p[j] =
            per_d * (n->enter.own * t->by_t[j] + n->enter.weight * t->by_c[j]);
        q[j] = 2.0 * per_d * t->by_x[j];
    }
    for (size_t j = 0; r != NULL && j < count; j++) {
        r[j] = 2.0 * per_d * t->by_z[j];
    }
}

/* All pairs of two panels. */
static void
pass(const network *n, const chl_pairs *pairs, const panel *x, const panel *z,
     trail *t, double *values, double *p, double *q, double *r)
{
    for (size_t i = 0; i < x->count; i++) {
        size_t at = (x->first + i) * pairs->m + z->first;

        enter(n, pairs, x, i, z, t);
        go_forth(n, z, t);
        memcpy(values + at, t->value, z->count * sizeof *values);
        if (p != NULL) {
            go_back(n, z, t);
            leave(n, z->count, t, p + at, q + at, r != NULL ? r + at : NULL);
        }
    }
}

void
chl_kinked_block(const chl_wide *wide, const chl_pairs *pairs, double *values,
                 double *p, double *q, double *r)
{
    const network n = network_of(wide, pairs->d);
    trail t;
    panel x, z;

    for (size_t i = 0; i < pairs->count; i += CHUNK) {
        fill_panel(&n, pairs->x_norms, i, pairs->count, &x);
        for (size_t j = 0; j < pairs->m; j += CHUNK) {
            fill_panel(&n, pairs->z_norms, j, pairs->m, &z);
            pass(&n, pairs, &x, &z, &t, values, p, q, r);
        }
    }
}
