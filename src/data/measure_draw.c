/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a measure, drawn into a table. */
#include "data/measures.h"

#include "base/error.h"

enum {
    TELL_EVERY = 4096 /* rows between two words to the progress callback */
};

static chl_status
draw_all(const chl_measure *measure, size_t count, uint64_t seed,
         const chl_progress *progress, double *row, chl_table *table,
         chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = measure->dimension;
    chl_variates variates = { .random = { seed, CHL_STREAM_MEASURE },
                              .draw = measure->draw,
                              .dimension = d,
                              .count = count };

    for (size_t k = 0; k < count; k++) {
        ptrdiff_t label;

        if (k % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(progress, "drawing", (double) k,
                                      (double) count, err));
        }
        chl_variates_begin(&variates, k);
        label = measure->type->draw(measure, &variates, row);
        CHL_TRY(chl_spool_append(&table->spool, row, d * sizeof *row, err));
        if (table->labels != NULL) {
            table->labels[k] = label;
        }
    }
    CHL_TRY(chl_spool_map(&table->spool, err));
out:
    return status;
}

chl_status
chl_measure_read(const chl_measure *measure, size_t count, uint64_t seed,
                 const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { .dtype = CHL_F64 };
    const size_t shape[] = { count, measure->dimension };
    double *row = chl_alloc(measure->dimension, sizeof *row);

    CHL_REQUIRE_MEMORY(row, err, "a row");
    CHL_TRY(chl_table_set_shape(&table, 2, shape, false, err));
    if (measure->type->modes > 0) {
        table.labels = chl_alloc(count, sizeof *table.labels);
        CHL_REQUIRE_MEMORY(table.labels, err, "labels");
        table.class_count = measure->type->modes;
    }
    CHL_TRY(draw_all(measure, count, seed, progress, row, &table, err));
    table.values = table.spool.base;
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_free(row);
    chl_table_clear(&table);
    return status;
}
