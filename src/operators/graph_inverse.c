/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shift and invert for the matrix of a graph. */
#include "operators/graph_inverse.h"

#include <string.h>

#include "base/error.h"
#include "operators/graph.h"

/* Small beside the spectrum, [0, 2], and large beside its rounding: at 0 the
 * matrix is singular and solves lose half of their digits. */
static const double delta = 1e-5;

typedef struct state {
    const chl_graph *graph;
    chl_inverse *inverse;
    double *scratch; /* nodes */
} state;

chl_status
chl_graph_inverse_create(const chl_graph *graph, double limit,
                         chl_inverse **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sparse *s = &graph->s;
    chl_entries entries = { 0 };

    CHL_TRY(chl_entries_alloc(s->n + s->start[s->n] / 2, &entries, err));
    for (size_t i = 0; i < s->n; i++) {
        chl_entries_add(&entries, i, i,
                        graph->diagonal != NULL ? 1.0 - graph->diagonal[i]
                                                : 1.0);
        for (size_t a = s->start[i]; a < s->start[i + 1]; a++) {
            if (s->column[a] < i) {
                chl_entries_add(&entries, i, s->column[a], -s->value[a]);
            }
        }
    }
    CHL_TRY(chl_inverse_create(s->n, &entries, limit, out, err));
out:
    chl_entries_clear(&entries);
    return status;
}

/* to = x - u (u' x) */
static void
deflate(const chl_graph *graph, const double *x, double *to)
{
    double inner = 0.0;

    for (size_t i = 0; i < graph->s.n; i++) {
        inner += graph->root[i] * x[i];
    }
    for (size_t i = 0; i < graph->s.n; i++) {
        to[i] = x[i] - inner * graph->root[i];
    }
}

static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    state *s = self;

    deflate(s->graph, x, s->scratch);
    CHL_TRY(chl_inverse_solve(s->inverse, s->scratch, y, err));
    deflate(s->graph, y, y);
out:
    return status;
}

static void
destroy(void *self)
{
    state *s = self;

    if (s != NULL) {
        chl_free(s->scratch);
    }
    chl_free(s);
}

static const chl_operator_type inverse_type = {
    .name = "inverse graph",
    .apply = apply,
    .destroy = destroy,
};

chl_status
chl_graph_inverse_operator(const chl_graph *graph, chl_inverse *inverse,
                           chl_operator **out, chl_error *err)
{
    chl_status status = CHL_OK;
    state *s = chl_alloc(1, sizeof *s);

    CHL_REQUIRE_MEMORY(s, err, "the inverse of a graph");
    s->graph = graph;
    s->inverse = inverse;
    s->scratch = chl_alloc(graph->s.n, sizeof *s->scratch);
    CHL_REQUIRE_MEMORY(s->scratch, err, "the inverse of a graph");
    CHL_TRY(chl_inverse_factor(inverse, -delta, err));
    CHL_TRY(chl_operator_create(&inverse_type, s, graph->s.n,
                                CHL_SYMMETRIC | CHL_POSITIVE, out, err));
    s = NULL;
out:
    destroy(s);
    return status;
}
