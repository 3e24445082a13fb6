/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum of a dataset in up to three dimensions, on grids. */
#include "study/grid.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"

enum {
    BLOCK = 4096,
    LEVELS = 6 /* at most */
};

/* Grids of a box for 1, 2 and 3 dimensions: the finest and how many. */
static const size_t box_cells[] = { 1200, 112, 40 };
static const size_t box_levels[] = { 3, 4, 6 };
/* An estimate is no better than its rows: less will do. */
static const size_t estimate_cells[] = { 600, 80, 28 };
static const size_t estimate_levels = 3;
static const size_t torus_cells[] = { 128, 48, 20 };

/* Bandwidths an estimate goes beyond its rows. */
static const double margin = 4.0;
/* Relative change of lambda_1 by the bandwidth that is worth a word. */
static const double bandwidth_limit = 0.10;

chl_grid_study_settings
chl_grid_study_settings_default(void)
{
    return (chl_grid_study_settings){ .modes = 16 };
}

static chl_status
check_settings(const chl_dataset *dataset, const chl_grid_study_settings *s,
               chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->modes >= 1, err, CHL_EARG,
                "modes is 0; it must be at least 1");
    CHL_REQUIRE(s->cells == 0 || s->cells >= 8, err, CHL_EARG,
                "cells is %zu; it must be at least 8, or 0 to choose it",
                s->cells);
    CHL_REQUIRE(isfinite(s->bandwidth) && s->bandwidth >= 0.0, err, CHL_EARG,
                "bandwidth is %g; it must be finite and above 0, or 0 to "
                "choose it",
                s->bandwidth);
    CHL_REQUIRE(!chl_dataset_describe(dataset)->constant, err, CHL_EDATA,
                "all %zu rows are equal; there is nothing to separate",
                chl_dataset_describe(dataset)->count);
out:
    return status;
}

/* The smallest box with all rows. */
static chl_status
find_extremes(const chl_dataset *dataset, chl_domain *box, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const size_t d = info->dimension;
    size_t *index = chl_alloc(BLOCK, sizeof *index);
    double *rows = chl_alloc(BLOCK * d, sizeof *rows);

    CHL_REQUIRE_MEMORY(index, err, "rows of a grid");
    CHL_REQUIRE_MEMORY(rows, err, "rows of a grid");
    for (size_t a = 0; a < d; a++) {
        box->low[a] = INFINITY;
        box->high[a] = -INFINITY;
    }
    for (size_t first = 0; first < info->count; first += BLOCK) {
        size_t left = info->count - first, count = left < BLOCK ? left : BLOCK;

        for (size_t k = 0; k < count; k++) {
            index[k] = first + k;
        }
        CHL_TRY(chl_dataset_rows(dataset, index, count, rows, err));
        for (size_t k = 0; k < count * d; k++) {
            box->low[k % d] = fmin(box->low[k % d], rows[k]);
            box->high[k % d] = fmax(box->high[k % d], rows[k]);
        }
    }
out:
    chl_free(index);
    chl_free(rows);
    return status;
}

static void
widen(chl_domain *box, double by)
{
    for (size_t a = 0; a < box->dimension; a++) {
        box->low[a] -= by;
        box->high[a] += by;
    }
}

/* The bandwidth first, in a box that is wide enough for any; then a box that
 * fits it. */
static chl_status
choose_box(chl_grid_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(run->dataset);
    chl_grid_density *density = NULL;
    chl_kde_settings kde = chl_kde_settings_default();
    chl_domain wide = { .dimension = info->dimension };
    chl_grid grid = { .dimension = info->dimension, .cells = { 8, 8, 8 } };
    double widest = 0.0;

    CHL_REQUIRE(info->dimension <= 3, err, CHL_EUNSUPPORTED,
                "a grid takes 1 to 3 columns; the data have %zu",
                info->dimension);
    CHL_TRY(find_extremes(run->dataset, &wide, err));
    run->domain = wide;
    run->bandwidth = run->settings.bandwidth;
    if (run->bandwidth == 0.0) {
        for (size_t a = 0; a < wide.dimension; a++) {
            widest = fmax(widest, wide.high[a] - wide.low[a]);
        }
        widen(&wide, 0.1 * widest);
        memcpy(grid.low, wide.low, sizeof grid.low);
        memcpy(grid.high, wide.high, sizeof grid.high);
        kde.threads = run->settings.threads;
        CHL_TRY(chl_grid_density_kde(&grid, run->dataset, &kde, &density, err));
        run->bandwidth = chl_grid_density_bandwidth(density);
    }
    widen(&run->domain, margin * run->bandwidth);
out:
    chl_grid_density_free(density);
    return status;
}

