/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which solver finds the modes of a graph, and whether it found them all.
 *
 * Lanczos at the large end of S starts. Once it has spent as much as an
 * analysis of I - S costs, that is made, and predicts what a factor and its
 * solves would cost; once it has spent that, too, the factor takes over. So
 * what Lanczos still needs is estimated by what it has spent, and the way
 * taken costs at most about twice the better one. Costs count operations with
 * fixed prices, not seconds: the choice is the same on every machine.
 *
 * Source  estimators 6.5; A. R. Karlin, M. S. Manasse, L. Rudolph,
 *         D. D. Sleator, Algorithmica 3 (1988) 79 (rent or buy).
 */
#ifndef CHLADNI_STUDY_GRAPH_SOLVE_H
#define CHLADNI_STUDY_GRAPH_SOLVE_H

#include "base/text.h"
#include "operators/inverse.h"
#include "study/graph.h"

typedef struct chl_graph_solver {
    const chl_graph_run *run;
    chl_operator *forward; /* S - u u'                                       */
    chl_operator *inverse; /* NULL until shift-invert is chosen              */
    chl_inverse *factor;   /* NULL until analysed                            */
    size_t count;          /* pairs asked for                                */
    size_t applies;        /* of those before                                */
    bool dear;             /* a factor would cost more than is allowed       */
    bool given_up;         /* by Lanczos, for the factor                     */
    chl_status status;     /* what went wrong where only a bool is asked for */
    chl_error *err;
} chl_graph_solver;

chl_status chl_graph_solver_init(const chl_graph_run *run,
                                 chl_graph_solver *out, chl_error *err);
void chl_graph_solver_clear(chl_graph_solver *solver);

/* `count` leading pairs of S. Errors: CHL_EARG unknown solver. */
chl_status chl_graph_solver_pairs(chl_graph_solver *solver, size_t count,
                                  chl_eigen_result **out, chl_error *err);

/* Add to note which solver gave the pairs, and why. */
void chl_graph_solver_explain(const chl_graph_solver *solver,
                              const chl_eigen_result *pairs, chl_text *note);

/* Prices, in units of about a nanosecond. graph_cost.c */
double chl_graph_cost_product(const chl_graph_solver *solver);
double chl_graph_cost_analysis(const chl_graph_solver *solver);
double chl_graph_cost_inverse(const chl_graph_solver *solver);
double chl_graph_cost_count(const chl_graph_solver *solver);

/* The plan of a factor, made once. */
chl_status chl_graph_solver_analyse(chl_graph_solver *solver, chl_error *err);

/*
 * Count the eigenvalues below a gap between two of the pairs, unless that is
 * too dear: *verified is how many pairs are then known to be all there are, 0
 * if not counted; *missed how many there are beyond them. Adds to note what
 * came of it. graph_verify.c
 */
chl_status chl_graph_verify(chl_graph_solver *solver,
                            const chl_eigen_result *pairs, chl_text *note,
                            size_t *verified, size_t *missed, chl_error *err);

#endif
