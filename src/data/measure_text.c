/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of measures: `name[:key=value[,value...]]...`. */
#include "data/measures.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "data/number.h"

enum {
    WORD = 32, /* longest name or key, with its NUL     */
    KNOWN = 16 /* room for the names of all measures    */
};

/* The word up to one of `stops`; false if it is too long. */
static bool
copy_word(const char *text, const char *stops, char word[WORD])
{
    size_t length = strcspn(text, stops);

    if (length >= WORD) {
        return false;
    }
    memcpy(word, text, length);
    word[length] = '\0';
    return true;
}

static const chl_measure_type *
find(const char *text)
{
    char word[WORD];

    if (!copy_word(text, ":", word)) {
        return NULL;
    }
    for (size_t k = 0; k < chl_measure_type_count(); k++) {
        if (strcmp(chl_measure_type_at(k)->name, word) == 0) {
            return chl_measure_type_at(k);
        }
    }
    return NULL;
}

bool
chl_measure_known(const char *text)
{
    return find(text) != NULL;
}

const char *
chl_measure_nearest(const char *text)
{
    const char *names[KNOWN];
    size_t count = 0, nearest;
    char word[WORD];

    if (!copy_word(text, ":", word)) {
        return NULL;
    }
    while (count < chl_measure_type_count() && count < KNOWN) {
        names[count] = chl_measure_type_at(count)->name;
        count++;
    }
    nearest = chl_text_nearest(word, names, count);
    return nearest < count ? names[nearest] : NULL;
}

/* One number up to a comma, colon or the end. */
static chl_status
take_number(const char **text, const char *key, double *out, chl_error *err)
{
    size_t length = strcspn(*text, ",:");

    if (!chl_number_read(*text, length, out) || !isfinite(*out)) {
        return CHL_FAIL(err, CHL_EARG, "%s is '%.*s'; expected a finite number",
                        key, length < WORD ? (int) length : WORD, *text);
    }
    *text += length;
    return CHL_OK;
}

static chl_status
take_list(const char **text, const char *key, size_t limit,
          chl_measure_list *list, chl_error *err)
{
    chl_status status = CHL_OK;

    list->count = 0;
    do {
        CHL_REQUIRE(list->count < limit, err, CHL_EARG,
                    "%s has more than %zu value%s", key, limit,
                    limit == 1 ? "" : "s");
        CHL_TRY(take_number(text, key, &list->value[list->count], err));
        list->count++;
    } while (*(*text)++ == ',');
    (*text)--;
out:
    return status;
}

static chl_status
take_one(const char **text, const char *key, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_measure_list list = { 0 };

    CHL_TRY(take_list(text, key, 1, &list, err));
    *out = list.value[0];
out:
    return status;
}

static chl_status
take_factors(const char **text, size_t least, size_t *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double value;

    CHL_TRY(take_one(text, "d", &value, err));
    CHL_REQUIRE(value >= (double) least && value <= CHL_MEASURE_DIMENSION
                    && value == floor(value),
                err, CHL_EARG, "d is %g; it must be a whole number in %zu..%d",
                value, least, CHL_MEASURE_DIMENSION);
    *out = (size_t) value;
out:
    return status;
}

static chl_status
take_draw(const char **text, chl_draw *out, chl_error *err)
{
    static const char *const words[] = { [CHL_DRAW_STRATIFIED] = "stratified",
                                         [CHL_DRAW_INDEPENDENT] =
                                             "independent" };
    size_t nearest;
    char word[WORD];

    if (!copy_word(*text, ":", word)) {
        return CHL_FAIL(err, CHL_EARG, "draw has more than %d letters",
                        WORD - 1);
    }
    *text += strlen(word);
    nearest = chl_text_nearest(word, words, 2);
    if (nearest == 2) {
        return CHL_FAIL(err, CHL_EARG, "draw is '%s'; it must be %s or %s",
                        word, words[0], words[1]);
    }
    if (strcmp(word, words[nearest]) != 0) {
        return CHL_FAIL(err, CHL_EARG, "draw is '%s'; the nearest is '%s'",
                        word, words[nearest]);
    }
    *out = (chl_draw) nearest;
    return CHL_OK;
}

