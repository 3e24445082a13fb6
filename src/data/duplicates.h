/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are equal byte for byte, found by hash and then compared. */
#ifndef CHLADNI_DATA_DUPLICATES_H
#define CHLADNI_DATA_DUPLICATES_H

#include <chladni/base.h>

/* Are rows a and b equal? Asked only where their hashes agree. */
typedef bool chl_rows_equal_fn(const void *user, size_t a, size_t b);

/*
 * first[i] = the smallest j <= i whose row equals row i, so that i is a
 * duplicate exactly if first[i] < i; *duplicates counts those.
 *
 * Shapes     hash and first have count entries.
 * Cost       O(n log n), plus one comparison per duplicate; more only if
 *            different rows share a hash.
 * Errors     CHL_ENOMEM; first and *duplicates are then untouched.
 */
chl_status chl_duplicates_find(const uint64_t *hash, size_t count,
                               chl_rows_equal_fn *equal, const void *user,
                               size_t *first, size_t *duplicates,
                               chl_error *err);

#endif
