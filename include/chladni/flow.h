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
 * or, with momentum M < 1, with inertia and from rest,
 *
 *     d2f/dt2 + (1 - M) df/dt = the same,
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
 * Two more are no training but the best of all f in the kernel's space, |.| its
 * norm and l > 0 the regularisation; T is a factor of f only, and c(f) = f:
 *
 *   kale     f = T (1 + l) h,  h the largest of
 *            mean_i h(x_i) - mean_j e^h(y_j) + 1 - (l / 2) |h|^2
 *   drmmd    f = T (1 + l) (T_y + l)^-1 w,  w = mean_i k(., x_i) - mean_j k(.,
 *            y_j),  T_y h = mean_j h(y_j) k(., y_j)
 *
 * With l -> infinity both tend to ipm.
 *
 * The discriminator can be a finite network instead, which climbs the same
 * functional by steps of its optimiser; and the particles can be what a network
 * makes of normal numbers, moved by steps of its optimiser down the same loss.
 *
 * With f_0 = 0, ipm is the Wasserstein gradient flow of (T/2) MMD^2. With noise
 * the gradient is taken at x_i + noise N(0, 1), which lets particles out of
 * places where MMD has no slope; they move from x_i all the same.
 */
#ifndef CHLADNI_FLOW_H
#define CHLADNI_FLOW_H

#include <chladni/eigen.h>
#include <chladni/mlp.h>
#include <chladni/ntk.h>
#include <chladni/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chl_particles_method {
    CHL_PARTICLES_BEST, /* the closed form where there is one                */
    CHL_PARTICLES_ODE   /* the differential equation for every loss          */
} chl_particles_method;

typedef struct chl_particles_settings {
    const char *loss;            /* default "ipm"                            */
    double time;                 /* T > 0; default 1. Of a finite one: at
                                    least one step, and as many as make T / its
                                    rate                                     */
    double momentum;             /* M < 1; NaN (default): no inertia. Each
                                    training begins at rest                  */
    bool carry;                  /* f_0 is the last step's f; default 0. Of a
                                    finite one: parameters and optimiser go on;
                                    else both are reset at every step        */
    chl_particles_method method; /* default CHL_PARTICLES_BEST               */
    double noise;     /* >= 0, in data units; default 0                      */
    uint64_t seed;    /* of the noise; default 0                             */
    double tolerance; /* of lsgan and of differential equations, relative, in
                         [1e-14, 0.1]; default 1e-10                         */
    double memory;    /* bytes that a matrix of all pairs may take; beyond, and
                         for ipm always, pairs are computed anew each time;
                         default 2^30                                        */
    size_t threads;   /* 0 = chl_threads_default()                           */
    double regularisation; /* l > 0 of kale and drmmd; default 0.1           */
    const chl_mlp *discriminator; /* a finite one; NULL (default): infinite  */
    const chl_mlp *generator; /* a network; NULL (default): free particles   */
} chl_particles_settings;

CHL_API chl_particles_settings chl_particles_settings_default(void);

/* Names of losses in the order of the table; NULL behind the last. */
CHL_API const char *chl_particles_loss_name(size_t index);

typedef struct chl_particles chl_particles;

/*
 * Shapes     x: n x d, y: m x d, row-major; n, m, d >= 1; x is not read where a
 *            network generates, and may be NULL
 * Ownership  copies everything; *out is the caller's (chl_particles_free);
 *            untouched on error.
 * Errors     CHL_EARG   unknown loss, a number out of range, no points, a riesz
 *                       kernel for another loss than ipm, momentum where
 *                       nothing of infinite width is trained
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
/* n x d; a view that the next step changes. Of a generator, what it makes of
 * the inputs of the next step. */
CHL_API const double *chl_particles_points(const chl_particles *particles);

/*
 * Other targets from the next training on, as many as before: a new batch.
 * Shapes     y: m x d
 * Errors     CHL_EDATA a point that is not finite; CHL_ENOMEM
 */
