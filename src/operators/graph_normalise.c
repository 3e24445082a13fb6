/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From weights to S, and what the sampling of neighbours does to it. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

/* root_i = 1 / sqrt(scale_i). */
static void
invert_roots(size_t n, const double *scale, double *root)
{
    for (size_t i = 0; i < n; i++) {
        root[i] = 1.0 / sqrt(scale[i]);
    }
}

/* value_ij root_i root_j, and divided by the width if asked for; then the sums
 * of rows. */
static void
scale(chl_graph *graph, const double *root, bool by_width, double *sum)
{
    const chl_sparse *s = &graph->s;

    for (size_t i = 0; i < s->n; i++) {
        sum[i] = 0.0;
        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            size_t j = s->column[a];

            s->value[a] *= root[i] * root[j];
            if (by_width) {
                s->value[a] /= chl_graph_width(graph->points, graph->node[i],
                                               graph->node[j]);
            }
            sum[i] += s->value[a];
        }
    }
}

/* 1 - sum_j W_ij / D_i,  W_ij = sqrt(D_i D_j) S_ij. */
static void
fill_diagonal(chl_graph *graph)
{
    const chl_sparse *s = &graph->s;

    for (size_t i = 0; i < s->n; i++) {
        double sum = 0.0;

        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            sum += s->value[a] * sqrt(graph->root[s->column[a]]);
        }
        graph->diagonal[i] = 1.0 - sum / sqrt(graph->root[i]);
    }
}

/* sum_j p_ij^2 / (1 - p_ii)^2,  p_ij = S_ij u_j / u_i. */
static void
fill_share(chl_graph *graph)
{
    const chl_sparse *s = &graph->s;

    for (size_t i = 0; i < s->n; i++) {
        double move = graph->diagonal != NULL ? 1.0 - graph->diagonal[i] : 1.0;
        double sum = 0.0;

        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            double p = s->value[a] * graph->root[s->column[a]];

            sum += p * p;
        }
        graph->share[i] = sum / pow(graph->root[i] * move, 2.0);
    }
}

chl_status
chl_graph_normalise(chl_graph *graph, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = graph->s.n;
    double total = 0.0;
    double *inverse = chl_alloc(n, sizeof *inverse);

    graph->q = chl_alloc(n, sizeof *graph->q);
    graph->root = chl_alloc(n, sizeof *graph->root);
    graph->share = chl_alloc(n, sizeof *graph->share);
    CHL_REQUIRE_MEMORY(inverse, err, "degrees");
    CHL_REQUIRE_MEMORY(graph->q, err, "degrees");
    CHL_REQUIRE_MEMORY(graph->root, err, "the trivial vector");
    CHL_REQUIRE_MEMORY(graph->share, err, "shares of neighbours");
    chl_sparse_sums(&graph->s, graph->q);
    invert_roots(n, graph->q, inverse);
    scale(graph, inverse, false, graph->root);
    invert_roots(n, graph->root, inverse);
    scale(graph, inverse, graph->points->width != NULL, graph->share);
    if (graph->points->width != NULL) {
        graph->diagonal = chl_alloc(n, sizeof *graph->diagonal);
        CHL_REQUIRE_MEMORY(graph->diagonal, err, "the diagonal of a graph");
        fill_diagonal(graph);
    }
    for (size_t i = 0; i < n; i++) {
        total += graph->root[i];
    }
    for (size_t i = 0; i < n; i++) {
        graph->root[i] = sqrt(graph->root[i] / total);
    }
    fill_share(graph);
out:
    chl_free(inverse);
    return status;
}

/* The mean share over nodes, with weights u^2 gamma. */
double
chl_graph_noise(const chl_graph *graph, const double *gamma)
{
    double total = 0.0, weights = 0.0;

    for (size_t i = 0; i < graph->s.n; i++) {
        double u = graph->root[i];
        double weight = u * u * (gamma != NULL ? gamma[i] : 1.0);

        total += weight * graph->share[i];
        weights += weight;
    }
    return weights > 0.0 ? total / weights : 0.0;
}
