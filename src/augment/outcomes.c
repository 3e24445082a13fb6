/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All maps of a chain, where they are few. */
#include "augment/outcomes.h"

#include <string.h>

#include "augment/augment.h"
#include "base/error.h"

/* Maps and how likely each is. */
typedef struct law {
    size_t count;
    double weight[CHL_OUTCOMES];
    chl_affine maps[CHL_OUTCOMES];
} law;

static const chl_affine identity = { { 0.0, 1.0, 0.0, 0.0, 0.0, 1.0 },
                                     CHL_BORDER_REFLECT };

/* Products of mirrors and turns are exact in numbers, so that equal ones are
 * equal to the bit. False if there is no room. */
static bool
add(law *to, const chl_affine *map, double weight)
{
    size_t k = 0;

    while (k < to->count && memcmp(to->maps[k].m, map->m, sizeof map->m) != 0) {
        k++;
    }
    if (weight == 0.0) {
        return true;
    }
    if (k == CHL_OUTCOMES) {
        return false;
    }
    if (k == to->count) {
        to->maps[to->count++] = *map;
        to->weight[k] = 0.0;
    }
    to->weight[k] += weight;
    return true;
}

/* Nothing, with what probability and strength leave of it, or one of the maps
 * of the part. */
static bool
list_step(const chl_augment_step *step, const chl_row_shape *shape, law *out)
{
    chl_affine maps[CHL_METHOD_OUTCOMES];
    double weight[CHL_METHOD_OUTCOMES];
    size_t count;

    *out = (law){ 0 };
    if (step->strength == 0.0 || step->probability == 0.0) {
        return add(out, &identity, 1.0);
    }
    if (step->method->outcomes == NULL) {
        return false;
    }
    count = step->method->outcomes(shape, step->strength, maps, weight);
    add(out, &identity, 1.0 - step->probability);
    for (size_t k = 0; k < count; k++) {
        add(out, &maps[k], step->probability * weight[k]);
    }
    return true;
}

/* -0 and 0 are one number, and two patterns of bits. */
static chl_affine
join(const chl_affine *first, const chl_affine *second)
{
    chl_affine both = chl_affine_join(first, second);

    for (size_t k = 0; k < sizeof both.m / sizeof *both.m; k++) {
        both.m[k] += 0.0;
    }
    return both;
}

static bool
multiply(const law *before, const law *step, law *out)
{
    *out = (law){ 0 };
    for (size_t k = 0; k < before->count; k++) {
        for (size_t l = 0; l < step->count; l++) {
            chl_affine both = join(&before->maps[k], &step->maps[l]);

            if (!add(out, &both, before->weight[k] * step->weight[l])) {
                return false;
            }
        }
    }
    return true;
}

static bool
list_chain(const chl_augment *augment, law *out)
{
    add(out, &identity, 1.0);
    for (size_t k = 0; k < augment->count; k++) {
        law step, product;

        if (!list_step(&augment->steps[k], &augment->shape, &step)
            || !multiply(out, &step, &product)) {
            return false;
        }
        *out = product;
    }
    return true;
}

/* Images have no statistics of columns that two chains would own. */
static chl_augment *
make_certain(const chl_augment *augment, const chl_affine *map)
{
    chl_augment *made = chl_alloc(1, sizeof *made);

    if (made != NULL) {
        made->dataset = augment->dataset;
        made->shape = augment->shape;
        made->shape.mean = NULL;
        made->shape.spread = NULL;
        made->seed = augment->seed;
        made->threads = augment->threads;
        made->certain = memcmp(map->m, identity.m, sizeof map->m) == 0
                            ? CHL_CERTAIN_IDENTITY
                            : CHL_CERTAIN_MAP;
        made->map = (chl_map){ .family = &chl_family_affine, .affine = *map };
    }
    return made;
}

chl_status
chl_outcomes_create(const chl_augment *augment, chl_outcomes *out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_outcomes made = { 0 };
    law all = { 0 };

    if (!augment->shape.images || !list_chain(augment, &all)) {
        *out = made;
        return CHL_OK;
    }
    made.count = all.count;
    for (size_t k = 0; k < all.count; k++) {
        made.weight[k] = all.weight[k];
        made.maps[k] = make_certain(augment, &all.maps[k]);
        CHL_REQUIRE_MEMORY(made.maps[k], err, "a map");
    }
    *out = made;
    made = (chl_outcomes){ 0 };
out:
    chl_outcomes_clear(&made);
    return status;
}

void
chl_outcomes_clear(chl_outcomes *outcomes)
{
    for (size_t k = 0; k < outcomes->count; k++) {
        chl_augment_free(outcomes->maps[k]);
    }
    *outcomes = (chl_outcomes){ 0 };
}
