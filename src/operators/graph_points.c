/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points of a graph: one of each set of equal rows. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/graph.h"

enum {
    BLOCK = 256 /* rows read at once */
};

typedef struct mark {
    uint64_t hash;
    size_t row;
} mark;

static int
compare_marks(const void *left, const void *right)
{
    const mark *a = left, *b = right;

    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static int
compare_rows(const void *left, const void *right)
{
    size_t a = *(const size_t *) left, b = *(const size_t *) right;

    return (a > b) - (a < b);
}

/* Equal rows have equal hashes; 0 and -0 are equal. */
static uint64_t
hash_row(const double *x, size_t d)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);

    for (size_t l = 0; l < d; l++) {
        double value = x[l] + 0.0;
        uint64_t bits;

        memcpy(&bits, &value, sizeof bits);
        hash = (hash ^ bits) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    return hash;
}

static chl_status
hash_rows(const chl_dataset *dataset, const size_t *row, size_t n, mark *marks,
          chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(dataset)->dimension;
    double *x = chl_alloc(BLOCK * d, sizeof *x);

    CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t count = n - at < BLOCK ? n - at : BLOCK;

        CHL_TRY(chl_dataset_rows(dataset, row + at, count, x, err));
        for (size_t i = 0; i < count; i++) {
            marks[at + i] = (mark){ hash_row(x + i * d, d), row[at + i] };
        }
    }
out:
    chl_free(x);
    return status;
}

static bool
equal(const double *a, const double *b, size_t d)
{
    for (size_t l = 0; l < d; l++) {
        if (a[l] < b[l] || a[l] > b[l]) {
            return false;
        }
    }
    return true;
}

/* Keep the first of each run of equal rows in sorted marks. */
static chl_status
drop_repeats(const chl_dataset *dataset, mark *marks, size_t n, size_t *row,
             size_t *kept, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(dataset)->dimension, count = 0;
    double *a = chl_alloc(2 * d, sizeof *a);
    const mark *leader = NULL;

    CHL_REQUIRE_MEMORY(a, err, "two rows");
    for (size_t i = 0; i < n; i++) {
        bool repeats = leader != NULL && leader->hash == marks[i].hash;

        if (repeats) {
            CHL_TRY(chl_dataset_rows(dataset, &leader->row, 1, a, err));
            CHL_TRY(chl_dataset_rows(dataset, &marks[i].row, 1, a + d, err));
            repeats = equal(a, a + d, d);
        }
        if (!repeats) {
            leader = &marks[i];
            row[count++] = marks[i].row;
        }
    }
    *kept = count;
out:
    chl_free(a);
    return status;
}

chl_status
chl_graph_distinct(const chl_dataset *dataset, size_t used, uint64_t seed,
                   chl_graph_points *points, size_t *duplicates, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t total = chl_dataset_describe(dataset)->count;
    const chl_random random = { seed, CHL_STREAM_GROUPS };
    size_t n = used > 0 && used < total ? used : total, kept = 0;
    size_t *row = chl_alloc(n, sizeof *row);
    mark *marks = chl_alloc(n, sizeof *marks);

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(marks, err, "hashes of rows");
    for (size_t i = 0; i < n; i++) {
        row[i] = n < total ? (size_t) chl_random_permute(&random, i, total) : i;
    }
    CHL_TRY(hash_rows(dataset, row, n, marks, err));
    qsort(marks, n, sizeof *marks, compare_marks);
    CHL_TRY(drop_repeats(dataset, marks, n, row, &kept, err));
    qsort(row, kept, sizeof *row, compare_rows);
    points->row = row;
    points->n = kept;
    *duplicates = n - kept;
    row = NULL;
out:
    chl_free(row);
    chl_free(marks);
    return status;
}
