/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row blended with another. */
#include "augment/method.h"

static void
fade(const chl_row_shape *shape, const chl_map *map, const double *x,
     double *work, double *y)
{
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] = (1.0 - map->amount) * x[k];
    }
}

static void
add_other(const chl_row_shape *shape, const chl_map *map, const double *other,
          double *work, double *y)
{
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] += map->amount * other[k];
    }
}

const chl_map_family chl_family_blend = { fade, fade, add_other };

static void
mixup(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_blend;
    map->amount = dice->strength * chl_dice_uniform(dice, 0);
    map->mixes = true;
    map->other = chl_dice_other(dice);
}

const chl_augment_method chl_augment_mixup = {
    .type = { "mixup", 0.5, 0 },
    .draw = mixup,
};
