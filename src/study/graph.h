/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one study by the graph, passed from step to step. */
#ifndef CHLADNI_STUDY_GRAPH_H
#define CHLADNI_STUDY_GRAPH_H

#include <chladni/eigen.h>
#include <chladni/study.h>

#include "base/text.h"

typedef struct chl_graph_run {
    const chl_dataset *dataset;
    chl_graph_study_settings settings;
    chl_graph *graph;
    size_t nodes;
    size_t count;       /* modes listed                                      */
    size_t found;       /* values, those of unlisted modes included          */
    size_t localised;   /* modes left out                                    */
    double least_local; /* lambda of the first of them                       */
    bool converged;
    const char *solver; /* that ran; static                                  */
    chl_text note;      /* why                                               */
    size_t verified;    /* pairs that an inertia count confirms; 0 = none    */
    size_t missed;      /* eigenvalues that it finds beyond these            */
    double *lambda;    /* found                                               */
    double *residual;  /* count                                               */
    double *functions; /* nodes x count, column-major, mean square 1         */
} chl_graph_run;

/* What is known of the error of one eigenvalue. */
typedef struct chl_graph_doubt {
    double error;        /* standard error                                   */
    double noise;        /* by how much sampled neighbours lower lambda,
                            relatively                                       */
    double narrow;       /* Rayleigh quotient of the mode at half of eps     */
    double narrow_noise; /* and by how much they lower that                  */
} chl_graph_doubt;

/* doubt: count. graph_judge.c */
chl_status chl_graph_judge(const chl_graph_run *run, chl_graph_doubt *doubt,
                           chl_error *err);
/*
 * Intervals: 1.96 standard errors around the value, its extrapolation to
 * eps = 0, and both of these with the noise of the neighbours taken out; as far
 * again as the mean of the values that may be copies of it is. Errors are those
 * of lambda downwards, of log lambda upwards: a rate that hangs on few points
 * is far more often missed from below.
 */
void chl_graph_intervals(const chl_graph_run *run, const chl_graph_doubt *doubt,
                         chl_result_spectrum *section);

/* Items at the ends of the first modes. graph_items.c */
chl_status chl_graph_items(const chl_graph_run *run,
                           chl_result_spectrum *section, chl_error *err);

/* graph_warn.c */
chl_status chl_graph_warn(const chl_graph_run *run,
                          const chl_result_spectrum *section,
                          chl_result *result, chl_error *err);

#endif
