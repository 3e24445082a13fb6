/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph of all pairs of points, in few columns, by fast sums. */
#include <math.h>

#include <chladni/grid.h>

#include "base/error.h"
#include "operators/graph.h"

enum {
    COLUMNS = 3
};

static const double accuracy = 1e-9;

bool
chl_graph_whole_suits(const chl_graph_points *points,
                      const chl_graph_settings *settings)
{
    return chl_dataset_describe(points->dataset)->dimension <= COLUMNS
           && points->n >= CHL_GRAPH_WHOLE && settings->neighbours == 0;
}

bool
chl_graph_is_whole(const chl_graph *graph)
{
    return graph->sums != NULL;
}

/* y = K 1, K with eps times factor. */
static chl_status
sum_weights(const chl_graph *graph, double factor, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph_points *p = graph->points;
    chl_fast_settings s = chl_fast_settings_default();
    chl_operator *op = NULL;
    double *ones = chl_alloc(p->n, sizeof *ones);

    CHL_REQUIRE_MEMORY(ones, err, "weights of points");
    for (size_t i = 0; i < p->n; i++) {
        ones[i] = 1.0;
    }
    s.bandwidth = sqrt(2.0 * graph->info.bandwidth * factor);
    s.accuracy = accuracy;
    s.threads = graph->threads;
    CHL_TRY(chl_fast_sums(
        p->x, p->n, chl_dataset_describe(p->dataset)->dimension, &s, &op, err));
    CHL_TRY(chl_operator_apply(op, ones, y, err));
out:
    chl_operator_free(op);
    chl_free(ones);
    return status;
}

/* A point has weight 1 of its own, and 1 / e of one at 2 sqrt(eps). */
static void
drop_rare(chl_graph *graph)
{
    chl_graph_points *p = graph->points;
    size_t d = chl_dataset_describe(p->dataset)->dimension, to = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (graph->q[i] >= 1.0 + CHL_GRAPH_NEAR * exp(-1.0)) {
            for (size_t l = 0; l < d; l++) {
                p->x[to * d + l] = p->x[i * d + l];
            }
            p->row[to++] = p->row[i];
        }
    }
    graph->info.dropped = p->n - to;
    p->n = to;
}

static chl_status
load(chl_graph *graph, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_points *p = graph->points;
    size_t d = chl_dataset_describe(p->dataset)->dimension;

    p->x = chl_alloc(p->n, d * sizeof *p->x);
    CHL_REQUIRE_MEMORY(p->x, err, "points of a graph");
    CHL_TRY(chl_dataset_rows(p->dataset, p->row, p->n, p->x, err));
    CHL_TRY(sum_weights(graph, 1.0, graph->q, err));
    drop_rare(graph);
    CHL_REQUIRE(p->n >= 2, err, CHL_ENUMERIC,
                "bandwidth %g leaves no two of %zu points connected",
                graph->info.bandwidth, graph->info.points);
out:
    return status;
}

static chl_status
allocate(chl_graph *graph, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = graph->points->n;

    graph->node = chl_alloc(n, sizeof *graph->node);
    graph->q = chl_alloc(n, sizeof *graph->q);
    graph->root = chl_alloc(n, sizeof *graph->root);
    graph->share = chl_alloc(n, sizeof *graph->share);
    graph->scratch = chl_alloc(n, 2 * sizeof *graph->scratch);
    CHL_REQUIRE_MEMORY(graph->node, err, "nodes of the graph");
    CHL_REQUIRE_MEMORY(graph->q, err, "degrees");
    CHL_REQUIRE_MEMORY(graph->root, err, "the trivial vector");
    CHL_REQUIRE_MEMORY(graph->share, err, "shares of neighbours");
    CHL_REQUIRE_MEMORY(graph->scratch, err, "products of a graph");
out:
    return status;
}

chl_status
chl_graph_whole(chl_graph *graph, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_points *p = graph->points;
    chl_fast_settings s = chl_fast_settings_default();

    CHL_TRY(allocate(graph, err));
    if (p->x == NULL) {
        CHL_TRY(load(graph, err));
    }
    CHL_TRY(sum_weights(graph, 1.0, graph->q, err));
    CHL_TRY(sum_weights(graph, 0.5, graph->share, err));
    for (size_t i = 0; i < p->n; i++) {
        graph->node[i] = i;
        graph->share[i] /= graph->q[i] * graph->q[i];
    }
    s.bandwidth = sqrt(2.0 * graph->info.bandwidth);
    s.accuracy = accuracy;
    s.threads = graph->threads;
    CHL_TRY(chl_fast_graph(p->x, p->n,
                           chl_dataset_describe(p->dataset)->dimension, &s,
                           graph->root, &graph->sums, err));
    graph->s.n = p->n;
    graph->info.nodes = p->n;
    graph->info.neighbours = p->n - 1;
    graph->info.components = 1;
    graph->info.entries = p->n * p->n;
    graph->info.noise = chl_graph_noise(graph, NULL);
out:
    return status;
}

/* gamma = (P f^2 - 2 f P f + f^2) / 2 eps,  P = u^-1 S u; the sums of a made
 * operator cannot fail. */
void
chl_graph_whole_gradients(const chl_graph *graph, const double *f,
                          double *gamma)
{
    size_t n = graph->s.n;
    double *in = graph->scratch, *out = in + n;

    for (size_t i = 0; i < n; i++) {
        in[i] = graph->root[i] * f[i];
    }
    (void) chl_operator_apply(graph->sums, in, out, NULL);
    for (size_t i = 0; i < n; i++) {
        in[i] *= f[i];
    }
    (void) chl_operator_apply(graph->sums, in, gamma, NULL);
    for (size_t i = 0; i < n; i++) {
        double mean = (gamma[i] - 2.0 * f[i] * out[i]) / graph->root[i];

        gamma[i] =
            fmax(mean + f[i] * f[i], 0.0) / (2.0 * graph->info.bandwidth);
    }
}

/* y = S x - u (u' x). */
static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph *graph = self;
    double inner = 0.0;

    CHL_TRY(chl_operator_apply(graph->sums, x, y, err));
    for (size_t i = 0; i < graph->s.n; i++) {
        inner += graph->root[i] * x[i];
    }
    for (size_t i = 0; i < graph->s.n; i++) {
        y[i] -= graph->root[i] * inner;
    }
out:
    return status;
}

static const chl_operator_type whole = { .name = "graph of all pairs",
                                         .apply = apply };

chl_status
chl_graph_whole_operator(chl_graph *graph, chl_operator **out, chl_error *err)
{
    return chl_operator_create(&whole, graph, graph->s.n, CHL_SYMMETRIC, out,
                               err);
}
