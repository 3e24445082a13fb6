/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of an augmentation: what it needs, and how it draws a map. */
#ifndef CHLADNI_AUGMENT_METHOD_H
#define CHLADNI_AUGMENT_METHOD_H

#include "augment/map.h"

/* Which numbers of a (part, row, draw) are for what. */
enum {
    CHL_NUMBER_ACTS,     /* does the part act at all       */
    CHL_NUMBER_OTHER,    /* the other row                  */
    CHL_NUMBER_OWN,      /* of the method: 8               */
    CHL_NUMBER_EACH = 16 /* from here on one per value    */
};

enum {
    CHL_METHOD_OUTCOMES = 4 /* of one part, at most */
};

typedef enum chl_axes {
    CHL_AXIS_Y = 1,
    CHL_AXIS_X = 2,
    CHL_AXES_BOTH = 3
} chl_axes;

typedef struct chl_dice {
    const chl_row_shape *shape;
    double strength;
    chl_random random; /* of this part, row and draw */
    size_t row;
} chl_dice;

typedef struct chl_augment_method {
    chl_augment_type type;
    /* *map is zeroed: the identity, if it stays so. */
    void (*draw)(const struct chl_augment_method *method, const chl_dice *dice,
                 chl_map *map);
    /* All that it can do, where that is few maps, and how likely each is; how
     * many. NULL: not so few. */
    size_t (*outcomes)(const chl_row_shape *shape, double strength,
                       chl_affine maps[CHL_METHOD_OUTCOMES],
                       double weight[CHL_METHOD_OUTCOMES]);
    /* What methods with one draw function differ in. */
    chl_axes axes;
    chl_border border;
    size_t channel;
} chl_augment_method;

/* Uniform in (0, 1), uniform in (-1, 1), standard normal; k < 8. */
double chl_dice_uniform(const chl_dice *dice, uint64_t k);
double chl_dice_signed(const chl_dice *dice, uint64_t k);
double chl_dice_normal(const chl_dice *dice, uint64_t k);
/* Uniform in 0..bound-1. */
size_t chl_dice_below(const chl_dice *dice, uint64_t k, size_t bound);
/* A row other than the draw's own. */
size_t chl_dice_other(const chl_dice *dice);
/* The nearest whole number to a length >= 0. */
size_t chl_round(double length);

/* Images, moved. */
extern const chl_augment_method chl_augment_flip, chl_augment_rotate90,
    chl_augment_translation, chl_augment_translation_x,
    chl_augment_translation_y, chl_augment_translation_zero,
    chl_augment_translation_zero_x, chl_augment_translation_zero_y,
    chl_augment_translation_circular, chl_augment_translation_circular_x,
    chl_augment_translation_circular_y, chl_augment_zoom_in,
    chl_augment_zoom_out, chl_augment_scale, chl_augment_aniso,
    chl_augment_rotation, chl_augment_ada_translation, chl_augment_ada_shift,
    chl_augment_ada_scale, chl_augment_ada_aniso;
/* Recoloured. */
extern const chl_augment_method chl_augment_brightness, chl_augment_redness,
    chl_augment_greenness, chl_augment_blueness, chl_augment_contrast,
    chl_augment_saturation, chl_augment_hue, chl_augment_ada_brightness,
    chl_augment_ada_contrast, chl_augment_ada_luma, chl_augment_ada_saturation;
/* Covered, mixed or disturbed. */
extern const chl_augment_method chl_augment_cutout, chl_augment_diff_cutout,
    chl_augment_cutmix, chl_augment_mixup, chl_augment_noise, chl_augment_blur;
/* Rows of numbers. */
extern const chl_augment_method chl_augment_jitter, chl_augment_dropout,
    chl_augment_points_scale, chl_augment_points_rotation;

/* The method of the table called `name` that suits the shape, else any of that
 * name; NULL if there is none. Without a shape the first of the name. */
const chl_augment_method *chl_augment_find(const char *name,
                                           const chl_row_shape *shape);
/* Does the method suit rows of the shape? */
bool chl_augment_suits(const chl_augment_method *method,
                       const chl_row_shape *shape);
/* Errors: CHL_EARG naming the nearest of table and presets. */
chl_status chl_augment_refuse_name(const char *name, chl_error *err);
/* Append the preset `name` to the chain; false if there is none so called.
 * Errors: CHL_EARG too many parts. */
bool chl_augment_preset_known(const char *name);
chl_status chl_augment_preset_add(const char *name, double strength,
                                  double probability, chl_augment_chain *chain,
                                  chl_error *err);
/* Errors: CHL_EARG the chain is full. */
chl_status chl_augment_chain_add(chl_augment_chain *chain,
                                 const chl_augment_part *part, chl_error *err);

#endif
