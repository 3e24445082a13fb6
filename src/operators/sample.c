/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in a seeded order, cut into groups. */
#include <chladni/operators.h>

#include "base/random.h"

size_t
chl_sample_row(const chl_sample *sample, size_t place)
{
    chl_random random = { sample->seed, CHL_STREAM_GROUPS };
    size_t n = chl_dataset_describe(sample->dataset)->count;

    return (size_t) chl_random_permute(&random, place, n);
}

size_t
chl_sample_start(const chl_sample *sample, size_t group)
{
    size_t rows = sample->used - sample->aside;
    size_t each = rows / sample->groups, rest = rows % sample->groups;

    return sample->aside + group * each + (group < rest ? group : rest);
}
