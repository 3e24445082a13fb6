/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selecting and sorting numbers that carry an index. Distances are not below
 * 0, so that the bits of a float order like its value, and a distance with
 * its index is one integer key: ties go to the smaller index.
 */
#ifndef CHLADNI_OPERATORS_SELECT_H
#define CHLADNI_OPERATORS_SELECT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct chl_indexed {
    double value; /* >= 0 */
    uint32_t index;
} chl_indexed;

static inline uint64_t
chl_key(float value, uint32_t index)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return (uint64_t) bits << 32 | index;
}

static inline float
chl_key_value(uint64_t key)
{
    uint32_t bits = (uint32_t) (key >> 32);
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t
chl_key_index(uint64_t key)
{
    return (uint32_t) key;
}

/* Bring the k smallest of count distinct keys to the front, the largest of
 * them to place k - 1. Domain: 1 <= k <= count. */
void chl_keys_select(uint64_t *keys, size_t count, size_t k);

/* Ascending by value, then by index. */
void chl_indexed_sort(chl_indexed *list, size_t count);

/* The same in linear time where the values spread: from `list`, which is lost,
 * into `sorted`; end: count + 1 of scratch. */
void chl_indexed_spread(chl_indexed *list, size_t count, chl_indexed *sorted,
                        uint32_t *end);

#endif
