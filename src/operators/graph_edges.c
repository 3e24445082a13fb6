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

/* Lists are sorted by distance and index, so the last entry tells. */
static bool
is_listed(const chl_neighbours *near, const size_t *length, size_t point,
          size_t other, double squared)
{
    size_t last = point * near->k + length[point] - 1;

    return squared < near->squared[last]
           || (squared <= near->squared[last] && other <= near->index[last]);
}

static chl_status
count_rows(const chl_neighbours *near, const size_t *length, chl_sparse *out,
           chl_error *err)
{
    chl_status status = CHL_OK;

    out->start = chl_alloc(near->n + 1, sizeof *out->start);
    CHL_REQUIRE_MEMORY(out->start, err, "rows of the graph");
    for (size_t i = 0; i < near->n; i++) {
        out->start[i + 1] += length[i];
        for (size_t a = i * near->k; a < i * near->k + length[i]; a++) {
            size_t j = near->index[a];

            out->start[j + 1] +=
                !is_listed(near, length, j, i, near->squared[a]);
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
fill_rows(const chl_graph_points *points, const size_t *length,
          double bandwidth, size_t *next, chl_sparse *out)
{
    const chl_neighbours *near = &points->near;

    for (size_t i = 0; i < near->n; i++) {
        next[i] = out->start[i] + length[i];
    }
    for (size_t i = 0; i < near->n; i++) {
        for (size_t a = 0; a < length[i]; a++) {
            size_t j = near->index[i * near->k + a];
            double squared = near->squared[i * near->k + a];
            double eps = bandwidth * chl_graph_width(points, i, j);
            double weight = exp(-squared / (4.0 * eps));

            out->column[out->start[i] + a] = (uint32_t) j;
            out->value[out->start[i] + a] = weight;
            if (!is_listed(near, length, j, i, squared)) {
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
    size_t *length = chl_alloc(near->n, sizeof *length);
    size_t *next = chl_alloc(near->n, sizeof *next);

    CHL_REQUIRE_MEMORY(length, err, "lengths of lists");
    CHL_REQUIRE_MEMORY(next, err, "ends of rows");
    for (size_t i = 0; i < near->n; i++) {
        double eps = bandwidth * chl_graph_width(points, i, i);

        length[i] = list_length(near, i, -4.0 * eps * log(cutoff));
    }
    CHL_TRY(count_rows(near, length, &made, err));
    fill_rows(points, length, bandwidth, next, &made);
    *out = made;
    made = (chl_sparse){ 0 };
out:
    chl_sparse_clear(&made);
    chl_free(length);
    chl_free(next);
    return status;
}
