/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A GAN whose training is solved exactly in high dimension: linear generator,
 * quadratic-energy critic, streaming stochastic gradients.
 *
 *     data       y  = U c  + sqrt(eta_true) a,    U n x d, U'U = I
 *     generator  yt = V ct + sqrt(eta_gen) at,    V n x p
 *     critic     W n x m;  loss 1/2 |W'y|^2 - 1/2 |W'yt|^2
 *     W <- W + (tau / n)   (y y'W - yt yt'W - decay_w W)    then constrained
 *     V <- V + (tau_g / n) (W W'yt ct' - decay_v V)         then constrained
 *
 * As n grows, P = U'V, Q = U'W, R = V'W, S = V'V, Z = W'W follow an ordinary
 * differential equation in time t = step / n, in which the latents enter
 * through their second moments C = E cc' and C_gen = E ct ct' alone (through
 * their whole law if the response of the critic is not linear).
 *
 * All matrices are row-major.
 *
 * Source  A. Bond, Z. Dogan, Effective Covariance Dynamics in Solvable
 *         High-Dimensional GANs, arXiv 2606.27246; C. Wang, H. Hu, Y. Lu, A
 *         Solvable High-Dimensional Model of GAN, NeurIPS 2019, arXiv
 *         1805.08349.
 */
#ifndef CHLADNI_SOLVABLE_H
#define CHLADNI_SOLVABLE_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is done to W or V after each step. */
typedef enum chl_constraint {
    CHL_CONSTRAINT_NONE,
    CHL_CONSTRAINT_COLUMNS, /* columns of length 1                           */
    CHL_CONSTRAINT_POLAR,   /* X (X'X)^(-1/2)                                */
    CHL_CONSTRAINT_GS       /* Gram-Schmidt from the first column on         */
} chl_constraint;

/* "none", "col", "polar", "gs"; NULL behind the last. */
CHL_API const char *chl_constraint_name(size_t index);
/* Errors: CHL_EARG, the nearest name is suggested. */
CHL_API chl_status chl_constraint_find(const char *name, chl_constraint *out,
                                       chl_error *err);

/* The derivative f of the critic's loss along w, and its own derivative. */
typedef struct chl_response {
    const char *name;
    double (*value)(double u);
    double (*slope)(double u);
} chl_response;

/* "linear" (f(u) = u: the model above), "constant" (1), "tanh", "cubic"
 * (u + u^3 / 10); NULL behind the last. */
CHL_API const chl_response *chl_response_at(size_t index);
CHL_API chl_status chl_response_find(const char *name, const chl_response **out,
                                     chl_error *err);

/* One Gaussian class of the latents; mean NULL is 0. */
typedef struct chl_latent_class {
    double weight;            /* >= 0; taken relative to their sum            */
    const double *mean;       /* d                                            */
    const double *covariance; /* d x d, symmetric positive semidefinite       */
} chl_latent_class;

typedef struct chl_latent_law {
    size_t size, count; /* d, classes                                         */
    const chl_latent_class *classes;
} chl_latent_law;

/* The effective second moment sum_k weight_k (covariance_k + mean_k mean_k'),
 * d x d. Errors: CHL_EARG. */
CHL_API chl_status chl_latent_second_moment(const chl_latent_law *law,
                                            double *out, chl_error *err);

typedef struct chl_solvable_model {
    size_t d, p, m;        /* features of data, generator, critic; >= 1       */
    const double *cov;     /* C, d x d; NULL: from `law`                      */
    const double *cov_gen; /* p x p; NULL: from `law_gen`                     */
    /* Classes; NULL: one centred Gaussian with cov (cov_gen). A response that
     * is not linear, and simulations, draw from these. */
    const chl_latent_law *law, *law_gen;
    double tau, tau_g;        /* rates, > 0; defaults 0.2, 0.04              */
    double eta_true, eta_gen; /* noise variances, >= 0; defaults 2           */
    double decay_w, decay_v;  /* >= 0; default 0                             */
    size_t batch;             /* samples per step, >= 1; default 1           */
    chl_constraint constraint_w, constraint_v; /* defaults polar, col         */
    const chl_response *response; /* NULL = linear; others need m = 1         */
} chl_solvable_model;

CHL_API chl_solvable_model chl_solvable_model_default(void);

/* A model with its workspace. One thread at a time. */
typedef struct chl_solvable chl_solvable;

