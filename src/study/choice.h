/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bandwidth and ridge by the held-out score.
 *
 * Rows are split in two halves by groups. A candidate is fitted on each half
 * and judged on the other: the score is the mean log of the first Ritz values
 * of its span there, averaged over the swap. Lower is better; by the
 * variational principle its expectation is above the truth. Candidates whose
 * slowest mode is carried by fewer than CHL_ROWS_CARRYING rows that they have
 * not been trained on come last: that mode is the sample's, not the law's.
 *
 * Source  McGibbon, Pande 2015 (GMRQ); estimators 6.3.
 */
#ifndef CHLADNI_STUDY_CHOICE_H
#define CHLADNI_STUDY_CHOICE_H

#include <chladni/report.h>
#include <chladni/study.h>

#include "study/fit.h"

/* Both halves of a Galerkin pair, its ridge, and the basis functions on some
 * rows of each half. */
typedef struct chl_halves {
    chl_pencil half[2];
    double *ridge;   /* q x q, owned                                         */
    double *seen[2]; /* rows[h] x q, row-major, owned                        */
    size_t rows[2];
} chl_halves;

chl_status chl_halves_init(const chl_basis *basis, const chl_galerkin *galerkin,
                           chl_halves *out, chl_error *err);
void chl_halves_clear(chl_halves *halves);

/* Group weights of half h: the first half of the groups is half 0. */
void chl_halves_weights(size_t groups, size_t h, double *weight);

enum {
    CHL_ROWS_CARRYING = 10,
    CHL_RIDGE_GRID = 6,
    CHL_BANDWIDTH_GRID = 5,
    CHL_SCORE_MODES = 5
};
extern const double chl_ridge_grid[CHL_RIDGE_GRID];
extern const double chl_bandwidth_grid[CHL_BANDWIDTH_GRID];

/* Score one ridge on both halves; trial->ridge and bandwidth are inputs. A
 * candidate that cannot be fitted scores NaN. */
chl_status chl_choice_try(const chl_halves *halves,
                          const chl_spectrum_settings *settings,
                          chl_result_trial *trial, bool *carried,
                          chl_error *err);

/* Index of the trial with the least finite score, or count. Those that too
 * few rows carry come in only when there is no other. */
size_t chl_choice_best(const chl_result_trial *trials, const bool *carried,
                       size_t count);

#endif
