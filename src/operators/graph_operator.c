/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S of a graph as an operator, with the trivial vector deflated. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

enum {
    PARTS = 8 /* of the rows; as many whatever the number of threads */
};

/*
 * The entries above the diagonal, each used for two: a product is as fast as
 * the matrix comes from memory. Rows are in parts of about as many entries,
 * and each part has a vector to add to.
 */
typedef struct state {
    const chl_graph *graph;
    chl_sparse upper;
    size_t first[PARTS + 1]; /* rows                                        */
    double *sum;             /* PARTS x n                                   */
} state;

static void
destroy(void *self)
{
    state *s = self;

    if (s != NULL) {
        chl_sparse_clear(&s->upper);
        chl_free(s->sum);
    }
    chl_free(s);
}

static chl_status
fill_upper(const chl_sparse *whole, chl_sparse *upper, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t half = whole->start[whole->n] / 2, to = 0;

    upper->n = whole->n;
    upper->start = chl_alloc(whole->n + 1, sizeof *upper->start);
    upper->column = chl_alloc(half + 1, sizeof *upper->column);
    upper->value = chl_alloc(half + 1, sizeof *upper->value);
    CHL_REQUIRE_MEMORY(upper->start, err, "rows of the graph");
    CHL_REQUIRE_MEMORY(upper->column, err, "edges of the graph");
    CHL_REQUIRE_MEMORY(upper->value, err, "weights of the graph");
    for (size_t i = 0; i < whole->n; i++) {
        for (size_t a = whole->start[i]; a < whole->start[i + 1]; a++) {
            if (whole->column[a] > i) {
                upper->column[to] = whole->column[a];
                upper->value[to++] = whole->value[a];
            }
        }
        upper->start[i + 1] = to;
    }
out:
    return status;
}

static void
cut(state *s)
{
    size_t entries = s->upper.start[s->upper.n], row = 0;

    for (size_t p = 0; p <= PARTS; p++) {
        while (row < s->upper.n
               && s->upper.start[row] < p * (entries / PARTS + 1)) {
            row++;
        }
        s->first[p] = row;
    }
    s->first[PARTS] = s->upper.n;
}

/* Rows of part p: what they get, and what they give to later ones. */
static void
multiply_part(const state *s, size_t p, const double *x)
{
    const chl_sparse *upper = &s->upper;
    double *sum = s->sum + p * upper->n;

    for (size_t i = s->first[p]; i < upper->n; i++) {
        sum[i] = 0.0;
    }
    for (size_t i = s->first[p]; i < s->first[p + 1]; i++) {
        double own = 0.0;

        for (size_t a = upper->start[i]; a < upper->start[i + 1]; a++) {
            own += upper->value[a] * x[upper->column[a]];
            sum[upper->column[a]] += upper->value[a] * x[i];
        }
        sum[i] += own;
    }
}

/* y = S x - u (u' x). Parts are added in their order. */
static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    const state *s = self;
    const chl_graph *graph = s->graph;
    const size_t n = s->upper.n;
    double inner = 0.0;

    (void) err;
#pragma omp parallel for schedule(dynamic) num_threads((int) graph->threads)
    for (size_t p = 0; p < PARTS; p++) {
        multiply_part(s, p, x);
    }
    for (size_t i = 0; i < n; i++) {
        inner += graph->root[i] * x[i];
    }
    for (size_t i = 0; i < n; i++) {
        y[i] = -graph->root[i] * inner;
        if (graph->diagonal != NULL) {
            y[i] += graph->diagonal[i] * x[i];
        }
    }
    for (size_t p = 0; p < PARTS; p++) {
        for (size_t i = s->first[p]; i < n; i++) {
            y[i] += s->sum[p * n + i];
        }
    }
    return CHL_OK;
}

static const chl_operator_type deflated = {
    .name = "graph",
    .apply = apply,
    .destroy = destroy,
};

chl_status
chl_graph_operator(chl_graph *graph, chl_operator **out, chl_error *err)
{
    chl_status status = CHL_OK;
    state *s = NULL;

    /* Every rank has all pairs. */
    if (graph->sums != NULL) {
        return chl_graph_whole_operator(graph, out, err);
    }
    if (graph->team != NULL) {
        return chl_graph_operator_shared(graph, out, err);
    }
    s = chl_alloc(1, sizeof *s);
    CHL_REQUIRE_MEMORY(s, err, "the operator of a graph");
    s->graph = graph;
    s->sum = chl_alloc(graph->s.n, PARTS * sizeof *s->sum);
    CHL_REQUIRE_MEMORY(s->sum, err, "the operator of a graph");
    CHL_TRY(fill_upper(&graph->s, &s->upper, err));
    cut(s);
    CHL_TRY(
        chl_operator_create(&deflated, s, graph->s.n, CHL_SYMMETRIC, out, err));
    s = NULL;
out:
    destroy(s);
    return status;
}

const double *
chl_graph_trivial(const chl_graph *graph)
{
    return graph->root;
}

double
chl_graph_eigenvalue(const chl_graph *graph, double mu)
{
    return (1.0 - mu) / graph->info.bandwidth;
}

void
chl_graph_function(const chl_graph *graph, const double *v, double *f)
{
    double scale = 0.0;

    for (size_t i = 0; i < graph->s.n; i++) {
        scale += v[i] * v[i];
    }
    scale = scale > 0.0 ? 1.0 / sqrt(scale) : 0.0;
    for (size_t i = 0; i < graph->s.n; i++) {
        f[i] = scale * v[i] / graph->root[i];
    }
}

/* gamma_i = sum_j p_ij (f_i - f_j)^2 / 2 eps,  p_ij = S_ij u_j / u_i. */
void
chl_graph_gradients(const chl_graph *graph, const double *f, double *gamma)
{
    const chl_sparse *s = &graph->s;

    if (graph->sums != NULL) {
        chl_graph_whole_gradients(graph, f, gamma);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        double sum = 0.0;

        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            size_t j = s->column[a];

            sum += s->value[a] * graph->root[j] * (f[i] - f[j]) * (f[i] - f[j]);
        }
        gamma[i] = sum / (graph->root[i] * 2.0 * graph->info.bandwidth);
    }
}
