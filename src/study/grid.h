/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one study on a grid. */
#ifndef CHLADNI_STUDY_GRID_H
#define CHLADNI_STUDY_GRID_H

#include <chladni/grid.h>
#include <chladni/study.h>

#include "data/density.h"

typedef struct chl_grid_run {
    const chl_dataset *dataset;
    chl_grid_study_settings settings; /* resolved */
    bool known;                       /* closed form, else an estimate */
    chl_domain domain;
    double bandwidth; /* of an estimate; NaN */
} chl_grid_run;

/*
 * Eigenvalues on one grid, `cells` per axis, ascending: count values each.
 * narrowing  of the bandwidth of an estimate
 * sampling   their standard errors from the number of rows; may be NULL
 * residual   of the solver, relative; may be NULL
 * Errors     CHL_EDATA, CHL_ENUMERIC, CHL_ENOMEM, CHL_EIO, CHL_EUNSUPPORTED
 */
chl_status chl_grid_run_solve(const chl_grid_run *run, size_t cells,
                              double narrowing, size_t count, double *lambda,
                              double *sampling, double *residual,
                              bool *converged, chl_error *err);

/* The value at h = 0 of the polynomial in h^2 through `levels` values, and
 * what the last of them changed. */
double chl_grid_extrapolate(size_t levels, const double *h,
                            const double *values, double *change);

/*
 * The gap of a continuous spectrum: the limit of lambda_1 in boxes that grow to
 * the domain of the run, each on grids of these cells, and what leaving out the
 * smallest of them changes.
 */
chl_status chl_grid_run_boxes(const chl_grid_run *run, size_t levels,
                              const size_t *cells, double *gap, double *change,
                              bool *converged, chl_error *err);

/* The value at 0 of the polynomial without a linear term through `count`
 * values at x > 0. */
double chl_grid_without_slope(size_t count, const double *x,
                              const double *values);

#endif
