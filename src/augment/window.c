/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images covered in a rectangle, by grey or by another row. */
#include "augment/method.h"

#include <string.h>

static bool
inside(const chl_window *window, size_t i, size_t j)
{
    return i >= window->top && i < window->bottom && j >= window->left
           && j < window->right;
}

/* Covering is its own transpose. */
static void
cover(const chl_row_shape *shape, const chl_map *map, const double *x,
      double *work, double *y)
{
    size_t c = shape->channels;

    (void) work;
    for (size_t p = 0; p < shape->height * shape->width; p++) {
        bool hidden = inside(&map->window, p / shape->width, p % shape->width);

        for (size_t k = 0; k < c; k++) {
            y[p * c + k] = hidden ? 0.0 : x[p * c + k];
        }
    }
}

static void
fill(const chl_row_shape *shape, const chl_map *map, const double *other,
     double *work, double *y)
{
    const chl_window *window = &map->window;
    size_t c = shape->channels;

    (void) work;
    for (size_t i = window->top; i < window->bottom; i++) {
        for (size_t k = (i * shape->width + window->left) * c;
             k < (i * shape->width + window->right) * c; k++) {
            y[k] += other != NULL ? other[k] : shape->middle;
        }
    }
}

static void
fill_grey(const chl_row_shape *shape, const chl_map *map, const double *other,
          double *work, double *y)
{
    (void) other;
    fill(shape, map, NULL, work, y);
}

const chl_map_family chl_family_cover = { cover, cover, fill_grey };
const chl_map_family chl_family_paste = { cover, cover, fill };

/* A square of `share` of the smaller side, anywhere inside. */
static void
place_square(const chl_dice *dice, double share, chl_map *map)
{
    size_t h = dice->shape->height, w = dice->shape->width;
    size_t side = chl_round(share * (double) (h < w ? h : w));
    size_t top = chl_dice_below(dice, 1, h - side + 1);
    size_t left = chl_dice_below(dice, 2, w - side + 1);

    map->window = (chl_window){ top, top + side, left, left + side };
}

static void
cutout(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    place_square(dice, dice->strength * chl_dice_uniform(dice, 0), map);
    map->family = &chl_family_cover;
}

static void
cutmix(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    place_square(dice, dice->strength, map);
    map->family = &chl_family_paste;
    map->mixes = true;
    map->other = chl_dice_other(dice);
}

/* `side` pixels about a place of 0..size-1, or 0..size if side is even. */
static void
place_cut(const chl_dice *dice, uint64_t at, size_t size, size_t *low,
          size_t *high)
{
    size_t side = chl_round(0.5 * dice->strength * (double) size);
    size_t place = chl_dice_below(dice, at, size + (side % 2 == 0 ? 1 : 0));
    size_t end = place + side - side / 2;

    *low = place > side / 2 ? place - side / 2 : 0;
    *high = end < size ? end : size;
}

static void
diff_cutout(const chl_augment_method *method, const chl_dice *dice,
            chl_map *map)
{
    (void) method;
    place_cut(dice, 0, dice->shape->height, &map->window.top,
              &map->window.bottom);
    place_cut(dice, 1, dice->shape->width, &map->window.left,
              &map->window.right);
    map->family = &chl_family_cover;
}

const chl_augment_method chl_augment_cutout = {
    .type = { "cutout", 0.5, CHL_AUGMENT_IMAGES },
    .draw = cutout,
};

const chl_augment_method chl_augment_diff_cutout = {
    .type = { "diff-cutout", 1.0, CHL_AUGMENT_IMAGES },
    .draw = diff_cutout,
};

const chl_augment_method chl_augment_cutmix = {
    .type = { "cutmix", 0.5, CHL_AUGMENT_IMAGES },
    .draw = cutmix,
};
