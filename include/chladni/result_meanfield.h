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

/* A point of the trajectory. g, m, invariant and energy of the toy; NaN where
 * there is none. */
typedef struct chl_result_meanfield_point {
    double t;
    double g, m;      /* toy: generator's parameter, mean weight              */
    double energy;    /* E_data D - E_generated D                             */
    double distance;  /* W_1 of the generated law                             */
    double invariant; /* toy: kept from one crossing to the next              */
    double low, high; /* toy: mass on the faces -c and +c                     */
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

/* The clipped WGAN in the mean-field limit; the toy is that of toy.h. */
typedef struct chl_result_meanfield {
    char *model; /* "toy" or "networks"                                       */
    char *game;  /* toy: "normal" or "bilinear"                               */
    double clip, ratio;
    double g0, slope; /* toy                                                 */
    size_t critics;   /* weights                                             */
    double time;      /* of the trajectory                                   */
    bool rest;        /* nothing moves in the end                            */
    double period;    /* of the limit; NaN if it has none                    */
    double amplitude; /* largest |m| of the limit, at its crossings          */
    double width;     /* of the profile of weights in the limit              */
    double settled;   /* periodic from here on                               */
    double blow_up;   /* first mass on a face; NaN: never                    */
    double g_max;     /* of the limit                                        */
    double distance;  /* largest W_1 of the limit                            */
    double start;     /* largest W_1 of the orbit it would be on without
                         clipping                                            */
    double energy;    /* H at the start                                      */
    double low, high; /* mass at the ends of the profile in the limit        */
    size_t event_count, sample_count, point_count, weight_count;
    chl_result_meanfield_event *events;
    chl_result_meanfield_point *samples; /* at the times that were asked for  */
    chl_result_meanfield_point *points;
    chl_result_density *weights; /* of the critic, one per coordinate         */
    chl_result_density *law;     /* of the generator; NULL = none             */
} chl_result_meanfield;

#ifdef __cplusplus
}
#endif

#endif
