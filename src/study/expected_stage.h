/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear game of one candidate as dense matrices, column-major, and where
 * it is at a time. */
#ifndef CHLADNI_STUDY_EXPECTED_STAGE_H
#define CHLADNI_STUDY_EXPECTED_STAGE_H

#include "study/expected.h"

/* All owned but for what is borrowed from the caller: run, lambda, average. */
typedef struct chl_stage {
    const chl_expected_run *run;
    const double *lambda, *average;
    size_t size, modes, states, first; /* first: of q in the state; no states:
                                          nothing moves                      */
    size_t hidden;    /* directions with tau = 0, the first ones             */
    double *constant; /* size                                                */
    double *coupling; /* size x size, what is negative of it cut             */
    double *vectors;  /* modes x modes, U: C = A^(1/2) U tau U' A^(1/2)      */
    double *values;   /* tau                                                 */
    chl_adversarial *game;
    chl_flow *linear;
    double *law;   /* L, states^2, as are the next ones                      */
    double *flow;  /* e^(tL)                                                 */
    double *noise; /* P at t                                                 */
    double *spare, *work;
    double *start; /* states x visible                                       */
} chl_stage;

/* Matrices as chl_expected_find takes them, borrowed. CHL_ENUMERIC, CHL_ENOMEM;
 * on error to be cleared, too. */
chl_status chl_stage_open(const chl_expected_run *run,
                          const chl_expected_matrices *matrices,
                          chl_stage *stage, chl_error *err);
void chl_stage_clear(chl_stage *stage);

/* From the start to time t. CHL_ENOMEM */
chl_status chl_stage_go(chl_stage *stage, double t, chl_error *err);
/* From t to 2 t. */
void chl_stage_double(chl_stage *stage);
/* No more than this share is left of where the game was. */
bool chl_stage_settled(const chl_stage *stage, double share);
/* The terms at this time; the rate is not filled. CHL_ENOMEM */
chl_status chl_stage_measure(const chl_stage *stage, chl_expected *out,
                             chl_error *err);

#endif
