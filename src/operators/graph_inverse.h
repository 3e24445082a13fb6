/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * I - S of a graph, whose eigenvalues are 1 - mu, and the inverse of it
 * shifted. S is similar to a stochastic matrix, so that I - S + delta I is
 * positive definite for every delta > 0.
 */
#ifndef CHLADNI_OPERATORS_GRAPH_INVERSE_H
#define CHLADNI_OPERATORS_GRAPH_INVERSE_H

#include <chladni/operators.h>

#include "operators/inverse.h"

/* I - S, ordered. Errors as chl_inverse_create. */
chl_status chl_graph_inverse_create(const chl_graph *graph, double limit,
                                    chl_inverse **out, chl_error *err);

/*
 * Factor, and give  Q (I - S + delta I)^-1 Q  with Q = I - u u'.
 * Ownership  borrows both.
 * Errors     as chl_inverse_factor
 */
chl_status chl_graph_inverse_operator(const chl_graph *graph,
                                      chl_inverse *inverse, chl_operator **out,
                                      chl_error *err);

#endif
