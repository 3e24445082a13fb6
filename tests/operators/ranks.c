/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranks.h"

#include <pthread.h>
#include <string.h>

/* What the ranks have in common. */
typedef struct meeting {
    pthread_barrier_t barrier;
    double *shared[RANKS_MOST];
} meeting;

typedef struct rank {
    meeting *meeting;
    chl_team team;
    ranks_fn *run;
    void *user;
    pthread_t thread;
} rank;

static chl_status
gather(void *self, double *given, const size_t *start, chl_error *err)
{
    rank *me = self;
    meeting *m = me->meeting;

    (void) err;
    m->shared[me->team.rank] = given;
    pthread_barrier_wait(&m->barrier);
    for (size_t r = 0; r < me->team.size; r++) {
        if (r != me->team.rank) {
            memcpy(given + start[r], m->shared[r] + start[r],
                   (start[r + 1] - start[r]) * sizeof *given);
        }
    }
    pthread_barrier_wait(&m->barrier);
    return CHL_OK;
}

static void *
live(void *self)
{
    rank *me = self;

    me->run(&me->team, me->user);
    return NULL;
}

void
ranks_run(size_t count, ranks_fn *run, void *user, size_t size)
{
    rank ranks[RANKS_MOST];
    meeting m = { 0 };

    pthread_barrier_init(&m.barrier, NULL, (unsigned) count);
    for (size_t r = 0; r < count; r++) {
        ranks[r] = (rank){ .meeting = &m,
                           .team = { .rank = r,
                                     .size = count,
                                     .self = &ranks[r],
                                     .gather = gather },
                           .run = run,
                           .user = (char *) user + r * size };
    }
    for (size_t r = 0; r < count; r++) {
        pthread_create(&ranks[r].thread, NULL, live, &ranks[r]);
    }
    for (size_t r = 0; r < count; r++) {
        pthread_join(ranks[r].thread, NULL);
    }
    pthread_barrier_destroy(&m.barrier);
}
