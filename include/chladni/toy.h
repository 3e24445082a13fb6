/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The smallest WGAN with a clipped critic, solved exactly.
 *
 * Two points -1 and +1 are the data. The generator has one parameter g and
 * gives -1 where a standard normal latent is below g, else +1; the critic is
 * D(x) = integral of max(w x, 0) over a measure nu of weights w in [-c, c].
 * With F(g) the normal distribution less 1/2, phi its density, m = integral w
 * dnu:
 *
 *     g' = -phi(g) m,    w' = ratio F(g) for every w, held inside [-c, c]
 *
 * The energy is F(g) m, and the law of the generator is W_1 = 2 |F(g)| away
 * from the data. `bilinear` is the same with F = k g and phi = k: Dirac's GAN.
 *
 * While F > 0 all weights share one shift D = integral of ratio F dt, w goes to
 * min(w + D, c), and
 *
 *     Psi(D) + ratio W(g) = const,   Psi = integral of m dD,   W' = F / phi
 *
 * so that all is quadrature. Weights on a face slide along it and leave it when
 * g passes 0. Every solution is the rest (g = 0, m = 0) or has a period from
 * its second passage of g = 0 on.
 *
 * Source  M. G. Delgadino, B. B. Suassuna, R. Cabrera, GAN: Dynamics, arXiv
 *         2405.18673 (the model and that solutions become periodic); the closed
 *         forms are ours.
 */
#ifndef CHLADNI_TOY_H
#define CHLADNI_TOY_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chl_toy_game {
    CHL_TOY_NORMAL,
    CHL_TOY_BILINEAR
} chl_toy_game;

/* "normal", "bilinear". */
CHL_API const char *chl_toy_game_name(chl_toy_game game);
/* Errors: CHL_EARG, the nearest name is suggested. */
CHL_API chl_status chl_toy_game_find(const char *name, chl_toy_game *out,
                                     chl_error *err);

typedef struct chl_toy_model {
    chl_toy_game game;  /* default CHL_TOY_NORMAL                             */
    double slope;       /* k of bilinear, > 0; default 1                      */
    double g0;          /* start; |g0| <= 37 in the normal game; default 1    */
    double ratio;       /* speed of the critic over the generator's, n_c h_D /
                           h_G, > 0; default 1                                */
    double clip;        /* c > 0; default 1                                   */
    size_t count;       /* weights of the critic, >= 1                        */
    const double *w;    /* count places in [-c, c]; default one at 0          */
    const double *mass; /* >= 0, taken relative to their sum; NULL: equal  */
    const double *widths; /* >= 0: mass k is spread evenly over w[k] -
                             widths[k] / 2 .. w[k] + widths[k] / 2, which must
                             lie in the box; NULL: 0, a point each           */
} chl_toy_model;

CHL_API chl_toy_model chl_toy_model_default(void);

typedef enum chl_toy_event_kind {
    CHL_TOY_HIT,   /* weights reach a face, and stay                        */
    CHL_TOY_MERGE, /* what has reached it is one with what was there, or has
                      lost its width                                        */
    CHL_TOY_CROSSING, /* g = 0                                                */
    CHL_TOY_RELEASE /* at a crossing: weights leave the face                 */
} chl_toy_event_kind;

/* "hit", "merge", "crossing", "release". */
CHL_API const char *chl_toy_event_name(chl_toy_event_kind kind);

typedef struct chl_toy_event {
    double t;
    chl_toy_event_kind kind;
    double g, m;
    double mass; /* on the face from now on; of a crossing 0; of a release what
                    leaves                                                    */
} chl_toy_event;

typedef struct chl_toy_sample {
    double t, g, m;
    double energy;    /* F(g) m                                               */
    double invariant; /* H = m^2 / 2 + ratio W(g), constant while no weight is
                         on a face: Psi is m^2 / 2 then but for a constant */
    double low, high; /* mass on the faces -c and +c                          */
    /* A weight that started at w is at min(max(w + shift, floor), ceiling). */
    double shift, floor, ceiling;
} chl_toy_sample;

/* What becomes of it. NaN where there is none. */
typedef struct chl_toy_limit {
    bool rest;      /* nothing moves: g = 0, m = 0                          */
    double energy;  /* H = m^2 / 2 + ratio W(g) at the start; kept until the
                       first weight is clipped                              */
    double blow_up; /* first time at which mass is on a face with the field
                       pointing out, so that a density is none; NaN: never  */
    double settled; /* periodic from here on                                */
    double period;
    double amplitude; /* largest |m| of the limit, at its crossings           */
    double g_max;     /* largest |g| of the limit                             */
    double distance;  /* largest W_1 of the limit, 2 F(g_max)                 */
    double width;     /* of the profile of weights                            */
    double low, high; /* mass at the profile's lower and upper end            */
} chl_toy_limit;

/* A solution for all times. Read only: any number of threads. */
typedef struct chl_toy chl_toy;

/*
 * Copies the model. Events are listed up to the time `until`, and at least
 * through the first whole period of the limit.
 *
 * Accuracy   all quantities to about 1e-13 of their scale; times of events and
 *            periods relative to them
 * Cost       for n weights that meet a face a sort, and 60 values of W at least
 * Errors     CHL_EARG a number out of range, a weight outside of the box, no
 *            mass, over 10^7 events; CHL_ECANCELLED; CHL_ENOMEM. *out is
 *            untouched then.
 * Ownership  *out is the caller's (chl_toy_free)
 */
