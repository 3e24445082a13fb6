/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of an option, from its field to words. */
#include "option_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <chladni/data.h>

const char *
option_range_word(size_t kind)
{
    static const char *const words[] = { [CHL_RANGE_AUTO] = "auto",
                                         [CHL_RANGE_RAW] = "raw",
                                         [CHL_RANGE_STANDARD] = "standard" };

    return kind < sizeof words / sizeof *words ? words[kind] : NULL;
}

/* The shortest decimal that reads back as the same number. */
static void
format_real(double value, char *buffer, size_t size)
{
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(buffer, size, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value) {
            break;
        }
    }
}

static void
format_range(const chl_range *range, char *buffer, size_t size)
{
    char low[32], high[32];

    if (range->kind != CHL_RANGE_INTERVAL) {
        snprintf(buffer, size, "%s", option_range_word((size_t) range->kind));
        return;
    }
    format_real(range->low, low, sizeof low);
    format_real(range->high, high, sizeof high);
    snprintf(buffer, size, "%s,%s", low, high);
}

static bool
is_neutral(const option *o, const void *field)
{
    switch (o->kind) {
    case OPTION_TEXT:
        return *(const char *const *) field == NULL;
    case OPTION_SIZE:
        return *(const size_t *) field == 0;
    case OPTION_SEED:
        return *(const uint64_t *) field == 0;
    case OPTION_REAL:
        return isnan(o->neutral) ? isnan(*(const double *) field)
                                 : *(const double *) field == o->neutral;
    case OPTION_PATHS:
        return ((const path_list *) field)->count == 0;
    default:
        return false;
    }
}

/* "a; b; c", cut to size. */
static void
format_list(const path_list *list, char *buffer, size_t size)
{
    size_t at = 0;

    buffer[0] = '\0';
    for (size_t k = 0; k < list->count && at + 1 < size; k++) {
        int more = snprintf(buffer + at, size - at, "%s%s", k > 0 ? "; " : "",
                            list->paths[k]);

        at += more > 0 ? (size_t) more : 0;
    }
}

const char *
option_value_format(const option *o, const void *field,
                    char buffer[OPTION_VALUE_TEXT])
{
    const size_t size = OPTION_VALUE_TEXT;
    const char *text;

    buffer[0] = '\0';
    if (o->automatic != NULL && is_neutral(o, field)) {
        return o->automatic;
    }
    switch (o->kind) {
    case OPTION_FLAG:
        snprintf(buffer, size, "%d", *(const bool *) field);
        break;
    case OPTION_TEXT:
        text = *(const char *const *) field;
        return text != NULL ? text : "";
    case OPTION_SIZE:
        snprintf(buffer, size, "%zu", *(const size_t *) field);
        break;
    case OPTION_SEED:
        snprintf(buffer, size, "%llu",
                 (unsigned long long) *(const uint64_t *) field);
        break;
    case OPTION_REAL:
        format_real(*(const double *) field, buffer, size);
        break;
    case OPTION_RANGE:
        format_range(field, buffer, size);
        break;
    case OPTION_PATHS:
        format_list(field, buffer, size);
        break;
    }
    return buffer;
}
