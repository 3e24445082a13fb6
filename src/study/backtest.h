/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit of finished runs, apart from reading them. */
#ifndef CHLADNI_STUDY_BACKTEST_H
#define CHLADNI_STUDY_BACKTEST_H

#include <chladni/report.h>

/* Factors on gamma from 1 / this to this are tried. */
#define CHL_BACKTEST_WIDEST 1000.0

enum {
    CHL_BACKTEST_CURVE = 121
};

/* Runs with a score, smaller ones better, and gammas in the result's units. */
typedef struct chl_backtest {
    size_t count;
    double *gamma, *score;
} chl_backtest;

/*
 * Badness, correlation, scale, and the curve of a backtest whose runs are
 * named and scored; p has a sweep over all gammas times and over
 * CHL_BACKTEST_WIDEST.
 * Errors     CHL_ENOMEM
 */
chl_status chl_backtest_fit(const chl_backtest *b,
                            const chl_result_prediction *p, uint64_t seed,
                            chl_result_backtest *out, chl_error *err);

#endif
