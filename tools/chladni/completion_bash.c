/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for bash. */
#include "completion.h"

#include "base/error.h"

static const char head[] =
    "# Completion of chladni for bash; written by: chladni completion bash\n"
    "_chladni() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local command=${COMP_WORDS[1]} options= values= first= words=\n"
    "    if [[ $cur == '=' ]]; then\n"
    "        cur=\n"
    "    elif [[ $prev == '=' ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    case \"$command ${COMP_WORDS[2]}\" in\n";

static const char tail[] =
    "    COMPREPLY=()\n"
    "    if [[ -n $words && $cur != -* ]]; then\n"
    "        values=$words\n"
    "    fi\n"
    "    if [[ -n $values ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$cur\")\n"
    "    elif [[ $cur == -* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
    "    else\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$first\" -- \"$cur\"\n"
    "            compgen -f -- \"$cur\")\n"
    "    fi\n"
    "}\n"
    "complete -F _chladni chladni\n";

static void
add_options(const cli_command *command, const option_table *tables,
            size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;
    const option *o;

    chl_text_add(text, "        '%s')\n            options='", command->name);
    for (size_t k = 0; (o = completion_option(tables, table_count, k)) != NULL;
         k++) {
        chl_text_add(text, "%s--%s", k > 0 ? " " : "", o->name);
    }
    chl_text_add(text, "'\n");
    if (command->first != NULL) {
        chl_text_add(text, "            [[ $COMP_CWORD == 2 ]] && words='");
        completion_add_words(command->first, text);
        chl_text_add(text, "'\n");
    }
    chl_text_add(text, "            ;;\n");
}

static void
add_values(const cli_command *command, const option_table *tables,
           size_t table_count, void *data)
{
    chl_text *text = (chl_text *) data;
    const option *o;

    for (size_t k = 0; (o = completion_option(tables, table_count, k)) != NULL;
         k++) {
        if (completion_has_values(o)) {
            chl_text_add(text, "        '%s --%s') values='", command->name,
                         o->name);
            completion_add_values(o, text);
            chl_text_add(text, "' ;;\n");
        }
    }
}

chl_status
completion_bash(chl_text *text, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_text_add(text, "%s", head);
    CHL_TRY(completion_visit(completion_add_branch, text, err));
    chl_text_add(text, "    esac\n    case $command in\n");
    CHL_TRY(completion_visit(add_options, text, err));
    chl_text_add(text, "        *) options='--help --version' ;;\n"
                       "    esac\n    case \"$command $prev\" in\n");
    CHL_TRY(completion_visit(add_values, text, err));
    chl_text_add(text, "    esac\n    [[ $COMP_CWORD == 1 ]] && first='");
    completion_add_words(completion_command_word, text);
    chl_text_add(text, "'\n%s", tail);
out:
    return status;
}
