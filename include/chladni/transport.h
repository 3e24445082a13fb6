/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Costs of optimal transport between two clouds of points of equal weights,
 * 1/n each of x and 1/m each of y, at |x - y|^2 / 2 per unit of mass:
 *
 *     W_2^2 / 2 = min over plans p >= 0, sum_j p_ij = 1/n, sum_i p_ij = 1/m,
 *                 of  sum_ij p_ij |x_i - y_j|^2 / 2
 */
#ifndef CHLADNI_TRANSPORT_H
#define CHLADNI_TRANSPORT_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The exact cost between equally many points: that of the best permutation.
 *
 * Shapes     x, y: n x d, row-major, finite; n, d >= 1
 * Accuracy   rounding; no regularisation
 * Cost       O(n^3) at worst, O(n) memory: 0.1 s at n = 500 in 2 columns
 * Errors     CHL_EARG n or d is 0; CHL_ENOMEM
 * Threads    any number of calls at once
 * Source     R. Jonker, A. Volgenant, A shortest augmenting path algorithm for
 *            dense and sparse linear assignment problems, Computing 38 (1987).
 */
CHL_API chl_status chl_transport_cost(size_t n, size_t d, const double *x,
                                      const double *y, double *out,
                                      chl_error *err);

/* The same with |x_i - y_s(i)| in place of half its square: W_1. */
CHL_API chl_status chl_transport_distance(size_t n, size_t d, const double *x,
                                          const double *y, double *out,
                                          chl_error *err);

/*
 * W_1 of two laws on the line: integral |F(x) - G(x)| dx.
 *
 * Shapes     x, a: n places in any order and their masses; y, b: m of them
 * Domain     masses >= 0, taken relative to their sum, which is > 0; NULL:
 * equal Accuracy   rounding Errors     CHL_EARG n or m is 0; CHL_ENOMEM
 */
CHL_API chl_status chl_transport_line(size_t n, const double *x,
                                      const double *a, size_t m,
                                      const double *y, const double *b,
                                      double *out, chl_error *err);

/*
 * The exact cost between any numbers of points.
 *
 * Shapes     x: n x d, y: m x d, row-major, finite; n, m, d >= 1
 * Accuracy   rounding: masses are integers in units of 1 / lcm(n, m)
 * Cost       O((n + m) n m) and more, 12 n m bytes
 * Errors     CHL_EARG n, m or d is 0, n or m above 2^20; CHL_ENOMEM
 * Threads    any number of calls at once
 * Source     successive shortest paths: R. Ahuja, T. Magnanti, J. Orlin,
 *            Network Flows, 1993, 9.7.
 */
CHL_API chl_status chl_transport_between(size_t n, size_t m, size_t d,
                                         const double *x, const double *y,
                                         double *out, chl_error *err);

typedef struct chl_sinkhorn_settings {
    double blur;       /* b > 0, in data units; default 0.001                 */
    double scaling;    /* of b from one level of the annealing to the next, in
                          (0, 1); default 0.7                                 */
    double tolerance;  /* of the masses, in the sum of their errors, in (0, 1);
                          default 1e-2                                        */
    size_t iterations; /* at most, in all levels together; default 20000     */
    size_t threads;    /* 0 = chl_threads_default()                          */
    const double *of_x, *of_y; /* n and m: prices of the exact transport to
                          start from; NULL (default) = found here             */
} chl_sinkhorn_settings;

CHL_API chl_sinkhorn_settings chl_sinkhorn_settings_default(void);

typedef struct chl_sinkhorn_result {
    double value;      /* the divergence                                     */
    double gap;        /* sum of the errors of the masses, of the worst of the
                          three problems                                     */
    size_t iterations; /* of the longest of the three                        */
    bool settled;      /* gap <= tolerance                                   */
} chl_sinkhorn_result;

/*
 * The Sinkhorn divergence
 *
 *     S = O(x, y) - O(x, x) / 2 - O(y, y) / 2,
 *     O = min over plans of  cost + b^2 KL(plan | product of the masses)
 *
 * which tends to W_2^2 / 2 as b -> 0. Up to n m = 10^6 the potentials start
 * from the prices of the exact transport, which are those of b = 0. Beyond that
 * b starts at the clouds' diameter; at every level of the annealing it stays
 * until the masses are right to the tolerance, the last one included. Where the
 * iterations run out, settled is false and value is what they have reached.
 *
 * Shapes     as above
 * Cost       O(n m) per iteration, and O(n + m) where the blur is so small that
 *            few pairs count; O(n + m) memory; and the exact transport
 * Errors     CHL_EARG a setting out of range, no points; CHL_EDATA a point that
 *            is not finite; CHL_ENOMEM
 * Threads    the same bytes on any number
 * Source     J. Feydy et al., Interpolating between optimal transport and MMD
 *            using Sinkhorn divergences, AISTATS 2019. The exact start, and
 *            that the annealing waits for the masses, are ours.
 */
CHL_API chl_status
chl_sinkhorn_divergence(size_t n, size_t m, size_t d, const double *x,
                        const double *y, const chl_sinkhorn_settings *settings,
                        chl_sinkhorn_result *out, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
