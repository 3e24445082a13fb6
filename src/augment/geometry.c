/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images mirrored, turned and resized. */
#include "augment/method.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static const double mirror[4] = { 1.0, 0.0, 0.0, -1.0 };

/* By quarters. */
static const double turns[CHL_METHOD_OUTCOMES][4] = {
    { 1.0, 0.0, 0.0, 1.0 },
    { 0.0, 1.0, -1.0, 0.0 },
    { -1.0, 0.0, 0.0, -1.0 },
    { 0.0, -1.0, 1.0, 0.0 },
};

/* The source of pixel (i, j) is centre + a ((i, j) - centre). */
static chl_affine
turn_centre(const chl_row_shape *shape, const double a[4])
{
    double y = 0.5 * ((double) shape->height - 1.0);
    double x = 0.5 * ((double) shape->width - 1.0);

    return (chl_affine){ { y - a[0] * y - a[1] * x, a[0], a[1],
                           x - a[2] * y - a[3] * x, a[2], a[3] },
                         CHL_BORDER_REFLECT };
}

static void
about_centre(const chl_dice *dice, const double a[4], chl_map *map)
{
    map->family = &chl_family_affine;
    map->affine = turn_centre(dice->shape, a);
}

static void
flip(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    if (chl_dice_uniform(dice, 0) < 0.5 * dice->strength) {
        about_centre(dice, mirror, map);
    }
}

static size_t
list_flip(const chl_row_shape *shape, double strength,
          chl_affine maps[CHL_METHOD_OUTCOMES],
          double weight[CHL_METHOD_OUTCOMES])
{
    maps[0] = turn_centre(shape, turns[0]);
    weight[0] = 1.0 - 0.5 * strength;
    maps[1] = turn_centre(shape, mirror);
    weight[1] = 0.5 * strength;
    return 2;
}

static void
rotate90(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    if (chl_dice_uniform(dice, 0) < dice->strength) {
        about_centre(dice, turns[chl_dice_below(dice, 1, CHL_METHOD_OUTCOMES)],
                     map);
    }
}

static size_t
list_rotate90(const chl_row_shape *shape, double strength,
              chl_affine maps[CHL_METHOD_OUTCOMES],
              double weight[CHL_METHOD_OUTCOMES])
{
    for (size_t k = 0; k < CHL_METHOD_OUTCOMES; k++) {
        maps[k] = turn_centre(shape, turns[k]);
        weight[k] = strength / CHL_METHOD_OUTCOMES;
    }
    weight[0] += 1.0 - strength;
    return CHL_METHOD_OUTCOMES;
}

/* A window of f times the size, its corner at `low`..`high` of what is left,
 * as a share of the image, brought to the whole. */
static void
show_window(const chl_dice *dice, double f, chl_map *map)
{
    double rest = 1.0 - f, h = (double) dice->shape->height;
    double w = (double) dice->shape->width;
    double top = chl_dice_uniform(dice, 1) * rest * h;
    double left = chl_dice_uniform(dice, 2) * rest * w;

    map->family = &chl_family_affine;
    map->affine =
        (chl_affine){ { top - 0.5 * rest, f, 0.0, left - 0.5 * rest, 0.0, f },
                      CHL_BORDER_REFLECT };
}

static void
zoom_in(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    show_window(dice, 1.0 - dice->strength * chl_dice_uniform(dice, 0), map);
}

static void
zoom_out(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    show_window(dice, 1.0 + dice->strength * chl_dice_uniform(dice, 0), map);
}

static void
enlarge(const chl_dice *dice, double height, double width, chl_map *map)
{
    about_centre(dice, (double[]){ 1.0 / height, 0.0, 0.0, 1.0 / width }, map);
}

static void
scale(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double factor = exp2(dice->strength * chl_dice_signed(dice, 0));

    (void) method;
    enlarge(dice, factor, factor, map);
}

static void
aniso(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double factor = exp2(dice->strength * chl_dice_signed(dice, 0));

    (void) method;
    enlarge(dice, 1.0 / factor, factor, map);
}

static void
scale_ada(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double factor = exp2(dice->strength * chl_dice_normal(dice, 0) / 5.0);

    (void) method;
    enlarge(dice, factor, factor, map);
}

static void
aniso_ada(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double factor = exp2(dice->strength * chl_dice_normal(dice, 0) / 5.0);

    (void) method;
    enlarge(dice, 1.0 / factor, factor, map);
}

static void
rotate(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    double angle = pi * dice->strength * chl_dice_signed(dice, 0);
    double c = cos(angle), s = sin(angle);

    (void) method;
    about_centre(dice, (double[]){ c, s, -s, c }, map);
}

const chl_augment_method chl_augment_flip = {
    .type = { "flip", 1.0, CHL_AUGMENT_IMAGES },
    .draw = flip,
    .outcomes = list_flip,
};

const chl_augment_method chl_augment_rotate90 = {
    .type = { "rotate90", 1.0, CHL_AUGMENT_IMAGES | CHL_AUGMENT_SQUARE },
    .draw = rotate90,
    .outcomes = list_rotate90,
};

const chl_augment_method chl_augment_zoom_in = {
    .type = { "zoom-in", 0.2, CHL_AUGMENT_IMAGES },
    .draw = zoom_in,
};

const chl_augment_method chl_augment_zoom_out = {
    .type = { "zoom-out", 0.2, CHL_AUGMENT_IMAGES },
    .draw = zoom_out,
};

const chl_augment_method chl_augment_scale = {
    .type = { "scale", 0.2, CHL_AUGMENT_IMAGES },
    .draw = scale,
};

const chl_augment_method chl_augment_aniso = {
    .type = { "aniso", 0.2, CHL_AUGMENT_IMAGES },
    .draw = aniso,
};

const chl_augment_method chl_augment_rotation = {
    .type = { "rotation", 0.1, CHL_AUGMENT_IMAGES },
    .draw = rotate,
};

const chl_augment_method chl_augment_ada_scale = {
    .type = { "ada-scale", 1.0, CHL_AUGMENT_IMAGES },
    .draw = scale_ada,
};

const chl_augment_method chl_augment_ada_aniso = {
    .type = { "ada-aniso", 1.0, CHL_AUGMENT_IMAGES },
    .draw = aniso_ada,
};
