/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line split by option tables, and the values put in place. */
#include "options.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "option_value.h"

static bool
is_list(const option *o)
{
    return o->kind == OPTION_PATHS || (o->traits & OPTION_JOINED) != 0;
}

/* How GLib is to store what it finds: values stay words, we read them. */
static GOptionEntry
entry_of(option_slot *slot)
{
    GOptionEntry entry = { .long_name = slot->option->name,
                           .short_name = slot->option->letter,
                           .arg = G_OPTION_ARG_FILENAME,
                           .arg_data = &slot->text };

    if (slot->option->kind == OPTION_FLAG) {
        entry.arg = G_OPTION_ARG_NONE;
        entry.arg_data = &slot->given;
    } else if (is_list(slot->option)) {
        entry.arg = G_OPTION_ARG_FILENAME_ARRAY;
        entry.arg_data = &slot->list;
    }
    return entry;
}

/* GLib would swallow the value of --json=no without a word. */
static chl_status
refuse_flag_values(const option_set *set, char **arguments, chl_error *err)
{
    for (size_t a = 1; arguments[a] != NULL && strcmp(arguments[a], "--") != 0;
         a++) {
        for (size_t k = 0; k < set->count; k++) {
            const option *o = set->slots[k].option;
            size_t length = strlen(o->name);

            if (o->kind == OPTION_FLAG && strncmp(arguments[a], "--", 2) == 0
                && strncmp(arguments[a] + 2, o->name, length) == 0
                && arguments[a][2 + length] == '=') {
                return CHL_FAIL(err, CHL_EARG, "option --%s takes no value",
                                o->name);
            }
        }
    }
    return CHL_OK;
}

static chl_status
refuse_option(const option_set *set, const char *word, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t length = strcspn(word, "="), nearest;
    const char **names = chl_alloc(set->count, sizeof *names);
    char *given = chl_strdup(word);

    CHL_REQUIRE_MEMORY(names, err, "option names");
    CHL_REQUIRE_MEMORY(given, err, "option names");
    given[length] = '\0';
    for (size_t k = 0; k < set->count; k++) {
        names[k] = set->slots[k].option->name;
    }
    nearest = chl_text_nearest(given + strspn(given, "-"), names, set->count);
    CHL_REQUIRE(nearest == set->count, err, CHL_EARG,
                "unknown option %s; did you mean --%s?", given, names[nearest]);
    status = CHL_FAIL(err, CHL_EARG,
                      "unknown option %s; --help lists the known ones", given);
out:
    chl_free(names);
    chl_free(given);
    return status;
}

/* What GLib left over: unknown options, "--", and words. */
static chl_status
keep_words(option_set *set, chl_error *err)
{
    bool options_ended = false;

    for (size_t k = 1; set->words[k] != NULL; k++) {
        const char *word = set->words[k];

        if (!options_ended && strcmp(word, "--") == 0) {
            options_ended = true;
            g_free(set->words[k]);
            memmove(set->words + k, set->words + k + 1,
                    g_strv_length(set->words + k + 1) * sizeof *set->words
                        + sizeof *set->words);
            k--;
        } else if (!options_ended && word[0] == '-' && word[1] != '\0') {
            return refuse_option(set, word, err);
        }
    }
    set->word_count = g_strv_length(set->words);
    return CHL_OK;
}

/* Does a word such as -oFILE carry the value of its letter? */
static bool
carries_value(const option_set *set, const char *word)
{
    for (size_t k = 0; k < set->count; k++) {
        const option *o = set->slots[k].option;

        if (o->letter != 0 && o->kind != OPTION_FLAG && word[0] == '-'
            && word[1] == o->letter && word[2] != '\0') {
            return true;
        }
    }
    return false;
}

