/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrices of the adversarial operator for rows x that pass through a
 * random augmentation T with Jacobian J, before real and generated ones alike
 * (theory 4):
 *
 *     M_ij = E phi_i(Tx) phi_j(Tx)                    mass, not centred
 *     A_ij = E grad phi_i(Tx) . grad phi_j(Tx)        stiffness
 *     C_ij = E < E_T J' grad f_i(Tx), E_T J' grad f_j(Tx) >     coupling
 *     W_ij = E_x E_y f_i(Tx) Theta(Tx, T'y) f_j(T'y)  mobility
 *
 * M and A of all functions; C and W of r combinations f of them. Everything is
 * kept as sums of the groups of the basis's sample, so that any weights of the
 * groups (a bootstrap, a held-out half) give the four matrices; the same
 * weights for two augmentations make a paired comparison. Rows, landmarks and
 * draws do not depend on the augmentation.
 *
 * Without augmentation (NULL) T is the identity and C = A.
 *
 * Units      squared gradients: 1 / (unit of the data)^2
 * Threads    results do not depend on their number
 */
#ifndef CHLADNI_BALANCED_H
#define CHLADNI_BALANCED_H

#include <chladni/augment.h>
#include <chladni/functions.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_balanced_settings {
    size_t draws;   /* of T per row; >= 1, default 1; in C at least 2       */
    size_t rows;    /* in C and W, spread over the groups; 0 = all; default
                       2000                                                 */
    size_t threads; /* 0 (default) = those of the basis                     */
    chl_progress progress; /* none (default) = that of the basis            */
} chl_balanced_settings;

CHL_API chl_balanced_settings chl_balanced_settings_default(void);

typedef struct chl_balanced chl_balanced;

/*
 * Shapes     memory O(groups q^2 + threads (q^2 + block d)), not n.
 * Ownership  borrows functions and augment; *out is the caller's
 *            (chl_balanced_free); untouched on error.
 * Errors     CHL_EARG draws is 0; CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 */
CHL_API chl_status chl_balanced_create(const chl_functions *functions,
                                       const chl_augment *augment,
                                       const chl_balanced_settings *settings,
                                       chl_balanced **out, chl_error *err);
CHL_API void chl_balanced_free(chl_balanced *balanced);

/* M and A, q x q, both triangles. weight[g] >= 0, not all 0, of the groups of
 * chl_basis_sample. Errors: CHL_EARG weights; CHL_ENOMEM */
CHL_API chl_status chl_balanced_pair(const chl_balanced *balanced,
                                     const double *weight, double *mass,
                                     double *stiffness, chl_error *err);

typedef struct chl_coupling chl_coupling;

/*
 * C of r combinations on a subsample of the rows, and beside it A of the same
 * rows and draws, so that C_ii / A_ii, what of mode i gets through, is precise.
 * Any two draws of a row make an unbiased product,
 *
 *     C = sym < J' grad f(Tx), J'' grad f(T'x) >,   A = mean over the draws,
 *
 * the mean over all pairs of D draws, and A - C is positive semidefinite for
 * |J| <= 1, draw by draw. Where T takes f away altogether all that is left of C
 * is noise, sqrt(2 / (rows D (D - 1))) of A. Chains
 * that can only mirror and turn by quarters have few maps: of them C and A are
 * averages over all maps, each with its probability, whatever D is. Of radial
 * functions without a metric under a circular translation the average over T
 * is exact, by Fourier transforms, if `exact` is asked for; A keeps its draws.
 *
 * Shapes     coefficients: q x r, column-major
 * Cost       rows * draws * r times: 2 m d operations, one pass of J'
 * Ownership  copies coefficients, keeps nothing else borrowed; *out is the
 *            caller's (chl_coupling_free); untouched on error.
 * Errors     CHL_EARG r is 0; CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 */
CHL_API chl_status chl_coupling_create(const chl_functions *functions,
                                       const chl_augment *augment,
                                       const chl_balanced_settings *settings,
                                       size_t r, const double *coefficients,
                                       bool exact, chl_coupling **out,
                                       chl_error *err);
CHL_API void chl_coupling_free(chl_coupling *coupling);

/* C and A, r x r, both triangles; weights as above. Errors: CHL_EARG */
CHL_API chl_status chl_coupling_matrices(const chl_coupling *coupling,
                                         const double *weight, double *c,
                                         double *stiffness, chl_error *err);

/*
 * The tangent kernel of the network that plays the discriminator:
 * values[i * b + j] = Theta(x_i, y_j) for a x d and b x d rows of the data.
 * Called from several threads at once.
 */
typedef struct chl_tangent {
    chl_status (*values)(const void *self, size_t d, size_t a, const double *x,
                         size_t b, const double *y, double *values,
                         chl_error *err);
    const void *self; /* borrowed */
} chl_tangent;

/* Theta = a kernel that chl_pair_kernel_check accepts, and that outlives it: of
 * a wide network, or a radial one. */
CHL_API chl_tangent chl_tangent_kernel(const chl_pair_kernel *kernel);

typedef struct chl_mobility chl_mobility;

/*
 * W of r combinations. Every row stands for one point Tx per draw, the same
 * for x and for y, so that W is positive semidefinite whenever Theta is; terms
 * with x = y are in it.
 *
 * Cost       points^2 (2 d + 2 r) operations; memory O(groups^2 r^2 + points
 *            (d + r))
 * Errors     CHL_EARG r is 0; CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED, and
 *            whatever Theta reports
 */
CHL_API chl_status chl_mobility_create(const chl_functions *functions,
                                       const chl_augment *augment,
                                       const chl_balanced_settings *settings,
                                       size_t r, const double *coefficients,
                                       const chl_tangent *theta,
                                       chl_mobility **out, chl_error *err);
CHL_API void chl_mobility_free(chl_mobility *mobility);

/* W, r x r, both triangles; weights as above. Errors: CHL_EARG */
CHL_API chl_status chl_mobility_matrix(const chl_mobility *mobility,
                                       const double *weight, double *w,
                                       chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
