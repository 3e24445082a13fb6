/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The WGAN with clipped critic in the limit of many neurons and small steps, as
 * particles; and the algorithm itself, of which that is the limit.
 *
 *     critic     D(x) = sum_j nu_j a_j sig(b_j . x + e_j),
 *                w_j = (a, b, e) in [-c, c]^p, p = K + 2
 *     generator  G(z)^k = sum_i mu_i a_ik sig(b_ik . z + e_ik),
 *                theta_i = K times (a, b, e), q = K (L + 2) free numbers
 *     energy     E = E_data D(x) - E_z D(G(z))
 *
 *     w_j'     = P_j V(w_j),   V(w)     = ratio (E_data grad_w s(x; w)
 *                                                - E_z grad_w s(G(z); w))
 *     theta_i' = U(theta_i),   U(theta) = E_z grad_theta S(z; theta)' grad
 * D(G(z))
 *
 * with s and S one neuron. P_j drops what of V points out of the box where w_j
 * is on its faces: weights glide along a face and leave it when V turns
 * inwards. Densities of weights blow up in finite time, when the first weight
 * comes to rest on a face; the measures go on.
 *
 * The closed example of one generator parameter is in <chladni/toy.h>.
 *
 * Source  M. G. Delgadino, B. B. Suassuna, R. Cabrera, GAN: Dynamics, arXiv
 *         2405.18673 (the limit); J. A. Carrillo, D. Slepcev, L. Wu, DCDS 36
 *         (2016) 1209-1247 (projected continuity equations).
 */
#ifndef CHLADNI_MEANFIELD_H
#define CHLADNI_MEANFIELD_H

#include <chladni/toy.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CHL_MEANFIELD_COLUMNS = 8,                      /* K at most              */
    CHL_MEANFIELD_WIDTH = CHL_MEANFIELD_COLUMNS + 2 /* p at most              */
};

typedef enum chl_neuron {
    CHL_NEURON_TANH,
    CHL_NEURON_RELU
} chl_neuron;

/* "tanh", "relu". */
CHL_API const char *chl_neuron_name(chl_neuron neuron);
/* Errors: CHL_EARG, the nearest name is suggested. */
CHL_API chl_status chl_neuron_find(const char *name, chl_neuron *out,
                                   chl_error *err);

typedef struct chl_meanfield_model {
    size_t columns;       /* K, 1..CHL_MEANFIELD_COLUMNS                     */
    size_t points;        /* of the data, >= 1                               */
    const double *data;   /* points x K, row-major                           */
    const double *mass;   /* points, >= 0, taken relative to their sum; NULL:
                             equal                                           */
    size_t latent;        /* L >= 1; default 1                               */
    size_t latents;       /* nodes along an axis of the rule for the normal
                             law; default 32. Or of `z`                      */
    const double *z;      /* latents x L points, equally likely; NULL: the
                             latents are normal                              */
    chl_neuron critic;    /* default tanh                                    */
    chl_neuron generator; /* default tanh                                    */
    double ratio;         /* n_c h_D / h_G > 0; default 1                    */
    double clip;          /* c > 0; default 1                                */
    size_t threads;       /* 0 = chl_threads_default()                       */
} chl_meanfield_model;

CHL_API chl_meanfield_model chl_meanfield_model_default(void);

/* Particles and where they start. */
typedef struct chl_meanfield_start {
    size_t critics, generators; /* >= 1                                      */
    const double *w;            /* critics x p, in the box                   */
    const double *theta;        /* generators x q                            */
    const double *critic_mass;  /* >= 0, relative to their sum; NULL: equal  */
    const double *generator_mass;
} chl_meanfield_start;

/* p and q of a model. */
CHL_API size_t chl_meanfield_critic_width(const chl_meanfield_model *model);
CHL_API size_t chl_meanfield_generator_width(const chl_meanfield_model *model);

/*
 * A start by lot: weights of critics uniform in fill [-c, c]^p, parameters of
 * generators normal with standard deviation `spread`.
 * Shapes  w: critics x p; theta: generators x q
 */
CHL_API void chl_meanfield_draw(const chl_meanfield_model *model,
                                size_t critics, size_t generators, double fill,
                                double spread, uint64_t seed, double *w,
                                double *theta);

/* One thread at a time. */
typedef struct chl_meanfield chl_meanfield;

/*
 * Copies everything. Critics at one place are one particle from here on.
 * Errors     CHL_EARG a number out of range, a weight outside of the box;
 *            CHL_EDATA a point or latent that is not finite, by its number;
 *            CHL_ENOMEM
 */
CHL_API chl_status chl_meanfield_create(const chl_meanfield_model *model,
                                        const chl_meanfield_start *start,
                                        chl_meanfield **out, chl_error *err);
