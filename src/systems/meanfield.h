/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the particles of a mean-field WGAN.
 *
 * Points x are kept with a 1 behind them, so that b . x + e is one product; so
 * are latents. Rows of critics are (a, b, e); a row of generators is K of
 * (a, b, e), so that there are K times as many rows of L + 2.
 */
#ifndef CHLADNI_SYSTEMS_MEANFIELD_H
#define CHLADNI_SYSTEMS_MEANFIELD_H

#include <chladni/meanfield.h>

#include "systems/draws.h"
#include "systems/neurons.h"

enum {
    CHL_TILE_ROWS = 64, /* of a tile; its columns are the points              */
    CHL_TILE_SLOTS = 32 /* partial sums, whatever the number of threads       */
};

/* What expectations are taken over: data, then generated points. */
typedef struct chl_law {
    size_t data, latents;
    double *x;    /* (data + latents) x (K + 1)                             */
    double *sign; /* data + latents: masses, those of generated points
                     negative                                               */
    double *signed_x; /* x times sign                                         */
    double *z;    /* latents x (L + 1)                                      */
    double *mass; /* latents                                                */
    double *pull; /* K x latents: mass grad D                               */
} chl_law;

struct chl_meanfield {
    chl_meanfield_model model; /* its arrays are not kept                     */
    size_t p, q, threads;
    bool normal; /* latents                                                   */
    chl_bend_fn *bend_critic, *bend_generator;
    chl_law law, one; /* of the model; of one draw                            */
    double *data_steps; /* cumulative masses of the data                      */
    size_t created, critics, generators;
    size_t *owner;     /* created: which particle each is now                 */
    size_t *origin;    /* critics: the first of those that each is            */
    size_t *moved;     /* workspace of merging                                */
    double *w, *nu;    /* critics x p; masses                                 */
    signed char *held; /* critics x p, of a flow: the face, or 0              */
    double *theta, *mu;
    double *v, *u; /* fields at w and theta                                   */
    double *tiles; /* threads of them, each 2 x CHL_TILE_ROWS x points        */
    double *slots; /* CHL_TILE_SLOTS x K x latents                            */
    double t, blow_up;
    chl_draws draws;
    chl_meanfield_event *events;
    size_t event_count, event_room;
};

/* Columns of a tile, which also holds rows of K. */
static inline size_t
chl_meanfield_tile_width(const chl_meanfield *mf)
{
    size_t points = mf->law.data + mf->law.latents;

    return points > CHL_MEANFIELD_COLUMNS ? points : CHL_MEANFIELD_COLUMNS;
}

/* Equal masses are 1 each. */
static inline double
chl_mass_of(const double *mass, size_t k)
{
    return mass != NULL ? mass[k] : 1.0;
}

double chl_sum_masses(const double *mass, size_t count);
/* Nodes of the latents. Errors: CHL_EARG too many. */
chl_status chl_meanfield_count_latents(const chl_meanfield_model *m,
                                       size_t *out, chl_error *err);
/* The laws of a model, and their memory. */
chl_status chl_meanfield_take_laws(chl_meanfield *mf,
                                   const chl_meanfield_model *m,
                                   chl_error *err);

/* G at the latents of a law, into its points. */
void chl_meanfield_generate(chl_meanfield *mf, chl_law *law,
                            const double *theta);
/* V at every critic (critics x p), and the pull of D on the law's generated
 * points. */
void chl_meanfield_press(chl_meanfield *mf, chl_law *law, const double *w,
                         double *v);
/* U at every generator, given the pull. */
void chl_meanfield_push(chl_meanfield *mf, const chl_law *law,
                        const double *theta, double *u);
/* All three with the model's law. */
void chl_meanfield_field(chl_meanfield *mf, const double *w,
                         const double *theta, double *v, double *u);

/* One latent into the law of one draw. */
void chl_meanfield_draw_latent(chl_meanfield *mf);
/* Put critics together that are in one corner, and list it as events, for which
 * there is room. */
void chl_meanfield_merge(chl_meanfield *mf, bool list);

#endif
