/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shell can complete: commands, options, and the words they take. */
#include "completion.h"

#include <string.h>

#include "base/error.h"
#include "option_value.h"
#include "session.h"

chl_status
completion_visit(completion_visit_fn *visit, void *data, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; command_at(k) != NULL; k++) {
        const cli_command *command = command_at(k);

        CHL_TRY(session_describe(command, visit, data, err));
        if (command->branch != NULL) {
            CHL_TRY(session_describe(command->branch, visit, data, err));
        }
    }
out:
    return status;
}

static option_word_fn *
values_of(const option *o)
{
    if (o->kind == OPTION_RANGE) {
        return option_range_word;
    }
    return o->word != NULL ? o->word : o->offer;
}

static bool
is_one_word(const char *text)
{
    return text != NULL && strchr(text, ' ') == NULL;
}

bool
completion_has_values(const option *o)
{
    return values_of(o) != NULL || is_one_word(o->automatic);
}

void
completion_add_values(const option *o, chl_text *text)
{
    option_word_fn *word = values_of(o);
    bool listed = false;

    for (size_t k = 0; word != NULL && word(k) != NULL; k++) {
        chl_text_add(text, "%s%s", k > 0 ? " " : "", word(k));
        listed |=
            is_one_word(o->automatic) && strcmp(word(k), o->automatic) == 0;
    }
    if (is_one_word(o->automatic) && !listed) {
        chl_text_add(text, "%s%s", word != NULL ? " " : "", o->automatic);
    }
}

void
completion_add_summary(const char *help, completion_escape_fn *escape,
                       chl_text *text)
{
    const char *bracket = strstr(help, " (");
    size_t length = strcspn(help, ";");

    if (bracket != NULL && (size_t) (bracket - help) < length) {
        length = (size_t) (bracket - help);
    }
    for (size_t k = 0; k < length; k++) {
        chl_text_add(text, "%s%c", escape(help[k]), help[k]);
    }
}

const option *
completion_option(const option_table *tables, size_t table_count, size_t index)
{
    for (size_t t = 0; t < table_count; t++) {
        if (index < tables[t].count) {
            return &tables[t].options[index];
        }
        index -= tables[t].count;
    }
    return NULL;
}

void
completion_add_words(command_word_fn *word, chl_text *text)
{
    for (size_t k = 0; word != NULL && word(k) != NULL; k++) {
        chl_text_add(text, "%s%s", k > 0 ? " " : "", word(k));
    }
}

const char *
completion_command_word(size_t index)
{
    return command_at(index) != NULL ? command_at(index)->name : NULL;
}

void
completion_add_branch(const cli_command *command, const option_table *tables,
                      size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;

    (void) tables;
    (void) table_count;
    if (command->branch != NULL) {
        chl_text_add(text, "        '%s') command='%s' ;;\n",
                     command->branch->name, command->branch->name);
    }
}