CHL_API chl_status chl_particles_retarget(chl_particles *particles,
                                          const double *y, chl_error *err);

/* What one training of the discriminator found, before the particles move; with
 * noise, where that puts them. */
typedef struct chl_particles_report {
    double loss;       /* (1/n) sum_i c(f(x_i))                              */
    double speed;      /* root of the mean square of c'(f) grad f            */
    size_t products;   /* with the matrix of all pairs: Lanczos and ODE      */
    double turn;       /* cosine between this move and the last one, of all
                          particles together; NaN at first and without a move */
    double divergence; /* kale: (1 + l) times the largest value; drmmd:
                          (1 + l) <w, (T_y + l)^-1 w>; NaN for others      */
    double energy;     /* ipm and ipm-external without noise and f_0, before the
                          move: mean_ij k(x_i, x_j) / 2 (of ipm) - mean_ij
                          k(x_i, y_j), that is MMD^2 / 2 but for the targets'
                          own part; NaN for others                         */
} chl_particles_report;

/*
 * Train the discriminator, where the particles are now; with carry, on from
 * where it is.
 *
 * Accuracy   ipm exact up to rounding; lsgan and differential equations to the
 *            tolerance. The jumps of hinge are smoothed over 1e-3 in f.
 * Cost       ipm: nothing. Others: products with the matrix of all pairs.
 * Errors     CHL_ENUMERIC  Lanczos or CVODE gave up, or a point lies where the
 *                          kernel's transform is not defined; CHL_ENOMEM
 */
CHL_API chl_status chl_particles_train(chl_particles *particles,
                                       chl_error *err);

/*
 * The trained f (before the first training 0, or a finite one as it was drawn)
 * and its gradients at any points.
 * Shapes     x: count x d; values: count; gradients: count x d, or NULL
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_particles_field(const chl_particles *particles,
                                       size_t count, const double *x,
                                       double *values, double *gradients,
                                       chl_error *err);

/*
 * Train, report, and move the particles by one step of this rate > 0, which is
 * that of the optimiser of a generator.
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
 * Everything that later steps depend on, as bytes of this machine: points, the
 * former discriminator, networks and their optimisers, the number of steps.
 * Written into particles created alike, they go on to the last byte as the
 * first would have. The kernel, the settings and the rate are the caller's to
 * keep.
 *
 * Shapes     bytes: chl_particles_state_size(particles) of them; to be written,
 *            aligned as numbers are
 * Errors     CHL_EFORMAT bytes that chl_particles_state_write() has not
 *            written, or of other numbers of points or networks; CHL_ENOMEM.
 *            Nothing is changed then.
 */
CHL_API size_t chl_particles_state_size(const chl_particles *particles);
CHL_API void chl_particles_state_write(const chl_particles *particles,
                                       void *bytes);
CHL_API chl_status chl_particles_state_read(chl_particles *particles,
                                            size_t size, const void *bytes,
                                            chl_error *err);

/*
 * A rate that falls where the mean energy of a window of steps is no lower than
 * that of the window before: near their targets a
 * kernel with a cusp pulls particles at one strength however near they are, so
 * that steps of one rate end in a jitter of its size. Plain values, to be kept
 * as they are.
 */
typedef struct chl_decay {
    double rate;     /* now                                                  */
    double factor;   /* of the rate, in (0, 1); default 0.5                  */
    size_t patience; /* steps of a window; default 20                        */
    double sum;      /* of the window's energies                             */
    double before;   /* mean of the window before                            */
    size_t count;    /* steps in the window                                  */
} chl_decay;

CHL_API chl_decay chl_decay_default(double rate);
/* After a step of decay->rate. Where there is no energy, the loss stands for
 * it; new targets are for a new chl_decay. */
CHL_API void chl_decay_observe(chl_decay *decay,
                               const chl_particles_report *report);

#ifdef __cplusplus
}
#endif

#endif
