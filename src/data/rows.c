/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a table: any type, byte order and strides, to doubles in range. */
#include "data/dataset.h"

#include <string.h>

#include "base/error.h"

enum {
    BLOCK = 32 /* rows between which pages are let go: each may bring a large
                  stretch of the file along */
};

/* The values of a row as a nest of loops, innermost last; `from` in bytes,
 * `to` in values. */
typedef struct nest {
    size_t count[3];
    ptrdiff_t from[3], to[3];
} nest;

static void
swap_axes(nest *loops, size_t a, size_t b)
{
    nest old = *loops;

    loops->count[a] = old.count[b];
    loops->from[a] = old.from[b];
    loops->to[a] = old.to[b];
    loops->count[b] = old.count[a];
    loops->from[b] = old.from[a];
    loops->to[b] = old.to[a];
}

/* Join an axis with the one inside it where both ends step evenly; then let
 * the longest axis be the innermost. */
static nest
plan(const chl_table *table)
{
    nest loops = { { 1, 1, 1 }, { 0, 0, 0 }, { 0, 0, 0 } };
    ptrdiff_t step = 1;

    for (size_t k = table->axes; k-- > 1;) {
        size_t at = k + 3 - table->axes;

        loops.count[at] = table->shape[k];
        loops.from[at] = table->strides[k];
        loops.to[at] = step;
        step *= (ptrdiff_t) table->shape[k];
    }
    for (size_t k = 2; k-- > 0;) {
        ptrdiff_t inner = (ptrdiff_t) loops.count[k + 1];

        if (loops.count[k] > 1 && loops.from[k] == loops.from[k + 1] * inner
            && loops.to[k] == loops.to[k + 1] * inner) {
            loops.count[k + 1] *= loops.count[k];
            loops.count[k] = 1;
        }
    }
    for (size_t k = 0; k < 2; k++) {
        if (loops.count[k] > loops.count[2]) {
            swap_axes(&loops, k, 2);
        }
    }
    return loops;
}

/* A copy of constant size is one instruction, of variable size a call. */
#define COPY_RUN(size)                                                         \
    for (size_t k = 0; k < count; k++) {                                       \
        memcpy(to, from, (size));                                              \
        to += to_step;                                                         \
        from += from_step;                                                     \
    }

static void
copy_run(uint8_t *to, ptrdiff_t to_step, const uint8_t *from,
         ptrdiff_t from_step, size_t count, size_t size)
{
    switch (size) {
    case 1:
        COPY_RUN(1)
        break;
    case 2:
        COPY_RUN(2)
        break;
    case 4:
        COPY_RUN(4)
        break;
    default:
        COPY_RUN(8)
        break;
    }
}

static void
gather(const chl_table *table, const nest *loops, const uint8_t *row,
       uint8_t *out)
{
    ptrdiff_t size = (ptrdiff_t) chl_dtype_size(table->dtype);

    for (size_t i = 0; i < loops->count[0]; i++) {
        for (size_t j = 0; j < loops->count[1]; j++) {
            uint8_t *to = out
                          + size
                                * ((ptrdiff_t) i * loops->to[0]
                                   + (ptrdiff_t) j * loops->to[1]);
            const uint8_t *from = row + (ptrdiff_t) i * loops->from[0]
                                  + (ptrdiff_t) j * loops->from[1];

            copy_run(to, size * loops->to[2], from, loops->from[2],
                     loops->count[2], (size_t) size);
        }
    }
}

static void
swap_bytes(uint8_t *values, size_t count, size_t size)
{
    for (size_t k = 0; k < count; k++) {
        for (size_t b = 0; b < size / 2; b++) {
            uint8_t byte = values[b];

            values[b] = values[size - 1 - b];
            values[size - 1 - b] = byte;
        }
        values += size;
    }
}

const uint8_t *
chl_row_bytes(const chl_table *table, size_t row, uint8_t *buffer)
{
    size_t size = chl_dtype_size(table->dtype);
    const uint8_t *start = table->values + (ptrdiff_t) row * table->strides[0];
    nest loops = plan(table);
    size_t count = loops.count[0] * loops.count[1] * loops.count[2];

    if (loops.count[2] == count && loops.to[2] == 1
        && loops.from[2] == (ptrdiff_t) size && !table->swapped) {
        return start;
    }
    gather(table, &loops, start, buffer);
    if (table->swapped) {
        swap_bytes(buffer, count, size);
    }
    return buffer;
}

void
chl_row_values(const chl_table *table, size_t row, double *out)
{
    size_t count = chl_table_dimension(table);
    size_t size = chl_dtype_size(table->dtype);
    /* Gathered at the end of `out`: value k is read before out[k] reaches
     * it. */
    uint8_t *buffer = (uint8_t *) out + count * (sizeof *out - size);

    chl_values_convert(table->dtype, chl_row_bytes(table, row, buffer), count,
                       out);
}

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

static void
apply_range(const chl_dataset *dataset, double *row)
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
    for (size_t k = 0; k < count; k++) {
        double *row = out + k * dataset->info.dimension;

        chl_row_values(&dataset->table, index[k], row);
        apply_range(dataset, row);
        if (k % BLOCK == BLOCK - 1) {
            chl_dataset_release_pages(dataset);
        }
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