/* A copy of the line with -oFILE as two words, which is all GLib knows. */
static char **
copy_line(const option_set *set, char **arguments)
{
    GPtrArray *line = g_ptr_array_new();
    bool options_ended = false;

    for (size_t a = 0; arguments[a] != NULL; a++) {
        options_ended = options_ended || strcmp(arguments[a], "--") == 0;
        if (!options_ended && carries_value(set, arguments[a])) {
            g_ptr_array_add(line, g_strndup(arguments[a], 2));
            g_ptr_array_add(line, g_strdup(arguments[a] + 2));
        } else {
            g_ptr_array_add(line, g_strdup(arguments[a]));
        }
    }
    g_ptr_array_add(line, NULL);
    return (char **) g_ptr_array_free(line, FALSE);
}

chl_status
option_set_split(const option_table *tables, size_t table_count,
                 char **arguments, option_set *out, chl_error *err)
{
    chl_status status = CHL_OK;
    GOptionContext *context = g_option_context_new(NULL);
    GOptionEntry *entries = NULL;
    size_t last = g_strv_length(arguments) - 1;

    CHL_TRY(option_set_create(tables, table_count, out, err));
    entries = chl_alloc(out->count + 1, sizeof *entries);
    CHL_REQUIRE_MEMORY(entries, err, "options");
    out->words = copy_line(out, arguments);
    for (size_t k = 0; k < out->count; k++) {
        entries[k] = entry_of(&out->slots[k]);
    }
    CHL_TRY(refuse_flag_values(out, arguments, err));
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_ignore_unknown_options(context, TRUE);
    g_option_context_add_main_entries(context, entries, NULL);
    /* All values are plain words, so the only complaint GLib can have is that
     * the last option lacks its value. */
    CHL_REQUIRE(g_option_context_parse_strv(context, &out->words, NULL), err,
                CHL_EARG, "option %s needs a value", arguments[last]);
    CHL_TRY(keep_words(out, err));
out:
    g_option_context_free(context);
    chl_free(entries);
    return status;
}

bool
option_set_has(const option_set *set, const char *name)
{
    for (size_t k = 0; k < set->count; k++) {
        if (strcmp(set->slots[k].option->name, name) == 0) {
            return set->slots[k].given != 0;
        }
    }
    return false;
}

/* CHLADNI_LR_D for lr-d. */
static void
variable_name(const option *o, char *buffer, size_t size)
{
    snprintf(buffer, size, "CHLADNI_%s", o->name);
    for (char *at = buffer; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : g_ascii_toupper(*at);
    }
}

static chl_status
apply_environment(option_slot *slot, chl_error *err)
{
    char name[80];
    const char *text;
    chl_status status;

    if (slot->option->traits & OPTION_FLAG_ONLY) {
        return CHL_OK;
    }
    variable_name(slot->option, name, sizeof name);
    text = getenv(name);
    if (text == NULL || *text == '\0') {
        return CHL_OK;
    }
    status = option_value_parse(slot->option, name, text, slot->field, err);
    slot->source = "environment";
    return status;
}

static chl_status
apply_slot(option_slot *slot, chl_error *err)
{
    char origin[80];

    if (slot->option->traits & OPTION_JOINED && slot->list != NULL
        && slot->text == NULL) {
        slot->text = g_strjoinv(",", slot->list);
    }
    if (slot->option->kind == OPTION_FLAG && slot->given) {
        *(bool *) slot->field = true;
    } else if (slot->option->kind == OPTION_PATHS && slot->list != NULL) {
        *(path_list *) slot->field =
            (path_list){ slot->list, g_strv_length(slot->list) };
    } else if (slot->text != NULL) {
        snprintf(origin, sizeof origin, "--%s", slot->option->name);
        slot->source = "flag";
        return option_value_parse(slot->option, origin, slot->text, slot->field,
                                  err);
    } else {
        return apply_environment(slot, err);
    }
    slot->source = "flag";
    return CHL_OK;
}

chl_status
option_set_apply(option_set *set, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < set->count && status == CHL_OK; k++) {
        status = apply_slot(&set->slots[k], err);
    }
    return status;
}

void
option_set_clear(option_set *set)
{
    for (size_t k = 0; k < set->count; k++) {
        g_free(set->slots[k].text);
        g_strfreev(set->slots[k].list);
    }
    chl_free(set->slots);
    g_strfreev(set->words);
    *set = (option_set){ 0 };
}
