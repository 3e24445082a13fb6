/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph of all pairs: the laws that neighbours obey, points left out. */
#include <math.h>

#include "graphs.h"
#include "operators/graph.h"
#include "support/runner.h"

static chl_error err;

static chl_status
make_whole(const chl_dataset *dataset, size_t n, double eps, chl_graph **out)
{
    chl_graph *graph = chl_alloc(1, sizeof *graph);
    chl_status status = CHL_ENOMEM;
    chl_error here = { 0 };

    if (graph != NULL) {
        graph->points = chl_alloc(1, sizeof *graph->points);
    }
    if (graph != NULL && graph->points != NULL) {
        graph->points->dataset = dataset;
        graph->points->n = n;
        graph->points->row = chl_alloc(n, sizeof *graph->points->row);
    }
    if (graph != NULL && graph->points != NULL && graph->points->row != NULL) {
        for (size_t i = 0; i < n; i++) {
            graph->points->row[i] = i;
        }
        graph->info.bandwidth = eps;
        graph->threads = 1;
        status = chl_graph_whole(graph, &here);
    }
    if (status != CHL_OK) {
        chl_graph_free(graph);
        graph = NULL;
    }
    *out = graph;
    return status;
}

/* On a lattice the weight of a point for itself is one of the sum's. */
START_TEST(all_pairs_have_the_laws_of_neighbours)
{
    enum {
        N = 400
    };
    chl_dataset *dataset = graphs_measure("circle", N);
    chl_graph *graph = NULL, *half = NULL;
    chl_eigen_result *pairs;
    double f[N], gamma[N], sum = 0.0;

    ck_assert_int_eq(make_whole(dataset, N, 0.01, &graph), CHL_OK);
    ck_assert(chl_graph_is_whole(graph));
    ck_assert_uint_eq(chl_graph_describe(graph)->nodes, N);
    pairs = graphs_pairs(graph, 2, CHL_LARGEST);
    ck_assert_double_eq_tol(chl_graph_eigenvalue(graph, pairs->values[0]), 1.0,
                            0.02);
    chl_graph_function(graph, pairs->vectors, f);
    chl_graph_gradients(graph, f, gamma);
    for (size_t i = 0; i < N; i++) {
        sum += graph->root[i] * graph->root[i] * gamma[i];
    }
    ck_assert_double_eq_tol(sum, chl_graph_eigenvalue(graph, pairs->values[0]),
                            1e-5);
    ck_assert_ok(chl_graph_narrow(graph, 0.5, &half, &err), err);
    ck_assert_double_gt(chl_graph_noise(half, NULL),
                        chl_graph_noise(graph, NULL));
    chl_graph_free(half);
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* One of 60 points alone at a distance. */
START_TEST(all_pairs_leave_out_who_is_alone)
{
    double x[122];
    chl_dataset *dataset;
    chl_graph *graph = NULL;

    graphs_circle(x, 60);
    x[120] = 4.0;
    x[121] = 0.0;
    dataset = graphs_points(x, 61, 2);
    ck_assert_int_eq(make_whole(dataset, 61, 0.1, &graph), CHL_OK);
    ck_assert_uint_eq(chl_graph_describe(graph)->dropped, 1);
    ck_assert_uint_eq(chl_graph_row(graph, 59), 59);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
make_whole_once(const chl_dataset *dataset)
{
    chl_graph *graph = NULL;
    chl_status status = make_whole(dataset, 40, 0.1, &graph);

    chl_graph_free(graph);
    return status;
}

START_TEST(all_pairs_survive_lost_memory)
{
    chl_dataset *dataset = graphs_measure("circle", 40);

    ck_assert_survives_lost_memory(make_whole_once(dataset));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("graph of all pairs");
    TCase *tests = tcase_create("all pairs");

    tcase_add_test(tests, all_pairs_have_the_laws_of_neighbours);
    tcase_add_test(tests, all_pairs_leave_out_who_is_alone);
    tcase_add_test(tests, all_pairs_survive_lost_memory);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
