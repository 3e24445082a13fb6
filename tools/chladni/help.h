/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help prints: the overview, and a page per command. */
#ifndef CHLADNI_TOOLS_HELP_H
#define CHLADNI_TOOLS_HELP_H

#include "commands.h"
#include "options.h"

void help_overview(const option_table *globals);

/* The settings of the tables must still hold their defaults. */
void help_command(const cli_command *command, const option_table *tables,
                  size_t table_count);

void help_version(void);

#endif
