/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a Galerkin pair: packed sums of each group. */
#ifndef CHLADNI_OPERATORS_GALERKIN_H
#define CHLADNI_OPERATORS_GALERKIN_H

#include <chladni/augment.h>

#include "operators/functions.h"

typedef struct chl_group_sums {
    size_t rows;
    double *sum;       /* q: sum of phi                                      */
    double *product;   /* sum of phi phi', packed lower triangle             */
    double *stiffness; /* sum of grad phi . grad phi', packed lower triangle */
} chl_group_sums;

struct chl_galerkin {
    const chl_functions *functions;
    chl_functions *owned; /* these, if they came with the pair               */
    const chl_basis *basis;
    size_t q; /* m + p: without the constant                                 */
    size_t groups;
    chl_group_sums *sums; /* views into store                                */
    double *store;        /* groups x (q + q (q + 1))                        */
};

/* How rows are summed. */
typedef struct chl_law {
    const chl_augment *augment; /* NULL = the rows as they are               */
    size_t draws;               /* per row                                   */
    size_t threads;
    const chl_progress *progress;
} chl_law;

/* A pair of rows under a law; the functions are borrowed. Not for teams and
 * checkpoints if the law augments. */
chl_status chl_galerkin_create_law(const chl_functions *functions,
                                   const chl_law *law, chl_galerkin **out,
                                   chl_error *err);

/* Fill sums of all groups. accumulate.c */
chl_status chl_galerkin_accumulate(chl_galerkin *galerkin, const chl_law *law,
                                   chl_error *err);

/* Sum of the rows of the weighted groups, or CHL_EARG if it is no positive
 * number. */
chl_status chl_galerkin_weigh(const chl_galerkin *galerkin,
                              const double *weight, double *rows,
                              chl_error *err);
/* full += factor packed, lower triangle, column-major with leading dimension
 * ld. */
void chl_packed_add(size_t q, double factor, const double *packed, double *full,
                    size_t ld);

/* Let a job over the groups use the basis's team and checkpoint, under the key
 * of the pair; what else its results depend on is the job's to add. */
void chl_galerkin_share(const chl_galerkin *galerkin, chl_groups_job *job);

/* Entry (i, j), i >= j, of a packed lower triangle of order q. */
static inline size_t
chl_packed(size_t q, size_t i, size_t j)
{
    return i + j * (2 * q - j - 1) / 2;
}

#endif