/*
 * Copies the model.
 * Errors     CHL_EARG a number out of range, a matrix that is not symmetric or
 *            not positive semidefinite; CHL_ENOMEM
 */
CHL_API chl_status chl_solvable_create(const chl_solvable_model *model,
                                       chl_solvable **out, chl_error *err);
CHL_API void chl_solvable_free(chl_solvable *solvable);

/* The model as it was checked, with cov and cov_gen there; a view. Its response
 * is NULL if it is linear, its laws are NULL. */
CHL_API const chl_solvable_model *
chl_solvable_model_of(const chl_solvable *solvable);

/* The five matrices one after the other in one block. */
typedef struct chl_solvable_layout {
    size_t p, q, r, s, z; /* where P d x p, Q d x m, R p x m, S p x p, Z m x m
                             begin                                            */
    size_t size;
} chl_solvable_layout;

CHL_API chl_solvable_layout chl_solvable_layout_of(const chl_solvable *s);

/*
 * A start: P0 (d x p) and Q0 (d x m) as given, R = P'Q, S = I and Z = I.
 * Errors     CHL_EARG no such V and W exist: [U V W] would not have a
 *            positive semidefinite Gram matrix
 */
CHL_API chl_status chl_solvable_start(const chl_solvable *s, const double *p0,
                                      const double *q0, double *state,
                                      chl_error *err);

/* d state / dt. */
CHL_API void chl_solvable_field(chl_solvable *s, const double *state,
                                double *slope);

/*
 * The state at `count` ascending times >= 0, from `state` at time 0; `states`
 * is count x size, unchanged on error. drift (may be NULL) is the largest
 * violation of a constraint at these times.
 * Accuracy   local errors below 1e-12 (|y| + 1)
 * Errors     CHL_EARG times; CHL_ENUMERIC the solution grows without bound;
 *            CHL_ECANCELLED at the next step; CHL_ENOMEM
 */
CHL_API chl_status chl_solvable_solve(chl_solvable *s, const double *state,
                                      size_t count, const double *times,
                                      const chl_progress *progress,
                                      double *states, double *drift,
                                      chl_error *err);

/* The Jacobian of the field, size x size. Exact to rounding for a linear
 * response, where the field is a cubic polynomial. Errors: CHL_ENOMEM. */
CHL_API chl_status chl_solvable_jacobian(chl_solvable *s, const double *state,
                                         double *out, chl_error *err);
/* Its eigenvalues, rightmost first. Errors: CHL_ENOMEM, CHL_ENUMERIC. */
CHL_API chl_status chl_solvable_eigenvalues(chl_solvable *s,
                                            const double *state,
                                            chl_complex *values,
                                            chl_error *err);

/* What the rates and the noise decide for an eigenvalue of matched covariances
 * C = C_gen:  low = tau eb2 / B < lambda < high = 2 tau^2 eb2 / (B tau_g),
 * eb2 = (eta_true^2 + eta_gen^2) / 2, B the batch. */
typedef struct chl_solvable_interval {
    double low, high;
} chl_solvable_interval;

CHL_API chl_solvable_interval
chl_solvable_interval_of(const chl_solvable_model *model);

typedef enum chl_mode_phase {
    CHL_PHASE_FAILS,     /* lambda <= low                                     */
    CHL_PHASE_RECOVERS,  /* between: grows, then freezes                      */
    CHL_PHASE_OSCILLATES /* lambda >= high (above low)                        */
} chl_mode_phase;

CHL_API const char *chl_mode_phase_name(chl_mode_phase phase);

typedef struct chl_mode_verdict {
    double lambda;
    chl_mode_phase phase;
    double growth; /* of the critic's overlap from the blind start,
                      tau (lambda - low)                                      */
    double freeze; /* least alignment at which learning can freeze; NaN if it
                      fails or oscillates                                     */
    double period; /* of the swing about full alignment; NaN if none          */
    chl_complex roots[2]; /* of the 2 x 2 block at full alignment             */
} chl_mode_verdict;

CHL_API chl_mode_verdict chl_solvable_judge(const chl_solvable_model *model,
                                            double lambda);

/* Trace and determinant of the block (q, r) of one mode at alignment p, data
 * eigenvalue lambda, generator's lambda_gen. */
