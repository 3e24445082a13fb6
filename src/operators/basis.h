/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a basis: landmarks, centre, linear functions. */
#ifndef CHLADNI_OPERATORS_BASIS_H
#define CHLADNI_OPERATORS_BASIS_H

#include <chladni/augment.h>
#include <chladni/operators.h>

#include "operators/groups.h"
#include "operators/lens.h"

struct chl_basis {
    chl_sample sample;
    chl_basis_settings settings;
    size_t d, m, p;
    double *centre;     /* d                                                 */
    double *landmarks;  /* m x d, centred                                    */
    double *directions; /* p x d, row-major, orthonormal rows: u_a           */
    double *variances;  /* p                                                 */
    chl_lens lens;
};

/* Rows at places first..first+count-1 of the sample, centred; index holds
 * `count` of scratch. */
chl_status chl_basis_rows(const chl_basis *basis, size_t first, size_t count,
                          size_t *index, double *out, chl_error *err);

/* The same as draw `draw` of augment leaves them; NULL = as they are. */
chl_status chl_basis_drawn_rows(const chl_basis *basis,
                                const chl_augment *augment, size_t draw,
                                size_t first, size_t count, size_t *index,
                                double *out, chl_error *err);

/* Rows that one block of work holds: 512, fewer when d is very large. */
size_t chl_basis_block(const chl_basis *basis);

size_t chl_basis_threads(const chl_basis *basis);

/* Let a job use the basis's team and checkpoint. */
void chl_basis_share(const chl_basis *basis, chl_groups_job *job);

/* Of the rows and of all that is known of the basis so far. */
chl_digest chl_basis_digest(const chl_basis *basis);

/* Landmark rows, *count x d, not centred. landmarks.c */
chl_status chl_landmarks_choose(const chl_sample *sample,
                                const chl_basis_settings *settings,
                                double **rows, size_t *count, chl_error *err);

/* Whether products over the rows run in single precision. */
bool chl_basis_single(const chl_basis *basis, size_t dimension);

/* Fill directions, variances, p; landmarks are there. principal.c */
chl_status chl_principal_find(chl_basis *basis, chl_error *err);

#endif
