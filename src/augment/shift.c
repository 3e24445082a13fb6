/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images moved up, down, left and right. */
#include "augment/method.h"

#include <math.h>

static void
move(chl_map *map, chl_border border, double down, double right)
{
    map->family = &chl_family_affine;
    map->affine = (chl_affine){ { -down, 1.0, 0.0, -right, 0.0, 1.0 }, border };
}

/* Whole pixels in -k..k, or any of a circle if that many are none twice. */
static double
whole_shift(const chl_dice *dice, uint64_t at, chl_border border, size_t size)
{
    size_t k = chl_round(dice->strength * (double) size), count = 2 * k + 1;

    if (border == CHL_BORDER_CIRCULAR && count > size) {
        return (double) chl_dice_below(dice, at, size);
    }
    return (double) chl_dice_below(dice, at, count) - (double) k;
}

static void
translate(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double down = 0.0, right = 0.0;

    if (method->axes & CHL_AXIS_Y) {
        down = whole_shift(dice, 0, method->border, dice->shape->height);
    }
    if (method->axes & CHL_AXIS_X) {
        right = whole_shift(dice, 1, method->border, dice->shape->width);
    }
    move(map, method->border, down, right);
}

static void
translate_ada(const chl_augment_method *method, const chl_dice *dice,
              chl_map *map)
{
    double reach = dice->strength / 8.0;

    move(map, method->border,
         rint(reach * chl_dice_signed(dice, 0) * (double) dice->shape->height),
         rint(reach * chl_dice_signed(dice, 1) * (double) dice->shape->width));
}

static void
shift_ada(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double reach = dice->strength / 8.0;

    move(map, method->border,
         reach * chl_dice_normal(dice, 0) * (double) dice->shape->height,
         reach * chl_dice_normal(dice, 1) * (double) dice->shape->width);
}

const chl_augment_method chl_augment_translation = {
    .type = { "translation", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXES_BOTH,
    .border = CHL_BORDER_REFLECT,
};

const chl_augment_method chl_augment_translation_x = {
    .type = { "translation-x", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_X,
    .border = CHL_BORDER_REFLECT,
};

const chl_augment_method chl_augment_translation_y = {
    .type = { "translation-y", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_Y,
    .border = CHL_BORDER_REFLECT,
};

const chl_augment_method chl_augment_translation_zero = {
    .type = { "translation-zero", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXES_BOTH,
    .border = CHL_BORDER_MIDDLE,
};

const chl_augment_method chl_augment_translation_zero_x = {
    .type = { "translation-zero-x", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_X,
    .border = CHL_BORDER_MIDDLE,
};

const chl_augment_method chl_augment_translation_zero_y = {
    .type = { "translation-zero-y", 0.125, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_Y,
    .border = CHL_BORDER_MIDDLE,
};

const chl_augment_method chl_augment_translation_circular = {
    .type = { "translation-circular", 1.0, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXES_BOTH,
    .border = CHL_BORDER_CIRCULAR,
};

const chl_augment_method chl_augment_translation_circular_x = {
    .type = { "translation-circular-x", 1.0, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_X,
    .border = CHL_BORDER_CIRCULAR,
};

const chl_augment_method chl_augment_translation_circular_y = {
    .type = { "translation-circular-y", 1.0, CHL_AUGMENT_IMAGES },
    .draw = translate,
    .axes = CHL_AXIS_Y,
    .border = CHL_BORDER_CIRCULAR,
};

const chl_augment_method chl_augment_ada_translation = {
    .type = { "ada-translation", 1.0, CHL_AUGMENT_IMAGES },
    .draw = translate_ada,
    .border = CHL_BORDER_REFLECT,
};

const chl_augment_method chl_augment_ada_shift = {
    .type = { "ada-shift", 1.0, CHL_AUGMENT_IMAGES },
    .draw = shift_ada,
    .border = CHL_BORDER_REFLECT,
};
