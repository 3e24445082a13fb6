/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The adversarial operator: discriminator and generator together, near their
 * equilibrium, in a finite class of functions.
 *
 * The discriminator is u = sum_i alpha_i phi_i, and the generated points move
 * by v(x) = E_T[J_T' grad psi(T x)], psi = sum_i beta_i phi_i, where T is a
 * random augmentation that real and generated points both go through and J_T
 * its Jacobian (balanced augmentation; T = 1 without). In coefficients
 *
 *     (4.1)  alpha' = -P ((c2 M + gamma A) alpha + c1 C beta)
 *            beta'  =  b cG alpha
 *
 *     M_ij = E[phi_i phi_j], not centred     A_ij = E[grad phi_i . grad phi_j]
 *     C_ij = E_x <E_T[J' grad phi_i(Tx)], E_T[J' grad phi_j(Tx)]>
 *
 * with M and A under the augmented law; C = A without augmentation. What the
 * gradient of the loss does to u is the mobility P of the discriminator:
 *
 *     a M^-1           the flow in L2
 *     a M^-1 W M^-1    a wide network of tangent kernel Theta,
 *                      W_ij = E E[phi_i(x) Theta(x, y) phi_j(y)]
 *     a R^-1           a model whose squared norm is alpha'R alpha: a kernel
 *                      machine with R_ij = <phi_i, phi_j>, or with R = 1 the
 *                      linearised network, phi_i its derivatives by weights
 *
 * psi counts only up to functions with C = 0, from which nothing reaches the
 * generator: the constant, and directions that the augmentation hides. So the
 * state here is (w, q) with q = B' psi, C = B B' and |q|^2 = E|v|^2, and w in
 * an orthonormal basis of the functions:
 *
 *     w' = -a P0 (D w + c1 B q),   q' = b cG B' w,   D = c2 M + gamma A.
 *
 * Its eigenvalues have no positive real part, except by consensus weights.
 *
 * Shapes     matrices are r x r, column-major, symmetric; the lower triangle
 *            is read.
 * Units      as dynamics.h.
 * Threads    BLAS; bytes repeat if it uses one thread.
 * Source     theory 4; Khrulkov, Babenko, Oseledets, ICML 2021; Franceschi et
 *            al., ICML 2022; Zhao et al., Differentiable Augmentation, 2020.
 */
#ifndef CHLADNI_ADVERSARIAL_H
#define CHLADNI_ADVERSARIAL_H

#include <chladni/base.h>
#include <chladni/operators.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed. At most one of kernel and norm; neither: the flow in L2. */
typedef struct chl_adversarial_matrices {
    size_t r;
    const double *mass, *stiffness; /* M, A                                 */
    const double *coupling;         /* C; NULL: C = A                       */
    const double *kernel;           /* W or NULL                            */
    const double *norm;             /* R or NULL                            */
    const double *constant; /* r, coefficients of a constant function; NULL:
                               there is none, or it will be found by A = 0, and
                               M counts as covariance for the noise          */
} chl_adversarial_matrices;

typedef struct chl_adversarial_settings {
    double mass_cut;      /* combinations of functions are dropped whose M (R,
                             if given), all functions scaled to 1, is below this
                             part of the largest: rounding divided by it is the
                             error of the rest; in [0, 1), default 1e-10      */
    double stiffness_cut; /* A counts as 0 below this part of its largest
                             eigenvalue; in [0, 1); 0 (default) = 1e-12, and
                             with a coupling also as much as C/A can be told
                             from hidden_cut, 10 eps / hidden_cut             */
    double hidden_cut;    /* a direction is hidden if C/A is at most this; in
                             (0, 1), default 1e-6; for sums over samples take
                             their standard error                             */
} chl_adversarial_settings;

CHL_API chl_adversarial_settings chl_adversarial_settings_default(void);

typedef enum chl_mobility_kind {
    CHL_MOBILITY_L2,
    CHL_MOBILITY_KERNEL,
    CHL_MOBILITY_NORM
} chl_mobility_kind;

typedef struct chl_adversarial_info {
    chl_mobility_kind mobility;
    size_t functions; /* r                                                   */
    size_t kept;      /* combinations kept                                   */
    size_t kernel;    /* of these: A = 0, the constant and what is like it   */
    size_t hidden;    /* A > 0, and C/A <= hidden_cut                        */
    size_t visible;   /* the rest                                            */
    double lowest;    /* smallest C/A; below 0 by sampling noise only        */
    double highest;   /* largest; above 1 likewise, or if |J| > 1            */
} chl_adversarial_info;

typedef struct chl_adversarial chl_adversarial;

/*
 * The matrices in a basis that suits them; for any constants.
 * Ownership  copies what it needs.
 * Cost       three symmetric eigenproblems of size r.
 * Errors     CHL_EARG    r = 0, both mobilities, settings, nothing visible
 *            CHL_ENUMERIC  an entry is not finite, M or R is 0, LAPACK
 *            CHL_ENOMEM
 */
CHL_API chl_status
chl_adversarial_create(const chl_adversarial_matrices *matrices,
                       const chl_adversarial_settings *settings,
                       chl_adversarial **out, chl_error *err);
CHL_API void chl_adversarial_free(chl_adversarial *adversarial);
CHL_API const chl_adversarial_info *
chl_adversarial_describe(const chl_adversarial *adversarial);
/* Views: coefficients r x kernel; r x hidden, orthonormal under A, the most
 * hidden first; eigenvalues C/A of all hidden and visible, ascending. */
CHL_API const double *
chl_adversarial_kernel(const chl_adversarial *adversarial);
CHL_API const double *
chl_adversarial_hidden(const chl_adversarial *adversarial);
CHL_API const double *
chl_adversarial_transmission(const chl_adversarial *adversarial);

/* Constants of (4.1). */
typedef struct chl_adversarial_constants {
    double c1, cg;      /* > 0                                               */
    double c2;          /* >= 0                                              */
    double c2_constant; /* in place of c2 for the constant function, in
                           [0, c2]; other than c2 only if it was given       */
    double lr_d, lr_g;  /* a, b > 0                                          */
    double gamma;       /* >= 0                                              */
    double consensus;   /* weight w >= 0 of consensus optimisation: both players
                           also descend w/2 times the squared gradient of the
                           game, diag(a, b) (J - w J'J) for diag(a, b) J     */
} chl_adversarial_constants;

/* The operator on (w, q), with what belongs to it. */
typedef struct chl_flow chl_flow;

/*
 * Directions with D = 0 and C = 0 (the constant, if c2 does not act on it)
 * stay where they are and move nothing: they are taken out of w.
 * Ownership  borrows adversarial, which must outlive the flow.
 * Errors     CHL_EARG a constant out of range; CHL_ENUMERIC, CHL_ENOMEM
 */
CHL_API chl_status chl_flow_create(const chl_adversarial *adversarial,
                                   const chl_adversarial_constants *constants,
                                   chl_flow **out, chl_error *err);
CHL_API void chl_flow_free(chl_flow *flow);
CHL_API size_t chl_flow_size(const chl_flow *flow);
/* Length of w, which comes first in the state. */
CHL_API size_t chl_flow_discriminator(const chl_flow *flow);
/* Directions taken out of w. */
CHL_API size_t chl_flow_neutral(const chl_flow *flow);
/* A shift right of all eigenvalues: the size of the slowest, or a quarter of it
 * where real ones come within twice that size. */
CHL_API double chl_flow_shift(const chl_flow *flow);

/* The operator L. Borrows flow. Errors: CHL_ENOMEM. */
CHL_API chl_status chl_flow_operator(const chl_flow *flow, chl_operator **out,
                                     chl_error *err);
/*
 * (L - s)^-1 for real s > 0, by one LU factor of size w,
 *     a P0 (D + (c1 cG b / s) C) + s,
 * or with consensus one of the size of L.
 * Errors     CHL_EARG s; CHL_ENUMERIC s is an eigenvalue; CHL_ENOMEM
 */
CHL_API chl_status chl_flow_inverse(const chl_flow *flow, double s,
                                    chl_operator **out, chl_error *err);

/*
 * Coefficients of u and psi for states, one per column.
 * Shapes     state: size x k; alpha, beta: r x k or NULL
 * psi has no part in the kernel of C as measured by A.
 */
CHL_API void chl_flow_coefficients(const chl_flow *flow, size_t k,
                                   const double *state, double *alpha,
                                   double *beta);
/* The state of u and psi; what was taken out is lost.
 * Shapes     as before. CHL_ENOMEM */
CHL_API chl_status chl_flow_state(const chl_flow *flow, size_t k,
                                  const double *alpha, const double *beta,
                                  double *state, chl_error *err);

/*
 * P^-1 w times a, without solving: for an eigenvector (w, q) of value s it is
 * -(D w + c1 B q) a / s. Here: -(D w + c1 B q), size of w. Not with consensus.
 */
CHL_API void chl_flow_force(const chl_flow *flow, const double *state,
                            double *force);

/* Bilinear forms of two states: of u by A and by C, of v by E<v, v'>. */
typedef struct chl_flow_products {
    double stiffness, coupling, displacement;
} chl_flow_products;
/* CHL_ENOMEM */
CHL_API chl_status chl_flow_multiply(const chl_flow *flow, const double *x,
                                     const double *y, chl_flow_products *out,
                                     chl_error *err);

/* P0 (M - mean mean') P0 on w: how noise of batches enters, but for its
 * intensity.  out: square of the size of w. CHL_ENOMEM */
CHL_API chl_status chl_flow_noise(const chl_flow *flow, double *out,
                                  chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
