/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 streams, and a permutation made of them. */
#include "base/random.h"

#include <math.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wundef"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

enum {
    STREAM_BITS = 8
};

_Static_assert(CHL_STREAM_TESTS < 1 << STREAM_BITS,
               "stream numbers reach into the numbers of sub-streams");

static void
block(const chl_random *random, uint64_t index, uint64_t out[2])
{
    philox4x32_ctr_t counter = { { (uint32_t) index, (uint32_t) (index >> 32),
                                   (uint32_t) random->stream,
                                   (uint32_t) (random->stream >> 32) } };
    philox4x32_key_t key = { { (uint32_t) random->seed,
                               (uint32_t) (random->seed >> 32) } };
    philox4x32_ctr_t bits = philox4x32(counter, key);

    out[0] = (uint64_t) bits.v[0] << 32 | bits.v[1];
    out[1] = (uint64_t) bits.v[2] << 32 | bits.v[3];
}

chl_random
chl_random_substream(const chl_random *random, uint64_t index)
{
    return (chl_random){ random->seed,
                         (index + 1) << STREAM_BITS | random->stream };
}

static double
to_uniform(uint64_t bits)
{
    /* 52 bits and a half fit a double exactly; 53 would round up to 1. */
    return ((double) (bits >> 12) + 0.5) * 0x1p-52;
}

uint64_t
chl_random_bits(const chl_random *random, uint64_t index)
{
    uint64_t bits[2];

    block(random, index, bits);
    return bits[0];
}

double
chl_random_uniform(const chl_random *random, uint64_t index)
{
    return to_uniform(chl_random_bits(random, index));
}

double
chl_random_normal(const chl_random *random, uint64_t index)
{
    const double two_pi = 6.283185307179586476925;
    uint64_t bits[2];

    block(random, index, bits);
    return sqrt(-2.0 * log(to_uniform(bits[0])))
           * cos(two_pi * to_uniform(bits[1]));
}

uint64_t
chl_random_below(const chl_random *random, uint64_t index, uint64_t bound)
{
    __extension__ typedef unsigned __int128 wide;

    return (uint64_t) ((wide) chl_random_bits(random, index) * bound >> 64);
}

static uint64_t
feistel(const chl_random *random, uint64_t value, unsigned half_bits)
{
    uint64_t mask = (UINT64_C(1) << half_bits) - 1;
    uint64_t left = value >> half_bits, right = value & mask;

    for (uint64_t round = 0; round < 4; round++) {
        uint64_t mixed = chl_random_bits(random, right << 2 | round);
        uint64_t next = left ^ (mixed & mask);

        left = right;
        right = next;
    }
    return left << half_bits | right;
}

uint64_t
chl_random_permute(const chl_random *random, uint64_t index, uint64_t count)
{
    unsigned half_bits = 1;

    while (half_bits < 31 && (UINT64_C(1) << 2 * half_bits) < count) {
        half_bits++;
    }
    do {
        index = feistel(random, index, half_bits);
    } while (index >= count);
    return index;
}
