/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chosen candidates measured again in double precision, and sorted. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/vectorised.h"
#include "operators/groups.h"
#include "operators/neighbours.h"
#include "operators/select.h"

enum {
    GROUP = 64,      /* points of one group                             */
    BLOCK = 256,     /* rows read at once                               */
    HELD = 64 << 20, /* bytes of all rows up to which they are held     */
    LANES = 4,       /* sums of a distance that do not wait for another */
    AHEAD = 4,       /* rows sent for before they are needed            */
    LINE = 8         /* doubles of a cache line                         */
};

typedef struct refinement {
    const chl_search *search;
    chl_neighbours *out;
    size_t first;     /* group of this rank                          */
    double *repeated; /* per group, of all ranks; whole numbers      */
    double *held;     /* n x d; NULL if that is too much */
} refinement;

/* Buffers of one group. */
typedef struct work {
    const double *held;
    double *x; /* d                                                         */
    double *rows;        /* BLOCK x d                                         */
    size_t *index;       /* BLOCK                                             */
    chl_indexed *list;   /* n if all points had to be tried, else kept      */
    chl_indexed *sorted; /* as many                                         */
    uint32_t *end;       /* and one more                                    */
    size_t room;
} work;

static void
work_clear(work *w)
{
    chl_free(w->x);
    chl_free(w->rows);
    chl_free(w->index);
    chl_free(w->list);
    chl_free(w->sorted);
    chl_free(w->end);
}

static chl_status
make_room(work *w, size_t room, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_free(w->list);
    chl_free(w->sorted);
    chl_free(w->end);
    w->room = room;
    w->list = chl_alloc(room, sizeof *w->list);
    w->sorted = chl_alloc(room, sizeof *w->sorted);
    w->end = chl_alloc(room + 1, sizeof *w->end);
    CHL_REQUIRE_MEMORY(w->list, err, "candidates");
    CHL_REQUIRE_MEMORY(w->sorted, err, "candidates");
    CHL_REQUIRE_MEMORY(w->end, err, "candidates");
out:
    return status;
}

static chl_status
work_init(const refinement *r, work *w, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_search *search = r->search;

    w->held = r->held;
    w->x = chl_alloc(search->d, sizeof *w->x);
    w->rows = chl_alloc(BLOCK * search->d, sizeof *w->rows);
    w->index = chl_alloc(BLOCK, sizeof *w->index);
    CHL_REQUIRE_MEMORY(w->x, err, "a point");
    CHL_REQUIRE_MEMORY(w->rows, err, "a block of points");
    CHL_REQUIRE_MEMORY(w->index, err, "row numbers");
    CHL_TRY(make_room(w, search->capacity, err));
out:
    return status;
}

static inline double
distance(size_t d, const double *x, const double *y)
{
    double sum[LANES] = { 0.0 }, rest = 0.0;
    size_t whole = d - d % LANES;

    for (size_t l = 0; l < whole; l += LANES) {
        for (size_t a = 0; a < LANES; a++) {
            double difference = x[l + a] - y[l + a];

            sum[a] += difference * difference;
        }
    }
    for (size_t l = whole; l < d; l++) {
        rest += (x[l] - y[l]) * (x[l] - y[l]);
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;
}

/* The rows lie anywhere: those that come soon are sent for. */
CHL_VECTORISED static void
measure_held(work *w, size_t d, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double *soon =
            w->held + w->list[i + AHEAD < count ? i + AHEAD : i].index * d;

        for (size_t l = 0; l < d; l += LINE) {
            __builtin_prefetch(soon + l);
        }
        w->list[i].value = distance(d, w->x, w->held + w->list[i].index * d);
    }
}

static chl_status
measure_blocks(const chl_search *search, work *w, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = search->d;

    for (size_t at = 0; at < count; at += BLOCK) {
        size_t some = count - at < BLOCK ? count - at : BLOCK;

        for (size_t i = 0; i < some; i++) {
            w->index[i] = search->row[w->list[at + i].index];
        }
        CHL_TRY(
            chl_dataset_rows(search->dataset, w->index, some, w->rows, err));
        for (size_t i = 0; i < some; i++) {
            w->list[at + i].value = distance(d, w->x, w->rows + i * d);
        }
    }
out:
    return status;
}

/* Distances of `count` points, whose numbers are in the list. */
static chl_status
measure(const chl_search *search, work *w, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = search->d;
    chl_indexed *list;

    if (w->held == NULL) {
        CHL_TRY(measure_blocks(search, w, count, err));
    } else {
        measure_held(w, d, count);
    }
    chl_indexed_spread(w->list, count, w->sorted, w->end);
    list = w->list;
    w->list = w->sorted;
    w->sorted = list;
out:
    return status;
}

/*
 * No point outside the candidates can belong to the k nearest: all of them
 * have a rounded distance of at least that of the limit. The product errs by
 * u c sqrt(d) |x| |y| with c = 8 for a chance below 1e-12 if roundings are
 * independent.
 * Source  N. J. Higham, T. Mary, SIAM J. Sci. Comput. 41 (2019) A2815.
 */