static chl_status
take_value(const char **text, const char *key, chl_measure *measure,
           chl_error *err)
{
    const chl_measure_type *type = measure->type;

    if (strcmp(key, "draw") == 0) {
        return take_draw(text, &measure->draw, err);
    }
    if (strcmp(key, "d") == 0) {
        return take_factors(text, type->factors_min, &measure->factors, err);
    }
    if (strcmp(key, "mean") == 0) {
        return take_list(text, key, CHL_MEASURE_LIST, &measure->mean, err);
    }
    if (strcmp(key, "sd") == 0) {
        return take_one(text, key, &measure->sd, err);
    }
    return take_list(text, key, type->size_is_list ? CHL_MEASURE_LIST : 1,
                     &measure->size, err);
}

static chl_status
refuse_key(const chl_measure_type *type, const char *key, chl_error *err)
{
    size_t count = 0, nearest;

    while (type->keys[count] != NULL) {
        count++;
    }
    nearest = chl_text_nearest(key, type->keys, count);
    return CHL_FAIL(err, CHL_EARG, "%s has no parameter '%s'; %s '%s'",
                    type->name, key,
                    nearest < count ? "the nearest is" : "it has for example",
                    type->keys[nearest < count ? nearest : 0]);
}

/* One `key=value[,value...]`. */
static chl_status
take_parameter(const char **text, chl_measure *measure, unsigned *seen,
               chl_error *err)
{
    chl_status status = CHL_OK;
    char key[WORD];
    size_t k = 0;

    CHL_REQUIRE(copy_word(*text, "=:", key), err, CHL_EARG,
                "%s has a parameter of more than %d letters",
                measure->type->name, WORD - 1);
    while (measure->type->keys[k] != NULL
           && strcmp(measure->type->keys[k], key) != 0) {
        k++;
    }
    if (measure->type->keys[k] == NULL) {
        return refuse_key(measure->type, key, err);
    }
    *text += strlen(key);
    CHL_REQUIRE(**text == '=', err, CHL_EARG,
                "parameter '%s' has no value; expected %s=number", key, key);
    CHL_REQUIRE((*seen & 1U << k) == 0, err, CHL_EARG,
                "parameter '%s' is given twice", key);
    *seen |= 1U << k;
    *text += 1;
    CHL_TRY(take_value(text, key, measure, err));
out:
    return status;
}

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* A count of factors that was not given follows from the lists. */
static chl_status
settle(chl_measure *measure, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_measure_type *type = measure->type;
    size_t listed = larger(measure->size.count, measure->mean.count);

    if (measure->factors == 0) {
        measure->factors = type->factors_default;
        if (type->size_is_list && listed > 0) {
            measure->factors = larger(listed, type->factors_min);
        }
    }
    CHL_REQUIRE(listed <= measure->factors, err, CHL_EARG,
                "%s has %zu values but d = %zu", type->size_key, listed,
                measure->factors);
    if (measure->size.count == 0) {
        measure->size.value[0] = type->size_default;
        measure->size.count = 1;
    }
    for (size_t k = 0; k < measure->size.count; k++) {
        double value = measure->size.value[k];

        CHL_REQUIRE(value > 0 || (value == 0 && type->size_may_be_zero), err,
                    CHL_EARG, "%s is %g; it must be %s 0", type->size_key,
                    value, type->size_may_be_zero ? ">=" : ">");
    }
    CHL_REQUIRE(measure->sd > 0 || type->sd_default == 0, err, CHL_EARG,
                "sd is %g; it must be > 0", measure->sd);
    measure->dimension = measure->factors * type->width;
out:
    return status;
}

chl_status
chl_measure_parse(const char *text, chl_measure *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_measure measure = { .type = find(text) };
    unsigned seen = 0;

    CHL_REQUIRE(measure.type != NULL, err, CHL_EARG, "no such measure");
    measure.size.rest = measure.type->size_default;
    measure.sd = measure.type->sd_default;
    text += strlen(measure.type->name);
    while (*text == ':') {
        text++;
        CHL_TRY(take_parameter(&text, &measure, &seen, err));
    }
    CHL_TRY(settle(&measure, err));
    *out = measure;
out:
    return status;
}
