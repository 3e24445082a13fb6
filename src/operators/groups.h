/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work over groups of rows on any number of threads with one result: groups
 * are worked on side by side, and folded into the total one after another in
 * their order.
 */
#ifndef CHLADNI_OPERATORS_GROUPS_H
#define CHLADNI_OPERATORS_GROUPS_H

#include <chladni/base.h>

typedef struct chl_groups_job {
    size_t groups, threads;
    const chl_progress *progress;
    const char *stage;
    void *user;
    /* Work on one group with the buffers of one thread, 0..threads-1. */
    chl_status (*work)(void *user, size_t thread, size_t group, chl_error *err);
    /* Called in the order of the groups; NULL if work stores its own. */
    void (*fold)(void *user, size_t thread, size_t group);
} chl_groups_job;

/* Errors: the first by group among those of work; CHL_ECANCELLED. */
chl_status chl_groups_run(const chl_groups_job *job, chl_error *err);

#endif
