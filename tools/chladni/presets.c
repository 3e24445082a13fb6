/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of flow: losses, architectures and data. */
#include "presets.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "option_value.h"

enum {
    VALUES = 8,
    NAME_LIMIT = 32
};

typedef struct preset {
    const char *name;
    const char *values[VALUES][2]; /* option, text                           */
} preset;

static const preset presets[] = {
    { "inf_ipm", { { "loss", "ipm" }, { "rate", "1000" }, { "time", "1" } } },
    { "inf_lsgan",
      { { "loss", "lsgan" }, { "rate", "1000" }, { "time", "1" } } },
    { "ipm",
      { { "discriminator", "mlp" },
        { "loss", "ipm" },
        { "rate", "100" },
        { "discriminator-rate", "0.01" },
        { "time", "0.1" },
        { "antisymmetric", "true" },
        { "carry", "true" } } },
    { "ipm_reset",
      { { "discriminator", "mlp" },
        { "loss", "ipm" },
        { "rate", "1000" },
        { "discriminator-rate", "0.1" },
        { "time", "1" },
        { "antisymmetric", "true" } } },
    { "lsgan",
      { { "discriminator", "mlp" },
        { "loss", "lsgan" },
        { "rate", "1" },
        { "discriminator-rate", "0.1" },
        { "time", "1" },
        { "carry", "true" } } },
    { "relu",
      { { "kernel", "ntk-relu" }, { "depth", "3" }, { "sigma-b", "1" } } },
    { "relu_highbias",
      { { "kernel", "ntk-relu" }, { "depth", "3" }, { "sigma-b", "4" } } },
    { "relu_nobias",
      { { "kernel", "ntk-relu" }, { "depth", "3" }, { "sigma-b", "0" } } },
    { "rbf",
      { { "kernel", "nngp-rbf" },
        { "activation-a", "0.5" },
        { "depth", "1" },
        { "sigma-b", "0" } } },
    { "sigmoid",
      { { "kernel", "ntk-sigmoid_like" },
        { "depth", "3" },
        { "sigma-b", "0.2" } } },
    { "ade1d",
      { { "adequacy", "true" },
        { "loss", "ipm" },
        { "discriminator-rate", "0.1" },
        { "time", "1" },
        { "steps", "0" } } },
    { "ade2d",
      { { "adequacy", "true" },
        { "loss", "lsgan" },
        { "discriminator-rate", "0.1" },
        { "time", "1" },
        { "steps", "0" },
        { "points", "30" },
        { "samples", "30" } } },
    { "mnist",
      { { "points", "1024" },
        { "samples", "1024" },
        { "rate", "100" },
        { "time", "1000" } } },
    { "celeba",
      { { "points", "1024" },
        { "samples", "1024" },
        { "rate", "100" },
        { "time", "1000" } } },
};

enum {
    PRESETS = sizeof presets / sizeof *presets
};

const char *
preset_name(size_t index)
{
    return index < PRESETS ? presets[index].name : NULL;
}

static chl_status
find(const char *name, const preset **out, chl_error *err)
{
    const char *names[PRESETS];
    size_t near;

    for (size_t k = 0; k < PRESETS; k++) {
        names[k] = presets[k].name;
        if (strcmp(names[k], name) == 0) {
            *out = &presets[k];
            return CHL_OK;
        }
    }
    near = chl_text_nearest(name, names, PRESETS);
    if (near < PRESETS) {
        return CHL_FAIL(err, CHL_EARG,
                        "unknown preset '%s'; did you mean '%s'?", name,
                        names[near]);
    }
    return CHL_FAIL(err, CHL_EARG, "unknown preset '%s'; --help lists them",
                    name);
}

static const char by_preset[] = "preset";

static option_slot *
slot_of(option_set *set, const char *name)
{
    for (size_t k = 0; k < set->count; k++) {
        if (strcmp(set->slots[k].option->name, name) == 0) {
            return &set->slots[k];
        }
    }
    return NULL;
}

/* One value; what was set by hand stays. */
static chl_status
apply(option_set *set, const preset *p, const char *name, const char *text,
      chl_error *err)
{
    option_slot *slot = slot_of(set, name);
    char before[OPTION_VALUE_TEXT], after[OPTION_VALUE_TEXT];
    const char *old, *new;
    chl_status status = CHL_OK;

    if (slot == NULL
        || (slot->source != by_preset
            && strcmp(slot->source, "default") != 0)) {
        return CHL_OK;
    }
    old = option_value_format(slot->option, slot->field, before);
    if (old != before) {
        strncpy(before, old != NULL ? old : "", sizeof before - 1);
        before[sizeof before - 1] = '\0';
    }
    CHL_TRY(option_value_parse(slot->option, p->name, text, slot->field, err));
    new = option_value_format(slot->option, slot->field, after);
    CHL_REQUIRE(slot->source != by_preset || strcmp(before, new) == 0, err,
                CHL_EARG,
                "presets do not agree on --%s: %s or %s ('%s'); give it "
                "yourself",
                name, before, new, p->name);
    slot->source = by_preset;
out:
    return status;
}

chl_status
presets_apply(option_set *set, const char *names, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *at = names;

    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, ",");
        char name[NAME_LIMIT] = "";
        const preset *found = NULL;

        memcpy(name, at, length < NAME_LIMIT ? length : NAME_LIMIT - 1);
        CHL_TRY(find(name, &found, err));
        for (size_t k = 0; k < VALUES && found->values[k][0] != NULL; k++) {
            CHL_TRY(apply(set, found, found->values[k][0], found->values[k][1],
                          err));
        }
        at += length + (at[length] == ',');
    }
out:
    return status;
}
