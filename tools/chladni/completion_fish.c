/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for fish. */
#include "completion.h"

#include "base/error.h"

/* Inside single quotes fish knows \' and \\. */
static const char *
escape(char c)
{
    return c == '\'' || c == '\\' ? "\\" : "";
}

static void
add_condition(const char *name, chl_text *text)
{
    chl_text_add(text, "complete -c chladni -n '__chladni_in \"%s\"'", name);
}

static void
add_branch(const cli_command *command, const option_table *tables,
           size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;

    (void) tables;
    (void) table_count;
    if (command->branch != NULL) {
        chl_text_add(text,
                     "    if test \"$words[2..3]\" = '%s'\n"
                     "        set name '%s'\n    end\n",
                     command->branch->name, command->branch->name);
    }
}

static void
add_option(const char *name, const option *o, chl_text *text)
{
    add_condition(name, text);
    chl_text_add(text, " -l %s", o->name);
    if (o->letter != 0) {
        chl_text_add(text, " -s %c", o->letter);
    }
    if (o->traits & OPTION_FILE) {
        chl_text_add(text, " -r -F");
    } else if (o->kind != OPTION_FLAG) {
        chl_text_add(text, " -x");
        if (completion_has_values(o)) {
            chl_text_add(text, " -a '");
            completion_add_values(o, text);
            chl_text_add(text, "'");
        }
    }
    chl_text_add(text, " -d '");
    completion_add_summary(o->help, escape, text);
    chl_text_add(text, "'\n");
}

static void
add_command(const cli_command *command, const option_table *tables,
            size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;
    const option *o;

    for (size_t k = 0; command->first != NULL && command->first(k) != NULL;
         k++) {
        add_condition(command->name, text);
        chl_text_add(text, " -a %s\n", command->first(k));
    }
    for (size_t k = 0; (o = completion_option(tables, table_count, k)) != NULL;
         k++) {
        add_option(command->name, o, text);
    }
}

chl_status
completion_fish(chl_text *text, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_text_add(
        text,
        "# Completion of chladni for fish; written by: chladni completion "
        "fish\n"
        "function __chladni_in\n"
        "    set -l words (commandline -opc)\n"
        "    set -l name \"$words[2]\"\n");
    CHL_TRY(completion_visit(add_branch, text, err));
    chl_text_add(text, "    test \"$name\" = \"$argv[1]\"\nend\n");
    for (size_t k = 0; command_at(k) != NULL; k++) {
        add_condition("", text);
        chl_text_add(text, " -a %s -d '", command_at(k)->name);
        completion_add_summary(command_at(k)->summary, escape, text);
        chl_text_add(text, "'\n");
    }
    CHL_TRY(completion_visit(add_command, text, err));
out:
    return status;
}
