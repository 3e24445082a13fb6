/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bandwidth and ridge of a spectrum study. The bandwidth is chosen on a part
 * of the rows with fewer landmarks; the ridge again on everything.
 */
#include "study/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Above SMALL_DIMENSION functions are dearer than rows. */
enum {
    CHOICE_LANDMARKS = 512,
    CHOICE_ROWS = 10000,
    GROUPS = 20,
    LINEAR = 32,
    SMALL_DIMENSION = 8,
    LARGE_SHARE = 3
};

static chl_basis_settings
basis_settings(const chl_spectrum_run *run)
{
    chl_basis_settings s = chl_basis_settings_default();

    s.landmarks = run->settings.landmarks;
    if (s.landmarks > chl_class_landmarks(run->settings.kernel)) {
        s.landmarks = chl_class_landmarks(run->settings.kernel);
    }
    if (chl_dataset_describe(run->dataset)->dimension > SMALL_DIMENSION) {
        s.share = LARGE_SHARE;
    }
    s.linear = LINEAR;
    s.groups = GROUPS;
    s.used = run->settings.samples;
    s.seed = run->settings.seed;
    s.threads = run->threads;
    s.team = run->settings.team;
    s.progress = run->settings.progress;
    if (run->settings.landmark_rule != NULL) {
        s.rule = run->settings.landmark_rule;
    }
    return s;
}

static size_t
rows_used(const chl_spectrum_run *run)
{
    size_t n = chl_dataset_describe(run->dataset)->count;
    size_t samples = run->settings.samples;

    return samples > 0 && samples < n ? samples : n;
}

/* Whether choosing on a part differs from choosing on everything. */
static bool
worth_reducing(const chl_spectrum_run *run)
{
    return run->settings.landmarks > CHOICE_LANDMARKS
           || rows_used(run) > CHOICE_ROWS + CHOICE_LANDMARKS;
}

static chl_status
add_trial(chl_spectrum_run *run, double ridge, chl_error *err)
{
    size_t at = run->trial_count;
    chl_result_trial *trials = chl_realloc(run->trials, at + 1, sizeof *trials);
    bool *carried;

    if (trials == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for candidates");
    }
    run->trials = trials;
    carried = chl_realloc(run->carried, at + 1, sizeof *carried);
    if (carried == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for candidates");
    }
    run->carried = carried;
    trials[at] = (chl_result_trial){ .bandwidth = run->bandwidth,
                                     .ridge = ridge,
                                     .round = run->round_count };
    run->trial_count++;
    return chl_choice_try(&run->halves, &run->settings, &trials[at],
                          &carried[at], err);
}

void
chl_spectrum_forget(chl_spectrum_run *run)
{
    chl_halves_clear(&run->halves);
    chl_galerkin_free(run->galerkin);
    run->galerkin = NULL;
    chl_functions_free(run->functions);
    run->functions = NULL;
}

chl_status
chl_spectrum_sum(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_class_settings functions = { .name = run->settings.kernel,
                                           .bandwidth = isnan(run->bandwidth)
                                                            ? 0.0
                                                            : run->bandwidth,
                                           .depth = run->settings.depth,
                                           .seed = run->settings.seed };

    chl_spectrum_forget(run);
    CHL_TRY(chl_functions_create_class(run->basis, &functions, &run->functions,
                                       err));
    CHL_TRY(chl_galerkin_create_functions(run->functions, &run->galerkin, err));
    CHL_TRY(chl_halves_init(run->basis, run->galerkin, &run->halves, err));
out:
    return status;
}

/* Sums at the bandwidth of the run, and one trial for each ridge; if `about`
 * is not 0, only for those up to ten times larger or smaller. */
static chl_status
try_functions(chl_spectrum_run *run, double about, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_spectrum_sum(run, err));
    if (run->settings.ridge > 0.0) {
        CHL_TRY(add_trial(run, run->settings.ridge, err));
        goto out;
    }
    for (size_t e = 0; e < CHL_RIDGE_GRID; e++) {
        if (about > 0.0 && fabs(log10(chl_ridge_grid[e] / about)) > 1.5) {
            continue;
        }
        CHL_TRY(add_trial(run, chl_ridge_grid[e], err));
    }
out:
    return status;
}

static chl_status
no_candidate(const chl_spectrum_run *run, chl_error *err)
{
    return CHL_FAIL(err, CHL_ENUMERIC,
                    "none of %zu candidates for bandwidth and ridge gives %d "
                    "modes above rounding error; the data may lie on too few "
                    "distinct points",
                    run->trial_count, CHL_SCORE_MODES);
}

