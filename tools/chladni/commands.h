/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands: one entry and one cmd_<name>.c each. */
#ifndef CHLADNI_TOOLS_COMMANDS_H
#define CHLADNI_TOOLS_COMMANDS_H

#include <chladni/base.h>

/* arguments: NULL-terminated, the program's name first, without the command's
 * own word. *code is the exit code when CHL_OK is returned, 0 on entry. */
typedef chl_status command_fn(char **arguments, int *code, chl_error *err);

/* The words a place may take, NULL behind the last. */
typedef const char *command_word_fn(size_t index);

typedef struct cli_command {
    const char *name;
    const char *usage;    /* what follows the options                        */
    const char *summary;  /* one line of the overview                        */
    const char *about;    /* what it answers, in a few lines                 */
    const char *examples; /* command lines, one per line                     */
    const char *next;     /* what to ask or read afterwards; NULL = nothing  */
    command_fn *run;
    command_word_fn *first; /* what the first word may be; NULL = a path     */
    const struct cli_command *branch; /* with options of its own, or NULL    */
} cli_command;

extern const cli_command command_backtest, command_check, command_compare,
    command_completion, command_flow, command_info, command_meanfield,
    command_predict, command_rank, command_recipe, command_report,
    command_solvable, command_spectrum, command_verify;

/* What command_rank hands over to when augmentations are to be ranked. */
extern const cli_command command_rank_augment;

/* The command at `index`, NULL behind the last. */
const cli_command *command_at(size_t index);
/* The command called `name`, or NULL. */
const cli_command *command_find(const char *name);
/* The command `word` may have meant, or NULL. */
const cli_command *command_nearest(const char *word);

#endif
