/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal behind stdout or stderr can show. */
#ifndef CHLADNI_TOOLS_TERMINAL_H
#define CHLADNI_TOOLS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* `when` is "auto", "always" or "never". Under "auto": NO_COLOR (not empty)
 * says no; else CLICOLOR_FORCE (not empty, not "0") says yes; else a dumb TERM
 * says no; else whether stdout is a terminal. */
bool terminal_color(const char *when);
bool terminal_is_utf8(void);
/* Columns of the terminal behind a descriptor; else COLUMNS; else 80. */
size_t terminal_width(int descriptor);

#endif
