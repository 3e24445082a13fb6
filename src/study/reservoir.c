/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows with the least random numbers of their own. */
#include "study/reservoir.h"

#include <string.h>

#include "base/random.h"

/* An entry: the random number of its row, the row, the values. */
static size_t
entry_length(const chl_reservoir *r)
{
    return 2 + r->width;
}

static double *
entry(const chl_reservoir *r, size_t index)
{
    return r->record + 1 + index * entry_length(r);
}

size_t
chl_reservoir_length(size_t size, size_t width)
{
    return size > 0 ? 1 + size * (2 + width) : 0;
}

size_t
chl_reservoir_count(const chl_reservoir *from)
{
    return from->size > 0 ? (size_t) from->record[0] : 0;
}

size_t
chl_reservoir_row(const chl_reservoir *from, size_t index)
{
    return (size_t) entry(from, index)[1];
}

const double *
chl_reservoir_values(const chl_reservoir *from, size_t index)
{
    return entry(from, index) + 2;
}

/* Numbers of two rows may be equal once in 2^52 times. */
static bool
is_before(double key, double row, const double *other)
{
    return key < other[0] || (key == other[0] && row < other[1]);
}

static void
insert(const chl_reservoir *r, double key, double row, const double *values)
{
    size_t count = chl_reservoir_count(r), at = count;
    const size_t bytes = entry_length(r) * sizeof *values;

    if (r->size == 0
        || (count == r->size && !is_before(key, row, entry(r, count - 1)))) {
        return;
    }
    while (at > 0 && is_before(key, row, entry(r, at - 1))) {
        at--;
    }
    if (count < r->size) {
        count++;
        r->record[0] += 1.0;
    }
    memmove(entry(r, at) + entry_length(r), entry(r, at),
            (count - 1 - at) * bytes);
    entry(r, at)[0] = key;
    entry(r, at)[1] = row;
    memcpy(entry(r, at) + 2, values, r->width * sizeof *values);
}

void
chl_reservoir_add(const chl_reservoir *into, size_t row, const double *values)
{
    const chl_random random = { 0, CHL_STREAM_THUMBNAILS };

    if (into->size > 0) {
        insert(into, chl_random_uniform(&random, row), (double) row, values);
    }
}

void
chl_reservoir_take(const chl_reservoir *into, const double *record)
{
    for (size_t k = 0; into->size > 0 && k < (size_t) record[0]; k++) {
        const double *from = record + 1 + k * entry_length(into);

        insert(into, from[0], from[1], from + 2);
    }
}
