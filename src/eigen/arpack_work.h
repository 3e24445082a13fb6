/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one run of ARPACK or PARPACK works on, and its steps. */
#ifndef CHLADNI_EIGEN_ARPACK_WORK_H
#define CHLADNI_EIGEN_ARPACK_WORK_H

#include <arpack.h>

#include "eigen/arpack.h"

/* n is the length of this rank's slice of vectors; all of them if alone. */
typedef struct chl_arpack_work {
    const char *end; /* of the spectrum: "LA" or "SA"                       */
    double tolerance;
    double *residual; /* n; in: start vector                                 */
    double *basis;    /* n x ncv                                             */
    double *ends;     /* 3 n, where vectors are handed over                  */
    double *work;     /* ncv (ncv + 8)                                       */
    double *values;   /* ncv                                                 */
    a_int *select;    /* ncv                                                 */
    a_int n, count, ncv, work_size;
    a_int settings[11], places[11];
} chl_arpack_work;

/* One step of pdsaupd on the ranks of a communicator (Fortran handle), and
 * pdseupd. parpack.c; without MPI parpack_missing.c, which cannot. */
bool chl_parpack_is_here(void);
void chl_parpack_step(int communicator, chl_arpack_work *w, a_int *ido,
                      a_int *info);
void chl_parpack_extract(int communicator, chl_arpack_work *w, a_int *info);

#endif