CHL_API chl_status chl_toy_solve(const chl_toy_model *model, double until,
                                 const chl_progress *progress, chl_toy **out,
                                 chl_error *err);
CHL_API void chl_toy_free(chl_toy *toy);

/* A view of `*count` events, ascending in time. */
CHL_API const chl_toy_event *chl_toy_events(const chl_toy *toy, size_t *count);
CHL_API chl_toy_limit chl_toy_limit_of(const chl_toy *toy);

/* At any time t >= 0; NaN for others. Cannot fail. */
CHL_API chl_toy_sample chl_toy_at(const chl_toy *toy, double t);
/* Where a weight is at the time of the sample that started at w. */
CHL_API double chl_toy_place(const chl_toy_sample *at, double w);

/*
 * Closed forms of the normal game.
 *
 *     W(g) = integral from 0 to g of F / phi
 *          = (g^2 / 2) 2F2(1, 1; 3/2, 2; g^2 / 2)
 *     g_max(a):  W(g_max) = a^2 / 2
 *     tau(a) = (4 a) integral over (0, pi/2) of sin(u) / F(g(u)),
 *              W(g(u)) = a^2 sin^2(u) / 2
 *
 * An unclipped orbit of amplitude A = max |m| has the period
 * tau(A / sqrt ratio) / sqrt ratio and swings to |g| = g_max(A / sqrt ratio).
 * A weight alone on the face c slides from g to 0 in the time stretch(g) / c,
 * stretch(g) = pi erfi(g / sqrt 2) = integral from 0 to g of 1 / phi.
 *
 * Domain     |g| <= 37; 0 <= a <= 1e150, tau(0) = (2 pi)^(3/2). NaN elsewhere.
 * Accuracy   a few units in the last place; tau 1e-14
 */
CHL_API double chl_toy_potential(double g);
CHL_API double chl_toy_stretch(double g);
CHL_API double chl_toy_reach(double a);
CHL_API double chl_toy_period(double a);

typedef struct chl_toy_training {
    double rate;         /* h > 0: a step of g, and of time                   */
    size_t critic_steps; /* n_c >= 1 of ratio h / n_c each; default 1         */
    bool expectations;   /* projected Euler: no draws. Default false          */
    uint64_t seed;       /* default 0                                         */
} chl_toy_training;

CHL_API chl_toy_training chl_toy_training_default(void);

/*
 * The algorithm on the toy: one datum, one latent for each step of the critic,
 * whose weights are clipped after it; then one latent for a step of g along
 * -z D(G(z)), whose mean is -phi(g) m.
 *
 * Shapes     out: count samples at ascending times >= 0, rounded to steps;
 * their maps from starts to places are those of the draws; w: model->count last
 * places, or NULL Accuracy   of order 1/2 in rate; with expectations of order 1
 * Errors     CHL_EARG as chl_toy_solve(), and a rate, count or time out of
 * range, weights with a width, draws in the bilinear game; CHL_ECANCELLED;
 *            CHL_ENOMEM. out and w are untouched then.
 */
CHL_API chl_status chl_toy_train(const chl_toy_model *model,
                                 const chl_toy_training *settings, size_t count,
                                 const double *times,
                                 const chl_progress *progress,
                                 chl_toy_sample *out, double *w,
                                 chl_error *err);

/*
 * The density of weights by conservative finite volumes,
 *
 *     d_t nu + d_w (nu ratio F(g)) = 0 on [-c, c],   g' = -phi(g) m
 *
 * with what has come to a face as an atom, which is carried along when it
 * leaves the face again. Upwind fluxes of first order, or of second order with
 * van Leer's limiter, in Heun's method.
 *
 * Mass is kept to rounding, and so is the mean of what is not on a face. A
 * point of the model is spread over the two cells next to it.
 */
typedef struct chl_toy_volumes_settings {
    size_t cells;   /* >= 4; default 400                                      */
    size_t order;   /* 1 or 2; default 2                                      */
    double courant; /* cells that mass may cross in a step, in (0, 0.5];
                       default 0.4                                            */
} chl_toy_volumes_settings;

CHL_API chl_toy_volumes_settings chl_toy_volumes_settings_default(void);

/* One thread at a time. */
typedef struct chl_toy_volumes chl_toy_volumes;

/* Errors: as chl_toy_solve(), settings out of range. *out is the caller's
 * (chl_toy_volumes_free). */
CHL_API chl_status chl_toy_volumes_create(
    const chl_toy_model *model, const chl_toy_volumes_settings *settings,
    chl_toy_volumes **out, chl_error *err);
CHL_API void chl_toy_volumes_free(chl_toy_volumes *volumes);
/* On to a time not before now. Errors: CHL_EARG, CHL_ECANCELLED. */
CHL_API chl_status chl_toy_volumes_advance(chl_toy_volumes *volumes, double t,
                                           const chl_progress *progress,
                                           chl_error *err);

typedef struct chl_toy_volumes_view {
    double t, g, m;
    double low, high;             /* masses of the atoms                      */
    double low_place, high_place; /* -c and c, or where they are carried      */
    size_t cells;
    const double *mass; /* of each cell, from -c upwards; a view              */
} chl_toy_volumes_view;

CHL_API chl_toy_volumes_view
chl_toy_volumes_look(const chl_toy_volumes *volumes);

#ifdef __cplusplus
}
#endif

#endif
