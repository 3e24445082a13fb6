/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the eigenvalues of a graph are to be believed. */
#include "study/graph.h"

#include <math.h>

#include "base/error.h"
#include "study/moments.h"

/* sum_i u_i^2 gamma_i over the variance of f under u^2. */
static double
quotient(const chl_graph *graph, const double *f, const double *gamma)
{
    const double *u = chl_graph_trivial(graph);
    size_t n = chl_graph_describe(graph)->nodes;
    double g = 0.0, f1 = 0.0, f2 = 0.0;

    for (size_t i = 0; i < n; i++) {
        double weight = u[i] * u[i];

        g += weight * gamma[i];
        f1 += weight * f[i];
        f2 += weight * f[i] * f[i];
    }
    return g / (f2 - f1 * f1);
}

/* f at the nodes of `other`, 0 where `graph` has no such node. Rows ascend with
 * the nodes in both. False if they have little in common: the largest
 * component has become another one. */
static bool
restrict_function(const chl_graph *graph, const double *f,
                  const chl_graph *other, double *to)
{
    size_t n = chl_graph_describe(graph)->nodes, common = 0;
    size_t m = chl_graph_describe(other)->nodes;

    for (size_t i = 0, j = 0; i < m; i++) {
        size_t row = chl_graph_row(other, i);

        while (j < n && chl_graph_row(graph, j) < row) {
            j++;
        }
        to[i] = 0.0;
        if (j < n && chl_graph_row(graph, j) == row) {
            to[i] = f[j];
            common++;
        }
    }
    return 10 * common >= 9 * m && 10 * common >= 9 * n;
}

static double
standard_error(const chl_graph_run *run, const double *f, double lambda,
               const double *gamma)
{
    const double *u = chl_graph_trivial(run->graph);
    chl_moments sum = { .rows = (double) run->nodes };
    double effective;

    for (size_t i = 0; i < run->nodes; i++) {
        double weight = (double) run->nodes * u[i] * u[i];
        double psi = weight * (gamma[i] - lambda * f[i] * f[i]);

        sum.psi1 += psi;
        sum.psi2 += psi * psi;
        sum.psi4 += psi * psi * psi * psi;
    }
    return chl_moments_error(&sum, &effective);
}

chl_status
chl_graph_judge(const chl_graph_run *run, double *error, double *narrow,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph *half = NULL;
    double *gamma = chl_alloc(run->nodes, sizeof *gamma), *f = NULL;

    CHL_REQUIRE_MEMORY(gamma, err, "gradients of modes");
    CHL_TRY(chl_graph_narrow(run->graph, 0.5, &half, err));
    f = chl_alloc(chl_graph_describe(half)->points, 2 * sizeof *f);
    CHL_REQUIRE_MEMORY(f, err, "values of modes");
    for (size_t a = 0; a < run->count; a++) {
        const double *mode = run->functions + a * run->nodes;
        double *slopes = f + chl_graph_describe(half)->nodes;

        chl_graph_gradients(run->graph, mode, gamma);
        error[a] = standard_error(run, mode, run->lambda[a], gamma);
        narrow[a] = NAN;
        if (restrict_function(run->graph, mode, half, f)) {
            chl_graph_gradients(half, f, slopes);
            narrow[a] = quotient(half, f, slopes);
        }
    }
out:
    chl_graph_free(half);
    chl_free(gamma);
    chl_free(f);
    return status;
}

/* Mean of the values within two standard errors of the a-th: copies of one
 * eigenvalue, whose lowest the sample always puts too low. */
static double
cluster_mean(const chl_result_spectrum *s, size_t a)
{
    double sum = 0.0;
    size_t count = 0;

    for (size_t b = 0; b < s->count; b++) {
        double error = fmax(s->standard_error[a], s->standard_error[b]);

        if (fabs(s->lambda[b] - s->lambda[a]) <= 2.0 * error) {
            sum += s->lambda[b];
            count++;
        }
    }
    return count > 0 ? sum / (double) count : s->lambda[a];
}

/* The bias is linear in eps, so that half of eps takes half of it away; that
 * of sampled neighbours is downwards. */
void
chl_graph_intervals(const chl_graph_run *run, const double *narrow,
                    chl_result_spectrum *s)
{
    double noise = chl_graph_describe(run->graph)->noise;

    for (size_t a = 0; a < s->count; a++) {
        double lambda = s->lambda[a], mean = cluster_mean(s, a);
        double bias = 2.0 * (narrow[a] - lambda);
        double low = fmin(lambda, mean), high = fmax(lambda, mean);

        bias = isfinite(bias) ? bias : 0.0;
        s->ci_low[a] =
            fmax(low + fmin(bias, 0.0) - 1.96 * s->standard_error[a], 0.0);
        s->ci_high[a] = high * (1.0 + noise) + fmax(bias, 0.0)
                        + 1.96 * s->standard_error[a];
    }
}
