/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One tile of distances: a product in single precision, a threshold test in
 * the cache, and what passes goes to the candidates.
 */
#include "operators/neighbours.h"

#include <cblas.h>
#include <math.h>

#include "base/error.h"
#include "base/vectorised.h"
#include "operators/select.h"

enum {
    CHUNK = 16 /* entries tested together: a bit of 32 for each chunk */
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
    for (size_t i = count; i < CHL_TILE_ROWS; i++) {
        tile->norm[i] = INFINITY;
    }
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

/*
 * Bit c of the answer: in chunk c some product is small enough for its row,
 * value + norm_j <= row, or for its column, value + norm <= column_j.
 */
CHL_VECTORISED static uint32_t
screen(const float *value, const float *norms, const float *column, float row,
       float norm)
{
    uint32_t chunks = 0;

    for (size_t c = 0; c < CHL_TILE_ROWS / CHUNK; c++) {
        int found = 0;

        for (size_t j = c * CHUNK; j < (c + 1) * CHUNK; j++) {
            float by_row = row - norms[j], by_column = column[j] - norm;

            found |= value[j] <= (by_row > by_column ? by_row : by_column);
        }
        chunks |= (uint32_t) (found != 0) << c;
    }
    return chunks;
}

/* The thresholds of a tile against another: of the row at work, and of all
 * columns. */
typedef struct limits {
    float row;
    float column[CHL_TILE_ROWS];
} limits;

static void
push_chunk(chl_search *search, const chl_tile_points *a, size_t i,
           const chl_tile_points *b, const float *value, size_t first,
           limits *most)
{
    size_t point = a->first + i, last = first + CHUNK;
    float norm = a->norm[i];

    last = last < b->count ? last : b->count;
    for (size_t j = first; j < last; j++) {
        size_t other = b->first + j;
        float squared = value[j] + (norm + b->norm[j]);

        if (value[j] + b->norm[j] <= most->row && other != point) {
            push(search, point, squared, other);
        }
        if (value[j] + norm <= most->column[j]) {
            push(search, other, squared, point);
            most->column[j] = threshold(search->list[other].limit, b->norm[j]);
        }
    }
    most->row = threshold(search->list[point].limit, norm);
}

/* Columns that are not there, and all of a tile against itself, take no
 * candidates: the rows already do. */
static void
set_limits(const chl_search *search, const chl_tile_points *a,
           const chl_tile_points *b, limits *most)
{
    for (size_t j = 0; j < CHL_TILE_ROWS; j++) {
        bool open = j < b->count && a->first != b->first;

        most->column[j] =
            open ? threshold(search->list[b->first + j].limit, b->norm[j])
                 : -INFINITY;
    }
}

static void
push_tile(chl_search *search, const chl_tile_points *a,
          const chl_tile_points *b, const float *product)
{
    limits most;

    set_limits(search, a, b, &most);
    for (size_t i = 0; i < a->count; i++) {
        const float *value = product + i * CHL_TILE_ROWS;
        uint32_t chunks;

        most.row = threshold(search->list[a->first + i].limit, a->norm[i]);
        chunks = screen(value, b->norm, most.column, most.row, a->norm[i]);
        for (size_t c = 0; chunks != 0; c++, chunks >>= 1) {
            if ((chunks & 1) != 0) {
                push_chunk(search, a, i, b, value, c * CHUNK, &most);
            }
        }
    }
}

/* Locks in the order of the tiles: a is never behind b. */
void
chl_tile_push(chl_search *search, const chl_tile_points *a,
              const chl_tile_points *b, float *product)
{
    omp_lock_t *lock_a = &search->lock[a->first / CHL_TILE_ROWS];
    omp_lock_t *lock_b = &search->lock[b->first / CHL_TILE_ROWS];

    (search->direct ? fill_direct : fill_product)(search->d, a, b, product);
    omp_set_lock(lock_a);
    if (lock_b != lock_a) {
        omp_set_lock(lock_b);
    }
    push_tile(search, a, b, product);
    if (lock_b != lock_a) {
        omp_unset_lock(lock_b);
    }
    omp_unset_lock(lock_a);
}
