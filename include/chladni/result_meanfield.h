/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of a result about the clipped WGAN; a part of report.h. */
#ifndef CHLADNI_RESULT_MEANFIELD_H
#define CHLADNI_RESULT_MEANFIELD_H

#include <stdbool.h>
#include <stddef.h>

#include <chladni/result_solvable.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_result_meanfield_event {
    double t;
    char *kind; /* "hit", "merge", "crossing" or "release"                   */
    double g, m;
    double mass; /* on the face from now on, or leaving it                    */
} chl_result_meanfield_event;

/* A point of the trajectory; NaN where there is none. */
typedef struct chl_result_meanfield_point {
    double t;
    double g;         /* toy: generator's parameter; networks: how far the mean
                         of the generated law is from that of the data        */
    double m;         /* toy: mean weight                                     */
    double energy;    /* E_data D - E_generated D                             */
    double distance;  /* W_1 of the generated law                             */
    double invariant; /* toy: kept while no weight is on a face; relu: mean of
                         a^2 - b^2 - e^2 over generators, always kept         */
    double low, high; /* toy: mass on the faces -c and +c                     */
    size_t count;
    double *singular; /* mass of critics with 0, 1, .. weights on faces       */
} chl_result_meanfield_point;

/* How mass lies along one coordinate, at evenly spaced times. */
typedef struct chl_result_density {
    char *name;
    double low, high; /* ends of the bins                                     */
    size_t count;     /* times                                                */
    double *t;
    double *at_low, *at_high; /* mass at the ends themselves; NULL = no atoms */
    chl_result_matrix mass;   /* a row per time, a column per bin             */
} chl_result_density;

/* Points in the plane at one time. */
typedef struct chl_result_cloud {
    double t;
    size_t count;
    double *x, *y;
} chl_result_cloud;

/* The algorithm with steps of one size against its limit. */
typedef struct chl_result_training {
    char *method; /* "stochastic", or "euler" for the same without draws */
    double rate;
    size_t runs;
    double deviation; /* root mean square over runs and particles             */
} chl_result_training;

/* The clipped WGAN in the mean-field limit; the toy is that of toy.h. */
typedef struct chl_result_meanfield {
    char *model; /* "toy" or "networks"                                      */
    char *game;  /* toy: "normal" or "bilinear"                              */
    char *critic, *generator; /* networks: "tanh" or "relu"                   */
    char *target; /* networks: "gauss", .., or "data"                         */
    char *method; /* networks: "events", "euler" or "stochastic"              */
    double clip, ratio;
    double g0, slope;  /* toy                                         */
    size_t critics;    /* weights, or neurons                         */
    size_t generators; /* networks: neurons                           */
    size_t distinct;   /* networks: critics that still differ at the end      */
    size_t columns, critic_steps; /* networks: of the data; n_critic          */
    double lr_d, lr_g; /* networks                                    */
    double time;       /* of the trajectory                           */
    bool rest;         /* nothing moves in the end                    */
    double period;    /* of the limit; NaN if it has none                     */
    double amplitude; /* largest |m| of the limit, at its crossings; networks:
                         largest |g| in the second half of the run            */
    double width;     /* of the profile of weights in the limit               */
    double settled;   /* periodic from here on                                */
    double blow_up;   /* first mass on a face; NaN: never                     */
    double g_max;     /* of the limit                                         */
    double distance;  /* largest W_1 of the limit; networks: at the end       */
    double start;     /* toy: largest W_1 of the orbit it would be on without
                         clipping; networks: W_1 at the start                 */
    double floor;     /* networks: W_1 of two samples of the data alone       */
    double scatter;   /* networks: root mean square distance of the data from
                         their mean                                           */
    double energy;    /* toy: H at the start; networks: E at the end          */
    double low, high; /* mass at the ends of the profile in the limit         */
    double speed_d, speed_g; /* networks: of the projected field at the end   */
    size_t width_count;
    double *faces_low, *faces_high; /* networks: mass on each at the end      */
    size_t event_count, sample_count, point_count, weight_count, cloud_count;
    size_t training_count;
    chl_result_meanfield_event *events;
    chl_result_meanfield_point *samples; /* at the times that were asked for  */
    chl_result_meanfield_point *points;
    chl_result_meanfield_point *trained; /* one run of the algorithm          */
    size_t trained_count;
    chl_result_density *weights; /* of the critic, one per coordinate         */
    chl_result_density *law;     /* of the generator; NULL = none             */
    chl_result_cloud *clouds;    /* two columns: the data, then the generator */
    chl_result_training *trainings;
    double training_slope,
        euler_slope;      /* of log deviation over log rate; theory: 1/2     */
    double training_time; /* at which they are compared                      */
} chl_result_meanfield;

#ifdef __cplusplus
}
#endif

#endif