CHL_API void chl_meanfield_free(chl_meanfield *mf);

/*
 * Follow the equations for a time, from event to event: the smooth pieces
 * between by CVODE, which also finds where a weight comes to a face and where V
 * on a face turns inwards.
 *
 * Domain     time >= 0; tolerance in [1e-13, 0.1], local, relative to 1 + |y|
 * Cost       some 50 fields for each event, and their number
 * Errors     CHL_EARG; CHL_EUNSUPPORTED relu, whose field jumps; CHL_ENUMERIC
 *            CVODE gave up; CHL_ECANCELLED, CHL_ENOMEM. Particles are where the
 *            last event left them then.
 * Threads    the same bytes on any number of threads, given a BLAS of one.
 */
CHL_API chl_status chl_meanfield_flow(chl_meanfield *mf, double time,
                                      double tolerance,
                                      const chl_progress *progress,
                                      chl_error *err);

/*
 * `steps` steps of projected Euler, w <- clip(w + step V), theta <- theta +
 * step U: of first order, for any number of particles.
 * Errors     CHL_EARG step not > 0; CHL_ENUMERIC a parameter of a generator
 *            left the numbers; CHL_ECANCELLED. Particles are where the last
 *            step left them.
 */
CHL_API chl_status chl_meanfield_euler(chl_meanfield *mf, double step,
                                       size_t steps,
                                       const chl_progress *progress,
                                       chl_error *err);

typedef struct chl_meanfield_training {
    double rate; /* h > 0: a step of a generator, which is also the step of
                    time; a critic's is ratio h / critic_steps            */
    size_t critic_steps; /* n_c >= 1 for every step of the generator; default
                            5                                                 */
    uint64_t seed;       /* default 0                                         */
} chl_meanfield_training;

CHL_API chl_meanfield_training chl_meanfield_training_default(void);

/*
 * The algorithm: gradients of one datum and one latent each, particles clipped
 * after each step. Latents are drawn from the normal law, or from z.
 * Accuracy   from one start, the root mean square distance to the solution goes
 *            with rate^(1/2)
 * Errors     as chl_meanfield_euler(). The draws go on where the last call on
 *            this object left them.
 */
CHL_API chl_status chl_meanfield_train(chl_meanfield *mf,
                                       const chl_meanfield_training *settings,
                                       size_t steps,
                                       const chl_progress *progress,
                                       chl_error *err);

typedef struct chl_meanfield_view {
    double t;
    double energy;
    double critic_speed, generator_speed; /* root mean square of the projected
                                             field; 0 at rest                 */
    double blow_up; /* the first time a critic was held on a face; NaN: never */
    size_t critics; /* particles left: those in one corner are one            */
    /* Mass of the critics with k weights on faces: inside, on faces, edges,
     * corners. */
    double singular[CHL_MEANFIELD_WIDTH + 1];
    double low[CHL_MEANFIELD_WIDTH], high[CHL_MEANFIELD_WIDTH]; /* on each    */
} chl_meanfield_view;

CHL_API chl_meanfield_view chl_meanfield_look(chl_meanfield *mf);

/* Shapes  w: critics x p and theta: generators x q, as many as were created. */
CHL_API void chl_meanfield_critics(const chl_meanfield *mf, double *w);
CHL_API void chl_meanfield_generators(const chl_meanfield *mf, double *theta);

/* The generated law at the nodes of the latents, for quadrature: the count, and
 * (NULL: not wanted) count x K places and their masses. */
CHL_API size_t chl_meanfield_law(chl_meanfield *mf, double *x, double *mass);
/* `count` x K rows of it for latents drawn. */
CHL_API void chl_meanfield_sample(chl_meanfield *mf, size_t count,
                                  uint64_t seed, double *x);
/* D at count x K points. */
CHL_API void chl_meanfield_critic_at(const chl_meanfield *mf, size_t count,
                                     const double *x, double *values);

typedef struct chl_meanfield_event {
    double t;
    chl_toy_event_kind kind; /* hit, release, or merge in a corner            */
    size_t critic, weight;   /* numbers as created; 0 of a merge              */
} chl_meanfield_event;

/* Of all flows since the creation; a view. */
CHL_API const chl_meanfield_event *chl_meanfield_events(const chl_meanfield *mf,
                                                        size_t *count);

/*
 * Points and masses of the product of Gauss-Hermite rules for the normal law in
 * `columns` dimensions: per_axis^columns of them.
 * Errors     CHL_EARG count above 10^6 or 0, per_axis above 512; CHL_ENOMEM
 * Source     G. H. Golub, J. H. Welsch, Math. Comp. 23 (1969) 221-230.
 */
CHL_API chl_status chl_normal_rule(size_t columns, size_t per_axis,
                                   double *points, double *masses,
                                   chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
