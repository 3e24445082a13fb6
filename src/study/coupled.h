/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep of the full operator, apart from where its matrices come from. */
#ifndef CHLADNI_STUDY_COUPLED_H
#define CHLADNI_STUDY_COUPLED_H

#include <chladni/convergence.h>
#include <chladni/report.h>

/* One gamma and one set of matrices. */
typedef struct chl_coupled_point {
    double rate, frequency, noise, error;
} chl_coupled_point;

/*
 * Rate, frequency, noise and error of the game of `p` at every gamma of its
 * sweep. `open`: larger eigenvalues than those of the matrices count as well.
 * Shapes     out: p->sweep.count
 * Errors     those of chl_adversarial_create, chl_convergence_solve
 */
chl_status chl_coupled_sweep(const chl_adversarial_matrices *matrices,
                             const chl_result_prediction *p, bool open,
                             chl_coupled_point *out, chl_error *err);

/* Sweep and gammas of `p` from the points of the data (first) and of
 * `replicates` resamplings behind them. CHL_ENOMEM */
chl_status chl_coupled_fill(const chl_coupled_point *points, size_t replicates,
                            chl_result_prediction *p, chl_error *err);

#endif
