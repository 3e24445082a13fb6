/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups shared among ranks and kept in a checkpoint. Results travel and are
 * kept group by group and folded in their order afterwards, so that neither
 * the number of ranks nor an interruption changes a bit.
 */
#include "operators/groups.h"

#include <string.h>

#include "base/error.h"

typedef struct sharing {
    chl_groups_job *job;
    size_t rank, ranks;
    bool *known;     /* groups                                               */
    size_t *missing; /* groups: those to be worked on, in order              */
    size_t count;    /* of missing                                           */
    double *store;   /* groups x size                                        */
    double *travel;  /* results of one round, one behind the other           */
    size_t *start;   /* ranks + 1: of their results in travel, in doubles    */
} sharing;

static void
clear(sharing *s)
{
    chl_free(s->known);
    chl_free(s->missing);
    chl_free(s->start);
    chl_free(s->travel);
    if (s->store != s->job->store) {
        chl_free(s->store);
    }
}

static chl_status
prepare(sharing *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_groups_job *job = s->job;

    s->rank = job->team != NULL ? job->team->rank : 0;
    s->ranks = job->team != NULL ? job->team->size : 1;
    s->known = chl_alloc(job->groups, sizeof *s->known);
    s->missing = chl_alloc(job->groups, sizeof *s->missing);
    s->start = chl_alloc(s->ranks + 1, sizeof *s->start);
    CHL_REQUIRE_MEMORY(s->known, err, "groups");
    CHL_REQUIRE_MEMORY(s->missing, err, "groups");
    CHL_REQUIRE_MEMORY(s->start, err, "groups");
    s->store = job->store;
    if (s->store == NULL) {
        s->store = chl_alloc(job->groups, job->size * sizeof *s->store);
        CHL_REQUIRE_MEMORY(s->store, err, "results of groups");
    }
out:
    return status;
}

/* Ranks that did not come to the same question cannot share the answer. */
static chl_status
compare_keys(const sharing *s, chl_error *err)
{
    enum {
        WORDS = 4
    };
    chl_status status = CHL_OK;
    const chl_digest *key = &s->job->key;
    double *words = NULL;

    if (s->ranks == 1) {
        goto out;
    }
    words = chl_alloc(s->ranks * WORDS, sizeof *words);
    CHL_REQUIRE_MEMORY(words, err, "keys of ranks");
    for (size_t k = 0; k <= s->ranks; k++) {
        s->start[k] = k * WORDS;
    }
    for (size_t k = 0; k < WORDS; k++) {
        uint64_t half = k < 2 ? key->low : key->high;

        words[s->rank * WORDS + k] =
            (double) (k % 2 == 0 ? half >> 32 : half & UINT32_MAX);
    }
    CHL_TRY(s->job->team->gather(s->job->team->self, words, s->start, err));
    for (size_t r = 1; r < s->ranks; r++) {
        CHL_REQUIRE(memcmp(words, words + r * WORDS, WORDS * sizeof *words)
                        == 0,
                    err, CHL_ENUMERIC,
                    "rank %zu came to other numbers than rank 0 before '%s'; "
                    "all ranks must see the same data and run on the same "
                    "kind of processor",
                    r, s->job->stage);
    }
out:
    chl_free(words);
    return status;
}

static void
list_missing(sharing *s)
{
    s->count = 0;
    for (size_t g = 0; g < s->job->groups; g++) {
        if (!s->known[g]) {
            s->missing[s->count++] = g;
        }
    }
}

static chl_checkpoint_part
part_of(const sharing *s)
{
    const chl_groups_job *job = s->job;

    return (chl_checkpoint_part){ job->stage, job->key, job->groups,
                                  job->size,  s->known, s->store };
}

/* Exchange the results of missing[0..count-1]. */
static chl_status
exchange(sharing *s, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = s->job->size, first = s->missing[0];
    bool in_place = s->missing[count - 1] == first + count - 1;

    for (size_t r = 0; r <= s->ranks; r++) {
        s->start[r] = count * r / s->ranks * size;
    }
    if (in_place) {
        return s->job->team->gather(s->job->team->self, s->store + first * size,
                                    s->start, err);
    }
    s->travel = chl_alloc(count, size * sizeof *s->travel);
    CHL_REQUIRE_MEMORY(s->travel, err, "results of groups");
    for (size_t k = count * s->rank / s->ranks;
         k < count * (s->rank + 1) / s->ranks; k++) {
        memcpy(s->travel + k * size, s->store + s->missing[k] * size,
               size * sizeof *s->travel);
    }
    CHL_TRY(s->job->team->gather(s->job->team->self, s->travel, s->start, err));
    for (size_t k = 0; k < count; k++) {
        memcpy(s->store + s->missing[k] * size, s->travel + k * size,
               size * sizeof *s->travel);
    }
out:
    chl_free(s->travel);
    s->travel = NULL;
    return status;
}

/* Work on missing[0..count-1], each rank on its part of them. */
static chl_status
work_together(sharing *s, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_groups_job *job = s->job;
    size_t from = count * s->rank / s->ranks;
    size_t to = count * (s->rank + 1) / s->ranks;

    job->before = job->checkpoint != NULL ? job->groups - s->count : 0;
    job->total = job->checkpoint != NULL ? job->groups : to - from;
    CHL_TRY(chl_groups_run_list(job, s->missing + from, to - from,
                                s->ranks == 1 ? s->known : NULL,
                                job->store == NULL ? s->store : NULL, err));
    if (s->ranks > 1) {
        CHL_TRY(exchange(s, count, err));
        for (size_t k = 0; k < count; k++) {
            s->known[s->missing[k]] = true;
        }
    }
out:
    return status;
}

/* With a checkpoint a round is one group per thread; what it gave is kept,
 * and if it was broken off, what its finished groups gave. */
static chl_status
run_round(sharing *s, chl_error *err)
{
    chl_checkpoint *checkpoint = s->job->checkpoint;
    chl_checkpoint_part part = part_of(s);
    size_t width = s->ranks * s->job->threads, count = s->count;
    chl_status status, kept = CHL_OK;

    if (checkpoint != NULL && width < count) {
        count = width;
    }
    status = work_together(s, count, err);
    if (checkpoint != NULL) {
        kept = chl_checkpoint_keep(checkpoint, &part,
                                   status == CHL_OK ? err : NULL);
    }
    return status != CHL_OK ? status : kept;
}

chl_status
chl_groups_run_shared(chl_groups_job *job, chl_error *err)
{
    chl_status status = CHL_OK;
    sharing s = { .job = job };

    CHL_TRY(prepare(&s, err));
    CHL_TRY(compare_keys(&s, err));
    if (job->checkpoint != NULL) {
        chl_checkpoint_part part = part_of(&s);

        CHL_TRY(chl_checkpoint_find(job->checkpoint, &part, err));
    }
    for (list_missing(&s); s.count > 0; list_missing(&s)) {
        CHL_TRY(run_round(&s, err));
    }
    for (size_t g = 0; job->take != NULL && g < job->groups; g++) {
        job->take(job->user, g, s.store + g * job->size);
    }
out:
    clear(&s);
    return status;
}
