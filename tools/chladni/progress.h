/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on stderr that says where a long computation stands. */
#ifndef CHLADNI_TOOLS_PROGRESS_H
#define CHLADNI_TOOLS_PROGRESS_H

#include <chladni/base.h>

typedef struct progress_bar {
    bool shown;         /* draw at all                                       */
    size_t drawn;       /* columns to wipe; 0 = nothing was drawn            */
    const char *stage;  /* of the last event                                 */
    double stage_began; /* seconds, of a clock that never goes back          */
    double last_drawn;
} progress_bar;

/* Drawn only if `wanted` and stderr is a terminal. */
void progress_open(progress_bar *bar, bool wanted);
/* The callback that draws `bar`, and that cancels once a signal came. */
chl_progress progress_callback(progress_bar *bar);
/* Wipe the line. */
void progress_close(progress_bar *bar);

/* Catch SIGINT and SIGTERM; a second one kills. */
void interruption_watch(void);
/* The signal that came, or 0. */
int interruption_signal(void);

#endif
