/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S of a graph as an operator, with the trivial vector deflated. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

enum {
    LANES = 4 /* sums of a row that do not wait for one another */
};

/* Always in the same order, whatever the number of threads. */
static double
row_product(const chl_sparse *s, size_t i, const double *x)
{
    const size_t first = s->start[i], count = s->start[i + 1] - first;
    const uint32_t *column = s->column + first;
    const double *value = s->value + first;
    double sum[LANES] = { 0.0 };
    size_t a = 0;

    for (; a + LANES <= count; a += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sum[lane] += value[a + lane] * x[column[a + lane]];
        }
    }
    for (; a < count; a++) {
        sum[0] += value[a] * x[column[a]];
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* y = S x - u (u' x) */
static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    const chl_graph *graph = self;
    const chl_sparse *s = &graph->s;
    double inner = 0.0;

    (void) err;
    for (size_t i = 0; i < s->n; i++) {
        inner += graph->root[i] * x[i];
    }
#pragma omp parallel for schedule(static) num_threads((int) graph->threads)
    for (size_t i = 0; i < s->n; i++) {
        double own = graph->diagonal != NULL ? graph->diagonal[i] * x[i] : 0.0;

        y[i] = own + row_product(s, i, x) - graph->root[i] * inner;
    }
    return CHL_OK;
}

static const chl_operator_type deflated = { .name = "graph", .apply = apply };

chl_status
chl_graph_operator(chl_graph *graph, chl_operator **out, chl_error *err)
{
    return chl_operator_create(&deflated, graph, graph->s.n, CHL_SYMMETRIC, out,
                               err);
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

    for (size_t i = 0; i < s->n; i++) {
        double sum = 0.0;

        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            size_t j = s->column[a];

            sum += s->value[a] * graph->root[j] * (f[i] - f[j]) * (f[i] - f[j]);
        }
        gamma[i] = sum / (graph->root[i] * 2.0 * graph->info.bandwidth);
    }
}
