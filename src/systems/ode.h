/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ordinary differential equations y' = f(y) from time 0 on, by CVODE.
 *
 * Threads  one equation per thread at a time. Equal bytes for equal input.
 * Source   A. C. Hindmarsh et al., SUNDIALS, ACM TOMS 31 (2005) 363-396.
 */
#ifndef CHLADNI_SYSTEMS_ODE_H
#define CHLADNI_SYSTEMS_ODE_H

#include <chladni/base.h>

typedef struct chl_ode {
    size_t n;
    void *self;
    chl_status (*rate)(void *self, const double *y, double *rate,
                       chl_error *err);
    /* product = f'(y) v; needed where stiff. */
    chl_status (*jacobian)(void *self, const double *y, const double *v,
                           double *product, chl_error *err);
    bool stiff;       /* backward differences with Krylov iterations; else
                         Adams                                               */
    double tolerance; /* local, of every y[i] relative to 1 + |y[i]|         */
    long steps;       /* at most, between two times                          */
    const chl_progress *progress; /* told at every rate; NULL = none         */
    const char *stage;            /* what it is told                         */
    /* Of chl_ode_until: values of which it stops when one falls through 0. */
    size_t watched;
    chl_status (*watch)(void *self, const double *y, double *values,
                        chl_error *err);
} chl_ode;

/*
 * y goes from its value at 0 to that at `end` > 0; unchanged on error.
 * Errors     CHL_ENUMERIC  CVODE gave up; the text has its code
 *            CHL_ECANCELLED, CHL_ENOMEM, and what rate and jacobian report.
 */
chl_status chl_ode_solve(const chl_ode *ode, double end, double *y,
                         chl_error *err);

/*
 * y at `count` ascending times >= 0, from its value `start` at 0: row k of
 * `states` (count x n) is y at times[k]; it may overlap start, and is unchanged
 * on error. Errors: as above.
 */
chl_status chl_ode_follow(const chl_ode *ode, const double *start, size_t count,
                          const double *times, double *states, chl_error *err);

/*
 * y goes on to `end` > 0, or to where the first of the watched values falls
 * through 0, to rounding on its far side: *reached is the time, and fell[k]
 * tells whether it was value k. A value that starts at 0 counts from when it
 * has left it. y is unchanged on error. Errors: as above.
 */
chl_status chl_ode_until(const chl_ode *ode, double end, double *y,
                         double *reached, bool *fell, chl_error *err);

#endif
