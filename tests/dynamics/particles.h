/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points that stand for a law, what augmentations make of them, and the game
 * of a discriminator from the RKHS of a Gauss kernel on exactly these points.
 */
#ifndef CHLADNI_TESTS_DYNAMICS_PARTICLES_H
#define CHLADNI_TESTS_DYNAMICS_PARTICLES_H

#include <chladni/convergence.h>

/* Each point goes through every map y = J x + o with the same weight. */
typedef struct particles {
    size_t n, d, maps, nodes; /* nodes = maps n, map by map                  */
    double *x;                /* n x d, row-major                            */
    double *jacobian;         /* maps x d x d, row-major                     */
    double *offset;           /* maps x d                                    */
    double *y;                /* nodes x d                                   */
} particles;

/* Copies x, and the maps; jacobian NULL: 1, offset NULL: 0. */
particles particles_create(size_t n, size_t d, const double *x, size_t maps,
                           const double *jacobian, const double *offset);
void particles_clear(particles *p);

/* n quantiles (i + 1/2) / n of N(mean, std^2). */
void normal_quantiles(size_t n, double mean, double std, double *x);
/* Of an even mixture of N(-m, std^2) and N(m, std^2). */
void well_quantiles(size_t n, double m, double std, double *x);
/* `each` points of a spiral with the radii of a normal law of this std, in
 * each of 8 places of a circle; 8 each x 2. */
void eight_gaussians(size_t each, double radius, double std, double *x);

/* Functions at the nodes. */
typedef struct functions {
    size_t count;
    double *values;    /* nodes x count, column-major                        */
    double *gradients; /* d of these, one after the other                    */
    double *norm;      /* count x count, NULL if not known                   */
    double *constant;  /* count, NULL if it is not among them                */
} functions;

/* k(y, z) = exp(-|y - z|^2 / 2 h^2) for centres z and, if asked for, 1; without
 * it norm is that of the RKHS of k, k(z, z'). */
functions functions_gauss(const particles *p, size_t count, const double *z,
                          double h, bool with_constant);
/* An orthonormal basis of the span of Theta(y_j, .) and its derivatives by
 * y_j, Theta the Gauss kernel of width h: where the flow of a discriminator
 * from its RKHS stays. norm is 1. */
functions functions_orthonormal(const particles *p, double h);
void functions_clear(functions *f);

/* M, A, C, and W of a Gauss kernel of width h where that is above 0. */
typedef struct matrices {
    double *mass, *stiffness, *coupling, *kernel;
    chl_adversarial_matrices view;
} matrices;
matrices matrices_create(const particles *p, const functions *f, double h);
void matrices_clear(matrices *m);

/*
 * All eigenvalues of the game on the particles, without any basis:
 *     f = (1/m) sum c_j Theta(y_j, .) + (1/m) sum e_j . grad_j Theta(y_j, .),
 *     c' = -c2 f(y),  e' = -gamma grad f(y) - c1 J v,  v' = cG E_T J' grad f(y)
 * with rates of 1. m (1 + d) + n d values.
 */
chl_complex *particles_spectrum(const particles *p, double h,
                                const chl_adversarial_constants *game,
                                size_t *count);

#endif