CHL_API void chl_solvable_block(const chl_solvable_model *model, double lambda,
                                double lambda_gen, double p, double *trace,
                                double *determinant);

/* The critic alone, the generator blind: q*^2 of the saddle, and how fast the
 * generator then leaves it; NaN below the threshold. m = 1. */
typedef struct chl_solvable_saddle {
    double q2, growth;
} chl_solvable_saddle;

CHL_API chl_solvable_saddle
chl_solvable_saddle_of(const chl_solvable_model *model, double lambda);

/* Generator and critic both at work and at rest: q = p r, with y = r^2 < 1 the
 * larger root of
 *   lambda y [(1 + tau eta_true / 2B) (tau_g / tau) (1 - y) - tau eta / B]
 *     = tau eb2 / B,   eta = (eta_true + eta_gen) / 2,
 * and p^2 = 1 - (tau_g / tau) (1 - y). Where noise is weak it is there above
 * `high`, and what swings can end there. NaN where it is not. m = 1, columns of
 * length 1. */
typedef struct chl_solvable_active {
    double p, q, r;
} chl_solvable_active;

CHL_API chl_solvable_active
chl_solvable_active_of(const chl_solvable_model *model, double lambda);

/* What makes the most of `count` eigenvalues learnable. */
typedef struct chl_solvable_rates {
    double tau, tau_g; /* at the noise as it is; NaN without noise */
    double eta;        /* or at the rates as they are: noise of both; NaN if
                          the rates were free                                 */
    size_t learnable;
} chl_solvable_rates;

/* With tau_g / tau as it is: tau (or the noise) moves a window of fixed ratio
 * 2 tau / tau_g over the eigenvalues. NaN and 0 if tau_g >= 2 tau. */
CHL_API chl_solvable_rates chl_solvable_rates_kept_ratio(
    const chl_solvable_model *model, size_t count, const double *lambda);
/* With both free: every positive one; the growth of the weakest is largest
 * for tau <= 1, and tau_g half of what the strongest allows. */
CHL_API chl_solvable_rates chl_solvable_rates_free(
    const chl_solvable_model *model, size_t count, const double *lambda);

/* Correlation rho at which the largest eigenvalue of C + rho (11' - I) passes
 * low, and then high; NaN if C + rho (..) ceases to be a covariance first. If
 * it is above at rho = 0, that is the answer. */
typedef struct chl_solvable_boost {
    double low, high;
} chl_solvable_boost;

CHL_API chl_status chl_solvable_boost_of(const chl_solvable_model *model,
                                         chl_solvable_boost *out,
                                         chl_error *err);

/* How a run in finite dimension is made. */
typedef enum chl_simulation {
    CHL_SIMULATE_DIRECT, /* vectors of length n                               */
    CHL_SIMULATE_CHAIN   /* the Gram matrix of U, V, W alone: the same law, at
                            a cost per step that does not depend on n         */
} chl_simulation;

/*
 * One run of round(time n) steps from a state. Latents are Gaussian by class.
 * state      size, in and out; untouched on error
 * Errors     CHL_EARG n below d + p + m + 2 batch; CHL_ENUMERIC it grew
 *            without bound; CHL_ECANCELLED; CHL_ENOMEM
 * Threads    any number of calls on different chl_solvable. The same seed gives
 *            the same run.
 */
CHL_API chl_status chl_solvable_simulate(const chl_solvable *s,
                                         chl_simulation how, size_t n,
                                         double time, uint64_t seed,
                                         const chl_progress *progress,
                                         double *state, chl_error *err);

/*
 * The microscopic law: `rows` independent rows (u, v, w) sqrt(n) of U, V, W as
 * a stochastic differential equation along the solution from `state`, by
 * `steps` steps of the midpoint rule; features u are +1 and -1. The law is
 * consistent if its second moments are the solution.
 */
typedef struct chl_solvable_rows {
    double deviation; /* root mean square of (second moments - solution)      */
    double expected;  /* the same from the number of rows alone               */
    double kurtosis;  /* largest |excess kurtosis| of w - u Q; 0 if Gaussian  */
    double kurtosis_expected; /* sqrt(24 / rows)                              */
} chl_solvable_rows;

CHL_API chl_status chl_solvable_sample_rows(
    chl_solvable *s, const double *state, double time, size_t rows,
    size_t steps, uint64_t seed, const chl_progress *progress,
    chl_solvable_rows *out, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
