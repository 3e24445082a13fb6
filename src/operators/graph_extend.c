/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenfunctions of a graph at points that are not its own. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

enum {
    BLOCK = 256 /* nodes read at once */
};

/* Sums over nodes for one point: f_1..f_k, and last the weights. A point that
 * is itself a node sees the others only, like a row of the graph. */
static void
add_node(const chl_graph *graph, size_t node, double squared, size_t k,
         const double *functions, double *sum)
{
    double weight =
        exp(-squared / (4.0 * graph->info.bandwidth)) / sqrt(graph->q[node]);

    if (!(squared > 0.0) || !(weight > 0.0)) {
        return;
    }
    for (size_t a = 0; a < k; a++) {
        sum[a] += weight * functions[a * graph->s.n + node];
    }
    sum[k] += weight;
}

static double
distance(size_t d, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t l = 0; l < d; l++) {
        sum += (x[l] - y[l]) * (x[l] - y[l]);
    }
    return sum;
}

chl_status
chl_graph_extend(const chl_graph *graph, size_t k, const double *mu,
                 const double *functions, size_t count, const double *x,
                 double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset *dataset = graph->points->dataset;
    size_t d = chl_dataset_describe(dataset)->dimension, n = graph->s.n;
    double *rows = chl_alloc(BLOCK * d, sizeof *rows);
    double *sum = chl_alloc(count * (k + 1), sizeof *sum);
    size_t index[BLOCK];

    CHL_REQUIRE_MEMORY(rows, err, "a block of nodes");
    CHL_REQUIRE_MEMORY(sum, err, "sums of weights");
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t some = n - at < BLOCK ? n - at : BLOCK;

        for (size_t i = 0; i < some; i++) {
            index[i] = chl_graph_row(graph, at + i);
        }
        CHL_TRY(chl_dataset_rows(dataset, index, some, rows, err));
        for (size_t c = 0; c < count; c++) {
            for (size_t i = 0; i < some; i++) {
                add_node(graph, at + i, distance(d, x + c * d, rows + i * d), k,
                         functions, sum + c * (k + 1));
            }
        }
    }
    for (size_t c = 0; c < count; c++) {
        for (size_t a = 0; a < k; a++) {
            values[c * k + a] =
                sum[c * (k + 1) + a] / (mu[a] * sum[c * (k + 1) + k]);
        }
    }
out:
    chl_free(rows);
    chl_free(sum);
    return status;
}
