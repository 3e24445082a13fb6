/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows equal to an earlier row, byte for byte. */
#include "data/duplicates.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"

/* Standard errors beyond which a count of distinct rows is believed. */
static const double believed = 5;

chl_status
chl_duplicates_init(chl_duplicates *counter, const chl_table *table,
                    size_t limit, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t wanted = table->count < limit ? table->count : limit;
    size_t size = chl_table_dimension(table) * chl_dtype_size(table->dtype);

    *counter = (chl_duplicates){ .table = table,
                                 .row_size = size,
                                 .constant = true,
                                 .limit = limit,
                                 .slot_count = 4 };
    while (counter->slot_count / 4 * 3 < wanted) {
        counter->slot_count *= 2;
    }
    counter->other = chl_alloc(2, size);
    CHL_REQUIRE_MEMORY(counter->other, err, "two rows");
    counter->first = counter->other + size;
    counter->slots = chl_alloc(counter->slot_count, sizeof *counter->slots);
    CHL_REQUIRE_MEMORY(counter->slots, err, "the hashes of the rows");
out:
    return status;
}

void
chl_duplicates_clear(chl_duplicates *counter)
{
    chl_free(counter->other);
    chl_free(counter->slots);
    *counter = (chl_duplicates){ 0 };
}

static unsigned
zeros(uint64_t hash)
{
    return hash == 0 ? 64 : (unsigned) __builtin_ctzll(hash);
}

/* The low bits are the same for all that are kept at a high level. */
static size_t
home_of(const chl_duplicates *counter, uint64_t hash)
{
    return (size_t) (hash >> 32) & (counter->slot_count - 1);
}

static bool
is_row(const chl_duplicates *counter, const chl_row_key *slot,
       const uint8_t *bytes)
{
    const uint8_t *other =
        chl_row_bytes(counter->table, (size_t) slot->row - 1, counter->other);

    return memcmp(bytes, other, counter->row_size) == 0;
}

/* The slot of these bytes, or the free one where they belong. */
static chl_row_key *
find(const chl_duplicates *counter, uint64_t hash, const uint8_t *bytes)
{
    size_t at = home_of(counter, hash);

    while (counter->slots[at].row != 0
           && (counter->slots[at].hash != hash
               || !is_row(counter, &counter->slots[at], bytes))) {
        at = (at + 1) & (counter->slot_count - 1);
    }
    return &counter->slots[at];
}

/* Every key to the first free slot from its home on; true if one moved. */
static bool
move_home(chl_duplicates *counter)
{
    size_t mask = counter->slot_count - 1;
    bool moved = false;

    for (size_t k = 0; k < counter->slot_count; k++) {
        chl_row_key key = counter->slots[k];
        size_t at = home_of(counter, key.hash);

        if (key.row != 0) {
            counter->slots[k] = (chl_row_key){ 0 };
            while (counter->slots[at].row != 0) {
                at = (at + 1) & mask;
            }
            counter->slots[at] = key;
            moved = moved || at != k;
        }
    }
    return moved;
}

static void
raise_level(chl_duplicates *counter)
{
    counter->level++;
    for (size_t k = 0; k < counter->slot_count; k++) {
        chl_row_key *slot = &counter->slots[k];

        if (slot->row != 0 && zeros(slot->hash) < counter->level) {
            *slot = (chl_row_key){ 0 };
            counter->kept--;
        }
    }
    while (move_home(counter)) {
    }
}

static void
compare_first(chl_duplicates *counter, size_t row, const uint8_t *bytes)
{
    if (row == 0) {
        memcpy(counter->first, bytes, counter->row_size);
    } else if (counter->constant) {
        counter->constant =
            memcmp(counter->first, bytes, counter->row_size) == 0;
    }
}

void
chl_duplicates_take(chl_duplicates *counter, size_t row, const uint8_t *bytes,
                    uint64_t hash, size_t *earlier)
{
    chl_row_key *slot;

    *earlier = row;
    counter->seen++;
    compare_first(counter, row, bytes);
    if (zeros(hash) < counter->level) {
        return;
    }
    slot = find(counter, hash, bytes);
    if (slot->row != 0) {
        *earlier = (size_t) slot->row - 1;
        counter->repeats[zeros(hash)]++;
        return;
    }
    *slot = (chl_row_key){ hash, (uint64_t) row + 1 };
    counter->kept++;
    while (counter->kept > counter->limit) {
        raise_level(counter);
    }
}

/*
 * Two estimates: the repeats in view, scaled up, which is sharp where few rows
 * repeat; and all rows less the distinct ones in view, scaled up, which also
 * sees one row that repeats often but is out of view. The second is taken
 * where it stands out of its noise, of variance 2^level * distinct rows.
 */
size_t
chl_duplicates_count(const chl_duplicates *counter, bool *estimated)
{
    double part = ldexp(1, (int) counter->level);
    double distinct = part * (double) counter->kept;
    double missing = (double) counter->seen - distinct;
    size_t repeats = 0;

    *estimated = counter->level > 0 && !counter->constant;
    if (counter->constant) {
        return counter->seen > 0 ? counter->seen - 1 : 0;
    }
    for (size_t k = counter->level; k < CHL_DUPLICATES_LEVELS; k++) {
        repeats += counter->repeats[k];
    }
    if (counter->level == 0) {
        return repeats;
    }
    if (missing > believed * sqrt(part * distinct)) {
        return (size_t) llround(missing);
    }
    return (size_t) llround(
        fmin(part * (double) repeats, (double) counter->seen - 1));
}
