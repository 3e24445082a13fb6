/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows equal to an earlier row, counted as they pass in memory that does not
 * grow with their number.
 *
 * Distinct rows are kept by hash. When there are more than fit, those whose
 * hash ends in fewer than `level` zero bits are let go and `level` rises by
 * one, so that a part 2^-level of the distinct rows stays in view; which ones
 * depends on their bytes alone.
 *
 * Source  P. Flajolet, On adaptive sampling, Computing 43 (1990) 391-400.
 */
#ifndef CHLADNI_DATA_DUPLICATES_H
#define CHLADNI_DATA_DUPLICATES_H

#include "data/reader.h"

enum {
    CHL_DUPLICATES_KEPT = 3 << 18, /* distinct rows counted exactly */
    CHL_DUPLICATES_LEVELS = 65
};

/* A row and the hash of its bytes. */
typedef struct chl_row_key {
    uint64_t hash, row;
} chl_row_key;

typedef struct chl_duplicates {
    const chl_table *table;
    size_t row_size;    /* bytes */
    uint8_t *other;     /* one row, gathered */
    uint8_t *first;     /* row 0 */
    bool constant;      /* no row differed from row 0 so far */
    chl_row_key *slots; /* open addressing; row is 1 + row, 0 = free */
    size_t slot_count;  /* a power of two */
    size_t kept, limit; /* distinct rows in view, and how many may be */
    unsigned level;
    size_t seen;
    /* By trailing zero bits of the hash: rows that repeat another. */
    size_t repeats[CHL_DUPLICATES_LEVELS];
} chl_duplicates;

/* Borrows the table. `limit` distinct rows are kept at most.
 * Errors: CHL_ENOMEM; the counter is to be cleared in any case. */
chl_status chl_duplicates_init(chl_duplicates *counter, const chl_table *table,
                               size_t limit, chl_error *err);
/* Row number `row` of the given bytes and hash; rows come in order. *earlier
 * is the row it repeats, or `row` if it repeats none that is in view. */
void chl_duplicates_take(chl_duplicates *counter, size_t row,
                         const uint8_t *bytes, uint64_t hash, size_t *earlier);
/* The number of duplicates; *estimated tells whether it is one. */
size_t chl_duplicates_count(const chl_duplicates *counter, bool *estimated);
void chl_duplicates_clear(chl_duplicates *counter);

#endif
