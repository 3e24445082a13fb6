/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One tile of distances: a product in single precision, a threshold test in
 * the cache, and what passes goes to the candidates.
 */
#include "operators/neighbours.h"

#include <cblas.h>
#include <math.h>

#include "base/error.h"
#include "operators/select.h"

enum {
    CHUNK = 32 /* entries tested together */
};

/* The test is looser than the comparison of keys by more than it rounds. */
static const float slack = 1e-6F;

chl_status
chl_tile_init(const chl_search *search, chl_tile_points *tile, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t values = CHL_TILE_ROWS * search->d;

    tile->norm = chl_alloc(CHL_TILE_ROWS, sizeof *tile->norm);
    CHL_REQUIRE_MEMORY(tile->norm, err, "a tile of points");
    if (search->direct) {
        tile->exact = chl_alloc(values, sizeof *tile->exact);
        CHL_REQUIRE_MEMORY(tile->exact, err, "a tile of points");
    } else {
        tile->single = chl_alloc(values, sizeof *tile->single);
        CHL_REQUIRE_MEMORY(tile->single, err, "a tile of points");
    }
out:
    return status;
}

void
chl_tile_clear(chl_tile_points *tile)
{
    chl_free(tile->norm);
    chl_free(tile->exact);
    chl_free(tile->single);
}

static void
round_row(const chl_search *search, const double *x, float *to, float *norm)
{
    double sum = 0.0;

    for (size_t l = 0; l < search->d; l++) {
        to[l] = (float) (x[l] - search->centre[l]);
        sum += (double) to[l] * to[l];
    }
    *norm = (float) sum;
}

chl_status
chl_tile_load(const chl_search *search, size_t first, double *rows,
              chl_tile_points *tile, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = search->d, left = search->n - first;
    size_t count = left < CHL_TILE_ROWS ? left : CHL_TILE_ROWS;

    CHL_TRY(chl_dataset_rows(search->dataset, search->row + first, count, rows,
                             err));
    tile->first = first;
    tile->count = count;
    for (size_t i = 0; i < count; i++) {
        if (!search->direct) {
            round_row(search, rows + i * d, tile->single + i * d,
                      &tile->norm[i]);
            continue;
        }
        for (size_t l = 0; l < d; l++) {
            tile->exact[l * CHL_TILE_ROWS + i] = rows[i * d + l];
        }
    }
out:
    return status;
}

/* sum_l (x_l - y_l)^2 in double, rounded once. */
static void
fill_direct(size_t d, const chl_tile_points *a, const chl_tile_points *b,
            float *out)
{
    double sum[CHL_TILE_ROWS];

    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            sum[j] = 0.0;
        }
        for (size_t l = 0; l < d; l++) {
            const double *y = b->exact + l * CHL_TILE_ROWS;
            double x = a->exact[l * CHL_TILE_ROWS + i];

            for (size_t j = 0; j < b->count; j++) {
                sum[j] += (x - y[j]) * (x - y[j]);
            }
        }
        for (size_t j = 0; j < b->count; j++) {
            out[i * CHL_TILE_ROWS + j] = (float) sum[j];
        }
    }
}

/* -2 <x, y>, to which norms are added where they are needed. */
static void
fill_product(size_t d, const chl_tile_points *a, const chl_tile_points *b,
             float *out)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) a->count,
                (int) b->count, (int) d, -2.0F, a->single, (int) d, b->single,
                (int) d, 0.0F, out, CHL_TILE_ROWS);
}

/* A product at or below this may belong to a candidate: limit - |x|^2. */
static inline float
threshold(uint64_t limit, float norm)
{
    float value;

    if (limit == UINT64_MAX) {
        return INFINITY;
    }
    value = chl_key_value(limit);
    return value - norm + slack * (value + norm);
}

static inline void
push(chl_search *search, size_t point, float value, size_t other)
{
    chl_candidates *list = &search->list[point];
    uint64_t *keys = search->keys + point * search->capacity;
    uint64_t key = chl_key(value > 0.0F ? value : 0.0F, (uint32_t) other);

    if (key >= list->limit) {
        return;
    }
    keys[list->count++] = key;
    if (list->count == search->capacity) {
        chl_keys_select(keys, list->count, search->kept);
        list->count = search->kept;
        list->limit = keys[search->kept - 1];
    }
}

/* True if some value[j] + add[j] <= most. */
static inline bool
any_below(const float *value, const float *add, size_t count, float most)
{
    int found = 0;

    for (size_t j = 0; j < count; j++) {
        found |= value[j] + add[j] <= most;
    }
    return found != 0;
}

/* True if some value[j] + add <= most[j]. */
static inline bool
any_column_below(const float *value, float add, size_t count, const float *most)
{
    int found = 0;

    for (size_t j = 0; j < count; j++) {
        found |= value[j] + add <= most[j];
    }
    return found != 0;
}

static void
push_row(chl_search *search, const chl_tile_points *a, size_t i,
         const chl_tile_points *b, const float *value)
{
    size_t point = a->first + i;
    float norm = a->norm[i];
    float most = threshold(search->list[point].limit, norm);

    for (size_t first = 0; first < b->count; first += CHUNK) {
        size_t left = b->count - first, count = left < CHUNK ? left : CHUNK;

        if (count == CHUNK
            && !any_below(value + first, b->norm + first, CHUNK, most)) {
            continue;
        }
        for (size_t j = first; j < first + count; j++) {
            if (value[j] + b->norm[j] <= most && b->first + j != point) {
                push(search, point, value[j] + (norm + b->norm[j]),
                     b->first + j);
            }
        }
        most = threshold(search->list[point].limit, norm);
    }
}

static void
push_columns(chl_search *search, const chl_tile_points *a, size_t i,
             const chl_tile_points *b, const float *value, float *most)
{
    float norm = a->norm[i];

    for (size_t first = 0; first < b->count; first += CHUNK) {
        size_t left = b->count - first, count = left < CHUNK ? left : CHUNK;

        if (count == CHUNK
            && !any_column_below(value + first, norm, CHUNK, most + first)) {
            continue;
        }
        for (size_t j = first; j < first + count; j++) {
            if (value[j] + norm <= most[j]) {
                push(search, b->first + j, value[j] + (norm + b->norm[j]),
                     a->first + i);
                most[j] =
                    threshold(search->list[b->first + j].limit, b->norm[j]);
            }
        }
    }
}

void
chl_tile_push(chl_search *search, const chl_tile_points *a,
              const chl_tile_points *b, float *product)
{
    omp_lock_t *lock_a = &search->lock[a->first / CHL_TILE_ROWS];
    omp_lock_t *lock_b = &search->lock[b->first / CHL_TILE_ROWS];
    float most[CHL_TILE_ROWS];

    (search->direct ? fill_direct : fill_product)(search->d, a, b, product);
    omp_set_lock(lock_a);
    for (size_t i = 0; i < a->count; i++) {
        push_row(search, a, i, b, product + i * CHL_TILE_ROWS);
    }
    omp_unset_lock(lock_a);
    if (a->first == b->first) {
        return;
    }
    omp_set_lock(lock_b);
    for (size_t j = 0; j < b->count; j++) {
        most[j] = threshold(search->list[b->first + j].limit, b->norm[j]);
    }
    for (size_t i = 0; i < a->count; i++) {
        push_columns(search, a, i, b, product + i * CHL_TILE_ROWS, most);
    }
    omp_unset_lock(lock_b);
}
