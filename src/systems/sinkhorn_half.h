/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One half of an iteration of Sinkhorn: potentials of points from those of
 * others. */
#ifndef CHLADNI_SYSTEMS_SINKHORN_HALF_H
#define CHLADNI_SYSTEMS_SINKHORN_HALF_H

#include <chladni/base.h>

/*
 * n points x look at m others. At a small blur all but a few of those are too
 * far to count: they are listed, and the lists kept until the potentials have
 * moved. What is left out is below exp(-40) of what counts.
 */
typedef struct chl_half {
    size_t n, m, d;
    const double *x;       /* n x d                                          */
    const double *columns; /* d x m, of the others                           */
    bool listed;           /* for e, about `base`                            */
    double e;              /* of the last list, made or not; 0: none yet     */
    double *base;          /* m                                              */
    size_t *first, *to;    /* n + 1; others by number                        */
    double *cost;          /* |x - y|^2 / 2 of those                         */
    double *room;          /* m                                              */
} chl_half;

/* Borrows x and columns. Errors: CHL_ENOMEM. */
chl_status chl_half_init(size_t n, size_t m, size_t d, const double *x,
                         const double *columns, chl_half *out, chl_error *err);
void chl_half_clear(chl_half *half);

/*
 * fresh(x) = -e log( (1/m) sum_j exp((g_j - |x - y_j|^2 / 2) / e) )
 *
 * Threads    the same bytes on any number
 */
void chl_half_look(chl_half *half, size_t threads, double e, const double *g,
                   double *fresh);

#endif
