/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are equal byte for byte, found by hash and then compared. */
#include "data/duplicates.h"

#include <stdlib.h>

#include "base/error.h"

typedef struct hashed_row {
    uint64_t hash;
    size_t row;
} hashed_row;

static int
by_hash_then_row(const void *left, const void *right)
{
    const hashed_row *a = left, *b = right;

    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

/* The rows of one hash: each is compared with the distinct rows before it.
 * The distinct ones are gathered at the front of the run. */
static size_t
settle_run(hashed_row *run, size_t length, chl_rows_equal_fn *equal,
           const void *user, size_t *first)
{
    size_t distinct = 0;

    for (size_t i = 0; i < length; i++) {
        size_t k = 0;

        while (k < distinct && !equal(user, run[k].row, run[i].row)) {
            k++;
        }
        if (k < distinct) {
            first[run[i].row] = run[k].row;
            continue;
        }
        first[run[i].row] = run[i].row;
        run[distinct++] = run[i];
    }
    return length - distinct;
}

chl_status
chl_duplicates_find(const uint64_t *hash, size_t count,
                    chl_rows_equal_fn *equal, const void *user, size_t *first,
                    size_t *duplicates, chl_error *err)
{
    chl_status status = CHL_OK;
    hashed_row *rows = chl_alloc(count, sizeof *rows);
    size_t found = 0;

    CHL_REQUIRE_MEMORY(rows, err, "the search for duplicates");
    for (size_t i = 0; i < count; i++) {
        rows[i] = (hashed_row){ .hash = hash[i], .row = i };
    }
    qsort(rows, count, sizeof *rows, by_hash_then_row);
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && rows[end].hash == rows[start].hash) {
            end++;
        }
        found += settle_run(rows + start, end - start, equal, user, first);
    }
    *duplicates = found;
out:
    chl_free(rows);
    return status;
}
