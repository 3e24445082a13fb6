/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact nearest neighbours: pairs of tiles above the diagonal, a panel of
 * tiles at a time against all that follow.
 */
#include "operators/neighbours.h"

#include "base/error.h"
#include "operators/groups.h"

enum {
    PANEL = 32,             /* tiles held by all threads, at most   */
    PANEL_VALUES = 1 << 20, /* values in them, if that is 8 tiles   */
    PANEL_LEAST = 8,
    SPARE = 8,  /* candidates beyond k, for rounding    */
    SHARE = 16, /* and one for so many neighbours       */
    ROOM = 16,  /* least room for candidates to come in */
    LONG = 64   /* lists from which on near tiles come first */
};

typedef struct buffers {
    chl_tile_points tile, other;
    double *rows;   /* CHL_TILE_ROWS x d */
    float *product; /* CHL_TILE_ROWS^2   */
} buffers;

typedef struct sweep {
    chl_search *search;
    chl_tile_points panel[PANEL];
    size_t first, tiles; /* of the panel; tiles of all points */
    size_t held;         /* tiles of a whole panel            */
    size_t next;         /* tiles behind each that come first */
    buffers *thread;
} sweep;

void
chl_neighbours_clear(chl_neighbours *neighbours)
{
    chl_free(neighbours->index);
    chl_free(neighbours->squared);
    *neighbours = (chl_neighbours){ 0 };
}

static void
sweep_clear(sweep *s)
{
    for (size_t t = 0; t < PANEL; t++) {
        chl_tile_clear(&s->panel[t]);
    }
    for (size_t t = 0; s->thread != NULL && t < s->search->threads; t++) {
        chl_tile_clear(&s->thread[t].tile);
        chl_tile_clear(&s->thread[t].other);
        chl_free(s->thread[t].rows);
        chl_free(s->thread[t].product);
    }
    chl_free(s->thread);
}

static chl_status
sweep_init(sweep *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t values = CHL_TILE_ROWS * s->search->d;
    const size_t square = (size_t) CHL_TILE_ROWS * CHL_TILE_ROWS;

    s->tiles = (s->search->n + CHL_TILE_ROWS - 1) / CHL_TILE_ROWS;
    s->held = PANEL_VALUES / values;
    s->held = s->held < PANEL_LEAST ? PANEL_LEAST : s->held;
    s->held = s->held > PANEL ? PANEL : s->held;
    if (s->search->k >= LONG) {
        s->next = s->search->kept / CHL_TILE_ROWS + 2;
    }
    s->thread = chl_alloc(s->search->threads, sizeof *s->thread);
    CHL_REQUIRE_MEMORY(s->thread, err, "buffers of threads");
    for (size_t t = 0; t < s->search->threads; t++) {
        buffers *b = &s->thread[t];

        CHL_TRY(chl_tile_init(s->search, &b->tile, err));
        CHL_TRY(chl_tile_init(s->search, &b->other, err));
        b->rows = chl_alloc(values, sizeof *b->rows);
        b->product = chl_alloc(square, sizeof *b->product);
        CHL_REQUIRE_MEMORY(b->rows, err, "a tile of rows");
        CHL_REQUIRE_MEMORY(b->product, err, "a tile of products");
    }
    for (size_t t = 0; t < s->held && t < s->tiles; t++) {
        CHL_TRY(chl_tile_init(s->search, &s->panel[t], err));
    }
out:
    return status;
}

/* Ranks take tiles in turn: those of the columns, which many rows meet first
 * and few last. */
static bool
is_ours(const chl_search *search, size_t tile)
{
    return search->team == NULL
           || tile % search->team->size == search->team->rank;
}

static chl_status
load_tile(void *user, size_t thread, size_t group, chl_error *err)
{
    sweep *s = user;

    return chl_tile_load(s->search, (s->first + group) * CHL_TILE_ROWS,
                         s->thread[thread].rows, &s->panel[group], err);
}

/* A tile against itself and those behind it, which may well be near: what comes
 * later finds the lists long and has little to add. */
static chl_status
push_next(void *user, size_t thread, size_t group, chl_error *err)
{
    sweep *s = user;
    buffers *b = &s->thread[thread];
    chl_status status = CHL_OK;

    if (!is_ours(s->search, group)) {
        return CHL_OK;
    }
    CHL_TRY(chl_tile_load(s->search, group * CHL_TILE_ROWS, b->rows, &b->tile,
                          err));
    chl_tile_push(s->search, &b->tile, &b->tile, b->product);
    for (size_t t = group + 1; t <= group + s->next && t < s->tiles; t++) {
        CHL_TRY(chl_tile_load(s->search, t * CHL_TILE_ROWS, b->rows, &b->other,
                              err));
        chl_tile_push(s->search, &b->tile, &b->other, b->product);
    }
out:
    return status;
}

/* One tile of columns against the tiles of the panel that are not below. */
static chl_status
push_tile(void *user, size_t thread, size_t group, chl_error *err)
{
    sweep *s = user;
    buffers *b = &s->thread[thread];
    const chl_tile_points *tile = &b->tile;
    chl_status status = CHL_OK;

    if (!is_ours(s->search, s->first + group)) {
        return CHL_OK;
    }
    if (group < s->held) {
        tile = &s->panel[group];
    } else {
        CHL_TRY(chl_tile_load(s->search, (s->first + group) * CHL_TILE_ROWS,
                              b->rows, &b->tile, err));
    }
    for (size_t t = 0; t < s->held && t <= group; t++) {
        if (s->next > 0 && group - t <= s->next) {
            break;
        }
        chl_tile_push(s->search, &s->panel[t], tile, b->product);
    }
out:
    return status;
}

