/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Independent noise on every value. */
#include "augment/method.h"

static double
noise_at(const chl_map *map, size_t k)
{
    return map->amount * chl_random_normal(&map->random, CHL_NUMBER_EACH + k);
}

static void
add_noise(const chl_row_shape *shape, const chl_map *map, const double *other,
          double *work, double *y)
{
    (void) other;
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] += noise_at(map, k);
    }
}

static void
add_jitter(const chl_row_shape *shape, const chl_map *map, const double *other,
           double *work, double *y)
{
    (void) other;
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] += shape->spread[k] * noise_at(map, k);
    }
}

const chl_map_family chl_family_noise = { chl_map_copy, chl_map_copy,
                                          add_noise };
const chl_map_family chl_family_jitter = { chl_map_copy, chl_map_copy,
                                           add_jitter };

static void
noise(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_noise;
    map->amount = dice->strength * dice->shape->full;
    map->random = dice->random;
}

static void
jitter(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_jitter;
    map->amount = dice->strength;
    map->random = dice->random;
}

const chl_augment_method chl_augment_noise = {
    .type = { "noise", 0.1, CHL_AUGMENT_IMAGES },
    .draw = noise,
};

const chl_augment_method chl_augment_jitter = {
    .type = { "jitter", 0.1, CHL_AUGMENT_POINTS },
    .draw = jitter,
};
