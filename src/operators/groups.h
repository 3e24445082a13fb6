/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work over groups of rows on any number of threads, ranks and interruptions
 * with one result: groups are worked on side by side, and what they give is
 * kept or folded one after another in their order.
 */
#ifndef CHLADNI_OPERATORS_GROUPS_H
#define CHLADNI_OPERATORS_GROUPS_H

#include <chladni/base.h>

#include "operators/checkpoint.h"

typedef struct chl_groups_run chl_groups_run_state;

typedef struct chl_groups_job {
    size_t groups, threads;
    const chl_progress *progress;
    const char *stage;
    void *user;
    /* Work on one group with the buffers of one thread, 0..threads-1. */
    chl_status (*work)(void *user, size_t thread, size_t group, chl_error *err);
    /* What a group gives: `size` doubles that work leaves at
     * store + group * size, or where result() says. 0 if work keeps it. */
    size_t size;
    double *store;
    double *(*result)(void *user, size_t thread);
    /* Called in the order of the groups; NULL if the store is all. */
    void (*take)(void *user, size_t group, const double *result);
    /* Ranks that share the groups, and where finished ones are kept; either
     * may be NULL. Both need size and key: all that results depend on. */
    const chl_team *team;
    chl_checkpoint *checkpoint;
    chl_digest key;
    /* Of the run: for chl_groups_beat, and where progress starts and ends; all
     * groups if total is 0. */
    const chl_groups_run_state *state;
    size_t before, total;
} chl_groups_job;

/* Errors: the first by group among those of work; CHL_ECANCELLED; those of
 * team and checkpoint. */
chl_status chl_groups_run(chl_groups_job *job, chl_error *err);

/* Whether team or checkpoint have a part in it, and a key is needed. */
bool chl_groups_shared(const chl_groups_job *job);

/* To be called by work between the steps of one group, of which `share` is
 * done. Errors: CHL_ECANCELLED once the run is to stop. */
chl_status chl_groups_beat(const chl_groups_job *job, size_t thread,
                           double share, chl_error *err);

/* Of groups list[0..count-1], or of all if list is NULL: marks done[group] and
 * copies results that have no store to copies + group * size; both may be
 * NULL. groups.c, for groups_shared.c */
chl_status chl_groups_run_list(chl_groups_job *job, const size_t *list,
                               size_t count, bool *done, double *copies,
                               chl_error *err);

/* The run of a job with a team or a checkpoint. groups_shared.c */
chl_status chl_groups_run_shared(chl_groups_job *job, chl_error *err);

#endif