static bool
certain(const chl_search *search, const work *w, float limit)
{
    const double u = 0.5 * FLT_EPSILON;
    double kth = w->list[search->k - 1].value, norm = 0.0, error;

    if (search->direct) {
        return kth < limit * (1.0 - 4.0 * u);
    }
    for (size_t l = 0; l < search->d; l++) {
        double x = w->x[l] - search->centre[l];

        norm += x * x;
    }
    norm = sqrt(norm) + sqrt(kth);
    error = u * (16.0 * sqrt((double) search->d) + 16.0) * norm * norm;
    return kth + error < limit;
}

static chl_status
try_all(const chl_search *search, size_t point, work *w, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = 0;

    if (w->room < search->n) {
        CHL_TRY(make_room(w, search->n, err));
    }
    for (size_t j = 0; j < search->n; j++) {
        if (j != point) {
            w->list[count++].index = (uint32_t) j;
        }
    }
    CHL_TRY(measure(search, w, count, err));
out:
    return status;
}

static chl_status
refine_point(const refinement *r, size_t point, work *w, double *repeated,
             chl_error *err)
{
    const chl_search *search = r->search;
    chl_status status = CHL_OK;
    uint64_t *keys = search->keys + point * search->capacity;
    size_t count = search->list[point].count, k = search->k;

    if (count > search->kept) {
        chl_keys_select(keys, count, search->kept);
        count = search->kept;
    }
    for (size_t i = 0; i < count; i++) {
        w->list[i].index = chl_key_index(keys[i]);
    }
    CHL_TRY(
        chl_dataset_rows(search->dataset, &search->row[point], 1, w->x, err));
    CHL_TRY(measure(search, w, count, err));
    if (count < search->n - 1
        && !certain(search, w, chl_key_value(keys[count - 1]))) {
        CHL_TRY(try_all(search, point, w, err));
        *repeated += 1.0;
    }
    for (size_t i = 0; i < k; i++) {
        r->out->index[point * k + i] = w->list[i].index;
        r->out->squared[point * k + i] = w->list[i].value;
    }
out:
    return status;
}

static chl_status
refine_group(void *user, size_t thread, size_t group, chl_error *err)
{
    const refinement *r = user;
    chl_status status = CHL_OK;
    size_t place = r->first + group, first = place * GROUP;
    size_t last = first + GROUP;
    work w = { 0 };

    (void) thread;
    CHL_TRY(work_init(r, &w, err));
    for (size_t i = first; i < last && i < r->search->n; i++) {
        CHL_TRY(refine_point(r, i, &w, &r->repeated[place], err));
    }
out:
    work_clear(&w);
    return status;
}

static chl_status
hold(refinement *r, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_search *s = r->search;

    if (s->n > HELD / sizeof *r->held / s->d) {
        return CHL_OK;
    }
    r->held = chl_alloc(s->n * s->d, sizeof *r->held);
    CHL_REQUIRE_MEMORY(r->held, err, "the points");
    CHL_TRY(chl_dataset_rows(s->dataset, s->row, s->n, r->held, err));
out:
    return status;
}

/* The first groups of the shares of ranks, and their points. */
static void
cut_shares(const chl_search *search, size_t groups, size_t ranks, size_t *group,
           size_t *point)
{
    for (size_t r = 0; r <= ranks; r++) {
        group[r] = groups * r / ranks;
        point[r] = group[r] * GROUP < search->n ? group[r] * GROUP : search->n;
    }
}

chl_status
chl_search_refine(const chl_search *search, chl_neighbours *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_team *team = search->team;
    size_t groups = (search->n + GROUP - 1) / GROUP;
    size_t ranks = team != NULL ? team->size : 1;
    size_t rank = team != NULL ? team->rank : 0, *share = NULL;
    refinement r = { .search = search, .out = out };
    chl_groups_job job = { .threads = search->threads,
                           .user = &r,
                           .work = refine_group };

    r.repeated = chl_alloc(groups, sizeof *r.repeated);
    share = chl_alloc(2 * (ranks + 1), sizeof *share);
    CHL_REQUIRE_MEMORY(r.repeated, err, "counts of groups");
    CHL_REQUIRE_MEMORY(share, err, "shares of ranks");
    cut_shares(search, groups, ranks, share, share + ranks + 1);
    r.first = share[rank];
    job.groups = share[rank + 1] - r.first;
    CHL_TRY(hold(&r, err));
    CHL_TRY(chl_groups_run(&job, err));
    if (team != NULL) {
        CHL_TRY(chl_search_gather(search, share + ranks + 1, out, err));
        CHL_TRY(team->gather(team->self, r.repeated, share, err));
    }
    for (size_t g = 0; g < groups; g++) {
        out->repeated += (size_t) r.repeated[g];
    }
out:
    chl_free(share);
    chl_free(r.repeated);
    chl_free(r.held);
    return status;
}
