/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands. */
#include "commands.h"

#include <string.h>

#include "base/text.h"

/* In the order of the overview. */
static const cli_command *const commands[] = {
    &command_report,    &command_check,      &command_spectrum,
    &command_predict,   &command_rank,       &command_recipe,
    &command_compare,   &command_backtest,   &command_solvable,
    &command_meanfield, &command_flow,       &command_verify,
    &command_info,      &command_completion,
};

enum {
    COMMAND_COUNT = sizeof commands / sizeof *commands
};

const cli_command *
command_at(size_t index)
{
    return index < COMMAND_COUNT ? commands[index] : NULL;
}

const cli_command *
command_find(const char *name)
{
    for (size_t k = 0; k < COMMAND_COUNT; k++) {
        if (strcmp(commands[k]->name, name) == 0) {
            return commands[k];
        }
    }
    return NULL;
}

const cli_command *
command_nearest(const char *word)
{
    const char *names[COMMAND_COUNT];

    for (size_t k = 0; k < COMMAND_COUNT; k++) {
        names[k] = commands[k]->name;
    }
    return command_at(chl_text_nearest(word, names, COMMAND_COUNT));
}
