/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From weights to S, and what the sampling of neighbours does to it. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

/* value_ij / sqrt(scale_i scale_j), and divided by the width if asked for. */
static void
divide(chl_graph *graph, const double *scale, bool by_width)
{
    const chl_sparse *s = &graph->s;

    for (size_t i = 0; i < s->n; i++) {
        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            size_t j = s->column[a];
            double width = by_width ? chl_graph_width(
                               graph->points, graph->node[i], graph->node[j])
                                    : 1.0;

            s->value[a] /= width * sqrt(scale[i] * scale[j]);
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

chl_status
chl_graph_normalise(chl_graph *graph, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = graph->s.n;
    double total = 0.0;

    graph->q = chl_alloc(n, sizeof *graph->q);
    graph->root = chl_alloc(n, sizeof *graph->root);
    CHL_REQUIRE_MEMORY(graph->q, err, "degrees");
    CHL_REQUIRE_MEMORY(graph->root, err, "the trivial vector");
    chl_sparse_sums(&graph->s, graph->q);
    divide(graph, graph->q, false);
    chl_sparse_sums(&graph->s, graph->root);
    divide(graph, graph->root, graph->points->width != NULL);
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
out:
    return status;
}

/* Over nodes, with weights u^2 gamma: sum_j p_ij^2 / (1 - p_ii)^2. */
double
chl_graph_noise(const chl_graph *graph, const double *gamma)
{
    const chl_sparse *s = &graph->s;
    double total = 0.0, weights = 0.0;

    for (size_t i = 0; i < s->n; i++) {
        double u = graph->root[i];
        double move = graph->diagonal != NULL ? 1.0 - graph->diagonal[i] : 1.0;
        double weight = u * u * (gamma != NULL ? gamma[i] : 1.0);
        double sum = graph->share != NULL ? graph->share[i] : 0.0;

        for (size_t a = graph->sums == NULL ? s->start[i] : 0;
             graph->sums == NULL && a < s->start[i + 1]; a++) {
            double p = s->value[a] * graph->root[s->column[a]] / (u * move);

            sum += p * p;
        }
        total += weight * sum;
        weights += weight;
    }
    return weights > 0.0 ? total / weights : 0.0;
}
