/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a Galerkin pair: packed sums of each group. */
#ifndef CHLADNI_OPERATORS_GALERKIN_H
#define CHLADNI_OPERATORS_GALERKIN_H

#include "operators/basis.h"

typedef struct chl_group_sums {
    size_t rows;
    double *sum;       /* q: sum of phi                                      */
    double *product;   /* sum of phi phi', packed lower triangle             */
    double *stiffness; /* sum of grad phi . grad phi', packed lower triangle */
} chl_group_sums;

struct chl_galerkin {
    const chl_basis *basis;
    chl_kernel kernel;
    size_t q;
    double *shift; /* m: mean of k(z_i, z_j) - 1 over i, the constants      */
    double *ridge; /* m x m: k(z_i, z_j)                                    */
    size_t groups;
    chl_group_sums *sums; /* views into store                                */
    double *store;        /* groups x (q + q (q + 1))                        */
};

/* Fill sums of all groups. accumulate.c */
chl_status chl_galerkin_accumulate(chl_galerkin *galerkin, chl_error *err);

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
