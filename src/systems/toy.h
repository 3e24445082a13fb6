/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the closed toy.
 *
 * A half-cycle is what lies between two passages of g = 0. It is looked at in a
 * mirror if g < 0 there, so that g >= 0 and weights go up; its pieces are the
 * spans in which the density of weights at the face is constant. Over a piece,
 * y the shift since its beginning,
 *
 *     m(y) = m + f y - rho y^2 / 2,    e(y) = e - integral of m,   e = ratio W
 */
#ifndef CHLADNI_SYSTEMS_TOY_H
#define CHLADNI_SYSTEMS_TOY_H

#include <chladni/toy.h>

/* F, phi, W and its inverse, s = integral of 1 / phi and its inverse, for g >=
 * 0. */
typedef struct chl_toy_forms {
    const char *name;
    double (*drive)(double k, double g);
    double (*density)(double k, double g);
    double (*potential)(double g);
    double (*reach)(double potential);
    double (*stretch)(double k, double g);
    double (*unstretch)(double k, double s);
    double furthest; /* g0 */
} chl_toy_forms;

const chl_toy_forms *chl_toy_forms_of(chl_toy_game game);

/* A point (low = high), or mass spread evenly. */
typedef struct chl_toy_grain {
    double low, high, mass;
} chl_toy_grain;

typedef struct chl_toy_piece {
    double t;      /* it begins                                            */
    double middle; /* time from there to half of its length                */
    double span;   /* and to its end                                       */
    double shift;  /* D where it begins                                    */
    double length; /* of it in D                                           */
    double e, m, f, rho; /* where it begins                                   */
    double e_end;
    double glued; /* mass on the face where it begins                         */
    bool slides;  /* all of it                                                */
    size_t half;
} chl_toy_piece;

typedef struct chl_toy_half {
    double t, end;
    double sign; /* of g                                                      */
    double e, m; /* where it begins, in the mirror                            */
    double shift, floor, ceiling; /* of the sample where it begins            */
    bool clips;
} chl_toy_half;

struct chl_toy {
    chl_toy_model model; /* its arrays are not kept                           */
    const chl_toy_forms *forms;
    chl_toy_limit limit;
    size_t halves, pieces, events;
    size_t half_room, piece_room, event_room;
    chl_toy_half *half; /* the last two are the limit                         */
    chl_toy_piece *piece;
    chl_toy_event *event;
    double m0; /* at the start                                                */
};

/* Where on the way up the law of the face changes. */
typedef struct chl_toy_stop {
    double shift;
    size_t grain;
    double f, rho; /* what is added to them                                   */
    bool first, last; /* the grain begins to be held there; is held whole     */
} chl_toy_stop;

typedef struct chl_toy_builder {
    chl_toy *toy;
    chl_toy_grain
        *grains; /* in the mirror of the half-cycle, where it begins */
    size_t count;
    chl_toy_stop *stops;
    const chl_progress *progress;
} chl_toy_builder;

chl_status chl_toy_add_event(chl_toy *toy, chl_toy_event event, chl_error *err);
chl_status chl_toy_add_half(chl_toy *toy, chl_toy_half half, chl_error *err);
/* Its times are filled in. */
chl_status chl_toy_add_piece(chl_toy *toy, chl_toy_piece *piece,
                             chl_error *err);

/* The pieces from where the last half-cycle begins, which *p tells, up to
 * g = 0, where *p then is. */
chl_status chl_toy_climb(chl_toy_builder *b, chl_toy_piece *p, chl_error *err);
/* Put the grains where they are then. */
void chl_toy_lift(chl_toy_builder *b, double shift);

chl_status chl_toy_check(const chl_toy_model *model, chl_error *err);
/* The grains of a model, points at one place put together; mass adds up to 1.
 * *out holds two more, zeroed. */
chl_status chl_toy_grains(const chl_toy_model *model, chl_toy_grain **out,
                          size_t *count, chl_error *err);

/* g where e = ratio W. */
double chl_toy_height(const chl_toy *toy, double e);
/* Fill in the times of a piece. */
void chl_toy_clock(const chl_toy *toy, chl_toy_piece *piece);
/* The half-cycle with its map from starts to places carried on by a shift,
 * which is upwards in the mirror. */
chl_toy_half chl_toy_follow(const chl_toy_half *half, double shift,
                            double clip);
/* The shift in a piece at a time after its beginning, and e there. */
double chl_toy_shift_at(const chl_toy *toy, const chl_toy_piece *piece,
                        double time, double *e);

#endif
