/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a training scheme must offer; one constant per table entry. */
#ifndef CHLADNI_DYNAMICS_SCHEME_H
#define CHLADNI_DYNAMICS_SCHEME_H

#include <chladni/dynamics.h>

enum {
    CHL_SCHEME_MOST_N_D = 100
};

/*
 * Characteristic polynomial of one step for an eigenvalue z of hJ,
 *     mu^2 - p(z) mu + q(z),   p = sum p[k] z^k, q = sum q[k] z^k;
 * q = 0 for one-step schemes, whose growth factor is p(z).
 */
typedef struct chl_scheme_polynomials {
    double p[5], q[2];
    size_t p_degree, q_degree;
} chl_scheme_polynomials;

struct chl_scheme {
    const char *name;
    const char *note;
    unsigned order;
    size_t gradients; /* of one player per step; alternating: beside n_d */
    double momentum;  /* the scheme's own */
    /* Of polynomial schemes; NULL for the others. */
    chl_scheme_polynomials (*polynomials)(double momentum);
    double (*radius)(const chl_scheme *scheme,
                     const chl_scheme_parameters *parameters,
                     const chl_mode *mode, double h);
    double (*limit)(const chl_scheme *scheme,
                    const chl_scheme_parameters *parameters,
                    const chl_mode *mode);
};

/* The momentum in force. */
double chl_scheme_momentum(const chl_scheme *scheme,
                           const chl_scheme_parameters *parameters);

/* Radius and limit of every scheme that has polynomials. */
double chl_polynomial_radius(const chl_scheme *scheme,
                             const chl_scheme_parameters *parameters,
                             const chl_mode *mode, double h);
double chl_polynomial_limit(const chl_scheme *scheme,
                            const chl_scheme_parameters *parameters,
                            const chl_mode *mode);

extern const chl_scheme chl_scheme_simultaneous;
extern const chl_scheme chl_scheme_alternating;
extern const chl_scheme chl_scheme_rk2;
extern const chl_scheme chl_scheme_rk4;
extern const chl_scheme chl_scheme_extragradient;
extern const chl_scheme chl_scheme_ogda;
extern const chl_scheme chl_scheme_heavy_ball;
extern const chl_scheme chl_scheme_negative_momentum;
extern const chl_scheme chl_scheme_adam;
extern const chl_scheme chl_scheme_implicit_euler;
extern const chl_scheme chl_scheme_trapezoid;

#endif
