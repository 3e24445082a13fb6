/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bandwidth and ridge of a spectrum study. The bandwidth is chosen on a part
 * of the rows with fewer landmarks; the ridge again on everything.
 */
#include "study/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    CHOICE_LANDMARKS = 512,
    CHOICE_ROWS = 10000,
    GROUPS = 20,
    LINEAR = 32
};

static chl_basis_settings
basis_settings(const chl_spectrum_run *run)
{
    chl_basis_settings s = chl_basis_settings_default();

    s.landmarks = run->settings.landmarks;
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
    trials[at] = (chl_result_trial){ .bandwidth = run->kernel.bandwidth,
                                     .ridge = ridge,
                                     .round = run->round_count };
    run->trial_count++;
    return chl_choice_try(&run->halves, &run->settings, &trials[at],
                          &carried[at], err);
}

/* Sums at the kernel of the run, and one trial for each ridge. */
static chl_status
try_kernel(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_halves_clear(&run->halves);
    chl_galerkin_free(run->galerkin);
    run->galerkin = NULL;
    CHL_TRY(chl_galerkin_create(run->basis, &run->kernel, &run->galerkin, err));
    CHL_TRY(chl_halves_init(run->basis, run->galerkin, &run->halves, err));
    if (run->settings.ridge > 0.0) {
        CHL_TRY(add_trial(run, run->settings.ridge, err));
        goto out;
    }
    for (size_t e = 0; e < CHL_RIDGE_GRID; e++) {
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
chl_spectrum_try_bandwidths(chl_spectrum_run *run, double centre, size_t *best,
                            chl_error *err)
{
    chl_status status = CHL_OK;
    /* A bandwidth that was given: its half and double, for the sensitivity. */
    bool given = run->settings.bandwidth > 0.0;
    size_t from = given ? 1 : 0, to = given ? 4 : CHL_BANDWIDTH_GRID;
    size_t first = run->trial_count;

    for (size_t b = from; b < to; b++) {
        CHL_TRY(chl_progress_tell(&run->settings.progress, "bandwidth",
                                  (double) (b - from), (double) (to - from),
                                  err));
        CHL_TRY(chl_kernel_init(run->settings.kernel,
                                centre * chl_bandwidth_grid[b], &run->kernel,
                                err));
        CHL_TRY(try_kernel(run, err));
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
    chl_halves_clear(&run->halves);
    chl_galerkin_free(run->galerkin);
    run->galerkin = NULL;
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
        run, given > 0.0 ? given : chl_basis_median_distance(run->basis), &best,
        err));
    CHL_TRY(chl_spectrum_adapt(run, &best, metric, err));
    *bandwidth = given > 0.0 ? given : run->trials[best].bandwidth;
out:
    return status;
}

chl_status
chl_spectrum_choose(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_run_metric metric = { 0 };
    double bandwidth = 0.0;
    size_t first, best, round = 0;

    CHL_TRY(choose_on_part(run, &bandwidth, &metric, err));
    CHL_TRY(make_basis(run, false, run->checkpoint, &metric, err));
    CHL_TRY(
        chl_kernel_init(run->settings.kernel, bandwidth, &run->kernel, err));
    first = run->trial_count;
    CHL_TRY(try_kernel(run, err));
    best = chl_choice_best(run->trials + first, run->carried + first,
                           run->trial_count - first);
    if (best == run->trial_count - first) {
        status = no_candidate(run, err);
        goto out;
    }
    while (!run->rounds[round].chosen) {
        round++;
    }
    for (size_t t = first; t < run->trial_count; t++) {
        run->trials[t].round = round;
    }
    run->trials[first + best].chosen = true;
    run->ridge = run->trials[first + best].ridge;
out:
    chl_run_metric_clear(&metric);
    return status;
}
