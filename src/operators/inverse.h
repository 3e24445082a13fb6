/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sparse symmetric matrix A shifted and inverted: x = (A - sigma I)^-1 b.
 *
 * Its eigenvalues nearest above sigma are the largest of the inverse, where
 * Lanczos finds them in few steps. Analysing comes first: it predicts what a
 * factor costs, and the caller decides.
 *
 * Two factorisations with one permutation P, each where it is sound:
 *   - to solve, sigma lies below the spectrum, A - sigma I is positive
 *     definite and P (A - sigma I) P' = L L' needs no pivots. Supernodal
 *     where that pays;
 *   - to count, sigma lies inside, and P (A - sigma I) P' = L D L' with
 *     diagonal D. By Sylvester's law D has as many values below 0 as A has
 *     eigenvalues below sigma. Without pivots entries may grow; how much is
 *     measured, and says how far from sigma an eigenvalue must lie for the
 *     count to be certain.
 *
 * Source  Y. Chen, T. A. Davis, W. W. Hager, S. Rajamanickam, Algorithm 887:
 *         CHOLMOD, ACM Trans. Math. Softw. 35 (2008) 22;
 *         N. J. Higham, Accuracy and Stability, 2002, section 10.1.
 */
#ifndef CHLADNI_OPERATORS_INVERSE_H
#define CHLADNI_OPERATORS_INVERSE_H

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

/* What was predicted. The ordering is the one with fewer entries. */
typedef struct chl_inverse_plan {
    const char *ordering; /* "AMD" or "METIS"                                */
    double entries[2];    /* of L by AMD and by METIS; NaN if that failed    */
    double operations[2]; /* of the factorisation, the same                  */
    double chosen_entries, chosen_operations;
    double bytes; /* of L L'                                                 */
    double limit; /* bytes allowed                                           */
} chl_inverse_plan;

typedef struct chl_inverse chl_inverse;

/*
 * Copy and order A. limit: bytes a factor may take; 0 = two fifths of the
 * memory of this machine.
 * Errors   CHL_EUNSUPPORTED too large for an index; CHL_ENOMEM
 * Threads  METIS seeds and draws from rand() of the C library.
 */
chl_status chl_inverse_create(size_t n, const chl_entries *entries,
                              double limit, chl_inverse **out, chl_error *err);
void chl_inverse_free(chl_inverse *inverse);
const chl_inverse_plan *chl_inverse_describe(const chl_inverse *inverse);

/*
 * L L' of A - shift I, in place of any before.
 * Errors  CHL_EUNSUPPORTED beyond the limit; CHL_ENUMERIC not positive
 *         definite (the text names the minor); CHL_ENOMEM
 */
chl_status chl_inverse_factor(chl_inverse *inverse, double shift,
                              chl_error *err);

/* x = (A - shift I)^-1 b of the last factor. One at a time. CHL_ENOMEM. */
chl_status chl_inverse_solve(chl_inverse *inverse, const double *b, double *x,
                             chl_error *err);

typedef struct chl_inertia {
    size_t below; /* eigenvalues of A below the shift                        */
    double doubt; /* certain if none is as near to the shift as this         */
} chl_inertia;

/*
 * Count by L D L'; what chl_inverse_factor made stays. inverse_count.c
 * Errors  CHL_EUNSUPPORTED beyond the limit; CHL_ENUMERIC a pivot is 0: try
 *         another shift; CHL_ENOMEM
 */
chl_status chl_inverse_count(chl_inverse *inverse, double shift,
                             chl_inertia *out, chl_error *err);

#endif
