/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of augmentations and the choice by name. */
#include <string.h>

#include "augment/method.h"
#include "base/error.h"
#include "base/text.h"

static const chl_augment_method *const augmentations[] = {
    &chl_augment_flip,
    &chl_augment_rotate90,
    &chl_augment_translation,
    &chl_augment_translation_x,
    &chl_augment_translation_y,
    &chl_augment_translation_zero,
    &chl_augment_translation_zero_x,
    &chl_augment_translation_zero_y,
    &chl_augment_translation_circular,
    &chl_augment_translation_circular_x,
    &chl_augment_translation_circular_y,
    &chl_augment_zoom_in,
    &chl_augment_zoom_out,
    &chl_augment_scale,
    &chl_augment_aniso,
    &chl_augment_rotation,
    &chl_augment_brightness,
    &chl_augment_redness,
    &chl_augment_greenness,
    &chl_augment_blueness,
    &chl_augment_contrast,
    &chl_augment_saturation,
    &chl_augment_hue,
    &chl_augment_cutout,
    &chl_augment_cutmix,
    &chl_augment_noise,
    &chl_augment_blur,
    &chl_augment_mixup,
    &chl_augment_jitter,
    &chl_augment_dropout,
    &chl_augment_points_scale,
    &chl_augment_points_rotation,
    &chl_augment_diff_cutout,
    &chl_augment_ada_translation,
    &chl_augment_ada_shift,
    &chl_augment_ada_scale,
    &chl_augment_ada_aniso,
    &chl_augment_ada_brightness,
    &chl_augment_ada_contrast,
    &chl_augment_ada_luma,
    &chl_augment_ada_saturation,
};

enum {
    COUNT = sizeof augmentations / sizeof *augmentations,
    PRESETS_LIMIT = 16,
    NAME_SHOWN = 40
};

const chl_augment_type *
chl_augment_type_at(size_t index)
{
    return index < COUNT ? &augmentations[index]->type : NULL;
}

bool
chl_augment_suits(const chl_augment_method *method, const chl_row_shape *shape)
{
    unsigned needs = method->type.needs;

    return !((needs & CHL_AUGMENT_IMAGES) != 0 && !shape->images)
           && !((needs & CHL_AUGMENT_POINTS) != 0 && shape->images)
           && !((needs & CHL_AUGMENT_COLOUR) != 0 && shape->colours < 3)
           && !((needs & CHL_AUGMENT_SQUARE) != 0
                && shape->height != shape->width)
           && !((needs & CHL_AUGMENT_PLANE) != 0 && shape->dimension < 2);
}

const chl_augment_method *
chl_augment_find(const char *name, const chl_row_shape *shape)
{
    const unsigned kinds = CHL_AUGMENT_IMAGES | CHL_AUGMENT_POINTS;
    const chl_augment_method *found = NULL;

    for (size_t k = 0; k < COUNT; k++) {
        if (strcmp(augmentations[k]->type.name, name) != 0) {
            continue;
        }
        if (found == NULL
            || (shape != NULL
                && (augmentations[k]->type.needs & kinds)
                       == (shape->images ? CHL_AUGMENT_IMAGES
                                         : CHL_AUGMENT_POINTS))) {
            found = augmentations[k];
        }
    }
    return found;
}

chl_status
chl_augment_refuse_name(const char *name, chl_error *err)
{
    const char *names[COUNT + PRESETS_LIMIT];
    size_t count = 0, nearest;

    while (count < COUNT) {
        names[count] = augmentations[count]->type.name;
        count++;
    }
    for (size_t k = 0; chl_augment_preset_at(k) != NULL; k++) {
        names[count++] = chl_augment_preset_at(k);
    }
    nearest = chl_text_nearest(name, names, count);
    if (nearest < count) {
        return CHL_FAIL(err, CHL_EARG,
                        "augmentation '%.*s' is unknown; did you mean '%s'?",
                        NAME_SHOWN, name, names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "augmentation '%.*s' is unknown; expected flip, "
                    "translation, cutout, ada-bgc or another of the table",
                    NAME_SHOWN, name);
}
