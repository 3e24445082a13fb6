/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chain costs, counted and not timed. */
#include <math.h>

#include "augment/augment.h"

enum {
    DRAWS = 256,
    RANDOM = 20 /* operations of one random number */
};

static bool
is_whole(const chl_affine *affine)
{
    for (size_t k = 0; k < 6; k++) {
        if (affine->m[k] != floor(affine->m[k])) {
            return false;
        }
    }
    return true;
}

static double
cost_of_blur(const chl_map *map)
{
    return 2.0 * 2.0 * (2.0 * ceil(4.0 * map->amount) + 1.0);
}

/* Per value; maps that touch a part of a row still copy all of it. */
static double
cost_of(const chl_row_shape *shape, const chl_map *map)
{
    const chl_map_family *family = map->family;

    if (family == &chl_family_affine) {
        return is_whole(&map->affine) ? 1.0 : 8.0;
    }
    if (family == &chl_family_recolour) {
        return 2.0 * (double) shape->colours;
    }
    if (family == &chl_family_blur) {
        return cost_of_blur(map);
    }
    if (family == &chl_family_noise || family == &chl_family_jitter) {
        return RANDOM + 2.0;
    }
    if (family == &chl_family_dropout) {
        return RANDOM + 1.0;
    }
    if (family == &chl_family_turn) {
        return 2.0 * RANDOM + 16.0;
    }
    return family == &chl_family_blend || family == &chl_family_enlarge ? 3.0
                                                                        : 1.0;
}

double
chl_augment_cost(const chl_augment *augment)
{
    chl_map maps[CHL_AUGMENT_PARTS];
    double sum = 0.0;

    for (size_t draw = 0; draw < DRAWS; draw++) {
        size_t count =
            chl_augment_draw(augment, draw, draw % augment->shape.rows, maps);

        for (size_t k = 0; k < count; k++) {
            sum += cost_of(&augment->shape, &maps[k]) / DRAWS;
        }
    }
    return sum;
}
