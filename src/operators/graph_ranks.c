/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S of a graph as an operator whose rows are shared among ranks. */
#include "base/error.h"
#include "operators/graph.h"

/* y = S x - u (u' x), the rows from..to-1, each summed in the order of its
 * entries. */
static void
apply_rows(const chl_graph *graph, size_t from, size_t to, const double *x,
           double *y)
{
    const chl_sparse *s = &graph->s;
    double inner = 0.0;

    for (size_t i = 0; i < s->n; i++) {
        inner += graph->root[i] * x[i];
    }
#pragma omp parallel for schedule(static) num_threads((int) graph->threads)
    for (size_t i = from; i < to; i++) {
        double sum = graph->diagonal != NULL ? graph->diagonal[i] * x[i] : 0.0;

        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            sum += s->value[a] * x[s->column[a]];
        }
        y[i] = sum - graph->root[i] * inner;
    }
}

static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph *graph = self;
    const chl_team *team = graph->team;
    size_t *first = chl_alloc(team->size + 1, sizeof *first);

    CHL_REQUIRE_MEMORY(first, err, "rows of ranks");
    for (size_t r = 0; r <= team->size; r++) {
        first[r] = graph->s.n * r / team->size;
    }
    apply_rows(graph, first[team->rank], first[team->rank + 1], x, y);
    CHL_TRY(team->gather(team->self, y, first, err));
out:
    chl_free(first);
    return status;
}

static const chl_operator_type shared = { .name = "graph", .apply = apply };

chl_status
chl_graph_operator_shared(chl_graph *graph, chl_operator **out, chl_error *err)
{
    return chl_operator_create(&shared, graph, graph->s.n, CHL_SYMMETRIC, out,
                               err);
}
