/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images recoloured: brightness, contrast, saturation, hue. */
#include "augment/method.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* y = along x on the grey axis, across x at right angles to it, and turned
 * about it; the identity on grey images but for `along`. */
static void
set_axes(const chl_dice *dice, double along, double across, double turn,
         chl_map *map)
{
    double *m = map->recolour.matrix;
    double c = across * cos(turn), s = across * sin(turn) / sqrt(3.0);
    double mean = (along - c) / 3.0;

    map->family = &chl_family_recolour;
    if (dice->shape->colours == 1) {
        m[0] = along;
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        m[4 * i] = c + mean;
        m[3 * i + (i + 1) % 3] = mean - s;
        m[3 * i + (i + 2) % 3] = mean + s;
    }
}

static void
add_everywhere(const chl_dice *dice, double amount, chl_map *map)
{
    set_axes(dice, 1.0, 1.0, 0.0, map);
    for (size_t k = 0; k < 3; k++) {
        map->recolour.offset[k] = amount;
    }
}

static void
brightness(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    add_everywhere(
        dice, dice->strength * chl_dice_signed(dice, 0) * dice->shape->full,
        map);
}

static void
channel(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    set_axes(dice, 1.0, 1.0, 0.0, map);
    map->recolour.offset[method->channel] =
        dice->strength * chl_dice_signed(dice, 0) * dice->shape->full;
}

static void
contrast(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double factor = 1.0 + dice->strength * chl_dice_signed(dice, 0);

    (void) method;
    set_axes(dice, factor, factor, 0.0, map);
    map->recolour.pull = 1.0 - factor;
}

static void
saturation(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    set_axes(dice, 1.0, 1.0 + dice->strength * chl_dice_signed(dice, 0), 0.0,
             map);
}

static void
hue(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    set_axes(dice, 1.0, 1.0, pi * dice->strength * chl_dice_signed(dice, 0),
             map);
}

static void
brightness_ada(const chl_augment_method *method, const chl_dice *dice,
               chl_map *map)
{
    (void) method;
    add_everywhere(dice,
                   dice->strength * chl_dice_normal(dice, 0) * dice->shape->full
                       / 10.0,
                   map);
}

/* Fix the middle grey. */
static void
about_middle(const chl_dice *dice, double along, double across, chl_map *map)
{
    set_axes(dice, along, across, 0.0, map);
    for (size_t k = 0; k < 3; k++) {
        map->recolour.offset[k] = (1.0 - along) * dice->shape->middle;
    }
}

static void
contrast_ada(const chl_augment_method *method, const chl_dice *dice,
             chl_map *map)
{
    double factor = exp2(0.5 * dice->strength * chl_dice_normal(dice, 0));

    (void) method;
    about_middle(dice, factor, factor, map);
}

static void
luma_ada(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    if (chl_dice_uniform(dice, 0) < 0.5 * dice->strength) {
        about_middle(dice, -1.0, 1.0, map);
    }
}

static void
saturation_ada(const chl_augment_method *method, const chl_dice *dice,
               chl_map *map)
{
    (void) method;
    set_axes(dice, 1.0, exp2(dice->strength * chl_dice_normal(dice, 0)), 0.0,
             map);
}

const chl_augment_method chl_augment_brightness = {
    .type = { "brightness", 0.2, CHL_AUGMENT_IMAGES },
    .draw = brightness,
};

const chl_augment_method chl_augment_redness = {
    .type = { "redness", 0.2, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = channel,
    .channel = 0,
};

const chl_augment_method chl_augment_greenness = {
    .type = { "greenness", 0.2, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = channel,
    .channel = 1,
};

const chl_augment_method chl_augment_blueness = {
    .type = { "blueness", 0.2, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = channel,
    .channel = 2,
};

const chl_augment_method chl_augment_contrast = {
    .type = { "contrast", 0.5, CHL_AUGMENT_IMAGES },
    .draw = contrast,
};

const chl_augment_method chl_augment_saturation = {
    .type = { "saturation", 0.5, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = saturation,
};

const chl_augment_method chl_augment_hue = {
    .type = { "hue", 0.1, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = hue,
};

const chl_augment_method chl_augment_ada_brightness = {
    .type = { "ada-brightness", 1.0, CHL_AUGMENT_IMAGES },
    .draw = brightness_ada,
};

const chl_augment_method chl_augment_ada_contrast = {
    .type = { "ada-contrast", 1.0, CHL_AUGMENT_IMAGES },
    .draw = contrast_ada,
};

const chl_augment_method chl_augment_ada_luma = {
    .type = { "ada-luma", 1.0, CHL_AUGMENT_IMAGES },
    .draw = luma_ada,
};

const chl_augment_method chl_augment_ada_saturation = {
    .type = { "ada-saturation", 1.0, CHL_AUGMENT_IMAGES | CHL_AUGMENT_COLOUR },
    .draw = saturation_ada,
};
