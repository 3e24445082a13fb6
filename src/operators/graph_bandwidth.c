/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The slope rule: eps where  d log S / d log eps  is largest,
 *     S(eps) = sum over pairs of exp(-r^2 / 4 eps),
 * which is half the dimension where eps resolves the data and sees no edge.
 *
 * Source  R. Coifman et al., IEEE Trans. Image Process. 17 (2008) 1891;
 *         T. Berry, J. Harlim, Appl. Comput. Harmon. Anal. 40 (2016) 68.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/graph.h"
#include "operators/select.h"

enum {
    NEAR = 8,   /* no eps below a quarter of the squared distance to it */
    STEPS = 4,  /* of the grid, per factor 2 */
    SMOOTH = 4, /* slopes averaged on either side: over a factor 4 */
    GRID = 400,
    LOCAL = 20 /* neighbours that tell the local dimension */
};

/* A slope this near to the largest is as good. */
static const double plateau = 0.97;

typedef struct sample {
    size_t m;
    double *squared; /* m x m */
} sample;

static double
distance(size_t d, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t l = 0; l < d; l++) {
        sum += (x[l] - y[l]) * (x[l] - y[l]);
    }
    return sum;
}

static chl_status
measure(const chl_graph_points *points, uint64_t seed, sample *s,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random random = { seed, CHL_STREAM_BANDWIDTH };
    size_t d = chl_dataset_describe(points->dataset)->dimension;
    size_t *row = NULL;
    double *x = NULL;

    s->m = points->n < CHL_GRAPH_SAMPLE ? points->n : CHL_GRAPH_SAMPLE;
    s->squared = chl_alloc(s->m * s->m, sizeof *s->squared);
    row = chl_alloc(s->m, sizeof *row);
    x = chl_alloc(s->m * d, sizeof *x);
    CHL_REQUIRE_MEMORY(s->squared, err, "distances of a sample");
    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(x, err, "a sample of rows");
    for (size_t i = 0; i < s->m; i++) {
        row[i] = points->row[chl_random_permute(&random, i, points->n)];
    }
    CHL_TRY(chl_dataset_rows(points->dataset, row, s->m, x, err));
    for (size_t i = 0; i < s->m; i++) {
        for (size_t j = 0; j < i; j++) {
            double r = distance(d, x + i * d, x + j * d);

            s->squared[i * s->m + j] = r;
            s->squared[j * s->m + i] = r;
        }
    }
out:
    chl_free(row);
    chl_free(x);
    return status;
}

/* Median over points of the squared distance to the NEAR-th neighbour. */
static chl_status
near_distance(const sample *s, double *median, double *largest, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = s->m, k = m - 1 < NEAR ? m - 1 : NEAR;
    uint64_t *keys = chl_alloc(2 * m, sizeof *keys), *near = keys + m;

    CHL_REQUIRE_MEMORY(keys, err, "distances of a point");
    *largest = 0.0;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            double r = s->squared[i * m + j];

            keys[j] = chl_key((float) r, (uint32_t) j);
            *largest = fmax(*largest, r);
        }
        /* The point itself is the first. */
        chl_keys_select(keys, m, k + 1);
        near[i] = chl_key(chl_key_value(keys[k]), (uint32_t) i);
    }
    chl_keys_select(near, m, m / 2 + 1);
    *median = chl_key_value(near[m / 2]);
out:
    chl_free(keys);
    return status;
}

/* d log S / d log eps = sum w r^2 / 4 eps / sum w, without the diagonal. */
static double
slope(const sample *s, double eps)
{
    double weights = 0.0, moments = 0.0;

    for (size_t i = 0; i < s->m; i++) {
        for (size_t j = 0; j < i; j++) {
            double a = s->squared[i * s->m + j] / (4.0 * eps);

            if (a < 40.0) {
                double w = exp(-a);

                weights += w;
                moments += a * w;
            }
        }
    }
    return weights > 0.0 ? moments / weights : 0.0;
}

static void
choose(const sample *s, double lowest, double highest, chl_slope *out)
{
    const double factor = exp2(1.0 / STEPS);
    double raw[GRID], smooth[GRID], most = 0.0;
    size_t count = 0;

    for (double eps = lowest; eps < highest && count < GRID; eps *= factor) {
        raw[count++] = slope(s, eps);
    }
    /* Whole windows only: at the lower end few pairs make the slope, and the
     * highest of its swings would be taken for the plateau. */
    for (size_t i = SMOOTH; i + SMOOTH < count; i++) {
        smooth[i] = 0.0;
        for (size_t j = i - SMOOTH; j <= i + SMOOTH; j++) {
            smooth[i] += raw[j] / (2.0 * SMOOTH + 1.0);
        }
        most = fmax(most, smooth[i]);
    }
    out->bandwidth = lowest;
    out->dimension = 2.0 * most;
    for (size_t i = SMOOTH; i + SMOOTH < count; i++) {
        if (smooth[i] >= plateau * most) {
            out->bandwidth = lowest * pow(factor, (double) i);
        }
    }
}

/* Share of the sample within the cutoff of the point that has most. */
static double
crowd(const sample *s, double squared)
{
    size_t most = 0;

    for (size_t i = 0; i < s->m; i++) {
        size_t count = 0;

        for (size_t j = 0; j < s->m; j++) {
            count += j != i && s->squared[i * s->m + j] <= squared;
        }
        most = count > most ? count : most;
    }
    return (double) most / (double) (s->m - 1);
}

chl_status
chl_graph_slope(const chl_graph_points *points, double given, double cutoff,
                uint64_t seed, chl_slope *out, chl_error *err)
{
    chl_status status = CHL_OK;
    sample s = { 0 };
    chl_slope found = { 0 };
    double lowest = 0.0, highest = 0.0;

    CHL_REQUIRE(points->n >= 3, err, CHL_EDATA,
                "a graph of %zu distinct rows; there must be at least 3",
                points->n);
    CHL_TRY(measure(points, seed, &s, err));
    CHL_TRY(near_distance(&s, &lowest, &highest, err));
    lowest = fmax(0.25 * lowest, 1e-14 * highest);
    CHL_REQUIRE(lowest > 0.0 && isfinite(highest), err, CHL_ENUMERIC,
                "distances between rows underflow or overflow");
    choose(&s, lowest, highest, &found);
    if (given > 0.0) {
        found.bandwidth = given;
    }
    found.crowd = crowd(&s, -4.0 * found.bandwidth * log(cutoff));
    *out = found;
out:
    chl_free(s.squared);
    return status;
}

/*
 * 1 / mean over points and j < k of log(r_k / r_j). The slope rule alone sees
 * few dimensions where the nearest neighbours are as far away as the rest.
 * Source  E. Levina, P. Bickel, NIPS 2004; averaged as by D. MacKay.
 */
double
chl_graph_local_dimension(const chl_neighbours *near)
{
    size_t k = near->k < LOCAL ? near->k : LOCAL;
    double sum = 0.0, count = 0.0;

    for (size_t i = 0; i < near->n; i++) {
        const double *r = near->squared + i * near->k;

        for (size_t j = 0; j + 1 < k; j++) {
            if (r[j] > 0.0) {
                sum += 0.5 * log(r[k - 1] / r[j]);
                count += 1.0;
            }
        }
    }
    /* k - 2 in place of k - 1 takes the bias of so few terms away. */
    return sum > 0.0 && k > 2
               ? count / sum * ((double) k - 2.0) / ((double) k - 1.0)
               : 0.0;
}
