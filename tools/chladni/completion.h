/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a shell can complete, written as its script from the option tables.
 */
#ifndef CHLADNI_TOOLS_COMPLETION_H
#define CHLADNI_TOOLS_COMPLETION_H

#include "base/text.h"
#include "commands.h"
#include "options.h"

/* One command, with the tables of its options, as a shell sees it. */
typedef void completion_visit_fn(const cli_command *command,
                                 const option_table *tables, size_t table_count,
                                 void *data);

/* Every command, branches after their stem. */
chl_status completion_visit(completion_visit_fn *visit, void *data,
                            chl_error *err);

/* The words to offer for the value of an option; nothing if it may be any. */
void completion_add_values(const option *o, chl_text *text);

bool completion_has_values(const option *o);

/* What a shell wants before this character in a quoted text; "" for most. */
typedef const char *completion_escape_fn(char c);

/* The start of a help, up to its first pause. */
void completion_add_summary(const char *help, completion_escape_fn *escape,
                            chl_text *text);

/* The option at `index` among those of all tables, NULL behind the last. */
const option *completion_option(const option_table *tables, size_t table_count,
                                size_t index);

/* "a b c"; nothing of NULL. */
void completion_add_words(command_word_fn *word, chl_text *text);

const char *completion_command_word(size_t index);

/* A case of bash and zsh that makes two words the name of a branch; data: a
 * chl_text. */
completion_visit_fn completion_add_branch;

chl_status completion_bash(chl_text *text, chl_error *err);
chl_status completion_fish(chl_text *text, chl_error *err);
chl_status completion_zsh(chl_text *text, chl_error *err);

#endif