static chl_status
run_sweep(chl_search *search, const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    sweep s = { .search = search };
    chl_groups_job job = { .threads = search->threads, .user = &s };

    CHL_TRY(sweep_init(&s, err));
    if (s.next > 0) {
        job.groups = s.tiles;
        job.work = push_next;
        CHL_TRY(chl_groups_run(&job, err));
    }
    for (s.first = 0; s.first < s.tiles; s.first += s.held) {
        size_t left = s.tiles - s.first;

        CHL_TRY(chl_progress_tell(progress, "neighbours", (double) s.first,
                                  (double) s.tiles, err));
        job.groups = left < s.held ? left : s.held;
        job.work = load_tile;
        CHL_TRY(chl_groups_run(&job, err));
        job.groups = left;
        job.work = push_tile;
        CHL_TRY(chl_groups_run(&job, err));
    }
out:
    sweep_clear(&s);
    return status;
}

static chl_status
find_centre(chl_search *search, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = search->d;
    double *rows = chl_alloc(CHL_TILE_ROWS * d, sizeof *rows);

    CHL_REQUIRE_MEMORY(rows, err, "a tile of rows");
    for (size_t at = 0; at < search->n; at += CHL_TILE_ROWS) {
        size_t left = search->n - at;
        size_t count = left < CHL_TILE_ROWS ? left : CHL_TILE_ROWS;

        CHL_TRY(chl_dataset_rows(search->dataset, search->row + at, count, rows,
                                 err));
        for (size_t i = 0; i < count; i++) {
            for (size_t l = 0; l < d; l++) {
                search->centre[l] += rows[i * d + l] / (double) search->n;
            }
        }
    }
out:
    chl_free(rows);
    return status;
}

static void
search_clear(chl_search *search)
{
    for (size_t t = 0; t < search->locks; t++) {
        omp_destroy_lock(&search->lock[t]);
    }
    chl_free(search->lock);
    chl_free(search->centre);
    chl_free(search->list);
    chl_free(search->keys);
}

static chl_status
search_init(chl_search *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t tiles = (s->n + CHL_TILE_ROWS - 1) / CHL_TILE_ROWS;
    size_t wanted = s->k + SPARE + s->k / SHARE;

    s->d = chl_dataset_describe(s->dataset)->dimension;
    s->direct = s->d <= CHL_DIRECT_DIMENSION;
    s->kept = wanted < s->n - 1 ? wanted : s->n - 1;
    s->capacity = s->kept + (s->kept / 2 > ROOM ? s->kept / 2 : ROOM);
    s->centre = chl_alloc(s->d, sizeof *s->centre);
    s->list = chl_alloc(s->n, sizeof *s->list);
    s->keys = chl_alloc(s->n, s->capacity * sizeof *s->keys);
    s->lock = chl_alloc(tiles, sizeof *s->lock);
    CHL_REQUIRE_MEMORY(s->centre, err, "the centre");
    CHL_REQUIRE_MEMORY(s->list, err, "lists of candidates");
    CHL_REQUIRE_MEMORY(s->keys, err, "candidates");
    CHL_REQUIRE_MEMORY(s->lock, err, "locks of tiles");
    for (; s->locks < tiles; s->locks++) {
        omp_init_lock(&s->lock[s->locks]);
    }
    for (size_t i = 0; i < s->n; i++) {
        s->list[i].limit = UINT64_MAX;
    }
out:
    return status;
}

chl_status
chl_neighbours_find(const chl_dataset *dataset, const size_t *row, size_t n,
                    size_t k, size_t threads, const chl_progress *progress,
                    chl_neighbours *out, chl_error *err)
{
    return chl_neighbours_share(dataset, row, n, k, threads, NULL, progress,
                                out, err);
}

chl_status
chl_neighbours_share(const chl_dataset *dataset, const size_t *row, size_t n,
                     size_t k, size_t threads, const chl_team *team,
                     const chl_progress *progress, chl_neighbours *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_search search = { .dataset = dataset, .row = row, .n = n, .k = k };
    chl_neighbours made = { .n = n, .k = k };

    search.threads = threads > 0 ? threads : chl_threads_default();
    search.team = team != NULL && team->size > 1 ? team : NULL;
    CHL_REQUIRE(n >= 2 && n < UINT32_MAX, err, CHL_EARG,
                "neighbours among %zu points; there must be 2..%u", n,
                UINT32_MAX - 1);
    CHL_REQUIRE(k >= 1 && k < n, err, CHL_EARG,
                "neighbours is %zu; it must lie in 1..%zu", k, n - 1);
    CHL_TRY(search_init(&search, err));
    if (!search.direct) {
        CHL_TRY(find_centre(&search, err));
    }
    made.index = chl_alloc(n * k, sizeof *made.index);
    made.squared = chl_alloc(n * k, sizeof *made.squared);
    CHL_REQUIRE_MEMORY(made.index, err, "neighbours");
    CHL_REQUIRE_MEMORY(made.squared, err, "distances of neighbours");
    CHL_TRY(run_sweep(&search, progress, err));
    if (search.team != NULL) {
        CHL_TRY(chl_search_merge(&search, err));
    }
    CHL_TRY(chl_search_refine(&search, &made, err));
    *out = made;
    made = (chl_neighbours){ 0 };
out:
    search_clear(&search);
    chl_neighbours_clear(&made);
    return status;
}
