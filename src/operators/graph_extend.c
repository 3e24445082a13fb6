/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenfunctions of a graph at points that are not its own. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

enum {
    BLOCK = 256 /* nodes read at once */
};

static double
distance(size_t d, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t l = 0; l < d; l++) {
        sum += (x[l] - y[l]) * (x[l] - y[l]);
    }
    return sum;
}

/* What is known of one new point. */
typedef struct place {
    double near[CHL_GRAPH_NEAR]; /* squared distances, ascending              */
    double width;                /* eps_x / eps                               */
    double weights, moves;       /* sum_j k_xj, and of those over the widths  */
} place;

typedef struct extension {
    const chl_graph *graph;
    size_t k;
    const double *functions;
    place *places; /* count                                                   */
    double *sum;   /* count x k: sum_j of the moves times f_j                 */
} extension;

/* A point that is itself a node sees the others only, like a row of the
 * graph. */
static void
note_near(place *p, double squared)
{
    size_t at = CHL_GRAPH_NEAR;

    if (!(squared > 0.0)) {
        return;
    }
    for (; at > 0 && squared < p->near[at - 1]; at--) {
        if (at < CHL_GRAPH_NEAR) {
            p->near[at] = p->near[at - 1];
        }
    }
    if (at < CHL_GRAPH_NEAR) {
        p->near[at] = squared;
    }
}

static void
add_node(const extension *e, size_t node, double squared, size_t c)
{
    const chl_graph *graph = e->graph;
    const double *widths = graph->points->width;
    place *p = &e->places[c];
    double width =
        widths != NULL ? 0.5 * (p->width + widths[graph->node[node]]) : 1.0;
    double weight = exp(-squared / (4.0 * graph->info.bandwidth * width))
                    / sqrt(graph->q[node]);

    if (!(squared > 0.0) || !(weight > 0.0)) {
        return;
    }
    p->weights += weight;
    p->moves += weight / width;
    for (size_t a = 0; a < e->k; a++) {
        e->sum[c * e->k + a] +=
            weight / width * e->functions[a * graph->s.n + node];
    }
}

/* All nodes, for all points: the nearest at first, then the sums. */
static chl_status
pass(const extension *e, bool first, size_t count, const double *x,
     double *rows, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset *dataset = e->graph->points->dataset;
    size_t d = chl_dataset_describe(dataset)->dimension;
    size_t index[BLOCK], n = e->graph->s.n;

    for (size_t at = 0; at < n; at += BLOCK) {
        size_t some = n - at < BLOCK ? n - at : BLOCK;

        for (size_t i = 0; i < some; i++) {
            index[i] = chl_graph_row(e->graph, at + i);
        }
        CHL_TRY(chl_dataset_rows(dataset, index, some, rows, err));
        for (size_t c = 0; c < count; c++) {
            for (size_t i = 0; i < some; i++) {
                double squared = distance(d, x + c * d, rows + i * d);

                if (first) {
                    note_near(&e->places[c], squared);
                } else {
                    add_node(e, at + i, squared, c);
                }
            }
        }
    }
out:
    return status;
}

static void
set_widths(const extension *e, size_t count)
{
    /* A narrower copy keeps the widths in units of its own eps. */
    double eps = e->graph->points->bandwidth;

    for (size_t c = 0; c < count; c++) {
        double squared = e->places[c].near[CHL_GRAPH_NEAR - 1];

        e->places[c].width =
            isfinite(squared) ? fmax(1.0, 0.25 * squared / eps) : 1.0;
    }
}

chl_status
chl_graph_extend(const chl_graph *graph, size_t k, const double *mu,
                 const double *functions, size_t count, const double *x,
                 double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(graph->points->dataset)->dimension;
    extension e = { .graph = graph, .k = k, .functions = functions };
    double *rows = chl_alloc(BLOCK * d, sizeof *rows);

    e.sum = chl_alloc(count * k, sizeof *e.sum);
    e.places = chl_alloc(count, sizeof *e.places);
    CHL_REQUIRE_MEMORY(rows, err, "a block of nodes");
    CHL_REQUIRE_MEMORY(e.sum, err, "sums of weights");
    CHL_REQUIRE_MEMORY(e.places, err, "places of points");
    if (graph->points->width != NULL) {
        for (size_t c = 0; c < count; c++) {
            for (size_t i = 0; i < CHL_GRAPH_NEAR; i++) {
                e.places[c].near[i] = INFINITY;
            }
        }
        CHL_TRY(pass(&e, true, count, x, rows, err));
        set_widths(&e, count);
    }
    CHL_TRY(pass(&e, false, count, x, rows, err));
    for (size_t c = 0; c < count; c++) {
        const place *p = &e.places[c];

        for (size_t a = 0; a < k; a++) {
            values[c * k + a] =
                e.sum[c * k + a] / ((mu[a] - 1.0) * p->weights + p->moves);
        }
    }
out:
    chl_free(rows);
    chl_free(e.sum);
    chl_free(e.places);
    return status;
}
