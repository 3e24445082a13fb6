/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Particles moved by an infinitely wide discriminator.
 *
 * n generated particles x_i, m targets y_j, kernel k. The discriminator starts
 * at f_0 and is trained for a time T,
 *
 *     df/dt = (1/n) sum_i a'(f(x_i)) k(., x_i)
 *             - (1/m) sum_j b'(f(y_j)) k(., y_j)
 *
 * then every particle steps down the generator's loss, f held fixed:
 *
 *     x_i <- x_i - (rate / n) c'(f(x_i)) grad f(x_i)
 *
 *   loss          a(f)            b(f)             c(f)
 *   ipm           f               f                f
 *   ipm-external  0               f                f
 *   lsgan         -(f + 1)^2      (f - 1)^2        f^2
 *   vanilla       log(1 - s(f))   -log s(f)        -log s(f),  s the sigmoid
 *   hinge         min(0, -1 - f)  -min(0, f - 1)   -f
 *
 * With f_0 = 0, ipm is the Wasserstein gradient flow of (T/2) MMD^2. With noise
 * the gradient is taken at x_i + noise N(0, 1), which lets particles out of
 * places where MMD has no slope; they move from x_i all the same.
 */
#ifndef CHLADNI_FLOW_H
#define CHLADNI_FLOW_H

#include <chladni/eigen.h>
#include <chladni/ntk.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chl_particles_method {
    CHL_PARTICLES_BEST, /* the closed form where there is one                */
    CHL_PARTICLES_ODE   /* the differential equation for every loss          */
} chl_particles_method;

typedef struct chl_particles_settings {
    const char *loss;            /* default "ipm"                            */
    double time;                 /* T > 0; default 1                         */
    bool carry;                  /* f_0 is the last step's f; default 0      */
    chl_particles_method method; /* default CHL_PARTICLES_BEST               */
    double noise;     /* >= 0, in data units; default 0                      */
    uint64_t seed;    /* of the noise; default 0                             */
    double tolerance; /* of lsgan and of differential equations, relative, in
                         [1e-14, 0.1]; default 1e-10                         */
    double memory;    /* bytes that a matrix of all pairs may take; beyond, and
                         for ipm always, pairs are computed anew each time;
                         default 2^30                                        */
    size_t threads;   /* 0 = chl_threads_default()                           */
} chl_particles_settings;

CHL_API chl_particles_settings chl_particles_settings_default(void);

/* Names of losses in the order of the table; NULL behind the last. */
CHL_API const char *chl_particles_loss_name(size_t index);

typedef struct chl_particles chl_particles;

/*
 * Shapes     x: n x d, y: m x d, row-major; n, m, d >= 1
 * Ownership  copies everything; *out is the caller's (chl_particles_free);
 *            untouched on error.
 * Errors     CHL_EARG   unknown loss, a number out of range, no points, a riesz
 *                       kernel for another loss than ipm
 *            CHL_EDATA  a point that is not finite, by its number
 *            CHL_ENOMEM
 */
CHL_API chl_status chl_particles_create(const chl_pair_kernel *kernel,
                                        const chl_particles_settings *settings,
                                        size_t n, size_t m, size_t d,
                                        const double *x, const double *y,
                                        chl_particles **out, chl_error *err);
CHL_API void chl_particles_free(chl_particles *particles);

CHL_API size_t chl_particles_count(const chl_particles *particles);
/* n x d; a view that the next step changes. */
CHL_API const double *chl_particles_points(const chl_particles *particles);

/* What one training of the discriminator found, before the particles move; with
 * noise, where that puts them. */
typedef struct chl_particles_report {
    double loss;     /* (1/n) sum_i c(f(x_i))                              */
    double speed;    /* root of the mean square of c'(f) grad f            */
    size_t products; /* with the matrix of all pairs: Lanczos and ODE      */
} chl_particles_report;

/*
 * Train the discriminator, where the particles are now; with carry, on from
 * where it is.
 *
 * Accuracy   ipm exact up to rounding; lsgan and differential equations to the
 *            tolerance. The jumps of hinge are smoothed over 1e-3 in f.
 * Cost       ipm: nothing. Others: products with the matrix of all pairs.
 * Errors     CHL_ENUMERIC  Lanczos or CVODE gave up; CHL_ENOMEM
 */
CHL_API chl_status chl_particles_train(chl_particles *particles,
                                       chl_error *err);

/*
 * The trained f (0 before the first training) and its gradients at any points.
 * Shapes     x: count x d; values: count; gradients: count x d, or NULL
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_particles_field(const chl_particles *particles,
                                       size_t count, const double *x,
                                       double *values, double *gradients,
                                       chl_error *err);

/*
 * Train, report, and move the particles by one step of this rate > 0.
 *
 * Cost       ipm: n (n + m) pairs and O(n + m) memory. With carry f remembers n
 *            more points from each step.
 * Errors     CHL_EARG      rate not finite or not > 0
 *            CHL_ENUMERIC  a particle would leave the numbers: the rate is too
 *                          large
 *            and those of training. Particles stay on error.
 * Threads    the same bytes on any number of threads, given a BLAS of one.
 * Source     J.-Y. Franceschi et al., A neural tangent kernel perspective of
 *            GANs, ICML 2022, PMLR 162; noise: M. Arbel et al., Maximum mean
 *            discrepancy gradient flow, NeurIPS 2019. Weights of lsgan for each
 *            class, hinge and the carried f are ours.
 */
CHL_API chl_status chl_particles_step(chl_particles *particles, double rate,
                                      chl_particles_report *report,
                                      chl_error *err);

/*
 * MMD^2 = |mean_i k(., x_i) - mean_j k(., y_j)|^2 in the kernel's own norm.
 * Cost       (n + m)^2 pairs.
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_particles_mmd(const chl_particles *particles,
                                     double *squared, chl_error *err);

/*
 * The leading eigenpairs of  T h(x) = integral of k(x, .) h over gamma,  gamma
 * half particles and half targets:  T e = lambda e. Of the discriminator, the
 * part along e grows at rate lambda times its drive under ipm, and relaxes as
 * exp(-4 lambda t) under lsgan.
 *
 * Shapes     modes->values descending; modes->vectors (n + m) x count, the e at
 *            particles, then targets, orthonormal over gamma; residuals are
 *            relative and hold for both.
 * Ownership  *out is the caller's (chl_eigen_result_free)
 * Errors     CHL_EARG count not in 1..n + m; those of chl_eigen_solve()
 */
CHL_API chl_status chl_particles_modes(chl_particles *particles, size_t count,
                                       chl_eigen_result **out, chl_error *err);

/*
 * The exact cost of optimal transport between equally many points,
 *
 *     W_2^2 / 2 = min over permutations s of  (1/n) sum_i |x_i - y_s(i)|^2 / 2
 *
 * Shapes     x, y: n x d, row-major, finite; n, d >= 1
 * Accuracy   rounding; no regularisation
 * Cost       O(n^3) at worst, O(n) memory: 0.1 s at n = 500 in 2 columns
 * Errors     CHL_EARG n or d is 0; CHL_ENOMEM
 * Threads    any number of calls at once
 * Source     R. Jonker, A. Volgenant, A shortest augmenting path algorithm for
 *            dense and sparse linear assignment problems, Computing 38 (1987).
 */
CHL_API chl_status chl_transport_cost(size_t n, size_t d, const double *x,
                                      const double *y, double *out,
                                      chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
