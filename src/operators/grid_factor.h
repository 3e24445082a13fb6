/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sparse symmetric positive definite matrix, factored. */
#ifndef CHLADNI_OPERATORS_GRID_FACTOR_H
#define CHLADNI_OPERATORS_GRID_FACTOR_H

#include <chladni/base.h>

/* Entries (row, column, value) with row >= column; equal places are summed. */
typedef struct chl_entries {
    size_t count, capacity;
    int64_t *row, *column;
    double *value;
} chl_entries;

chl_status chl_entries_alloc(size_t capacity, chl_entries *out, chl_error *err);
void chl_entries_clear(chl_entries *entries);
/* Both triangles are the same: (i, j) and (j, i) stand for one entry. There
 * must be room. */
void chl_entries_add(chl_entries *entries, size_t i, size_t j, double value);

typedef struct chl_factor chl_factor;

/* Errors: CHL_ENUMERIC not positive definite (the text names the minor),
 * CHL_ENOMEM. */
chl_status chl_factor_create(size_t n, const chl_entries *entries,
                             chl_factor **out, chl_error *err);
void chl_factor_free(chl_factor *factor);
/* x = A^-1 b. One at a time. Errors: CHL_ENOMEM. */
chl_status chl_factor_solve(chl_factor *factor, const double *b, double *x,
                            chl_error *err);

#endif