chl_status
chl_spectrum_try_bandwidths(chl_spectrum_run *run, double centre, double ridge,
                            size_t *best, chl_error *err)
{
    chl_status status = CHL_OK;
    /* A bandwidth that was given: its half and double, for the sensitivity. */
    bool known = run->settings.bandwidth > 0.0 || ridge > 0.0;
    size_t from = known ? 1 : 0, to = known ? 4 : CHL_BANDWIDTH_GRID;
    size_t first = run->trial_count;

    for (size_t b = from; b < to; b++) {
        CHL_TRY(chl_progress_tell(&run->settings.progress, "bandwidth",
                                  (double) (b - from), (double) (to - from),
                                  err));
        run->bandwidth = centre * chl_bandwidth_grid[b];
        CHL_TRY(try_functions(run, ridge, err));
    }
    *best = first
            + chl_choice_best(run->trials + first, run->carried + first,
                              run->trial_count - first);
    if (*best == run->trial_count) {
        status = no_candidate(run, err);
    }
out:
    return status;
}

/* What is done on a part of the rows is done again rather than kept. */
static chl_status
make_basis(chl_spectrum_run *run, bool reduced, chl_checkpoint *checkpoint,
           const chl_run_metric *metric, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_basis_settings s = basis_settings(run);

    s.checkpoint = checkpoint;
    if (reduced && s.landmarks > CHOICE_LANDMARKS) {
        s.landmarks = CHOICE_LANDMARKS;
    }
    if (reduced && rows_used(run) > CHOICE_ROWS + s.landmarks) {
        s.used = CHOICE_ROWS + s.landmarks;
    }
    chl_spectrum_forget(run);
    chl_basis_free(run->basis);
    run->basis = NULL;
    CHL_TRY(chl_basis_create(run->dataset, &s, &run->basis, err));
    if (metric->map != NULL) {
        CHL_TRY(chl_basis_set_metric(run->basis, metric->r, metric->map,
                                     metric->weight, err));
    }
out:
    return status;
}

/* Bandwidth and metric, on a part of the data where that is worth it. */
static chl_status
choose_on_part(chl_spectrum_run *run, double *bandwidth, chl_run_metric *metric,
               chl_error *err)
{
    chl_status status = CHL_OK;
    double given = run->settings.bandwidth;
    size_t best = 0;

    CHL_TRY(make_basis(run, worth_reducing(run), NULL, metric, err));
    CHL_TRY(chl_spectrum_try_bandwidths(
        run, given > 0.0 ? given : chl_basis_median_distance(run->basis), 0.0,
        &best, err));
    CHL_TRY(chl_spectrum_adapt(run, &best, metric, err));
    *bandwidth = given > 0.0 ? given : run->trials[best].bandwidth;
out:
    return status;
}

/* The best of the trials from `first` on: it has the last word. */
static chl_status
settle(chl_spectrum_run *run, size_t first, size_t *best, chl_error *err)
{
    size_t count = run->trial_count - first;

    *best = first
            + chl_choice_best(run->trials + first, run->carried + first, count);
    if (*best == run->trial_count) {
        return no_candidate(run, err);
    }
    run->ridge = run->trials[*best].ridge;
    return CHL_OK;
}

/* Functions without a bandwidth: only the ridge is chosen. */
static chl_status
choose_ridge(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_run_metric none = { 0 };
    size_t best;

    run->bandwidth = NAN;
    CHL_TRY(make_basis(run, false, run->checkpoint, &none, err));
    CHL_TRY(try_functions(run, 0.0, err));
    CHL_TRY(settle(run, 0, &best, err));
    run->trials[best].chosen = true;
    CHL_TRY(chl_spectrum_adapt(run, &best, &none, err));
out:
    chl_run_metric_clear(&none);
    return status;
}

chl_status
chl_spectrum_choose(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_run_metric metric = { 0 };
    double bandwidth = 0.0;
    size_t first, best, round = 0;

    if (!chl_class_has_bandwidth(run->settings.kernel)) {
        return choose_ridge(run, err);
    }
    CHL_TRY(choose_on_part(run, &bandwidth, &metric, err));
    CHL_TRY(make_basis(run, false, run->checkpoint, &metric, err));
    run->bandwidth = bandwidth;
    first = run->trial_count;
    CHL_TRY(try_functions(run, 0.0, err));
    CHL_TRY(settle(run, first, &best, err));
    while (!run->rounds[round].chosen) {
        round++;
    }
    for (size_t t = first; t < run->trial_count; t++) {
        run->trials[t].round = round;
    }
    run->trials[best].chosen = true;
out:
    chl_run_metric_clear(&metric);
    return status;
}
