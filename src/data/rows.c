/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a table to doubles in range. */
#include "data/dataset.h"

#include "base/error.h"

enum {
    BLOCK = 32, /* rows between which pages are let go: each may bring a large
                   stretch of the file along */
    READ = 1 << 16 /* bytes of a row up to which reading a copy is cheaper than
                      mapping its pages and letting them go */
};

void
chl_dataset_release_pages(const chl_dataset *dataset)
{
    const chl_spool *spool = &dataset->table.spool;

    chl_pages_release(dataset->file.bytes, dataset->file.size);
    /* A spool that stayed in memory has nowhere to come back from. */
    if (spool->capacity == 0) {
        chl_pages_release(spool->base, spool->size);
    }
}

void
chl_range_apply(const chl_dataset *dataset, double *row)
{
    size_t d = dataset->info.dimension;
    const double *origins = dataset->columns;

    if (dataset->info.range.kind == CHL_RANGE_RAW) {
        return;
    }
    if (origins != NULL) {
        const double *scales = origins + d;

        for (size_t j = 0; j < d; j++) {
            row[j] = (row[j] - origins[j]) * scales[j];
        }
        return;
    }
    for (size_t j = 0; j < d; j++) {
        row[j] = (row[j] - dataset->origin) * dataset->scale + dataset->low;
    }
}

/* Rows that lie whole in the mapped file, and are short. */
static bool
can_be_read(const chl_dataset *dataset)
{
    const chl_table *table = &dataset->table;
    uintptr_t base = (uintptr_t) dataset->file.bytes;
    uintptr_t values = (uintptr_t) table->values;

    return dataset->file.bytes != NULL && values >= base
           && values - base < dataset->file.size && chl_row_is_plain(table)
           && chl_table_dimension(table) * chl_dtype_size(table->dtype) <= READ;
}

/* The first rows of the list that follow each other in the file, at most a
 * block: *read is how many. Their bytes end where the doubles end, as those of
 * chl_row_values do. */
static chl_status
read_run(const chl_dataset *dataset, const size_t *index, size_t count,
         double *out, size_t *read, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_table *table = &dataset->table;
    size_t d = chl_table_dimension(table), run = 1;
    size_t size = chl_dtype_size(table->dtype);
    const uint8_t *start =
        table->values + (ptrdiff_t) index[0] * table->strides[0];
    uint8_t *bytes;

    while (table->strides[0] == (ptrdiff_t) (d * size) && run < BLOCK
           && run < count && index[run] == index[0] + run) {
        run++;
    }
    bytes = (uint8_t *) (out + run * d) - run * d * size;
    CHL_TRY(chl_file_copy(&dataset->file,
                          (size_t) (start - dataset->file.bytes),
                          run * d * size, bytes, err));
    chl_values_convert(table->dtype, bytes, run * d, out);
    *read = run;
out:
    return status;
}

static chl_status
read_rows(const chl_dataset *dataset, const size_t *index, size_t count,
          double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = dataset->info.dimension, run = 0;

    for (size_t k = 0; k < count; k += run) {
        CHL_TRY(
            read_run(dataset, index + k, count - k, out + k * d, &run, err));
        for (size_t i = k; i < k + run; i++) {
            chl_range_apply(dataset, out + i * d);
        }
    }
out:
    return status;
}

static void
map_rows(const chl_dataset *dataset, const size_t *index, size_t count,
         double *out)
{
    for (size_t k = 0; k < count; k++) {
        double *row = out + k * dataset->info.dimension;

        chl_row_values(&dataset->table, index[k], row);
        chl_range_apply(dataset, row);
        if (k % BLOCK == BLOCK - 1) {
            chl_dataset_release_pages(dataset);
        }
    }
}

chl_status
chl_dataset_plain_rows(const chl_dataset *dataset, const size_t *index,
                       size_t count, double *out, chl_error *err)
{
    chl_status status = CHL_OK;

    if (dataset->features != NULL) {
        return chl_dataset_plain_rows(dataset->features, index, count, out,
                                      err);
    }
    CHL_TRY(chl_file_intact(&dataset->file, err));
    if (can_be_read(dataset)) {
        CHL_TRY(read_rows(dataset, index, count, out, err));
    } else {
        map_rows(dataset, index, count, out);
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", dataset->name);
    }
    return status;
}

chl_status
chl_dataset_rows(const chl_dataset *dataset, const size_t *index, size_t count,
                 double *out, chl_error *err)
{
    chl_status status = chl_dataset_plain_rows(dataset, index, count, out, err);

    return status == CHL_OK && dataset->map.self != NULL
               ? dataset->map.apply(dataset->map.self, index, count, out, err)
               : status;
}
