/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counter-based random numbers: value number `index` of stream (seed, stream)
 * is a pure function of the three, so that results depend neither on the
 * order of calls nor on the number of threads.
 *
 * Source  J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3,
 *         SC 2011 (Philox4x32-10, from Random123).
 */
#ifndef CHLADNI_BASE_RANDOM_H
#define CHLADNI_BASE_RANDOM_H

#include <chladni/base.h>

/* One stream number per purpose, so that no two draws ever coincide. Below
 * 256: the higher bits number sub-streams. */
enum {
    CHL_STREAM_GROUPS = 1,
    CHL_STREAM_LANDMARKS,
    CHL_STREAM_START_VECTOR,
    CHL_STREAM_BOOTSTRAP,
    CHL_STREAM_MEASURE,
    CHL_STREAM_PRINCIPAL,
    CHL_STREAM_BANDWIDTH,
    CHL_STREAM_THUMBNAILS,
    CHL_STREAM_TESTS,
    CHL_STREAM_SPREADS,
    CHL_STREAM_AUGMENT,
    CHL_STREAM_FILTERS,
    CHL_STREAM_PATCHES,
    CHL_STREAM_NUDGES,
    CHL_STREAM_PARTICLES,
    CHL_STREAM_SIMULATION,
    CHL_STREAM_CLOUDS,
    CHL_STREAM_NETWORKS,
    CHL_STREAM_LATENTS,
    CHL_STREAM_BATCHES
};

typedef struct chl_random {
    uint64_t seed;
    uint64_t stream;
} chl_random;

/*
 * Sub-stream `index` of a stream: differs from every stream above, from every
 * other sub-stream of it, and from those of other streams.
 * Domain  a stream of the list above; index < 2^56 - 1.
 */
chl_random chl_random_substream(const chl_random *random, uint64_t index);

uint64_t chl_random_bits(const chl_random *random, uint64_t index);
/* Uniform in (0, 1), never 0 or 1; resolution 2^-52. */
double chl_random_uniform(const chl_random *random, uint64_t index);
/* Standard normal by the Box-Muller transform of two uniforms. */
double chl_random_normal(const chl_random *random, uint64_t index);
/* Uniform in 0..bound-1, bound >= 1; bias below 2^-64 * bound. */
uint64_t chl_random_below(const chl_random *random, uint64_t index,
                          uint64_t bound);

/*
 * The image of `index` under a pseudo-random permutation of 0..count-1, in
 * O(1) memory: a four-round Feistel network with cycle walking. It reads
 * counters below 2^33 of the stream. Over seeds, all images of an index are
 * nearly equally likely for large counts only.
 * Domain  index < count.
 */
uint64_t chl_random_permute(const chl_random *random, uint64_t index,
                            uint64_t count);

#endif
