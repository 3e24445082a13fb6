/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the page of one command, as scdoc reads it, from the option tables. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "completion.h"
#include "option_value.h"

typedef struct page {
    const char *name; /* of the command */
    chl_text text;
} page;

/* Letters that scdoc would take for emphasis, and its own escape. */
static void
add_plain(const char *words, chl_text *text)
{
    for (const char *at = words; *at != '\0'; at++) {
        chl_text_add(text, strchr("_*\\<`", *at) != NULL ? "\\%c" : "%c", *at);
    }
}

/* In the words of --help, which begin small as names of values do. */
static void
add_help(const char *words, const char *value, chl_text *text)
{
    add_plain(words, text);
    if (value[0] != '\0') {
        chl_text_add(text, " (default: ");
        add_plain(value, text);
        chl_text_add(text, ")");
    }
    chl_text_add(text, "\n");
}

static void
add_option(const option *o, const void *field, chl_text *text)
{
    char buffer[OPTION_VALUE_TEXT];
    bool plain = o->kind == OPTION_FLAG || o->kind == OPTION_PATHS;

    if (o->letter != 0) {
        chl_text_add(text, "*-%c*, ", o->letter);
    }
    chl_text_add(text, "*--%s*", o->name);
    if (o->argument != NULL) {
        chl_text_add(text, " _%s_", o->argument);
    }
    chl_text_add(text, "\n\t");
    add_help(o->help, plain ? "" : option_value_format(o, field, buffer), text);
    chl_text_add(text, "\n");
}

static void
add_block(const char *words, chl_text *text)
{
    chl_text_add(text, "```\n%s\n```\n\n", words);
}

/* "chladni-rank-augment" */
static void
add_name(const cli_command *command, chl_text *text)
{
    chl_text_add(text, "chladni-");
    for (const char *at = command->name; *at != '\0'; at++) {
        chl_text_add(text, "%c", *at == ' ' ? '-' : *at);
    }
}

static void
add_head(const cli_command *command, chl_text *text)
{
    add_name(command, text);
    chl_text_add(text, "(1)\n\n# NAME\n\n");
    add_name(command, text);
    chl_text_add(text, " - ");
    add_plain(command->summary, text);
    chl_text_add(text, "\n\n# SYNOPSIS\n\n*chladni %s* [_options_] ",
                 command->name);
    add_plain(command->usage, text);
    chl_text_add(text, "\n\n# DESCRIPTION\n\n");
    if (strstr(command->about, "\n ") != NULL) {
        add_block(command->about, text);
    } else {
        add_plain(command->about, text);
        chl_text_add(text, "\n\n");
    }
}

static void
write_page(const cli_command *command, const option_table *tables,
           size_t table_count, void *data)
{
    page *wanted = (page *) data;
    chl_text *text = &wanted->text;

    if (strcmp(command->name, wanted->name) != 0) {
        return;
    }
    add_head(command, text);
    chl_text_add(text, "# OPTIONS\n\n");
    for (size_t t = 0; t < table_count; t++) {
        chl_text_add(text, "## %s\n\n", tables[t].title);
        for (size_t k = 0; k < tables[t].count; k++) {
            const option *o = &tables[t].options[k];

            add_option(o, (const char *) tables[t].settings + o->field, text);
        }
    }
    chl_text_add(text, "# EXAMPLES\n\n");
    add_block(command->examples, text);
    if (command->next != NULL) {
        chl_text_add(text, "# WHAT TO ASK NEXT\n\n");
        add_plain(command->next, text);
        chl_text_add(text, "\n\n");
    }
    chl_text_add(text, "# SEE ALSO\n\n*chladni*(1), for data, results and "
                       "exit status; *chladni-limits*(7), for when the answer "
                       "does not apply.\n");
}

int
main(int argc, char **argv)
{
    page wanted = { argc == 2 ? argv[1] : "", { 0 } };
    chl_error err = { 0 };
    bool done = completion_visit(write_page, &wanted, &err) == CHL_OK
                && chl_text_check(&wanted.text, "the page", &err) == CHL_OK
                && wanted.text.length > 0;

    if (done) {
        fwrite(wanted.text.data, 1, wanted.text.length, stdout);
    } else {
        fprintf(stderr, "manual: no command '%s' %s\n", wanted.name, err.text);
    }
    chl_text_clear(&wanted.text);
    return done && fflush(stdout) == 0 ? 0 : 1;
}
