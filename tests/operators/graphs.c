/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graphs.h"

#include <math.h>

#include "support/runner.h"

static const double pi = 3.14159265358979323846;

chl_dataset *
graphs_points(const double *x, size_t n, size_t d)
{
    const chl_array array = {
        .data = x, .dtype = CHL_F64, .axes = 2, .shape = { n, d }
    };
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_dataset_from_array("points", &array, NULL, &dataset, &err),
                 err);
    return dataset;
}

chl_dataset *
graphs_measure(const char *name, size_t n)
{
    chl_dataset_settings s = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    s.samples = n;
    ck_assert_ok(chl_dataset_open(name, &s, &dataset, &err), err);
    return dataset;
}

void
graphs_circle(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double angle = 2.0 * pi * (double) i / (double) n;

        x[2 * i] = cos(angle);
        x[2 * i + 1] = sin(angle);
    }
}

chl_eigen_result *
graphs_pairs(chl_graph *graph, size_t count, chl_eigen_which which)
{
    chl_operator *op = NULL;
    chl_eigen_settings s = chl_eigen_settings_default();
    chl_eigen_result *pairs = NULL;
    chl_eigen_problem problem = { 0 };
    chl_error err = { 0 };

    s.count = count;
    s.which = which;
    ck_assert_ok(chl_graph_operator(graph, &op, &err), err);
    problem.a = op;
    ck_assert_ok(chl_eigen_solve(&problem, &s, &pairs, &err), err);
    chl_operator_free(op);
    return pairs;
}
