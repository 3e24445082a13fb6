/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the search for neighbours: points, candidates, tiles. */
#ifndef CHLADNI_OPERATORS_NEIGHBOURS_H
#define CHLADNI_OPERATORS_NEIGHBOURS_H

#include <omp.h>

#include <chladni/operators.h>

enum {
    CHL_TILE_ROWS = 256,
    CHL_DIRECT_DIMENSION = 8 /* up to here differences beat the product */
};

/* The candidates of one point: once more than `kept` were seen, at least
 * that many, and every key below `limit` that was ever pushed among them.
 * What they are does not depend on the order of pushing. */
typedef struct chl_candidates {
    uint64_t limit;
    size_t count;
} chl_candidates;

typedef struct chl_search {
    const chl_dataset *dataset;
    const size_t *row; /* n: row of the dataset of each point               */
    size_t n, d, k;
    size_t kept, capacity; /* candidates per point: chosen from, held       */
    size_t threads;
    const chl_team *team; /* NULL = alone                                   */
    bool direct;    /* squared differences instead of products              */
    double *centre; /* d                                                    */
    chl_candidates *list;
    uint64_t *keys;   /* n x capacity                                       */
    omp_lock_t *lock; /* one per tile of rows: guards list and keys         */
    size_t locks;     /* tiles whose lock is there                          */
} chl_search;

/* Up to CHL_TILE_ROWS points, as the products want them. */
typedef struct chl_tile_points {
    size_t first, count;
    float *single; /* rows x d, centred; products only                      */
    float *norm;   /* rows: |x|^2 of them, 0 when direct                    */
    double *exact; /* d x rows, direct only                                 */
} chl_tile_points;

/* `tiles` tiles' worth of memory. */
chl_status chl_tile_init(const chl_search *search, chl_tile_points *tile,
                         chl_error *err);
void chl_tile_clear(chl_tile_points *tile);
/* Load points first..first+count-1; rows holds CHL_TILE_ROWS x d scratch. */
chl_status chl_tile_load(const chl_search *search, size_t first, double *rows,
                         chl_tile_points *tile, chl_error *err);
/* Distances between two tiles, each pushed to the candidates of both points;
 * product holds CHL_TILE_ROWS^2 of scratch. */
void chl_tile_push(chl_search *search, const chl_tile_points *a,
                   const chl_tile_points *b, float *product);

/* Give every rank the candidates that any of them has found. Called by all.
 * neighbours_ranks.c */
chl_status chl_search_merge(chl_search *search, chl_error *err);

/* Every rank has refined the points from..to-1 of its share: give them to
 * all. first: team->size + 1 points where shares start. neighbours_ranks.c */
chl_status chl_search_gather(const chl_search *search, const size_t *first,
                             chl_neighbours *out, chl_error *err);

/* Distances of the candidates in double precision, the k nearest sorted; rows
 * whose choice rounding leaves open are done again among all points. */
chl_status chl_search_refine(const chl_search *search, chl_neighbours *out,
                             chl_error *err);

#endif
