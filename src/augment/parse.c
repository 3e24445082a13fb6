/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of chains: `NAME:STRENGTH[:PROBABILITY][,..]`. */
#include <stdio.h>
#include <string.h>

#include "augment/method.h"
#include "base/error.h"
#include "data/number.h"

enum {
    WORD = 64, /* longest name, with its NUL; longer ones are unknown */
    SHOWN = 24 /* of a number that is none                            */
};

chl_status
chl_augment_chain_add(chl_augment_chain *chain, const chl_augment_part *part,
                      chl_error *err)
{
    if (chain->count >= CHL_AUGMENT_PARTS) {
        return CHL_FAIL(err, CHL_EARG,
                        "the chain has more than %d augmentations, presets "
                        "counted by their parts",
                        CHL_AUGMENT_PARTS);
    }
    chain->parts[chain->count++] = *part;
    return CHL_OK;
}

/* The number behind the colon at *text, up to the next mark. */
static chl_status
take_number(const char **text, const char *name, const char *what, double *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const char *at = *text + 1;
    size_t length = strcspn(at, ":,");

    CHL_REQUIRE(chl_number_read(at, length, out), err, CHL_EARG,
                "%s of %s is '%.*s'; expected a number in 0..1", what, name,
                length < SHOWN ? (int) length : SHOWN, at);
    CHL_REQUIRE(*out >= 0.0 && *out <= 1.0, err, CHL_EARG,
                "%s of %s is %g; it must lie in 0..1", what, name, *out);
    *text = at + length;
out:
    return status;
}

static chl_status
take_name(const char **text, char name[WORD], chl_error *err)
{
    chl_status status = CHL_OK;
    size_t length = strcspn(*text, ":,");

    CHL_REQUIRE(length > 0, err, CHL_EARG,
                "an augmentation has no name; expected NAME:STRENGTH"
                "[:PROBABILITY], and a comma between two");
    snprintf(name, WORD, "%.*s", length < WORD ? (int) length : WORD, *text);
    if (length >= WORD
        || (chl_augment_find(name, NULL) == NULL
            && !chl_augment_preset_known(name))) {
        return chl_augment_refuse_name(name, err);
    }
    *text += length;
out:
    return status;
}

/* A strength that suits, for the example in a message. */
static double
usual_strength(const chl_augment_method *method)
{
    return method != NULL ? method->type.usual : 1.0;
}

static chl_status
take_part(const char **text, chl_augment_chain *chain, chl_error *err)
{
    chl_status status = CHL_OK;
    char name[WORD];
    const chl_augment_method *method;
    double strength, probability = 1.0;

    CHL_TRY(take_name(text, name, err));
    method = chl_augment_find(name, NULL);
    CHL_REQUIRE(**text == ':', err, CHL_EARG,
                "%s has no strength; expected %s:STRENGTH[:PROBABILITY], as in "
                "%s:%g",
                name, name, name, usual_strength(method));
    CHL_TRY(take_number(text, name, "strength", &strength, err));
    if (**text == ':') {
        CHL_TRY(take_number(text, name, "probability", &probability, err));
    }
    CHL_REQUIRE(**text != ':', err, CHL_EARG,
                "behind the probability of %s stands '%.*s'; expected a comma "
                "or the end",
                name, SHOWN, *text);
    if (method == NULL) {
        return chl_augment_preset_add(name, strength, probability, chain, err);
    }
    CHL_TRY(chl_augment_chain_add(
        chain,
        &(chl_augment_part){ method->type.name, strength, probability, false },
        err));
out:
    return status;
}

chl_status
chl_augment_parse(const char *text, chl_augment_chain *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_chain chain = { 0 };

    CHL_TRY(take_part(&text, &chain, err));
    while (*text == ',') {
        text++;
        CHL_TRY(take_part(&text, &chain, err));
    }
    *out = chain;
out:
    return status;
}
