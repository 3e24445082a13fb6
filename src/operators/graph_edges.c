/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From lists of neighbours to the symmetric matrix of weights. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/graph.h"

void
chl_sparse_clear(chl_sparse *matrix)
{
    chl_free(matrix->start);
    chl_free(matrix->column);
    chl_free(matrix->value);
    *matrix = (chl_sparse){ 0 };
}

void
chl_sparse_sums(const chl_sparse *matrix, double *sum)
{
    for (size_t i = 0; i < matrix->n; i++) {
        sum[i] = 0.0;
        for (size_t a = matrix->start[i]; a < matrix->start[i + 1]; a++) {
            sum[i] += matrix->value[a];
        }
    }
}

/* Neighbours of point i that count. */
static size_t
list_length(const chl_neighbours *near, size_t i, double most)
{
    size_t least = near->k < CHL_GRAPH_LEAST ? near->k : CHL_GRAPH_LEAST;
    const double *r = near->squared + i * near->k;
    size_t length = 0;

    while (length < near->k && r[length] <= most) {
        length++;
    }
    length = length < near->k ? length + 1 : length;
    return length > least ? length : least;
}

/* The end of a list that counts. Kept apart: the lists lie far from each
 * other, and every edge asks for the end of another one. */
typedef struct list_end {
    double squared;
    uint32_t index, length;
} list_end;

static void
find_ends(const chl_graph_points *points, double bandwidth, double cutoff,
          list_end *end)
{
    const chl_neighbours *near = &points->near;

    for (size_t i = 0; i < near->n; i++) {
        double eps = bandwidth * chl_graph_width(points, i, i);
        size_t length = list_length(near, i, -4.0 * eps * log(cutoff));
        size_t last = i * near->k + length - 1;

        end[i] = (list_end){ near->squared[last], near->index[last],
                             (uint32_t) length };
    }
}

/* Lists are sorted by distance and index, so the last entry tells. */
static inline bool
is_listed(const list_end *end, size_t other, double squared)
{
    return squared < end->squared
           || (squared <= end->squared && other <= end->index);
}

static chl_status
count_rows(const chl_neighbours *near, const list_end *end, chl_sparse *out,
           chl_error *err)
{
    chl_status status = CHL_OK;

    out->start = chl_alloc(near->n + 1, sizeof *out->start);
    CHL_REQUIRE_MEMORY(out->start, err, "rows of the graph");
    for (size_t i = 0; i < near->n; i++) {
        out->start[i + 1] += end[i].length;
        for (size_t a = i * near->k; a < i * near->k + end[i].length; a++) {
            size_t j = near->index[a];

            out->start[j + 1] += !is_listed(&end[j], i, near->squared[a]);
        }
    }
    for (size_t i = 0; i < near->n; i++) {
        out->start[i + 1] += out->start[i];
    }
    out->n = near->n;
    out->column = chl_alloc(out->start[near->n], sizeof *out->column);
    out->value = chl_alloc(out->start[near->n], sizeof *out->value);
    CHL_REQUIRE_MEMORY(out->column, err, "edges of the graph");
    CHL_REQUIRE_MEMORY(out->value, err, "weights of the graph");
out:
    return status;
}

/* Each row: its own list, then those who list it, by number. */
static void
fill_rows(const chl_graph_points *points, const list_end *end, double bandwidth,
          size_t *next, chl_sparse *out)
{
    const chl_neighbours *near = &points->near;

    for (size_t i = 0; i < near->n; i++) {
        next[i] = out->start[i] + end[i].length;
    }
    for (size_t i = 0; i < near->n; i++) {
        for (size_t a = 0; a < end[i].length; a++) {
            size_t j = near->index[i * near->k + a];
            double squared = near->squared[i * near->k + a];
            double eps = bandwidth * chl_graph_width(points, i, j);
            double weight = exp(-squared / (4.0 * eps));

            out->column[out->start[i] + a] = (uint32_t) j;
            out->value[out->start[i] + a] = weight;
            if (!is_listed(&end[j], i, squared)) {
                out->column[next[j]] = (uint32_t) i;
                out->value[next[j]++] = weight;
            }
        }
    }
}

chl_status
chl_graph_edges(const chl_graph_points *points, double bandwidth, double cutoff,
                chl_sparse *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_neighbours *near = &points->near;
    chl_sparse made = { 0 };
    list_end *end = chl_alloc(near->n, sizeof *end);
    size_t *next = chl_alloc(near->n, sizeof *next);

    CHL_REQUIRE_MEMORY(end, err, "ends of lists");
    CHL_REQUIRE_MEMORY(next, err, "ends of rows");
    find_ends(points, bandwidth, cutoff, end);
    CHL_TRY(count_rows(near, end, &made, err));
    fill_rows(points, end, bandwidth, next, &made);
    *out = made;
    made = (chl_sparse){ 0 };
out:
    chl_sparse_clear(&made);
    chl_free(end);
    chl_free(next);
    return status;
}
