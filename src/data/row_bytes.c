/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored values of one row: any type, byte order and strides. */
#include "data/dataset.h"

#include <string.h>

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

/* Axes of one value take no part; an axis is joined with the one inside it
 * where both ends step evenly; then the longest is the innermost. */
static nest
plan(const chl_table *table)
{
    nest loops = { { 1, 1, 1 }, { 0, 0, 0 }, { 0, 0, 0 } };
    ptrdiff_t step = 1;
    size_t at = 2;

    for (size_t k = table->axes; k-- > 1;) {
        ptrdiff_t inner = (ptrdiff_t) loops.count[at];

        if (table->shape[k] == 1) {
            continue;
        }
        if (inner > 1 && table->strides[k] == loops.from[at] * inner
            && step == loops.to[at] * inner) {
            loops.count[at] *= table->shape[k];
        } else {
            at -= inner > 1;
            loops.count[at] = table->shape[k];
            loops.from[at] = table->strides[k];
            loops.to[at] = step;
        }
        step *= (ptrdiff_t) table->shape[k];
    }
    for (size_t k = 0; k < 2; k++) {
        if (loops.count[k] > loops.count[2]) {
            swap_axes(&loops, k, 2);
        }
    }
    return loops;
}

static bool
is_plain(const chl_table *table, const nest *loops)
{
    size_t count = loops->count[0] * loops->count[1] * loops->count[2];

    return !table->swapped && loops->count[2] == count
           && (count == 1
               || (loops->to[2] == 1
                   && loops->from[2]
                          == (ptrdiff_t) chl_dtype_size(table->dtype)));
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

    if (is_plain(table, &loops)) {
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

bool
chl_row_is_plain(const chl_table *table)
{
    const nest loops = plan(table);

    return is_plain(table, &loops);
}
