/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of an option, from words to its field. */
#include "option_value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/data.h>

#include "base/error.h"
#include "base/text.h"

enum {
    WORD_LIMIT = 32
};

/* "a whole number of at least 1, or auto" */
static void
describe_domain(const option *o, char *buffer, size_t size)
{
    const char *noun = o->kind == OPTION_REAL ? "a number" : "a whole number";
    const char *least = o->traits & OPTION_ABOVE ? "above" : "of at least";
    char upper[64] = "", automatic[64] = "";

    if (o->high > 0) {
        snprintf(upper, sizeof upper, " and at most %g", o->high);
    }
    if (o->automatic != NULL) {
        snprintf(automatic, sizeof automatic, ", or %s", o->automatic);
    }
    snprintf(buffer, size, "%s %s %g%s%s", noun, least, o->low, upper,
             automatic);
}

static bool
inside(const option *o, double value)
{
    bool low = o->traits & OPTION_ABOVE ? value > o->low : value >= o->low;

    return low && isfinite(value) && (o->high <= 0 || value <= o->high);
}

static chl_status
refuse_number(const option *o, const char *origin, const char *text,
              chl_error *err)
{
    char domain[160];

    describe_domain(o, domain, sizeof domain);
    return CHL_FAIL(err, CHL_EARG, "%s is '%s'; it must be %s", origin, text,
                    domain);
}

static bool
read_whole(const char *text, uint64_t *out)
{
    char *end;

    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

/* Decimal only: no hexadecimal, no "inf", no "nan", nothing behind. */
static bool
read_real(const char *text, double *out)
{
    char *end;

    if (text[0] == '\0' || strspn(text, "0123456789+-.eE") != strlen(text)) {
        return false;
    }
    *out = strtod(text, &end);
    return *end == '\0';
}

static chl_status
parse_whole(const option *o, const char *origin, const char *text,
            uint64_t *out, chl_error *err)
{
    uint64_t value;

    if (!read_whole(text, &value) || value > SIZE_MAX
        || !inside(o, (double) value)) {
        return refuse_number(o, origin, text, err);
    }
    *out = value;
    return CHL_OK;
}

static chl_status
parse_real(const option *o, const char *origin, const char *text, double *out,
           chl_error *err)
{
    double value;

    if (!read_real(text, &value) || !inside(o, value)) {
        return refuse_number(o, origin, text, err);
    }
    *out = value;
    return CHL_OK;
}

static chl_status
parse_interval(const char *origin, const char *text, chl_range *range,
               chl_error *err)
{
    char low_text[64] = "";
    const char *comma = strchr(text, ',');
    double low = NAN, high = NAN;

    if (comma != NULL && (size_t) (comma - text) < sizeof low_text) {
        memcpy(low_text, text, (size_t) (comma - text));
    }
    if (!read_real(low_text, &low) || !read_real(comma + 1, &high)
        || !(low < high) || !isfinite(low) || !isfinite(high)) {
        return CHL_FAIL(err, CHL_EARG,
                        "%s is '%s'; it must be LO,HI with LO below HI, or "
                        "auto, raw or standard",
                        origin, text);
    }
    range->kind = CHL_RANGE_INTERVAL;
    range->low = low;
    range->high = high;
    return CHL_OK;
}

static chl_status
parse_range(const char *origin, const char *text, chl_range *range,
            chl_error *err)
{
    for (size_t k = 0; option_range_word(k) != NULL; k++) {
        if (strcmp(text, option_range_word(k)) == 0) {
            range->kind = (chl_range_kind) k;
            return CHL_OK;
        }
    }
    return parse_interval(origin, text, range, err);
}

static chl_status
refuse_word(const char *origin, const char *text, const char *const *words,
            size_t count, chl_error *err)
{
    size_t nearest = chl_text_nearest(text, words, count);
    chl_text list = { 0 };
    chl_status status;

    if (nearest < count) {
        return CHL_FAIL(err, CHL_EARG, "%s is '%s'; did you mean '%s'?", origin,
                        text, words[nearest]);
    }
    for (size_t k = 0; k < count; k++) {
        chl_text_add(&list, "%s%s", k > 0 ? ", " : "", words[k]);
    }
    status = CHL_FAIL(err, CHL_EARG, "%s is '%s'; it must be one of %s", origin,
                      text, list.failed ? "the known words" : list.data);
    chl_text_clear(&list);
    return status;
}

static chl_status
parse_text(const option *o, const char *origin, const char *text,
           const char **out, chl_error *err)
{
    const char *words[WORD_LIMIT];
    size_t count = 0;

    if (o->automatic != NULL && strcmp(text, o->automatic) == 0) {
        *out = NULL;
        return CHL_OK;
    }
    if (o->word == NULL) {
        *out = text;
        return CHL_OK;
    }
    while (count < WORD_LIMIT && (words[count] = o->word(count)) != NULL) {
        if (strcmp(words[count], text) == 0) {
            *out = words[count];
            return CHL_OK;
        }
        count++;
    }
    return refuse_word(origin, text, words, count, err);
}

static chl_status
parse_flag(const char *origin, const char *text, bool *out, chl_error *err)
{
    static const char *const no[] = { "", "0", "no", "false" };
    static const char *const yes[] = { "1", "yes", "true" };

    for (size_t k = 0; k < sizeof no / sizeof *no; k++) {
        if (strcmp(text, no[k]) == 0) {
            *out = false;
            return CHL_OK;
        }
    }
    for (size_t k = 0; k < sizeof yes / sizeof *yes; k++) {
        if (strcmp(text, yes[k]) == 0) {
            *out = true;
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG, "%s is '%s'; it must be 0 or 1", origin,
                    text);
}

static chl_status
parse_automatic(const option *o, void *field)
{
    switch (o->kind) {
    case OPTION_SIZE:
        *(size_t *) field = 0;
        break;
    case OPTION_SEED:
        *(uint64_t *) field = 0;
        break;
    default:
        *(double *) field = o->neutral;
    }
    return CHL_OK;
}

static bool
is_number(option_kind kind)
{
    return kind == OPTION_SIZE || kind == OPTION_SEED || kind == OPTION_REAL;
}

static chl_status
parse_size(const option *o, const char *origin, const char *text, size_t *out,
           chl_error *err)
{
    uint64_t value = 0;
    chl_status status = parse_whole(o, origin, text, &value, err);

    if (status == CHL_OK) {
        *out = (size_t) value;
    }
    return status;
}

chl_status
option_value_parse(const option *o, const char *origin, const char *text,
                   void *field, chl_error *err)
{
    if (is_number(o->kind) && o->automatic != NULL
        && strcmp(text, o->automatic) == 0) {
        return parse_automatic(o, field);
    }
    switch (o->kind) {
    case OPTION_FLAG:
        return parse_flag(origin, text, field, err);
    case OPTION_TEXT:
        return parse_text(o, origin, text, field, err);
    case OPTION_SIZE:
        return parse_size(o, origin, text, field, err);
    case OPTION_SEED:
        return parse_whole(o, origin, text, field, err);
    case OPTION_REAL:
        return parse_real(o, origin, text, field, err);
    case OPTION_RANGE:
        return parse_range(origin, text, field, err);
    case OPTION_PATHS:
        break;
    }
    return CHL_FAIL(err, CHL_EARG, "%s cannot be set this way", origin);
}
