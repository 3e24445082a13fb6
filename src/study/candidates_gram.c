/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of group means, as what a bootstrap needs of them. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "study/candidates.h"

enum {
    KINDS = 2,
    FLIPS = 999
};

/* Functions of one kind, and the first of them. */
static size_t
kind_count(const chl_candidates *c, size_t kind)
{
    return kind == 0 ? c->probe.rows.count : c->probe.patches.count;
}

static size_t
block_start(size_t count, size_t block)
{
    return count * block / CHL_RANK_BLOCKS;
}

/* Of one block: a and b are the means of the first group. */
static void
multiply(const chl_candidates *c, size_t from, size_t to, const double *a,
         const double *b, double out[CHL_RANK_GROUPS][CHL_RANK_GROUPS])
{
    size_t stride = CHL_RANK_MEANS * chl_probe_size(&c->probe);

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        for (size_t h = 0; h <= g; h++) {
            double sum = 0.0;

            for (size_t k = from; k < to; k++) {
                sum += (a[g * stride + k] - b[g * stride + k])
                       * (a[h * stride + k] - b[h * stride + k]);
            }
            out[g][h] = out[h][g] = sum;
        }
    }
}

static void
fill(const chl_candidates *c, const double *a, const double *b, chl_gram *out)
{
    for (size_t kind = 0; kind < KINDS; kind++) {
        size_t count = kind_count(c, kind);
        size_t first = kind == 0 ? 0 : kind_count(c, 0);

        for (size_t block = 0; block < CHL_RANK_BLOCKS; block++) {
            multiply(c, first + block_start(count, block),
                     first + block_start(count, block + 1), a, b,
                     out->entries[kind][block]);
        }
    }
}

void
chl_candidates_compare(const chl_candidates *c, size_t index, chl_evidence *out)
{
    size_t f = chl_probe_size(&c->probe);
    const double *base = c->items[0].means, *own = c->items[index].means;

    fill(c, own + CHL_MEAN_SEEN * f, base + CHL_MEAN_SEEN * f, &out->leak);
    fill(c, own + CHL_MEAN_TWICE * f, own + CHL_MEAN_SEEN * f, &out->visible);
    for (size_t k = 0; k < c->nudges.count; k++) {
        fill(c, own + (CHL_MEAN_NUDGED + k) * f, own + CHL_MEAN_SEEN * f,
             &out->nudged[k]);
    }
}

chl_replicate
chl_replicate_whole(void)
{
    chl_replicate r;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        r.groups[g] = 1.0;
    }
    for (size_t b = 0; b < CHL_RANK_BLOCKS; b++) {
        r.blocks[0][b] = r.blocks[1][b] = 1.0;
    }
    return r;
}

chl_replicate
chl_replicate_draw(uint64_t seed, size_t k)
{
    const chl_random base = { seed, CHL_STREAM_BOOTSTRAP };
    const chl_random random = chl_random_substream(&base, k);
    chl_replicate r;
    uint64_t at = 0;

    memset(&r, 0, sizeof r);
    while (at < CHL_RANK_GROUPS) {
        r.groups[chl_random_below(&random, at++, CHL_RANK_GROUPS)] += 1.0;
    }
    for (size_t kind = 0; kind < KINDS; kind++) {
        for (size_t b = 0; b < CHL_RANK_BLOCKS; b++) {
            r.blocks[kind][chl_random_below(&random, at++, CHL_RANK_BLOCKS)] +=
                1.0;
        }
    }
    return r;
}

/* sum_{g != h} w_g w_h D_g . D_h over the pairs there are. */
static double
between(const double entries[CHL_RANK_GROUPS][CHL_RANK_GROUPS],
        const double *weight)
{
    double sum = 0.0, pairs = 0.0;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        for (size_t h = 0; h < g; h++) {
            sum += weight[g] * weight[h] * entries[g][h];
            pairs += fabs(weight[g] * weight[h]);
        }
    }
    return pairs > 0.0 ? sum / pairs : 0.0;
}

double
chl_gram_distance(const chl_candidates *c, const chl_gram *gram,
                  const chl_replicate *r, size_t kind)
{
    size_t count = kind_count(c, kind);
    double sum = 0.0, functions = 0.0;

    for (size_t b = 0; b < CHL_RANK_BLOCKS; b++) {
        double size =
            (double) (block_start(count, b + 1) - block_start(count, b));

        functions += r->blocks[kind][b] * size;
        sum += r->blocks[kind][b] * between(gram->entries[kind][b], r->groups);
    }
    return functions > 0.0 ? sum / functions : NAN;
}

static double
distance_of_both(const chl_candidates *c, const chl_gram *gram,
                 const chl_replicate *r)
{
    double rows = chl_gram_distance(c, gram, r, 0);
    double patches = chl_gram_distance(c, gram, r, 1);

    return rows + (isnan(patches) ? 0.0 : patches);
}

double
chl_leak_chance(const chl_candidates *c, const chl_gram *gram)
{
    const chl_random base = { c->settings->seed, CHL_STREAM_NUDGES };
    chl_replicate r = chl_replicate_whole();
    double found = distance_of_both(c, gram, &r);
    size_t above = 0;

    for (size_t k = 0; k < FLIPS; k++) {
        const chl_random random =
            chl_random_substream(&base, (UINT64_C(1) << 40) + k);
        uint64_t signs = chl_random_bits(&random, 0);

        for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
            r.groups[g] = (signs >> g & 1) != 0 ? 1.0 : -1.0;
        }
        above += distance_of_both(c, gram, &r) >= found;
    }
    return (double) (above + 1) / (FLIPS + 1);
}