static size_t
even(double n)
{
    return 2 * (size_t) fmax(ceil(0.5 * n), 2.0);
}

/* Cells per axis of each level, coarsest first, from about half the finest;
 * even, so that what is symmetric has a face in its middle. */
static size_t
choose_levels(const chl_grid_run *run, size_t cells[LEVELS])
{
    const size_t at = run->domain.dimension - 1;
    size_t finest = run->settings.cells, levels;

    if (run->known && run->domain.periodic) {
        finest = finest > 0 ? finest : torus_cells[at];
        levels = 2;
    } else if (run->known) {
        finest = finest > 0 ? finest : box_cells[at];
        levels = box_levels[at];
    } else {
        finest = finest > 0 ? finest : estimate_cells[at];
        levels = estimate_levels;
    }
    for (size_t j = 0; j < levels; j++) {
        cells[j] = even((double) finest * (double) (levels + j)
                        / (double) (2 * levels - 1));
        if (j > 0 && cells[j] <= cells[j - 1]) {
            cells[j] = cells[j - 1] + 2;
        }
    }
    return levels;
}

typedef struct numbers {
    size_t levels, cells[LEVELS];
    double *table; /* levels x count */
    double *narrow;
    double *sampling;
    bool converged;
} numbers;

static void
clear_numbers(numbers *n)
{
    chl_free(n->table);
    chl_free(n->narrow);
    chl_free(n->sampling);
}

static chl_status
solve_levels(const chl_grid_run *run, numbers *n, chl_result_spectrum *s,
             chl_error *err)
{
    chl_status status = CHL_OK;
    const double stages = (double) n->levels + (run->known ? 0.0 : 1.0);

    n->converged = true;
    for (size_t j = 0; j < n->levels; j++) {
        bool last = j + 1 == n->levels, converged = true;

        CHL_TRY(chl_progress_tell(&run->settings.progress, "grids", (double) j,
                                  stages, err));
        CHL_TRY(chl_grid_run_solve(run, n->cells[j], 1.0, s->count,
                                   n->table + j * s->count,
                                   last && !run->known ? n->sampling : NULL,
                                   last ? s->residual : NULL, &converged, err));
        n->converged = n->converged && converged;
    }
    if (!run->known) {
        bool converged = true;

        CHL_TRY(chl_grid_run_solve(run, n->cells[n->levels - 1], sqrt(0.5),
                                   s->count, n->narrow, NULL, NULL, &converged,
                                   err));
        n->converged = n->converged && converged;
    }
out:
    return status;
}

/*
 * The error: what the last extrapolation changed; and of an estimate also that
 * of its rows, and twice what half the smoothing variance changed, as the
 * effect is of first order in it.
 */
static void
fill_values(const chl_grid_run *run, const numbers *n, chl_result_spectrum *s)
{
    const size_t last = n->levels - 1;
    double h[LEVELS], values[LEVELS];

    for (size_t k = 0; k < s->count; k++) {
        double change, error;

        for (size_t j = 0; j < n->levels; j++) {
            h[j] = 1.0 / (double) n->cells[j];
            values[j] = n->table[j * s->count + k];
        }
        s->lambda[k] = chl_grid_extrapolate(n->levels, h, values, &change);
        s->lambda_half[k] = values[0];
        if (run->known && run->domain.periodic) {
            s->lambda[k] = values[last];
            change = fabs(values[last] - values[0]);
        }
        error = change;
        if (!run->known) {
            double smoothing = 2.0 * (n->narrow[k] - values[last]);

            error = sqrt(change * change + n->sampling[k] * n->sampling[k]
                         + smoothing * smoothing);
        }
        s->standard_error[k] = error;
        s->ci_low[k] = fmax(s->lambda[k] - 1.96 * error, 0.0);
        s->ci_high[k] = s->lambda[k] + 1.96 * error;
    }
    s->poincare_constant = 1.0 / s->lambda[0];
    s->degraded = !n->converged;
}

