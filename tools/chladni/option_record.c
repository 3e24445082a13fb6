/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options noted in a result, and taken up again from one. */
#include "options.h"

#include <string.h>

#include "base/error.h"
#include "option_value.h"

static bool
is_recorded(const option_slot *slot)
{
    return (slot->option->traits & OPTION_UNRECORDED) == 0 && !slot->fixed;
}

chl_status
option_set_record(const option_set *set, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    char value[OPTION_VALUE_TEXT];

    for (size_t k = 0; k < set->count; k++) {
        const option_slot *slot = &set->slots[k];

        if (is_recorded(slot)) {
            CHL_TRY(chl_result_add_option(
                result, slot->option->name,
                option_value_format(slot->option, slot->field, value),
                slot->source, err));
        }
    }
out:
    return status;
}

static bool
is_of(const option_slot *slot, const option_table *table)
{
    return slot->option >= table->options
           && slot->option < table->options + table->count;
}

static bool
is_given(const option_slot *slot)
{
    return strcmp(slot->source, "default") != 0;
}

bool
option_set_touches(const option_set *set, const option_table *table)
{
    for (size_t k = 0; k < set->count; k++) {
        if (is_of(&set->slots[k], table) && is_given(&set->slots[k])) {
            return true;
        }
    }
    return false;
}

const chl_option_value *
option_noted(const chl_result *result, const char *name)
{
    for (size_t k = 0; result != NULL && k < result->option_count; k++) {
        if (strcmp(result->options[k].name, name) == 0) {
            return &result->options[k];
        }
    }
    return NULL;
}

/* The same word as a constant: the result may replace its own copy. */
static const char *
source_word(const char *source)
{
    static const char *const words[] = { "flag", "environment" };

    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (strcmp(source, words[k]) == 0) {
            return words[k];
        }
    }
    return "default";
}

static chl_status
take_up(option_slot *slot, const char *where, const chl_result *result,
        chl_error *err)
{
    const chl_option_value *value = option_noted(result, slot->option->name);
    chl_status status;

    if (value == NULL || is_given(slot)) {
        return CHL_OK;
    }
    status = option_value_parse(slot->option, slot->option->name, value->value,
                                slot->field, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
        return status;
    }
    slot->source = source_word(value->source);
    return CHL_OK;
}

static bool
is_open(const option_slot *slot, const option_table *open, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        if (is_of(slot, &open[t])) {
            return true;
        }
    }
    return false;
}

chl_status
option_set_inherit(option_set *set, const option_table *open, size_t open_count,
                   const char *where, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < set->count; k++) {
        option_slot *slot = &set->slots[k];

        if (!is_recorded(slot)) {
            continue;
        }
        if (is_open(slot, open, open_count)) {
            CHL_TRY(take_up(slot, where, result, err));
            continue;
        }
        CHL_REQUIRE(strcmp(slot->source, "flag") != 0, err, CHL_EARG,
                    "%s is a finished result; --%s cannot change it", where,
                    slot->option->name);
        slot->fixed = true;
    }
out:
    return status;
}
