/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activations: expectations of phi over two Gaussian numbers (u, v) with
 * variances q, q' and covariance c = (q + q' - e) / 2, and their derivatives.
 *
 * e, the expected square of u - v, stands for c so that near pairs keep their
 * distance to the last digit.
 */
#ifndef CHLADNI_KERNELS_ACTIVATION_H
#define CHLADNI_KERNELS_ACTIVATION_H

#include <chladni/ntk.h>

#include "base/vectorised.h"

/* Pairs are handled in chunks that stay in the first-level cache. */
enum {
    CHL_CHUNK = 128
};

/* Added to variances that layers are normalised by. */
#define CHL_LEAST_VARIANCE 1e-12

/* Expectations of a chunk of pairs of one row; summed over activations. */
typedef struct chl_dual {
    double v[CHL_CHUNK];     /* V = E phi(u) phi(v)                           */
    double gap[CHL_CHUNK];   /* V(q, q) + V(q', q') - 2 V without cancelling  */
    double skew[CHL_CHUNK];  /* V(q, q) - V(q', q')                           */
    double other[CHL_CHUNK]; /* V(q', q')                                    */
    double d[CHL_CHUNK];     /* D = dV/dc = E phi'(u) phi'(v)                */
    double v_q[CHL_CHUNK];   /* dV/dq                                        */
    double d_c[CHL_CHUNK];   /* dD/dc                                        */
    double d_q[CHL_CHUNK];   /* dD/dq                                        */
} chl_dual;

struct chl_activation_type {
    const char *name;
    chl_activation preset; /* of the parameters; its type is not used        */
    /* V(q, q), and its derivative in q. */
    void (*diagonal)(const chl_activation *self, double q, double *v,
                     double *slope);
    /* Add to every member of sum. rho = q - q', to the digits of e. */
    void (*dual)(const chl_activation *self, double q, size_t count,
                 const double *other, const double *e, const double *rho,
                 chl_dual *sum);
    /* phi, phi' and phi'' at one number; those that kinks have not are 0. */
    void (*bend)(const chl_activation *self, double u, double *value,
                 double *slope, double *curve);
};

/* Whether phi(u) = right max(u, 0) + left min(u, 0), and its slopes. */
bool chl_activation_rays(const chl_activation *self, double *right,
                         double *left);

extern const chl_activation_type chl_activation_relu, chl_activation_leaky_relu,
    chl_activation_abs, chl_activation_identity, chl_activation_erf,
    chl_activation_sigmoid_like, chl_activation_sin, chl_activation_rbf,
    chl_activation_arbf, chl_activation_gelu;

#endif
