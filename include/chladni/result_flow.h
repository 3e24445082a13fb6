/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of a result about a flow of generated points; a part of
 * report.h. */
#ifndef CHLADNI_RESULT_FLOW_H
#define CHLADNI_RESULT_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where the flow was, before that step. */
typedef struct chl_result_flow_point {
    size_t step;
    double energy;    /* E|x - y| - E|x - x'| / 2 - E|y - y'| / 2            */
    double loss;      /* of the generator, mean c(f)                         */
    double sinkhorn;  /* Sinkhorn divergence; NaN: not asked for             */
    double transport; /* exact W_2^2 / 2; NaN: not asked for, or too many    */
    double mmd;       /* MMD in the discriminator's own kernel; NaN: it has
                         none                                                */
    double speed;     /* root of the mean square of c'(f) grad f             */
    double rate;      /* of this step                                        */
} chl_result_flow_point;

/* An eigenfunction e of T h = integral of k(x, .) h over gamma, gamma half
 * generated and half real points; integral of e^2 over gamma = 1. */
typedef struct chl_result_flow_mode {
    double lambda;
    double drive;  /* |mean of e over generated less that over real points|  */
    double share;  /* lambda drive^2, as part of MMD^2                     */
    double growth; /* under ipm: of f along e, by time; lambda drive; NaN with
                      inertia                                               */
    double half_life; /* under lsgan: ln 2 / (4 lambda); likewise             */
    double trained;   /* under lsgan: part learned in time T, 1 - exp(-4 lambda
                         T) without inertia                                   */
    double residual;  /* relative, of the pair                                */
} chl_result_flow_mode;

/* A mode of the flow near its equilibrium, followed and predicted. */
typedef struct chl_result_flow_decay {
    double lambda;    /* of C P C against C in adversarial.h                 */
    double measured;  /* decay per unit of rate times step / n; NaN: it does
                         not decay by one factor per step                    */
    double predicted; /* T lambda                                            */
    double ratio;     /* measured / predicted                                */
} chl_result_flow_decay;

/* Finite networks of one width against the infinitely wide one. */
typedef struct chl_result_flow_width {
    size_t width, count; /* count: places                                    */
    double rms;          /* root mean square difference of f                 */
    double relative;     /* over that of f                                   */
    double *values;      /* f of the first of the runs at the places         */
} chl_result_flow_width;

typedef struct chl_result_flow {
    char *loss, *kernel, *generator, *discriminator;
    char *source, *target; /* in words                                       */
    size_t n, m, d;        /* generated, real, columns                       */
    double time, rate, noise;
    bool carry;
    size_t steps; /* taken                                          */
    size_t batch; /* real points of each; 0: all                    */
    size_t point_count, start_count, end_count, decay_count, width_count;
    chl_result_flow_point *points;
    chl_result_flow_mode *start; /* leading modes before the first step      */
    chl_result_flow_mode *end;   /* and behind the last                      */
    chl_result_flow_decay *decays;
    chl_result_flow_width *widths;
    double slope;          /* of log rms over log width; the theory: -1/2    */
    size_t place_count;    /* of the adequacy in one column                  */
    double *places, *wide; /* and f of infinite width there                  */
} chl_result_flow;

/*
 * A picture of the flow, for the page and drawings only; not part of the JSON
 * document. In two columns `field` is a map, row by row from the low corner; in
 * one (rows 0) a curve.
 */
typedef struct chl_result_scene {
    char *id; /* "step-0", "mode-1", "field", ...                    */
    char *title;
    size_t d; /* 1 or 2                                              */
    double low[2], high[2];
    size_t n, m, arrow_count;
    double *points;  /* n x d, generated                                    */
    double *targets; /* m x d                                               */
    double *arrows;  /* arrow_count x 2d: from, to                          */
    size_t columns, rows; /* corners                                         */
    double *field; /* NaN: unknown                                        */
} chl_result_scene;

#ifdef __cplusplus
}
#endif

#endif
