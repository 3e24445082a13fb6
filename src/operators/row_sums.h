/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of products of gradients, row by row, of one row in so many. */
#ifndef CHLADNI_OPERATORS_ROW_SUMS_H
#define CHLADNI_OPERATORS_ROW_SUMS_H

#include "operators/basis.h"

typedef struct chl_row_sums {
    size_t m;           /* own functions; 0 = no sums are wanted             */
    double *gradients;  /* m x d: of the row that is added                   */
    double *product;    /* m x m, row-major, upper triangle                  */
    double *slopes;     /* m x p                                             */
    size_t seen, taken; /* rows of the group                                 */
} chl_row_sums;

/* Room for m functions of a basis. *out by chl_row_sums_clear, also on error.
 * Errors: CHL_ENOMEM */
chl_status chl_row_sums_init(const chl_basis *basis, size_t m,
                             chl_row_sums *out, chl_error *err);
void chl_row_sums_clear(chl_row_sums *sums);

void chl_row_sums_reset(const chl_basis *basis, chl_row_sums *sums);
/* The next row has been seen: is it one in `every`? */
bool chl_row_sums_due(chl_row_sums *sums, size_t every);
/* Add the products of the row whose gradients are in sums->gradients. */
void chl_row_sums_add(const chl_basis *basis, chl_row_sums *sums);
/* Scaled to all rows seen, in the order of chl_class_type's finish. */
void chl_row_sums_finish(const chl_basis *basis, const chl_row_sums *sums,
                         double *packed);

#endif
