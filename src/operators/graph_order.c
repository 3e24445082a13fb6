/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points in an order in which near ones come near each other, so that lists,
 * rows of S and their products stay in the cache: halves, by the widest of a
 * few columns or random projections, and halves of these.
 */
#include <cblas.h>
#include <math.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/graph.h"
#include "operators/select.h"

enum {
    LEAST_POINTS = 4096, /* fewer are in the cache in any order    */
    AXES = 8,            /* projections; all columns if there are no more */
    LEAF = 8,
    BLOCK = 256 /* rows read at once */
};

typedef struct places {
    size_t n, axes;
    double *at;    /* n x axes                    */
    uint64_t *key; /* n: place on one axis, point */
} places;

static chl_status
fill_map(size_t axes, size_t d, uint64_t seed, double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random stream = { seed, CHL_STREAM_BANDWIDTH };
    const chl_random random = chl_random_substream(&stream, 1);
    double *map = chl_alloc(axes * d, sizeof *map);

    CHL_REQUIRE_MEMORY(map, err, "projections of points");
    for (size_t k = 0; k < axes * d; k++) {
        map[k] = axes < d ? chl_random_normal(&random, k)
                          : (double) (k / d == k % d);
    }
    *out = map;
out:
    return status;
}

static chl_status
project(const chl_graph_points *points, const double *map, places *p,
        chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(points->dataset)->dimension;
    double *x = chl_alloc(BLOCK * d, sizeof *x);

    CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    for (size_t first = 0; first < p->n; first += BLOCK) {
        size_t count = p->n - first < BLOCK ? p->n - first : BLOCK;

        CHL_TRY(chl_dataset_rows(points->dataset, points->row + first, count, x,
                                 err));
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                    (int) p->axes, (int) d, 1.0, x, (int) d, map, (int) d, 0.0,
                    p->at + first * p->axes, (int) p->axes);
    }
out:
    chl_free(x);
    return status;
}

static double
place(const places *p, uint64_t key, size_t axis)
{
    return p->at[chl_key_index(key) * p->axes + axis];
}

/* The axis on which the points of the keys are furthest apart. */
static size_t
widest(const places *p, const uint64_t *key, size_t count, double *lowest)
{
    size_t best = 0;
    double most = -1.0;

    for (size_t l = 0; l < p->axes; l++) {
        double low = INFINITY, high = -INFINITY;

        for (size_t i = 0; i < count; i++) {
            double value = place(p, key[i], l);

            low = fmin(low, value);
            high = fmax(high, value);
        }
        if (high - low > most) {
            most = high - low;
            best = l;
            *lowest = low;
        }
    }
    return best;
}

static void
halve(const places *p, uint64_t *key, size_t count)
{
    while (count > LEAF) {
        size_t half = count / 2;
        double low = 0.0;
        size_t axis = widest(p, key, count, &low);

        for (size_t i = 0; i < count; i++) {
            key[i] = chl_key((float) (place(p, key[i], axis) - low),
                             chl_key_index(key[i]));
        }
        chl_keys_select(key, count, half);
        halve(p, key, half);
        key += half;
        count -= half;
    }
}

static chl_status
permute(const places *p, chl_graph_points *points, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *row = chl_alloc(p->n, sizeof *row);

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    for (size_t i = 0; i < p->n; i++) {
        row[i] = points->row[chl_key_index(p->key[i])];
    }
    chl_free(points->row);
    points->row = row;
out:
    return status;
}

chl_status
chl_graph_order(chl_graph_points *points, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(points->dataset)->dimension;
    places p = { .n = points->n, .axes = d < AXES ? d : AXES };
    double *map = NULL;

    if (p.n < LEAST_POINTS || p.n > UINT32_MAX) {
        return CHL_OK;
    }
    p.at = chl_alloc(p.n * p.axes, sizeof *p.at);
    p.key = chl_alloc(p.n, sizeof *p.key);
    CHL_REQUIRE_MEMORY(p.at, err, "places of points");
    CHL_REQUIRE_MEMORY(p.key, err, "the order of points");
    CHL_TRY(fill_map(p.axes, d, seed, &map, err));
    CHL_TRY(project(points, map, &p, err));
    for (size_t i = 0; i < p.n; i++) {
        p.key[i] = chl_key(0.0F, (uint32_t) i);
    }
    halve(&p, p.key, p.n);
    CHL_TRY(permute(&p, points, err));
out:
    chl_free(map);
    chl_free(p.at);
    chl_free(p.key);
    return status;
}