/* The limit of ever larger boxes in place of the value in one. */
static chl_status
fill_gap(const chl_grid_run *run, const numbers *n, chl_result_spectrum *s,
         chl_error *err)
{
    chl_status status = CHL_OK;
    double gap, change;
    bool converged;

    CHL_TRY(chl_grid_run_boxes(run, n->levels, n->cells, &gap, &change,
                               &converged, err));
    s->lambda[0] = gap;
    s->standard_error[0] = change;
    s->ci_low[0] = fmax(gap - 1.96 * change, 0.0);
    s->ci_high[0] = gap + 1.96 * change;
    s->poincare_constant = 1.0 / gap;
    s->degraded = s->degraded || !converged;
out:
    return status;
}

static chl_status
fill_facts(const chl_grid_run *run, const numbers *n, chl_result_spectrum *s,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const bool spectral = run->known && run->domain.periodic;

    CHL_TRY(chl_result_set_text(&s->operator_name, "grid", err));
    CHL_TRY(chl_result_set_text(&s->kernel,
                                run->known ? "closed form" : "gaussian", err));
    CHL_TRY(chl_result_set_text(&s->solver,
                                spectral ? "spectral" : "finite volumes", err));
    s->bandwidth = run->bandwidth;
    s->rows = run->known ? 0 : chl_dataset_describe(run->dataset)->count;
    s->landmarks = 1;
    for (size_t a = 0; a < run->domain.dimension; a++) {
        s->landmarks *= n->cells[n->levels - 1];
    }
out:
    return status;
}

static chl_status
warn(const chl_grid_run *run, const numbers *n, const chl_result_spectrum *s,
     chl_result *result, chl_error *err)
{
    const double *finest = n->table + (n->levels - 1) * s->count;

    if (run->known && run->domain.continuous) {
        return chl_result_warn(
            result, "W-CONTINUOUS-SPECTRUM", "warning", err,
            "the spectrum of this law has no eigenvalues but 0: it is "
            "continuous from lambda_1 up, the limit of ever larger boxes, and "
            "this is the one value given of %zu wanted",
            run->settings.modes);
    }
    if (run->known || fabs(n->narrow[0] / finest[0] - 1.0) <= bandwidth_limit) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-BANDWIDTH-SENSITIVE", "warning", err,
        "lambda_1 on the grid is %.3g with the density smoothed over %.3g and "
        "%.3g with half the variance of that: its error was widened",
        finest[0], run->bandwidth, n->narrow[0]);
}

static chl_status
fill_section(const chl_grid_run *run, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const bool continuous = run->known && run->domain.continuous;
    const size_t count = continuous ? 1 : run->settings.modes;
    chl_result_spectrum *section = NULL;
    numbers n = { 0 };

    n.levels = choose_levels(run, n.cells);
    n.table = chl_alloc(n.levels * count, sizeof *n.table);
    n.narrow = chl_alloc(count, sizeof *n.narrow);
    n.sampling = chl_alloc(count, sizeof *n.sampling);
    CHL_REQUIRE_MEMORY(n.table, err, "eigenvalues of grids");
    CHL_REQUIRE_MEMORY(n.narrow, err, "eigenvalues of grids");
    CHL_REQUIRE_MEMORY(n.sampling, err, "errors of eigenvalues");
    CHL_TRY(chl_result_spectrum_create(count, 0, 0, &section, err));
    CHL_TRY(solve_levels(run, &n, section, err));
    fill_values(run, &n, section);
    if (continuous) {
        CHL_TRY(fill_gap(run, &n, section, err));
    }
    CHL_TRY(fill_facts(run, &n, section, err));
    CHL_TRY(warn(run, &n, section, result, err));
    chl_result_section_free(&chl_record_spectrum, result->spectrum);
    result->spectrum = section;
    section = NULL;
out:
    chl_result_section_free(&chl_record_spectrum, section);
    clear_numbers(&n);
    return status;
}

chl_status
chl_study_grid(const chl_dataset *dataset,
               const chl_grid_study_settings *settings, chl_result *result,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_run run = { .dataset = dataset, .bandwidth = NAN };
    double degree;

    run.settings =
        settings != NULL ? *settings : chl_grid_study_settings_default();
    CHL_TRY(check_settings(dataset, &run.settings, err));
    degree = (double) run.settings.modes;
    run.known =
        !run.settings.estimate && chl_dataset_domain(dataset, 0, &run.domain);
    if (run.known) {
        degree = ceil(pow(degree, 1.0 / (double) run.domain.dimension));
        (void) chl_dataset_domain(dataset, (size_t) degree, &run.domain);
    } else {
        CHL_TRY(choose_box(&run, err));
    }
    CHL_TRY(fill_section(&run, result, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "grid of %s",
                         chl_dataset_describe(dataset)->name);
    }
    return status;
}
