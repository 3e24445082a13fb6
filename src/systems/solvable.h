/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the solvable GAN share. */
#ifndef CHLADNI_SYSTEMS_SOLVABLE_H
#define CHLADNI_SYSTEMS_SOLVABLE_H

#include <chladni/solvable.h>

enum {
    CHL_HERMITE_NODES = 64
};

/* A latent law of its own: classes with relative weights that sum to 1. */
typedef struct chl_latents {
    size_t size, count;
    double *weights;     /* count                                             */
    double *means;       /* count x size                                      */
    double *covariances; /* count x size x size                               */
    double *factors;     /* the same; F F' = covariance, lower triangular     */
} chl_latents;

struct chl_solvable {
    chl_solvable_model model; /* its pointers lead into the members below     */
    chl_solvable_layout at;
    double *cov, *cov_gen;
    chl_latents data, gen;
    double *nodes, *weights; /* CHL_HERMITE_NODES, of the normal law; or NULL */
    double *work;
};

/* out (rows x columns) = alpha op(a) op(b) + beta out, row-major, packed;
 * `inner` is the shared dimension. */
void chl_small_product(bool a_turned, bool b_turned, size_t rows,
                       size_t columns, size_t inner, double alpha,
                       const double *a, const double *b, double beta,
                       double *out);

/*
 * Lower triangular F with F F' = G for a symmetric positive semidefinite G:
 * a pivot below `size` eps max |diagonal| is 0. False if one is below minus
 * sqrt(eps) of it: G is indefinite.
 */
bool chl_small_cholesky(size_t size, const double *g, double *f);

/*
 * Eigenvalues of a symmetric matrix, largest first, and its eigenvectors as the
 * rows of `vectors`, the entry of largest modulus positive (the first on a
 * tie). Errors: CHL_ENUMERIC, CHL_ENOMEM.
 */
chl_status chl_small_modes(size_t size, const double *matrix, double *values,
                           double *vectors, chl_error *err);

/* Largest |entry| of the violation of a constraint on a Gram matrix. */
double chl_constraint_drift(chl_constraint kind, size_t size,
                            const double *gram);
/* T (size x size) with X T constrained, X'X = gram. Errors: CHL_ENUMERIC the
 * columns have become dependent; CHL_ENOMEM. */
chl_status chl_constraint_map(chl_constraint kind, size_t size,
                              const double *gram, double *t, chl_error *err);

/* Gram matrix of [U V W], (d + p + m)^2, of a state, and back. */
void chl_solvable_gram(const chl_solvable *s, const double *state,
                       double *gram);
void chl_solvable_ungram(const chl_solvable *s, const double *gram,
                         double *state);

chl_status chl_latents_init(const chl_latent_law *law, size_t size,
                            const double *cov, const char *what,
                            chl_latents *out, chl_error *err);
void chl_latents_clear(chl_latents *latents);

/* What the field is made of: views into the workspace, until the next call. */
typedef struct chl_solvable_desk {
    double *g;     /* d x m, E c f(y.w)                                       */
    double *g_gen; /* p x m, E ct f(yt.w)                                     */
    double *a, *b; /* m x m, E f f' of data and generator                     */
    double *h, *k; /* m x m and p x p, what the constraints correct: W' gains
                      W h, V' gains V k                                       */
    double *turned; /* scratch                                                */
    double kappa;   /* isotropic drift of W over tau                          */
} chl_solvable_desk;

/* free_s, free_z: dS/dt and dZ/dt without constraints. */
chl_solvable_desk chl_solvable_evaluate(chl_solvable *s, const double *state,
                                        double *free_s, double *free_z);

/* Doubles of workspace the field needs. */
size_t chl_solvable_work_size(const chl_solvable_model *model);

/* g = E c f(u), E f(u)^2, E f'(u) with u = c.q + sqrt(noise z) e, where
 * cov q is already in g for a linear response. */
typedef struct chl_response_moments {
    double square, slope;
} chl_response_moments;

chl_response_moments chl_solvable_respond(const chl_solvable *s,
                                          const chl_latents *latents,
                                          const double *q, double noise,
                                          double *g);

#endif
