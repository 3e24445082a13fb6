/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of graphs start from. A failure fails the test. */
#ifndef CHLADNI_TESTS_OPERATORS_GRAPHS_H
#define CHLADNI_TESTS_OPERATORS_GRAPHS_H

#include <chladni/eigen.h>
#include <chladni/operators.h>

/* n x d values, borrowed. */
chl_dataset *graphs_points(const double *x, size_t n, size_t d);
/* n rows of a named measure. */
chl_dataset *graphs_measure(const char *name, size_t n);
/* n equidistant points of the unit circle: S is circulant. */
void graphs_circle(double *x, size_t n);
/* Pairs of S - u u'. */
chl_eigen_result *graphs_pairs(chl_graph *graph, size_t count,
                               chl_eigen_which which);

#endif
