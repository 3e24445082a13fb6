/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Independent numbers, or those of a Latin hypercube. */
#include "data/variates.h"

#include <math.h>

#include "base/normal.h"

/* A counter that permutations leave alone. */
static const uint64_t shift_counter = UINT64_MAX;

void
chl_variates_begin(chl_variates *variates, uint64_t row)
{
    variates->row = row;
    variates->rest = 0;
}

static uint64_t
counter(const chl_variates *variates, size_t k)
{
    return variates->row * (variates->dimension + 2) + k;
}

/* Sums and fractions may be rounded to 0 or 1, where quantiles are infinite. */
static double
inside(double u)
{
    return fmin(fmax(u, 0x1p-53), 1 - 0x1p-53);
}

/* Of few rows, the permutation alone would favour some strata for a given row;
 * the shift makes them equally likely. */
static uint64_t
stratum(const chl_variates *variates, size_t k)
{
    uint64_t n = variates->count;
    chl_random random = chl_random_substream(&variates->random, k);
    uint64_t shift = chl_random_below(&random, shift_counter, n);

    return (chl_random_permute(&random, variates->row, n) + shift) % n;
}

static double
stratified(const chl_variates *variates, size_t k)
{
    double within = chl_random_uniform(&variates->random, counter(variates, k));

    return inside(((double) stratum(variates, k) + within)
                  / (double) variates->count);
}

double
chl_variates_uniform(const chl_variates *variates, size_t k)
{
    if (variates->draw == CHL_DRAW_INDEPENDENT) {
        return chl_random_uniform(&variates->random, counter(variates, k));
    }
    return k == 0 && variates->rest > 0 ? variates->rest
                                        : stratified(variates, k);
}

double
chl_variates_normal(const chl_variates *variates, size_t k)
{
    if (variates->draw == CHL_DRAW_INDEPENDENT) {
        return chl_random_normal(&variates->random, counter(variates, k));
    }
    return chl_normal_quantile(chl_variates_uniform(variates, k));
}

size_t
chl_variates_component(chl_variates *variates, size_t bound)
{
    double place, component;

    if (variates->draw == CHL_DRAW_INDEPENDENT) {
        return chl_random_below(&variates->random,
                                counter(variates, variates->dimension), bound);
    }
    place = stratified(variates, 0) * (double) bound;
    component = floor(place);
    variates->rest = inside(place - component);
    return (size_t) component;
}
