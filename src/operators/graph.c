/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph: from points to S, step by step. */
#include "operators/graph.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/select.h"

enum {
    LEAST_CAP = 64,
    MOST_CAP = 1024,
    ENTRIES = 16000000, /* neighbours of all points that the cap aims at */
    SHARE = 4 /* a list of more than this part of the points is not local */
};

/* Points with less than this share of the median degree hang by a thread. */
static const double lowest_degree = 1e-6;

chl_graph_settings
chl_graph_settings_default(void)
{
    return (chl_graph_settings){ .cutoff = 1e-3 };
}

static void
points_free(chl_graph_points *points)
{
    if (points != NULL) {
        chl_free(points->row);
        chl_neighbours_clear(&points->near);
        chl_free(points->width);
        chl_free(points->x);
    }
    chl_free(points);
}

void
chl_graph_free(chl_graph *graph)
{
    if (graph != NULL) {
        if (!graph->borrowed) {
            points_free(graph->points);
        }
        chl_sparse_clear(&graph->s);
        chl_free(graph->diagonal);
        chl_operator_free(graph->sums);
        chl_free(graph->share);
        chl_free(graph->scratch);
        chl_free(graph->node);
        chl_free(graph->q);
        chl_free(graph->root);
    }
    chl_free(graph);
}

const chl_graph_info *
chl_graph_describe(const chl_graph *graph)
{
    return &graph->info;
}

size_t
chl_graph_row(const chl_graph *graph, size_t node)
{
    return graph->points->row[graph->node[node]];
}

static chl_status
keep_degrees(const double *degree, size_t n, bool *keep, size_t *dropped,
             chl_error *err)
{
    chl_status status = CHL_OK;
    chl_indexed *list = chl_alloc(n, sizeof *list);
    double least;

    CHL_REQUIRE_MEMORY(list, err, "degrees");
    for (size_t i = 0; i < n; i++) {
        list[i] = (chl_indexed){ degree[i], (uint32_t) i };
    }
    chl_indexed_sort(list, n);
    least = lowest_degree * list[n / 2].value;
    *dropped = 0;
    for (size_t i = 0; i < n; i++) {
        keep[i] = degree[i] > 0.0 && degree[i] >= least;
        *dropped += !keep[i];
    }
out:
    chl_free(list);
    return status;
}

/* The label that most points have; the first on a tie. */
static chl_status
largest_label(const size_t *label, size_t n, size_t count, size_t *best,
              chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *size = chl_alloc(count, sizeof *size);

    CHL_REQUIRE_MEMORY(size, err, "sizes of components");
    for (size_t i = 0; i < n; i++) {
        if (label[i] != SIZE_MAX) {
            size[label[i]]++;
        }
    }
    *best = 0;
    for (size_t c = 1; c < count; c++) {
        *best = size[c] > size[*best] ? c : *best;
    }
out:
    chl_free(size);
    return status;
}

/* The rows and columns with the label `best`, in place. */
static chl_status
restrict_to(chl_graph *graph, const size_t *label, size_t best, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_sparse *s = &graph->s;
    size_t *place = chl_alloc(s->n, sizeof *place);
    size_t nodes = 0, to = 0;

    CHL_REQUIRE_MEMORY(place, err, "places of points");
    graph->node = chl_alloc(s->n, sizeof *graph->node);
    CHL_REQUIRE_MEMORY(graph->node, err, "nodes of the graph");
    for (size_t i = 0; i < s->n; i++) {
        place[i] = nodes;
        if (label[i] == best) {
            graph->node[nodes++] = i;
        }
    }
    for (size_t i = 0; i < nodes; i++) {
        size_t from = s->start[graph->node[i]];
        size_t end = s->start[graph->node[i] + 1];

        s->start[i] = to;
        for (; from < end; from++) {
            if (label[s->column[from]] == best) {
                s->column[to] = (uint32_t) place[s->column[from]];
                s->value[to++] = s->value[from];
            }
        }
    }
    s->start[nodes] = to;
    s->n = nodes;
out:
    chl_free(place);
    return status;
}

static chl_status
build(chl_graph *graph, double cutoff, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = graph->points->n, best = 0;
    double *degree = chl_alloc(n, sizeof *degree);
    bool *keep = chl_alloc(n, sizeof *keep);
    size_t *label = chl_alloc(n, sizeof *label);

    CHL_REQUIRE_MEMORY(degree, err, "degrees");
    CHL_REQUIRE_MEMORY(keep, err, "points kept");
    CHL_REQUIRE_MEMORY(label, err, "components of points");
    CHL_TRY(chl_graph_edges(graph->points, graph->info.bandwidth, cutoff,
                            &graph->s, err));
    chl_sparse_sums(&graph->s, degree);
    CHL_TRY(keep_degrees(degree, n, keep, &graph->info.dropped, err));
    CHL_REQUIRE(graph->info.dropped + 2 <= n, err, CHL_ENUMERIC,
                "bandwidth %g leaves no two of %zu points connected",
                graph->info.bandwidth, n);
    CHL_TRY(chl_components_find(&graph->s, degree, keep, label,
                                &graph->info.components, err));
    CHL_TRY(largest_label(label, n, graph->info.components, &best, err));
    CHL_TRY(restrict_to(graph, label, best, err));
    CHL_TRY(chl_graph_normalise(graph, err));
    graph->info.noise = chl_graph_noise(graph, NULL);
    graph->info.nodes = graph->s.n;
    graph->info.entries = graph->s.start[graph->s.n];
out:
    chl_free(degree);
    chl_free(keep);
    chl_free(label);
    return status;
}

