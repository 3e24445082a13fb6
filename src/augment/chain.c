/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain made for a dataset: checked, and drawn row by row. */
#include "augment/augment.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    ROW_BITS = 32,
    PART_BITS = 6
};

_Static_assert(CHL_AUGMENT_PARTS <= 1 << PART_BITS,
               "numbers of parts reach into the numbers of rows");

chl_augment_settings
chl_augment_settings_default(void)
{
    return (chl_augment_settings){ .seed = 0, .threads = 0 };
}

void
chl_augment_free(chl_augment *augment)
{
    if (augment == NULL) {
        return;
    }
    chl_row_shape_clear(&augment->shape);
    chl_free(augment);
}

/* Errors: CHL_EARG, what the method asks for and what the data are. */
static chl_status
check_data(const chl_augment_method *method, const chl_row_shape *shape,
           const chl_dataset_info *info, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_augment_type *type = &method->type;
    unsigned needs = type->needs;

    CHL_REQUIRE((needs & CHL_AUGMENT_IMAGES) == 0 || info->features == NULL
                    || info->kind != CHL_KIND_IMAGES,
                err, CHL_EARG,
                "%s is for images; %s is analysed through the features in %s",
                type->name, info->name, info->features);
    CHL_REQUIRE((needs & CHL_AUGMENT_IMAGES) == 0 || shape->images, err,
                CHL_EARG, "%s is for images; %s holds rows of %zu numbers",
                type->name, info->name, shape->dimension);
    CHL_REQUIRE((needs & CHL_AUGMENT_POINTS) == 0 || !shape->images, err,
                CHL_EARG, "%s is for tables and points; %s holds images",
                type->name, info->name);
    CHL_REQUIRE(
        (needs & CHL_AUGMENT_COLOUR) == 0 || shape->colours == 3, err, CHL_EARG,
        "%s needs images in colour; those of %s have %zu channel%s", type->name,
        info->name, shape->channels, shape->channels == 1 ? "" : "s");
    CHL_REQUIRE(
        (needs & CHL_AUGMENT_SQUARE) == 0 || shape->height == shape->width, err,
        CHL_EARG, "%s needs square images; those of %s are %zu x %zu",
        type->name, info->name, shape->height, shape->width);
    CHL_REQUIRE((needs & CHL_AUGMENT_PLANE) == 0 || shape->dimension > 1, err,
                CHL_EARG, "%s needs 2 columns or more; %s has 1", type->name,
                info->name);
out:
    return status;
}

static chl_status
check_part(const chl_augment_part *part, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(part->strength >= 0.0 && part->strength <= 1.0, err, CHL_EARG,
                "strength of %s is %g; it must lie in 0..1", part->name,
                part->strength);
    CHL_REQUIRE(part->probability >= 0.0 && part->probability <= 1.0, err,
                CHL_EARG, "probability of %s is %g; it must lie in 0..1",
                part->name, part->probability);
out:
    return status;
}

static chl_status
add_step(chl_augment *augment, const chl_augment_part *part, size_t number,
         chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_augment_method *method =
        chl_augment_find(part->name, &augment->shape);

    if (method == NULL) {
        return chl_augment_refuse_name(part->name, err);
    }
    CHL_TRY(check_part(part, err));
    if (part->optional && augment->shape.images && augment->shape.colours < 3) {
        return CHL_OK;
    }
    CHL_TRY(check_data(method, &augment->shape,
                       chl_dataset_describe(augment->dataset), err));
    augment->steps[augment->count++] =
        (chl_augment_step){ method, part->strength, part->probability, number };
out:
    return status;
}

chl_status
chl_augment_create(const chl_augment_chain *chain, const chl_dataset *dataset,
                   const chl_augment_settings *settings, chl_augment **out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_settings s =
        settings != NULL ? *settings : chl_augment_settings_default();
    chl_augment *augment = chl_alloc(1, sizeof *augment);

    CHL_REQUIRE_MEMORY(augment, err, "a chain of augmentations");
    CHL_REQUIRE(chain->count <= CHL_AUGMENT_PARTS, err, CHL_EARG,
                "the chain has %zu augmentations; at most %d are possible",
                chain->count, CHL_AUGMENT_PARTS);
    augment->dataset = dataset;
    augment->seed = s.seed;
    augment->threads = s.threads > 0 ? s.threads : chl_threads_default();
    CHL_TRY(chl_row_shape_init(dataset, &augment->shape, err));
    for (size_t k = 0; k < chain->count; k++) {
        CHL_TRY(add_step(augment, &chain->parts[k], k, err));
    }
    *out = augment;
    augment = NULL;
out:
    chl_augment_free(augment);
    return status;
}

static bool
can_join(const chl_map *map)
{
    return map->family == &chl_family_affine
           && map->affine.border == CHL_BORDER_REFLECT;
}

static chl_dice
prepare_draw(const chl_augment *augment, const chl_augment_step *step,
             size_t draw, size_t row)
{
    const chl_random random = { augment->seed, CHL_STREAM_AUGMENT };
    uint64_t number = ((uint64_t) draw << ROW_BITS | (uint64_t) row)
                          << PART_BITS
                      | step->number;

    return (chl_dice){ .shape = &augment->shape,
                       .strength = step->strength,
                       .random = chl_random_substream(&random, number),
                       .row = row };
}

size_t
chl_augment_draw(const chl_augment *augment, size_t draw, size_t row,
                 chl_map maps[CHL_AUGMENT_PARTS])
{
    size_t count = 0;

    if (augment->certain == CHL_CERTAIN_MAP) {
        maps[count++] = augment->map;
    }
    for (size_t k = 0; k < augment->count; k++) {
        const chl_augment_step *step = &augment->steps[k];
        chl_dice own = prepare_draw(augment, step, draw, row);
        chl_map *map = &maps[count];

        *map = (chl_map){ 0 };
        if (chl_random_uniform(&own.random, CHL_NUMBER_ACTS)
                >= step->probability
            || step->strength == 0.0) {
            continue;
        }
        step->method->draw(step->method, &own, map);
        if (count > 0 && can_join(map) && can_join(&maps[count - 1])) {
            maps[count - 1].affine =
                chl_affine_join(&maps[count - 1].affine, &map->affine);
        } else if (map->family != NULL) {
            count++;
        }
    }
    return count;
}
