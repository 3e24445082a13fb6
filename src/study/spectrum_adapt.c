/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Metric adaptation: the covariance of the gradients of the leading modes
 * becomes the metric, twice in each round, because its fixed point is far.
 * Then bandwidth and ridge are chosen again. The round with the best held-out
 * score stays.
 *
 * A covariance and not the plain outer product: constant gradients are those
 * of linear functions, which the basis has anyway and the kernel need not
 * resolve. A mode of variance 1 has gradients of mean square lambda and counts
 * by 1 / lambda, its share in the trace of the inverse: if all counted alike,
 * each round would give away the slow modes for the quick ones.
 *
 * Source  A. Radhakrishnan et al., Recursive feature machines, 2022 (average
 *         gradient outer product, not centred); estimators 6.4.
 */
#include "study/spectrum.h"

#include <string.h>

#include "base/error.h"

/* What a round finds steers the next one even if it loses; PATIENCE rounds
 * without a gain are the last. Above LARGE_DIMENSION the metric lives in the
 * linear functions of the basis. */
enum {
    ROUNDS = 4,
    REFINEMENTS = 2,
    PATIENCE = 2,
    SMALL_DIMENSION = 8,
    LARGE_DIMENSION = 128,
    ROWS = 2048
};

/* Improvements of the score that are worth another round, and worth a metric
 * at all: it has seen both halves, by which N(0, I_64) gains .01. */
static const double worth = 1e-3, worth_a_metric = 0.02;

void
chl_run_metric_clear(chl_run_metric *metric)
{
    chl_free(metric->map);
    chl_free(metric->weight);
    *metric = (chl_run_metric){ 0 };
}

static size_t
rounds_wanted(const chl_spectrum_run *run)
{
    const char *adapt = run->settings.adapt;
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    bool wanted = d > SMALL_DIMENSION && !(run->settings.bandwidth > 0.0)
                  && chl_class_has_bandwidth(run->settings.kernel);

    if (strcmp(adapt, "auto") != 0) {
        wanted = strcmp(adapt, "on") == 0;
    }
    return wanted ? ROUNDS : 0;
}

static chl_status
note_round(chl_spectrum_run *run, size_t best, size_t rank, chl_error *err)
{
    const chl_result_trial *t = &run->trials[best];
    chl_result_round *grown =
        chl_realloc(run->rounds, run->round_count + 1, sizeof *grown);

    if (grown == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for rounds");
    }
    run->rounds = grown;
    grown[run->round_count] = (chl_result_round){ .round = run->round_count,
                                                  .rank = rank,
                                                  .bandwidth = t->bandwidth,
                                                  .ridge = t->ridge,
                                                  .score = t->score,
                                                  .lambda_1 = t->lambda_1 };
    run->round_count++;
    return CHL_OK;
}

static chl_status
allocate(size_t r, size_t d, chl_run_metric *metric, chl_error *err)
{
    chl_status status = CHL_OK;

    metric->r = r;
    metric->map = chl_alloc(r * d, sizeof *metric->map);
    metric->weight = chl_alloc(r, sizeof *metric->weight);
    CHL_REQUIRE_MEMORY(metric->map, err, "a metric");
    CHL_REQUIRE_MEMORY(metric->weight, err, "a metric");
out:
    return status;
}

/* All coordinates, or the linear functions, with weights 1. */
static chl_status
first_metric(const chl_spectrum_run *run, chl_run_metric *metric,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    bool large = d > LARGE_DIMENSION;
    size_t r = large ? chl_basis_linear(run->basis) : d;

    CHL_TRY(allocate(r, d, metric, err));
    if (large) {
        memcpy(metric->map, chl_basis_directions(run->basis),
               r * d * sizeof *metric->map);
    }
    for (size_t i = 0; i < r; i++) {
        metric->weight[i] = 1.0;
        if (!large) {
            metric->map[i * d + i] = 1.0;
        }
    }
out:
    return status;
}

/* Gradient covariance of the leading modes of half h on its rows, added to
 * `outer`. */
static chl_status
add_outer(const chl_spectrum_run *run, size_t h, double ridge, size_t r,
          double *outer, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(run->basis);
    size_t middle = chl_sample_start(sample, sample->groups / 2);
    size_t start = h == 0 ? sample->aside : middle;
    size_t end = h == 0 ? middle : sample->used;
    size_t count = end - start < ROWS ? end - start : ROWS;
    chl_fit_settings s = { ridge, CHL_SCORE_MODES, run->settings.solver,
                           run->settings.seed };
    chl_fit fit = { 0 };
    size_t *row = chl_alloc(count, sizeof *row);
    double *part = chl_alloc(r * r, sizeof *part);
    double scale[CHL_SCORE_MODES];

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(part, err, "a gradient covariance");
    if (s.count > run->halves.half[h].q) {
        s.count = run->halves.half[h].q;
    }
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_sample_row(sample, start + i);
    }
    CHL_TRY(
        chl_fit_solve(&run->halves.half[h], run->halves.ridge, &s, &fit, err));
    for (size_t a = 0; a < fit.count; a++) {
        scale[a] = 1.0 / (fit.values[a] * fit.values[a]);
    }
    CHL_TRY(chl_galerkin_gradient_covariance(run->galerkin, fit.coefficients,
                                             scale, fit.count, row, count, part,
                                             err));
    for (size_t i = 0; i < r * r; i++) {
        outer[i] += part[i];
    }