static size_t
cap_for(const chl_graph_settings *settings, size_t n)
{
    size_t cap = ENTRIES / n;

    if (settings->neighbours > 0) {
        cap = settings->neighbours;
    } else {
        cap = cap < LEAST_CAP ? LEAST_CAP : cap > MOST_CAP ? MOST_CAP : cap;
    }
    if (settings->neighbours == 0 && n / SHARE > LEAST_CAP) {
        cap = cap < n / SHARE ? cap : n / SHARE;
    }
    return cap < n ? cap : n - 1;
}

/* The largest eps at which every list reaches down to the cutoff. */
static double
reach(const chl_neighbours *near, double cutoff)
{
    double least = INFINITY;

    for (size_t i = 0; i < near->n; i++) {
        least = fmin(least, near->squared[(i + 1) * near->k - 1]);
    }
    return least / (-4.0 * log(cutoff));
}

/* Lists long enough for eps; at the cap, eps small enough for the lists. */
static chl_status
grow(chl_graph_points *points, const chl_graph_settings *settings,
     const chl_slope *slope, chl_graph_info *info, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t cap = cap_for(settings, points->n), k;
    double crowd = 1.2 * slope->crowd * (double) points->n + CHL_GRAPH_LEAST;
    double wanted = fmax(crowd, LEAST_CAP), most;

    k = wanted < (double) cap ? (size_t) wanted : cap;
    for (;;) {
        chl_neighbours_clear(&points->near);
        CHL_TRY(chl_neighbours_share(points->dataset, points->row, points->n, k,
                                     settings->threads, settings->team,
                                     &settings->progress, &points->near, err));
        most = reach(&points->near, settings->cutoff);
        if (most >= slope->bandwidth || k == cap) {
            break;
        }
        k = 2 * k < cap ? 2 * k : cap;
    }
    info->neighbours = k;
    info->bandwidth = slope->bandwidth;
    if (most < slope->bandwidth && k < points->n - 1) {
        info->bandwidth = most;
    }
out:
    return status;
}

/* The slope rule resolves its sample; eps goes like n^(-1 / (d / 2 + 2)).
 * Source  X. Cheng, N. Wu, Appl. Comput. Harmon. Anal. 61 (2022) 132. */
static double
shrink(const chl_slope *slope, size_t n)
{
    return slope->bandwidth
           * pow((double) CHL_GRAPH_SAMPLE / (double) n,
                 1.0 / (0.5 * slope->dimension + 2.0));
}

static chl_status
check_settings(const chl_graph_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(isfinite(s->bandwidth) && s->bandwidth >= 0.0, err, CHL_EARG,
                "bandwidth of the graph is %g; it must be finite and above 0, "
                "or 0 to choose it",
                s->bandwidth);
    CHL_REQUIRE(s->cutoff > 0.0 && s->cutoff < 1.0, err, CHL_EARG,
                "cutoff is %g; it must lie in (0, 1)", s->cutoff);
out:
    return status;
}

chl_status
chl_graph_create(const chl_dataset *dataset, const chl_graph_settings *settings,
                 chl_graph **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_settings s =
        settings != NULL ? *settings : chl_graph_settings_default();
    chl_graph *graph = chl_alloc(1, sizeof *graph);
    chl_slope slope;

    CHL_REQUIRE_MEMORY(graph, err, "a graph");
    CHL_TRY(check_settings(&s, err));
    graph->threads = s.threads > 0 ? s.threads : chl_threads_default();
    graph->team = s.team != NULL && s.team->size > 1 ? s.team : NULL;
    graph->info.cutoff = s.cutoff;
    graph->points = chl_alloc(1, sizeof *graph->points);
    CHL_REQUIRE_MEMORY(graph->points, err, "points of a graph");
    graph->points->dataset = dataset;
    CHL_TRY(chl_graph_distinct(dataset, s.samples, s.seed, graph->points,
                               &graph->info.duplicates, err));
    CHL_TRY(chl_graph_slope(graph->points, s.bandwidth, s.cutoff, s.seed,
                            &slope, err));
    graph->info.points = graph->points->n;
    if (chl_graph_whole_suits(graph->points, &s)) {
        graph->info.dimension = slope.dimension;
        graph->info.rule_bandwidth = slope.bandwidth;
        graph->info.bandwidth =
            s.bandwidth > 0.0 ? s.bandwidth : shrink(&slope, graph->points->n);
        CHL_TRY(chl_graph_whole(graph, err));
        goto made;
    }
    CHL_TRY(chl_graph_order(graph->points, s.seed, err));
    CHL_TRY(grow(graph->points, &s, &slope, &graph->info, err));
    graph->info.dimension =
        fmax(slope.dimension, chl_graph_local_dimension(&graph->points->near));
    graph->info.rule_bandwidth = slope.bandwidth;
    if (!(s.bandwidth > 0.0)) {
        CHL_TRY(chl_graph_widen(graph->points, graph->info.bandwidth, s.cutoff,
                                err));
    }
    CHL_TRY(build(graph, s.cutoff, err));
made:
    *out = graph;
    graph = NULL;
out:
    chl_graph_free(graph);
    return status;
}

chl_status
chl_graph_narrow(const chl_graph *graph, double factor, chl_graph **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph *made = chl_alloc(1, sizeof *made);

    CHL_REQUIRE_MEMORY(made, err, "a graph");
    CHL_REQUIRE(factor > 0.0 && factor <= 1.0, err, CHL_EARG,
                "bandwidth of a graph times %g; it must lie in (0, 1]", factor);
    made->points = graph->points;
    made->borrowed = true;
    made->threads = graph->threads;
    made->team = graph->team;
    made->info = graph->info;
    made->info.bandwidth *= factor;
    CHL_TRY(graph->sums != NULL ? chl_graph_whole(made, err)
                                : build(made, graph->info.cutoff, err));
    *out = made;
    made = NULL;
out:
    chl_graph_free(made);
    return status;
}
