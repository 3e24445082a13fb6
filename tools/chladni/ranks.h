/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranks of MPI this process belongs to, if a launcher has started it. */
#ifndef CHLADNI_TOOLS_RANKS_H
#define CHLADNI_TOOLS_RANKS_H

#include <chladni/base.h>

/* Join the ranks that mpirun or srun has started with us; nothing happens
 * otherwise. All but rank 0 keep away from standard output.
 * Errors: CHL_EUNSUPPORTED built without MPI, but started as one of several;
 * CHL_EIO. */
chl_status ranks_open(chl_error *err);

/* The team, or NULL if we are alone. */
const chl_team *ranks_team(void);

/* Whether we are the one to write. */
bool ranks_first(void);

/*
 * Leave together. A rank whose run failed (code is not 0) waits a little for
 * the others to come to the same; if they do not, it ends them all with its
 * code, and if nobody has printed it, after its sentence.
 */
void ranks_close(int code, const char *sentence);

#endif
