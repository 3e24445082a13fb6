/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph: closed forms, laws of S, components, and its steps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/eigen.h>
#include <chladni/operators.h>

#include "base/random.h"
#include "graphs.h"
#include "operators/graph.h"
#include "support/runner.h"

static chl_error err;

static const double pi = 3.14159265358979323846;

static chl_graph *
make(const chl_dataset *dataset, double bandwidth, double cutoff,
     size_t threads)
{
    chl_graph_settings s = chl_graph_settings_default();
    chl_graph *graph = NULL;

    s.bandwidth = bandwidth;
    s.cutoff = cutoff;
    s.threads = threads;
    ck_assert_ok(chl_graph_create(dataset, &s, &graph, &err), err);
    return graph;
}

/* mu_k = sum_j w_j cos(2 pi j k / n) / sum_j w_j, j = 1..n-1. */
static double
circle_value(size_t n, size_t k, double eps)
{
    double top = 0.0, bottom = 0.0;

    for (size_t j = 1; j < n; j++) {
        double angle = 2.0 * pi * (double) j / (double) n;
        double w = exp(-4.0 * pow(sin(0.5 * angle), 2.0) / (4.0 * eps));

        top += w * cos((double) k * angle);
        bottom += w;
    }
    return top / bottom;
}

START_TEST(a_regular_circle_has_the_values_of_its_circulant)
{
    enum {
        N = 60
    };
    const double eps = 0.02;
    double x[2 * N];
    chl_dataset *dataset;
    chl_graph *graph;
    chl_eigen_result *pairs;

    graphs_circle(x, N);
    dataset = graphs_points(x, N, 2);
    graph = make(dataset, eps, 1e-15, 1);
    pairs = graphs_pairs(graph, 6, CHL_LARGEST);
    for (size_t a = 0; a < 6; a++) {
        ck_assert_double_eq_tol(pairs->values[a],
                                circle_value(N, a / 2 + 1, eps), 1e-12);
    }
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_circle_is_near_its_laplacian)
{
    chl_dataset *dataset = graphs_measure("circle", 1000);
    chl_graph *graph = make(dataset, 0.02, 1e-3, 1);
    chl_eigen_result *pairs = graphs_pairs(graph, 2, CHL_LARGEST);

    ck_assert_double_eq_tol(chl_graph_eigenvalue(graph, pairs->values[0]), 1.0,
                            0.1);
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(s_is_symmetric_without_diagonal)
{
    chl_dataset *dataset = graphs_measure("gauss:d=2", 300);
    chl_graph *graph = make(dataset, 0.01, 1e-3, 1);
    size_t n = graph->s.n;
    double *full = chl_alloc(n * n, sizeof *full);

    for (size_t i = 0; i < n; i++) {
        for (size_t a = graph->s.start[i]; a < graph->s.start[i + 1]; a++) {
            full[i * n + graph->s.column[a]] += graph->s.value[a];
        }
    }
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq(full[i * n + i], 0.0);
        for (size_t j = 0; j < i; j++) {
            ck_assert_double_eq_tol(full[i * n + j], full[j * n + i], 1e-15);
        }
    }
    chl_free(full);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_trivial_vector_is_a_unit_fixed_point)
{
    chl_dataset *dataset = graphs_measure("gauss:d=2", 300);
    chl_graph *graph = make(dataset, 0.02, 1e-3, 1);
    const double *u = chl_graph_trivial(graph);
    double square = 0.0;

    for (size_t i = 0; i < graph->s.n; i++) {
        double sum = 0.0;

        for (size_t a = graph->s.start[i]; a < graph->s.start[i + 1]; a++) {
            sum += graph->s.value[a] * u[graph->s.column[a]];
        }
        ck_assert_double_eq_tol(sum, u[i], 1e-14);
        square += u[i] * u[i];
    }
    ck_assert_double_eq_tol(square, 1.0, 1e-13);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_spectrum_lies_between_minus_one_and_one)
{
    const chl_eigen_which ends[] = { CHL_SMALLEST, CHL_LARGEST };
    chl_dataset *dataset = graphs_measure("wells:m=1.5", 200);
    chl_graph *graph = make(dataset, 0.001, 1e-3, 1);

    for (int k = 0; k < 2; k++) {
        chl_eigen_result *pairs = graphs_pairs(graph, 1, ends[k]);

        ck_assert_double_le(fabs(pairs->values[0]), 1.0 + 1e-12);
        chl_eigen_result_free(pairs);
    }
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* Two circles of 60 and 40 points, far apart. */
START_TEST(pieces_are_counted_and_the_largest_is_kept)
{
    double x[200];
    chl_dataset *dataset;
    chl_graph *graph;

    graphs_circle(x, 60);
    graphs_circle(x + 120, 40);
    for (size_t i = 60; i < 100; i++) {
        x[2 * i] += 50.0;
    }
    dataset = graphs_points(x, 100, 2);
    graph = make(dataset, 0.01, 1e-3, 1);
    ck_assert_uint_eq(chl_graph_describe(graph)->components, 2);
    ck_assert_uint_eq(chl_graph_describe(graph)->nodes, 60);
    for (size_t i = 0; i < 60; i++) {
        ck_assert_uint_eq(chl_graph_row(graph, i), i);
    }
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(equal_rows_count_once)
{
    double x[240];
    chl_dataset *dataset;
    chl_graph *graph;

    graphs_circle(x, 60);
    memcpy(x + 120, x, 120 * sizeof *x);
    dataset = graphs_points(x, 120, 2);
    graph = make(dataset, 0.02, 1e-3, 1);
    ck_assert_uint_eq(chl_graph_describe(graph)->duplicates, 60);
    ck_assert_uint_eq(chl_graph_describe(graph)->nodes, 60);
    ck_assert_uint_eq(chl_graph_row(graph, 59), 59);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
order_once(chl_graph_points *points)
{
    chl_error here = { 0 };

    return chl_graph_order(points, 3, &here);
}

/* A path of 5000 points in 10 dimensions, in any order: walked along the order
 * it is a few times as long as it is, at random it would be 1700 times. */
START_TEST(near_points_come_near_each_other)
{
    enum {
        N = 5000,
        D = 10
    };
    const chl_random random = { 5, CHL_STREAM_TESTS };
    double *x = chl_alloc((size_t) N * D, sizeof *x), length = 0.0;
    chl_graph_points points = { .n = N };
    chl_dataset *dataset;
    bool *seen = chl_alloc(N, sizeof *seen);

    points.row = chl_alloc(N, sizeof *points.row);
    for (size_t i = 0; i < N; i++) {
        points.row[i] = i;
        for (size_t l = 0; l < D; l++) {
            x[i * D + l] = (double) chl_random_permute(&random, i, N);
        }
    }
    dataset = graphs_points(x, N, D);
    points.dataset = dataset;
    ck_assert_survives_lost_memory(order_once(&points));
    for (size_t i = 0; i < N; i++) {
        ck_assert(!seen[points.row[i]]);
        seen[points.row[i]] = true;
        if (i > 0) {
            length += fabs(x[points.row[i] * D] - x[points.row[i - 1] * D]);
        }
    }
    ck_assert_double_lt(length, 5.0 * N);
    chl_free(points.row);
    chl_free(seen);
    chl_free(x);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(a_point_far_out_is_dropped)
{
    double x[122];
    chl_dataset *dataset;
    chl_graph *graph;

    graphs_circle(x, 60);
    x[120] = 4.0;
    x[121] = 0.0;
    dataset = graphs_points(x, 61, 2);
    graph = make(dataset, 0.02, 1e-3, 1);
    ck_assert_uint_eq(chl_graph_describe(graph)->dropped, 1);
    ck_assert_uint_eq(chl_graph_describe(graph)->components, 1);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* Two wells six standard deviations apart: between them the nearest eight are
 * a standard deviation away, where eps sees a hundredth of that. */
START_TEST(rare_points_hold_to_the_others)
{
    chl_dataset *dataset = graphs_measure("wells:m=3", 500);
    chl_graph *graph = make(dataset, 0.0, 1e-3, 1);
    size_t n = graph->s.n;

    ck_assert_uint_eq(chl_graph_describe(graph)->components, 1);
    ck_assert_uint_eq(n, 500);
    for (size_t i = 0; i < n; i++) {
        double u = graph->root[i], sum = graph->diagonal[i] * u;

        for (size_t a = graph->s.start[i]; a < graph->s.start[i + 1]; a++) {
            sum += graph->s.value[a] * graph->root[graph->s.column[a]];
        }
        ck_assert_double_eq_tol(sum, u, 1e-13);
        ck_assert_double_ge(graph->diagonal[i], -1e-13);
        ck_assert_double_lt(graph->diagonal[i], 1.0);
        ck_assert_double_ge(graph->points->width[i], 1.0);
    }
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* Wider weights have the same limit: the mean of |f'|^2 is 1 for f(x) = x,
 * with an error of about 1 / sqrt(80) over the 80 points of the thin part. */
START_TEST(gradients_of_rare_points_keep_their_scale)
{
    enum {
        N = 1000,
        RARE = 100
    };
    const chl_random random = { 3, CHL_STREAM_TESTS };
    double x[N], gamma[N], sum = 0.0, count = 0.0;
    chl_dataset *dataset;
    chl_graph *graph;

    for (size_t i = 0; i < N; i++) {
        double uniform = chl_random_uniform(&random, i);

        x[i] = i < RARE ? 1.0 + 10.0 * uniform : uniform;
    }
    dataset = graphs_points(x, N, 1);
    graph = make(dataset, 0.0, 1e-3, 1);
    ck_assert_uint_eq(graph->s.n, N);
    chl_graph_gradients(graph, x, gamma);
    for (size_t i = 0; i < RARE; i++) {
        if (x[i] > 2.0 && x[i] < 10.0) {
            ck_assert_double_gt(graph->points->width[i], 1.0);
            sum += gamma[i];
            count += 1.0;
        }
    }
    ck_assert_double_eq_tol(sum / count, 1.0, 0.25);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

typedef struct expectation {
    const char *measure;
    double dimension;
} expectation;

static const expectation dimensions[] = { { "circle", 1.0 },
                                          { "sphere", 2.0 },
                                          { "uniform:d=2", 2.0 },
                                          { "gauss:d=3", 3.0 } };

/* Within a quarter: the slope sees curvature and edges. */
START_TEST(the_slope_rule_finds_the_dimension)
{
    chl_dataset *dataset = graphs_measure(dimensions[_i].measure, 1000);
    chl_graph *graph = make(dataset, 0.0, 1e-3, 2);
    const chl_graph_info *info = chl_graph_describe(graph);

    ck_assert_double_eq_tol(info->dimension, dimensions[_i].dimension,
                            0.25 * dimensions[_i].dimension);
    ck_assert_double_gt(info->bandwidth, 0.0);
    ck_assert_double_le(info->bandwidth, info->rule_bandwidth);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_cap_on_neighbours_narrows_the_bandwidth)
{
    chl_dataset *dataset = graphs_measure("circle", 500);
    chl_graph_settings s = chl_graph_settings_default();
    chl_graph *graph = NULL;
    const chl_neighbours *near;

    s.neighbours = 30;
    ck_assert_ok(chl_graph_create(dataset, &s, &graph, &err), err);
    near = &graph->points->near;
    ck_assert_uint_eq(chl_graph_describe(graph)->neighbours, 30);
    ck_assert_double_lt(chl_graph_describe(graph)->bandwidth,
                        chl_graph_describe(graph)->rule_bandwidth);
    for (size_t i = 0; i < near->n; i++) {
        double r = near->squared[i * 30 + 29];

        ck_assert_double_le(
            exp(-r / (4.0 * chl_graph_describe(graph)->bandwidth)),
            1e-3 * (1.0 + 1e-9));
    }
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* A tiny cutoff leaves out no weight that a double would see. */
START_TEST(the_extension_gives_back_the_values_at_the_nodes)
{
    chl_dataset *dataset = graphs_measure("circle", 200);
    chl_graph *graph = make(dataset, 0.02, 1e-16, 1);
    chl_eigen_result *pairs = graphs_pairs(graph, 3, CHL_LARGEST);
    double f[3 * 200], x[2 * 200], values[3 * 200];
    size_t row[200];

    for (size_t i = 0; i < 200; i++) {
        row[i] = i;
    }
    for (size_t a = 0; a < 3; a++) {
        chl_graph_function(graph, pairs->vectors + a * 200, f + a * 200);
    }
    ck_assert_ok(chl_dataset_rows(dataset, row, 200, x, &err), err);
    ck_assert_ok(
        chl_graph_extend(graph, 3, pairs->values, f, 200, x, values, &err),
        err);
    for (size_t i = 0; i < 200; i++) {
        for (size_t a = 0; a < 3; a++) {
            ck_assert_double_eq_tol(values[i * 3 + a], f[a * 200 + i], 1e-9);
        }
    }
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

/* The graph lacks 150 weights of 1e-4 at most; points whose width the end of
 * their list limits are not looked at. */
START_TEST(the_extension_knows_the_widths_of_rare_points)
{
    enum {
        N = 150
    };
    chl_dataset *dataset = graphs_measure("gauss", N);
    chl_graph_settings s = chl_graph_settings_default();
    chl_graph *graph = NULL;
    chl_eigen_result *pairs;
    double f[N], x[N], values[N];
    size_t row[N];

    s.neighbours = N - 1;
    s.cutoff = 1e-4;
    ck_assert_ok(chl_graph_create(dataset, &s, &graph, &err), err);
    pairs = graphs_pairs(graph, 1, CHL_LARGEST);
    chl_graph_function(graph, pairs->vectors, f);
    for (size_t i = 0; i < N; i++) {
        row[i] = i;
    }
    ck_assert_ok(chl_dataset_rows(dataset, row, N, x, &err), err);
    ck_assert_ok(
        chl_graph_extend(graph, 1, pairs->values, f, N, x, values, &err), err);
    for (size_t i = 0; i < N; i++) {
        const chl_neighbours *near = &graph->points->near;
        double eps = graph->points->width[i] * graph->info.bandwidth;

        if (0.25 * near->squared[i * near->k + 7] > eps * (1.0 + 1e-9)) {
            continue;
        }
        ck_assert_double_eq_tol(values[i], f[i], 0.015 * fmax(1.0, fabs(f[i])));
    }
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(gradients_average_to_the_eigenvalue)
{
    chl_dataset *dataset = graphs_measure("gauss:d=2", 400);
    chl_graph *graph = make(dataset, 0.05, 1e-3, 1);
    chl_eigen_result *pairs = graphs_pairs(graph, 1, CHL_LARGEST);
    double f[400], gamma[400], sum = 0.0;
    const double *u = chl_graph_trivial(graph);

    chl_graph_function(graph, pairs->vectors, f);
    chl_graph_gradients(graph, f, gamma);
    for (size_t i = 0; i < graph->s.n; i++) {
        sum += u[i] * u[i] * gamma[i];
    }
    ck_assert_double_eq_tol(sum, chl_graph_eigenvalue(graph, pairs->values[0]),
                            1e-9);
    chl_eigen_result_free(pairs);
    chl_graph_free(graph);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    chl_dataset *dataset = graphs_measure("sphere", 400);
    chl_graph *one = make(dataset, 0.0, 1e-3, 1);
    chl_graph *three = make(dataset, 0.0, 1e-3, 3);
    chl_eigen_result *a = graphs_pairs(one, 3, CHL_LARGEST);
    chl_eigen_result *b = graphs_pairs(three, 3, CHL_LARGEST);

    ck_assert_mem_eq(&one->info, &three->info, sizeof one->info);
    ck_assert_mem_eq(one->s.value, three->s.value,
                     one->s.start[one->s.n] * sizeof(double));
    ck_assert_mem_eq(a->values, b->values, 3 * sizeof(double));
    ck_assert_mem_eq(a->vectors, b->vectors, 3 * a->n * sizeof(double));
    chl_eigen_result_free(a);
    chl_eigen_result_free(b);
    chl_graph_free(one);
    chl_graph_free(three);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(settings_out_of_range_are_refused)
{
    chl_dataset *dataset = graphs_measure("circle", 50);
    chl_graph_settings s = chl_graph_settings_default();
    chl_graph *graph = NULL;

    s.bandwidth = -1.0;
    ck_assert_fails(chl_graph_create(dataset, &s, &graph, &err), CHL_EARG,
                    "bandwidth of the graph is -1", err);
    s.bandwidth = 0.0;
    s.cutoff = 1.0;
    ck_assert_fails(chl_graph_create(dataset, &s, &graph, &err), CHL_EARG,
                    "cutoff is 1; it must lie in (0, 1)", err);
    s.cutoff = 1e-3;
    s.bandwidth = 1e-12;
    ck_assert_fails(chl_graph_create(dataset, &s, &graph, &err), CHL_ENUMERIC,
                    "leaves no two of 50 points connected", err);
    ck_assert_ptr_null(graph);
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
create_once(const chl_dataset *dataset)
{
    chl_graph *graph = NULL, *half = NULL;
    chl_operator *op = NULL;
    chl_error here = { 0 };
    const double mu = 0.9, x[2] = { 1.0, 0.0 }, f[40] = { 0 };
    double value;
    chl_status status = chl_graph_create(dataset, NULL, &graph, &here);

    if (status == CHL_OK) {
        status = chl_graph_narrow(graph, 0.5, &half, &here);
    }
    if (status == CHL_OK) {
        status = chl_graph_operator(graph, &op, &here);
    }
    if (status == CHL_OK) {
        status = chl_graph_extend(graph, 1, &mu, f, 1, x, &value, &here);
    }
    chl_operator_free(op);
    chl_graph_free(half);
    chl_graph_free(graph);
    return status;
}

START_TEST(a_graph_survives_lost_memory)
{
    chl_dataset *dataset = graphs_measure("circle", 40);

    ck_assert_survives_lost_memory(create_once(dataset));
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("graph");
    TCase *matrix = tcase_create("matrix"), *steps = tcase_create("steps");

    tcase_set_timeout(matrix, 60);
    tcase_set_timeout(steps, 60);
    tcase_add_test(matrix, a_regular_circle_has_the_values_of_its_circulant);
    tcase_add_test(matrix, the_circle_is_near_its_laplacian);
    tcase_add_test(matrix, s_is_symmetric_without_diagonal);
    tcase_add_test(matrix, the_trivial_vector_is_a_unit_fixed_point);
    tcase_add_test(matrix, the_spectrum_lies_between_minus_one_and_one);
    tcase_add_test(matrix, gradients_average_to_the_eigenvalue);
    tcase_add_test(matrix, any_number_of_threads_gives_the_same_bytes);
    tcase_add_test(steps, pieces_are_counted_and_the_largest_is_kept);
    tcase_add_test(steps, equal_rows_count_once);
    tcase_add_test(steps, near_points_come_near_each_other);
    tcase_add_test(steps, a_point_far_out_is_dropped);
    tcase_add_test(steps, rare_points_hold_to_the_others);
    tcase_add_test(steps, gradients_of_rare_points_keep_their_scale);
    tcase_add_test(steps, the_extension_knows_the_widths_of_rare_points);
    tcase_add_loop_test(steps, the_slope_rule_finds_the_dimension, 0,
                        sizeof dimensions / sizeof *dimensions);
    tcase_add_test(steps, the_cap_on_neighbours_narrows_the_bandwidth);
    tcase_add_test(steps, the_extension_gives_back_the_values_at_the_nodes);
    tcase_add_test(steps, settings_out_of_range_are_refused);
    tcase_add_test(steps, a_graph_survives_lost_memory);
    suite_add_tcase(suite, matrix);
    suite_add_tcase(suite, steps);
    return run_suite(suite);
}
