/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the eigenvalues of a graph are to be believed. */
#include "study/graph.h"

#include <math.h>

#include "base/error.h"
#include "operators/graph.h"
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

/* f at the nodes of `other`, 0 where `graph` has no such node. Points ascend
 * with the nodes in both. False if they have little in common: the largest
 * component has become another one. */
static bool
restrict_function(const chl_graph *graph, const double *f,
                  const chl_graph *other, double *to)
{
    size_t n = chl_graph_describe(graph)->nodes, common = 0;
    size_t m = chl_graph_describe(other)->nodes;

    for (size_t i = 0, j = 0; i < m; i++) {
        while (j < n && graph->node[j] < other->node[i]) {
            j++;
        }
        to[i] = 0.0;
        if (j < n && graph->node[j] == other->node[i]) {
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

/*
 * How much the noise of the neighbours lowers the quotient at half of eps of a
 * mode from all of eps, whose neighbours are the same points. The mode has
 * given way by g = -eps r, r the noise of L f: -2 <r, eps r> + <g, L g> makes
 * -noise. At half of eps the sums are the same with weights p' and p p', and
 * with N(eps) ~ eps^(-d/2) for sum p^2 they make (8/3 (4/3)^(d/2) - 2) noise.
 */
static double
noise_at_half(double noise, double noise_of_half)
{
    double half_dimension = log2(noise_of_half / noise);

    return noise * (8.0 / 3.0 * pow(4.0 / 3.0, half_dimension) - 2.0);
}

static void
judge_mode(const chl_graph_run *run, const chl_graph *half, size_t mode,
           double *f, chl_graph_doubt *out)
{
    const double *values = run->functions + mode * run->nodes;
    double *gamma = f + chl_graph_describe(half)->points;

    chl_graph_gradients(run->graph, values, gamma);
    out->error = standard_error(run, values, run->lambda[mode], gamma);
    out->noise = chl_graph_noise(run->graph, gamma);
    out->narrow = NAN;
    out->narrow_noise = NAN;
    if (restrict_function(run->graph, values, half, f)) {
        chl_graph_gradients(half, f, gamma);
        out->narrow = quotient(half, f, gamma);
        out->narrow_noise =
            noise_at_half(out->noise, chl_graph_noise(half, gamma));
    }
}

chl_status
chl_graph_judge(const chl_graph_run *run, chl_graph_doubt *doubt,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph *half = NULL;
    double *f = NULL;

    CHL_TRY(chl_graph_narrow(run->graph, 0.5, &half, err));
    f = chl_alloc(chl_graph_describe(half)->points, 2 * sizeof *f);
    CHL_REQUIRE_MEMORY(f, err, "values of modes");
    for (size_t a = 0; a < run->count; a++) {
        judge_mode(run, half, a, f, &doubt[a]);
    }
out:
    chl_graph_free(half);
    chl_free(f);
    return status;
}

/*
 * Mean of the values that may be copies of one with the a-th: the lowest of
 * several copies is always too low, the highest too high. Errors of m copies
 * are the eigenvalues of a Gaussian matrix, 2 sqrt(2 m) of its standard
 * errors from end to end by the law of the semicircle.
 */
static double
cluster_mean(const chl_graph_run *run, const chl_graph_doubt *doubt, size_t a)
{
    const double *lambda = run->lambda;
    size_t first = a, last = a;
    double sum = lambda[a], count = 1.0;

    for (;;) {
        double below = first > 0 ? lambda[last] - lambda[first - 1] : INFINITY;
        double above =
            last + 1 < run->found ? lambda[last + 1] - lambda[first] : INFINITY;

        if (fmin(below, above)
            > 2.0 * sqrt(2.0 * (count + 1.0)) * doubt[a].error) {
            return sum / count;
        }
        sum += below < above ? lambda[--first] : lambda[++last];
        count += 1.0;
    }
}

static void
include(double *low, double *high, double value)
{
    *low = isfinite(value) ? fmin(*low, value) : *low;
    *high = isfinite(value) ? fmax(*high, value) : *high;
}

/* The bias is linear in eps, so that half of eps takes half of it away, if the
 * noise is that of independent rows or if there is none. */
void
chl_graph_intervals(const chl_graph_run *run, const chl_graph_doubt *doubt,
                    chl_result_spectrum *s)
{
    for (size_t a = 0; a < s->count; a++) {
        const chl_graph_doubt *d = &doubt[a];
        double lambda = run->lambda[a], whole = lambda * (1.0 + d->noise);
        double half = d->narrow * (1.0 + d->narrow_noise);
        double shift = cluster_mean(run, doubt, a) - lambda;
        double low = lambda, high = lambda;

        include(&low, &high, whole);
        include(&low, &high, 2.0 * d->narrow - lambda);
        include(&low, &high, 2.0 * half - whole);
        low += fmin(shift, 0.0) - 1.96 * d->error;
        s->ci_low[a] = fmax(low, 0.0);
        s->ci_high[a] =
            (high + fmax(shift, 0.0)) * exp(1.96 * d->error / lambda);
    }
}
