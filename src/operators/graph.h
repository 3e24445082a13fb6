/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a graph: points, edges, and the steps that make them. */
#ifndef CHLADNI_OPERATORS_GRAPH_H
#define CHLADNI_OPERATORS_GRAPH_H

#include <chladni/operators.h>

/* Compressed rows of a symmetric matrix without diagonal. */
typedef struct chl_sparse {
    size_t n;
    size_t *start;    /* n + 1 */
    uint32_t *column; /* start[n] */
    double *value;    /* start[n] */
} chl_sparse;

void chl_sparse_clear(chl_sparse *matrix);
/* sum: n, of the rows. */
void chl_sparse_sums(const chl_sparse *matrix, double *sum);

/* What a graph and its narrower copies have in common. */
typedef struct chl_graph_points {
    const chl_dataset *dataset;
    size_t n;
    size_t *row; /* n: rows of the dataset, all different, in any order */
    chl_neighbours near;
    double *width;    /* n: eps_i / eps >= 1; NULL if all are 1 */
    double bandwidth; /* eps that the widths were made for      */
    double *x;        /* n x d, of a graph of all pairs         */
} chl_graph_points;

struct chl_graph {
    chl_graph_points *points; /* owned unless borrowed */
    bool borrowed;
    chl_graph_info info;
    size_t threads;
    const chl_team *team; /* NULL = alone */
    chl_sparse s;         /* S of the nodes without its diagonal           */
    double *diagonal;     /* s.n: that of S; NULL if it is 0               */
    size_t *node;         /* s.n: point of each node                       */
    double *q;            /* s.n: q = K 1                                  */
    chl_operator *sums;   /* S of all pairs; NULL if s holds its entries   */
    double *share;        /* s.n: sum_j p_ij^2 / (1 - p_ii)^2              */
    double *scratch;      /* 2 s.n, of these                               */
    double *root;         /* s.n: u = sqrt(D) / |sqrt(D)|                  */
};

/* S - u u' of a graph with a team. Borrows graph. graph_ranks.c */
chl_status chl_graph_operator_shared(chl_graph *graph, chl_operator **out,
                                     chl_error *err);

/* The first of equal rows among the first `used` of the seeded order.
 * graph_points.c */
chl_status chl_graph_distinct(const chl_dataset *dataset, size_t used,
                              uint64_t seed, chl_graph_points *points,
                              size_t *duplicates, chl_error *err);

enum {
    CHL_GRAPH_SAMPLE = 1024
};

/* Points near each other get numbers near each other, if they are many.
 * graph_order.c */
chl_status chl_graph_order(chl_graph_points *points, uint64_t seed,
                           chl_error *err);

/* What the slope rule finds in a sample of the points. graph_bandwidth.c */
typedef struct chl_slope {
    double bandwidth; /* eps                                                 */
    double dimension; /* 2 max d log S / d log eps                           */
    double crowd;     /* largest share of the sample within the cutoff       */
} chl_slope;

/* given: eps, or 0 to choose it. Errors: CHL_EDATA fewer than 3 points. */
chl_status chl_graph_slope(const chl_graph_points *points, double given,
                           double cutoff, uint64_t seed, chl_slope *out,
                           chl_error *err);

/* Dimension from the distances to the nearest neighbours. */
double chl_graph_local_dimension(const chl_neighbours *near);

/*
 * points->width:  eps_i = max(eps, r^2 / 4), r the distance to the
 * CHL_GRAPH_NEAR-th neighbour, as far as the lists reach down to the cutoff.
 * Where points are rarer than eps resolves, the graph holds together.
 * graph_width.c
 */
enum {
    CHL_GRAPH_NEAR = 8,  /* neighbours within 2 sqrt(eps_i), at least */
    CHL_GRAPH_LEAST = 16 /* in a list                                 */
};
chl_status chl_graph_widen(chl_graph_points *points, double bandwidth,
                           double cutoff, chl_error *err);
/* (eps_i + eps_j) / 2 eps. */
double chl_graph_width(const chl_graph_points *points, size_t i, size_t j);

/* Weights exp(-r^2 / 2 (eps_i + eps_j)) of the pairs that are in the list of
 * either; a list ends with its first weight below the cutoff, but has at least
 * CHL_GRAPH_LEAST. graph_edges.c */
chl_status chl_graph_edges(const chl_graph_points *points, double bandwidth,
                           double cutoff, chl_sparse *out, chl_error *err);

/* From weights K of the nodes in graph->s to S, its diagonal, q and u.
 * graph_normalise.c */
chl_status chl_graph_normalise(chl_graph *graph, chl_error *err);

/*
 * All pairs in place of neighbours, by fast sums: up to three columns and at
 * least CHL_GRAPH_WHOLE points. Sets all of graph but points and threads;
 * points without the weight of CHL_GRAPH_NEAR others are dropped from points,
 * when first made. graph_whole.c
 */
enum {
    CHL_GRAPH_WHOLE = 200000
};
bool chl_graph_whole_suits(const chl_graph_points *points,
                           const chl_graph_settings *settings);
chl_status chl_graph_whole(chl_graph *graph, chl_error *err);
/* Borrows graph. */
chl_status chl_graph_whole_operator(chl_graph *graph, chl_operator **out,
                                    chl_error *err);
/* gamma of chl_graph_gradients and chl_graph_noise for these. */
void chl_graph_whole_gradients(const chl_graph *graph, const double *f,
                               double *gamma);

/* Number the components of the points with keep[i] among edges whose weight
 * is at least DBL_EPSILON sqrt(degree_i degree_j), in the order of their first
 * points; label[i] is SIZE_MAX for the others. components.c */
chl_status chl_components_find(const chl_sparse *weights, const double *degree,
                               const bool *keep, size_t *label, size_t *count,
                               chl_error *err);

#endif
