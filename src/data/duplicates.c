/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows equal to an earlier row, byte for byte. */
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum {
    ITEM_TEXT = 256
};

/* Two rows' bytes, gathered if they do not lie together. */
typedef struct pair {
    uint8_t *a, *b;
    size_t size;
} pair;

static int
compare_keys(const void *a, const void *b)
{
    const chl_row_key *x = a, *y = b;

    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

static int
compare_rows(const void *a, const void *b)
{
    const chl_row_key *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

static bool
equal(const chl_table *table, const chl_row_key *x, const chl_row_key *y,
      pair *rows)
{
    const uint8_t *a, *b;

    if (x->hash != y->hash) {
        return false;
    }
    a = chl_row_bytes(table, (size_t) x->row, rows->a);
    b = chl_row_bytes(table, (size_t) y->row, rows->b);
    return memcmp(a, b, rows->size) == 0;
}

/* Equal hashes are neighbours after sorting, the earliest row first.
 * Duplicates are packed to the front: the row, and in place of its hash the
 * row it repeats. */
static size_t
pack(const chl_table *table, chl_row_key *keys, pair *rows)
{
    chl_row_key leader = keys[0];
    size_t found = 0;

    for (size_t k = 1; k < table->count; k++) {
        if (equal(table, &leader, &keys[k], rows)) {
            keys[found++] = (chl_row_key){ leader.row, keys[k].row };
        } else {
            leader = keys[k];
        }
    }
    return found;
}

static chl_status
report(const chl_table *table, chl_row_key *keys, size_t count,
       chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    char item[ITEM_TEXT], earlier[ITEM_TEXT];

    qsort(keys, count, sizeof *keys, compare_rows);
    for (size_t k = 0; k < count; k++) {
        chl_table_item_name(table, (size_t) keys[k].row, item, sizeof item);
        chl_table_item_name(table, (size_t) keys[k].hash, earlier,
                            sizeof earlier);
        CHL_TRY(chl_findings_add(sink, CHL_SEVERITY_WARNING, "duplicate", item,
                                 err, "is equal to %s", earlier));
    }
out:
    return status;
}

chl_status
chl_duplicates_count(chl_dataset *dataset, chl_row_key *keys,
                     chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_table *table = &dataset->table;
    pair rows = { .size =
                      dataset->info.dimension * chl_dtype_size(table->dtype) };
    size_t found;

    rows.a = chl_alloc(2, rows.size);
    CHL_REQUIRE_MEMORY(rows.a, err, "two rows");
    rows.b = rows.a + rows.size;
    qsort(keys, table->count, sizeof *keys, compare_keys);
    found = pack(table, keys, &rows);
    dataset->info.duplicates = found;
    dataset->info.constant = found == table->count - 1;
    if (sink != NULL) {
        CHL_TRY(report(table, keys, found, sink, err));
    }
out:
    chl_free(rows.a);
    return status;
}
