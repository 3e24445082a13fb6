/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for zsh. */
#include "completion.h"

#include "base/error.h"

static const char head[] =
    "#compdef chladni\n"
    "# Completion of chladni for zsh; written by: chladni completion zsh\n"
    "_chladni() {\n"
    "    local command=$words[2]\n"
    "    local -a commands=(\n";

static const char middle[] = "    )\n"
                             "    if (( CURRENT == 2 )); then\n"
                             "        _describe -t commands command commands\n"
                             "        _files\n"
                             "        return\n"
                             "    fi\n"
                             "    shift words\n"
                             "    (( CURRENT-- ))\n"
                             "    case \"$command $words[2]\" in\n";

/* Within a quoted text a quote ends it, stands for itself, and begins anew. */
static const char *
escape_summary(char c)
{
    return c == '\'' ? "'\\'" : "";
}

/* The help of an option stands in brackets, and colons part its spec. */
static const char *
escape_help(char c)
{
    return c == '[' || c == ']' || c == ':' ? "\\" : escape_summary(c);
}

/* "--name=[help]:VALUE:(words)" */
static void
add_spec(const option *o, const char *lead, const char *name, const char *equal,
         chl_text *text)
{
    chl_text_add(text, " \\\n                '%s%s%s%s[",
                 o->kind == OPTION_PATHS ? "*" : "", lead, name,
                 o->kind == OPTION_FLAG ? "" : equal);
    completion_add_summary(o->help, escape_help, text);
    chl_text_add(text, "]");
    if (o->kind != OPTION_FLAG) {
        chl_text_add(text, ":%s:", o->argument);
        if (o->traits & OPTION_FILE) {
            chl_text_add(text, "_files");
        } else if (completion_has_values(o)) {
            chl_text_add(text, "(");
            completion_add_values(o, text);
            chl_text_add(text, ")");
        }
    }
    chl_text_add(text, "'");
}

static void
add_words(const cli_command *command, chl_text *text)
{
    if (command->first != NULL) {
        chl_text_add(text, " \\\n                '1:what:(");
        completion_add_words(command->first, text);
        chl_text_add(text, ")'");
    }
    chl_text_add(text, " \\\n                '*:file:_files'");
}

static void
add_command(const cli_command *command, const option_table *tables,
            size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;
    const option *o;

    chl_text_add(text, "        '%s')\n            _arguments", command->name);
    for (size_t k = 0; (o = completion_option(tables, table_count, k)) != NULL;
         k++) {
        char letter[2] = { o->letter, '\0' };

        if (o->letter != 0) {
            add_spec(o, "-", letter, "+", text);
        }
        add_spec(o, "--", o->name, "=", text);
    }
    add_words(command, text);
    chl_text_add(text, "\n            ;;\n");
}

chl_status
completion_zsh(chl_text *text, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_text_add(text, "%s", head);
    for (size_t k = 0; command_at(k) != NULL; k++) {
        chl_text_add(text, "        '%s:", command_at(k)->name);
        completion_add_summary(command_at(k)->summary, escape_summary, text);
        chl_text_add(text, "'\n");
    }
    chl_text_add(text, "%s", middle);
    CHL_TRY(completion_visit(completion_add_branch, text, err));
    chl_text_add(text, "    esac\n    case $command in\n");
    CHL_TRY(completion_visit(add_command, text, err));
    chl_text_add(text, "        *) _files ;;\n    esac\n}\n"
                       "if [[ $funcstack[1] == _chladni ]]; then\n"
                       "    _chladni \"$@\"\n"
                       "else\n"
                       "    compdef _chladni chladni\n"
                       "fi\n");
out:
    return status;
}
