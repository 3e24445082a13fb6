/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the ways to the modes of a graph cost, from counts alone. The prices
 * are nanoseconds on one core of 2021 (AMD Zen 3, 2.4 GHz); only their ratios
 * decide.
 */
#include "study/graph_solve.h"

static const struct {
    double entry;   /* of S, in a product                                    */
    double vector;  /* entry of the Krylov basis, in a step                  */
    double analyse; /* entry of S, by AMD and METIS                          */
    double factor;  /* operation of L L', in blocks                          */
    double solve;   /* entry of L                                            */
    double count;   /* operation of L D L', one by one                       */
} price = { 1.5, 1.8, 500.0, 0.1, 2.5, 1.8 };

/* Solves of a shift-invert run, in sizes of the Krylov basis. */
static const double solves = 2.0;

static double
entries(const chl_graph_solver *s)
{
    return (double) chl_graph_describe(s->run->graph)->entries;
}

/* As the eigen room chooses it. */
static double
basis(const chl_graph_solver *s)
{
    size_t size = 2 * s->count + 10;

    return (double) (size > 40 ? size : 40);
}

double
chl_graph_cost_product(const chl_graph_solver *s)
{
    return price.entry * entries(s)
           + price.vector * basis(s) * (double) s->run->nodes;
}

double
chl_graph_cost_analysis(const chl_graph_solver *s)
{
    return price.analyse * entries(s);
}

double
chl_graph_cost_inverse(const chl_graph_solver *s)
{
    const chl_inverse_plan *plan = chl_inverse_describe(s->factor);
    double step = price.solve * plan->chosen_entries
                  + price.vector * basis(s) * (double) s->run->nodes;

    return price.factor * plan->chosen_operations + solves * basis(s) * step;
}

/*
 * Before the analysis, with what L has at least: its n columns share half of
 * the entries of S and the diagonal, and a column of c entries takes c^2.
 */
double
chl_graph_cost_count(const chl_graph_solver *s)
{
    double n = (double) s->run->nodes, column = 0.5 * entries(s) / n + 1.0;

    if (s->factor == NULL) {
        return chl_graph_cost_analysis(s) + price.count * n * column * column;
    }
    return price.count * chl_inverse_describe(s->factor)->chosen_operations;
}
