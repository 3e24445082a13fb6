/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A search shared among ranks. Each has pushed the pairs of its own tiles; the
 * smallest keys of all ranks are those that one rank alone would have, so that
 * nothing depends on the number of ranks. Keys and numbers travel as the bits
 * and values of doubles.
 */
#include <string.h>

#include "base/error.h"
#include "operators/neighbours.h"
#include "operators/select.h"

enum {
    ROUND = 1 << 22 /* values exchanged at once, if that is a point */
};

/* The `kept` smallest keys of a point, filled up with what no key is. */
static void
give_keys(chl_search *s, size_t point, double *out)
{
    uint64_t *keys = s->keys + point * s->capacity;
    size_t count = s->list[point].count;

    if (count > s->kept) {
        chl_keys_select(keys, count, s->kept);
        count = s->kept;
    }
    for (size_t i = 0; i < s->kept; i++) {
        uint64_t key = i < count ? keys[i] : UINT64_MAX;

        memcpy(out + i, &key, sizeof key);
    }
}

/* From those of all ranks; `apart` doubles lie between theirs. */
static void
take_keys(chl_search *s, size_t point, const double *given, size_t apart,
          uint64_t *room)
{
    uint64_t *keys = s->keys + point * s->capacity;
    chl_candidates *list = &s->list[point];
    size_t count = 0;

    for (size_t r = 0; r < s->team->size; r++) {
        for (size_t i = 0; i < s->kept; i++) {
            uint64_t key;

            memcpy(&key, given + r * apart + i, sizeof key);
            if (key != UINT64_MAX) {
                room[count++] = key;
            }
        }
    }
    if (count > s->kept) {
        chl_keys_select(room, count, s->kept);
        count = s->kept;
    }
    list->count = count;
    list->limit = count == s->kept ? room[count - 1] : UINT64_MAX;
    memcpy(keys, room, count * sizeof *keys);
}

chl_status
chl_search_merge(chl_search *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_team *team = s->team;
    size_t points = ROUND / (team->size * s->kept);
    size_t *start = chl_alloc(team->size + 1, sizeof *start);
    uint64_t *room = chl_alloc(team->size * s->kept, sizeof *room);
    double *given = NULL;

    points = points > 0 ? points < s->n ? points : s->n : 1;
    given = chl_alloc(team->size * points, s->kept * sizeof *given);
    CHL_REQUIRE_MEMORY(start, err, "candidates of ranks");
    CHL_REQUIRE_MEMORY(room, err, "candidates of ranks");
    CHL_REQUIRE_MEMORY(given, err, "candidates of ranks");
    for (size_t at = 0; at < s->n; at += points) {
        size_t count = s->n - at < points ? s->n - at : points;
        size_t apart = count * s->kept;

        for (size_t r = 0; r <= team->size; r++) {
            start[r] = r * apart;
        }
        for (size_t i = 0; i < count; i++) {
            give_keys(s, at + i, given + start[team->rank] + i * s->kept);
        }
        CHL_TRY(team->gather(team->self, given, start, err));
        for (size_t i = 0; i < count; i++) {
            take_keys(s, at + i, given + i * s->kept, apart, room);
        }
    }
out:
    chl_free(start);
    chl_free(room);
    chl_free(given);
    return status;
}

chl_status
chl_search_gather(const chl_search *s, const size_t *first, chl_neighbours *out,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_team *team = s->team;
    size_t k = s->k;
    size_t *start = chl_alloc(team->size + 1, sizeof *start);
    double *index = chl_alloc(s->n, k * sizeof *index);

    CHL_REQUIRE_MEMORY(start, err, "neighbours of ranks");
    CHL_REQUIRE_MEMORY(index, err, "neighbours of ranks");
    for (size_t r = 0; r <= team->size; r++) {
        start[r] = first[r] * k;
    }
    for (size_t i = start[team->rank]; i < start[team->rank + 1]; i++) {
        index[i] = out->index[i];
    }
    CHL_TRY(team->gather(team->self, index, start, err));
    CHL_TRY(team->gather(team->self, out->squared, start, err));
    for (size_t i = 0; i < s->n * k; i++) {
        out->index[i] = (uint32_t) index[i];
    }
out:
    chl_free(start);
    chl_free(index);
    return status;
}
