/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random numbers of one part on one row. */
#include "augment/method.h"

#include <math.h>
#include <string.h>

double
chl_dice_uniform(const chl_dice *dice, uint64_t k)
{
    return chl_random_uniform(&dice->random, CHL_NUMBER_OWN + k);
}

double
chl_dice_signed(const chl_dice *dice, uint64_t k)
{
    return 2.0 * chl_dice_uniform(dice, k) - 1.0;
}

double
chl_dice_normal(const chl_dice *dice, uint64_t k)
{
    return chl_random_normal(&dice->random, CHL_NUMBER_OWN + k);
}

size_t
chl_dice_below(const chl_dice *dice, uint64_t k, size_t bound)
{
    return (size_t) chl_random_below(&dice->random, CHL_NUMBER_OWN + k, bound);
}

size_t
chl_dice_other(const chl_dice *dice)
{
    size_t other = (size_t) chl_random_below(&dice->random, CHL_NUMBER_OTHER,
                                             dice->shape->rows - 1);

    return other + (other >= dice->row ? 1 : 0);
}

size_t
chl_round(double length)
{
    return (size_t) floor(length + 0.5);
}

void
chl_map_copy(const chl_row_shape *shape, const chl_map *map, const double *x,
             double *work, double *y)
{
    (void) map;
    (void) work;
    memcpy(y, x, shape->dimension * sizeof *y);
}
