/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains that trainers know by one name. */
#include <math.h>
#include <string.h>

#include "augment/method.h"
#include "base/error.h"

enum {
    STEPS = 16 /* of one preset at most */
};

typedef struct step {
    const char *name;
    double strength;
    bool optional; /* does nothing on grey images */
    bool split;    /* probability q with (1 - q)^2 = 1 - p: two such steps
                      leave a row alone as often as one */
} step;

typedef struct preset {
    const char *name;
    step steps[STEPS]; /* name NULL behind the last */
} preset;

#define BLIT                                                                   \
    { "flip", 1.0, false, false }, { "rotate90", 1.0, false, false },          \
    {                                                                          \
        "ada-translation", 1.0, false, false                                   \
    }
#define GEOM                                                                   \
    { "ada-scale", 1.0, false, false }, { "rotation", 1.0, false, true },      \
        { "ada-aniso", 1.0, false, false }, { "rotation", 1.0, false, true },  \
    {                                                                          \
        "ada-shift", 1.0, false, false                                         \
    }
#define COLOUR                                                                 \
    { "ada-brightness", 1.0, false, false },                                   \
        { "ada-contrast", 1.0, false, false },                                 \
        { "ada-luma", 1.0, false, false }, { "hue", 1.0, true, false },        \
    {                                                                          \
        "ada-saturation", 1.0, true, false                                     \
    }

static const preset presets[] = {
    { "diffaugment",
      { { "brightness", 0.25, false, false },
        { "saturation", 1.0, true, false },
        { "contrast", 0.5, false, false },
        { "translation-zero", 0.125, false, false },
        { "diff-cutout", 1.0, false, false } } },
    { "ada-blit", { BLIT } },
    { "ada-geom", { GEOM } },
    { "ada-color", { COLOUR } },
    { "ada-bg", { BLIT, GEOM } },
    { "ada-bgc", { BLIT, GEOM, COLOUR } },
};

static const preset *
find(const char *name)
{
    for (size_t k = 0; k < sizeof presets / sizeof *presets; k++) {
        if (strcmp(presets[k].name, name) == 0) {
            return &presets[k];
        }
    }
    return NULL;
}

const char *
chl_augment_preset_at(size_t index)
{
    return index < sizeof presets / sizeof *presets ? presets[index].name
                                                    : NULL;
}

bool
chl_augment_preset_known(const char *name)
{
    return find(name) != NULL;
}

chl_status
chl_augment_preset_add(const char *name, double strength, double probability,
                       chl_augment_chain *chain, chl_error *err)
{
    chl_status status = CHL_OK;
    const step *steps = find(name)->steps;

    for (size_t k = 0; k < STEPS && steps[k].name != NULL; k++) {
        double p = steps[k].split ? 1.0 - sqrt(1.0 - probability) : probability;
        chl_augment_part part = { steps[k].name, strength * steps[k].strength,
                                  p, steps[k].optional };

        CHL_TRY(chl_augment_chain_add(chain, &part, err));
    }
out:
    return status;
}