out:
    chl_fit_clear(&fit);
    chl_free(row);
    chl_free(part);
    return status;
}

/* metric <- what the modes of the run's functions ask for. */
static chl_status
refine_once(const chl_spectrum_run *run, double ridge, chl_run_metric *metric,
            chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(run->dataset)->dimension, r = metric->r;
    double *outer = chl_alloc(r * r, sizeof *outer);

    CHL_REQUIRE_MEMORY(outer, err, "a gradient covariance");
    for (size_t h = 0; h < 2; h++) {
        CHL_TRY(add_outer(run, h, ridge, r, outer, err));
    }
    CHL_TRY(chl_metric_refine(r, d, outer, metric->map, metric->weight, err));
out:
    chl_free(outer);
    return status;
}

static chl_status
set_metric(chl_spectrum_run *run, const chl_run_metric *metric, chl_error *err)
{
    chl_spectrum_forget(run);
    return chl_basis_set_metric(run->basis, metric->r, metric->map,
                                metric->weight, err);
}

/* The bandwidth of `relative` median distances, or the one given. */
static double
bandwidth_of(const chl_spectrum_run *run, double relative)
{
    double given = run->settings.bandwidth;

    return given > 0.0 ? given
                       : relative * chl_basis_median_distance(run->basis);
}

/* metric <- what the modes ask for, from those fitted under it. */
static chl_status
refine(chl_spectrum_run *run, double relative, double ridge,
       chl_run_metric *metric, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t i = 0; i < REFINEMENTS; i++) {
        if (i > 0) {
            CHL_TRY(set_metric(run, metric, err));
        }
        run->bandwidth = bandwidth_of(run, relative);
        CHL_TRY(chl_spectrum_sum(run, err));
        CHL_TRY(refine_once(run, ridge, metric, err));
    }
out:
    return status;
}

/* Trials of one round under `metric`, about the ridge of trial `last` and
 * `relative` median distances; `last` becomes the best of them. */
static chl_status
try_metric(chl_spectrum_run *run, const chl_run_metric *metric, double relative,
           size_t *last, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(set_metric(run, metric, err));
    CHL_TRY(chl_spectrum_try_bandwidths(run, bandwidth_of(run, relative),
                                        run->trials[*last].ridge, last, err));
    CHL_TRY(note_round(run, *last, metric->r, err));
out:
    return status;
}

static chl_status
keep(const chl_spectrum_run *run, const chl_run_metric *from,
     chl_run_metric *to, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    chl_run_metric copy = { 0 };

    CHL_TRY(allocate(from->r, d, &copy, err));
    memcpy(copy.map, from->map, from->r * d * sizeof *copy.map);
    memcpy(copy.weight, from->weight, from->r * sizeof *copy.weight);
    chl_run_metric_clear(to);
    *to = copy;
    copy = (chl_run_metric){ 0 };
out:
    chl_run_metric_clear(&copy);
    return status;
}

/* Whether trial a beats trial b, by score among equals in carrying rows. */
static bool
beats(const chl_spectrum_run *run, size_t a, size_t b)
{
    if (run->carried[a] != run->carried[b]) {
        return run->carried[a];
    }
    return run->trials[a].score
           < run->trials[b].score
                 - (run->trials[b].round == 0 ? worth_a_metric : worth);
}

chl_status
chl_spectrum_adapt(chl_spectrum_run *run, size_t *best, chl_run_metric *metric,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    size_t rounds = rounds_wanted(run), chosen = 0, idle = 0, last = *best;
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    chl_run_metric current = { 0 };

    CHL_TRY(note_round(run, *best, 0, err));
    if (rounds > 0) {
        CHL_TRY(first_metric(run, &current, err));
    }
    for (size_t k = 0; k < rounds && idle < PATIENCE; k++) {
        double relative =
            run->trials[last].bandwidth / chl_basis_median_distance(run->basis);

        if (k == 0) {
            CHL_TRY(set_metric(run, &current, err));
        }
        /* In high dimension the first round only restricts to the linear
         * functions. */
        if (k > 0 || d <= LARGE_DIMENSION) {
            CHL_TRY(
                refine(run, relative, run->trials[last].ridge, &current, err));
        }
        CHL_TRY(try_metric(run, &current, relative, &last, err));
        if (beats(run, last, *best)) {
            *best = last;
            chosen = run->round_count - 1;
            CHL_TRY(keep(run, &current, metric, err));
            idle = 0;
        } else {
            idle++;
        }
    }
    run->rounds[chosen].chosen = true;
out:
    chl_run_metric_clear(&current);
    return status;
}
