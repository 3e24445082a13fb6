/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues on one grid, and the limit of several. */
#include "study/grid.h"

#include <math.h>
#include <string.h>

#include <chladni/eigen.h>

#include "base/error.h"

enum {
    LEVELS_LIMIT = 8,
    DENSE_LIMIT = 128 /* cells; each column of the inverse is a solve */
};

/* Of the solver: quotients are better than their vectors by a square. */
static const double tolerance = 1e-9;

static double
closed_form(void *user, const double *x)
{
    double rho = 0.0;

    (void) chl_dataset_density(user, x, &rho);
    return rho;
}

static chl_status
make_density(const chl_grid_run *run, const chl_grid *grid, double narrowing,
             chl_grid_density **out, chl_error *err)
{
    chl_kde_settings kde = chl_kde_settings_default();

    if (run->known) {
        /* The callback's state has no const, the dataset stays as it is. */
        void *user = (void *) (uintptr_t) run->dataset;

        return chl_grid_density_function(grid, closed_form, user, out, err);
    }
    kde.bandwidth = run->bandwidth;
    kde.narrowing = narrowing;
    kde.threads = run->settings.threads;
    return chl_grid_density_kde(grid, run->dataset, &kde, out, err);
}

/* |grad f|^2 in a cell, by differences of its neighbours in use. */
static double
square_slope(const chl_grid *grid, const double *f, size_t cell)
{
    double sum = 0.0;
    size_t stride = 1;

    for (size_t a = grid->dimension; a-- > 0;) {
        size_t n = grid->cells[a], at = cell / stride % n;
        size_t low = at > 0 ? cell - stride : cell + (n - 1) * stride;
        size_t high = at + 1 < n ? cell + stride : cell - (n - 1) * stride;
        double h = (grid->high[a] - grid->low[a]) / (double) n, span = 2.0 * h;

        if ((at == 0 && !grid->periodic) || isnan(f[low])) {
            low = cell;
            span -= h;
        }
        if ((at + 1 == n && !grid->periodic) || isnan(f[high])) {
            high = cell;
            span -= h;
        }
        if (span > 0.5 * h) {
            sum += (f[high] - f[low]) * (f[high] - f[low]) / (span * span);
        }
        stride *= n;
    }
    return sum;
}

/*
 * The influence of a row at x on lambda is |grad f|^2 - lambda f^2; its
 * standard deviation over the root of the number of rows.
 */
static double
sampling_error(const chl_grid_run *run, const chl_grid_density *density,
               const double *f, double lambda)
{
    const chl_grid *grid = chl_grid_density_grid(density);
    const double *rho = chl_grid_density_values(density);
    double square = 0.0, weight = 0.0;

    for (size_t i = 0; i < chl_grid_size(grid); i++) {
        double influence;

        if (isnan(f[i])) {
            continue;
        }
        influence = square_slope(grid, f, i) - lambda * f[i] * f[i];
        square += rho[i] * influence * influence;
        weight += rho[i];
    }
    return sqrt(square / weight
                / (double) chl_dataset_describe(run->dataset)->count);
}

static void
swap(double *array, size_t i, size_t j)
{
    double kept = array[i];

    array[i] = array[j];
    array[j] = kept;
}

/* Ascending by lambda; the others, where they are, go along. */
static void
sort(size_t count, double *lambda, double *sampling, double *residual)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && lambda[j] < lambda[j - 1]; j--) {
            swap(lambda, j, j - 1);
            if (sampling != NULL) {
                swap(sampling, j, j - 1);
            }
            if (residual != NULL) {
                swap(residual, j, j - 1);
            }
        }
    }
}

static chl_status
read_pairs(const chl_grid_run *run, const chl_grid_density *density,
           chl_grid_laplacian *laplacian, const chl_eigen_result *pairs,
           double *lambda, double *sampling, double *residual, chl_error *err)
{
    chl_status status = CHL_OK;
    double *f =
        chl_alloc(chl_grid_size(chl_grid_density_grid(density)), sizeof *f);

    CHL_REQUIRE_MEMORY(f, err, "a mode on a grid");
    for (size_t k = 0; k < pairs->count; k++) {
        const double *g = pairs->vectors + k * pairs->n;

        CHL_TRY(chl_grid_laplacian_quotient(laplacian, g, &lambda[k], err));
        if (sampling != NULL) {
            chl_grid_laplacian_function(laplacian, g, f);
            sampling[k] = sampling_error(run, density, f, lambda[k]);
        }
        if (residual != NULL) {
            residual[k] = pairs->residuals[k];
        }
    }
    sort(pairs->count, lambda, sampling, residual);
out:
    chl_free(f);
    return status;
}

static chl_status
find_pairs(const chl_grid_run *run, chl_grid_laplacian *laplacian, size_t count,
           chl_eigen_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings solver = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *pairs = NULL;

    CHL_TRY(chl_grid_laplacian_inverse(laplacian, &problem.a, err));
    solver.method =
        chl_grid_laplacian_size(laplacian) > DENSE_LIMIT ? "arpack" : "auto";
    solver.count = count;
    solver.tolerance = tolerance;
    solver.seed = run->settings.seed + 1;
    CHL_TRY(chl_eigen_solve(&problem, &solver, &pairs, err));
    CHL_REQUIRE(pairs->count == count, err, CHL_ENUMERIC,
                "%zu of %zu modes have converged on a grid of %zu cells",
                pairs->count, count, pairs->n);
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    return status;
}

chl_status
chl_grid_run_solve(const chl_grid_run *run, size_t cells, double narrowing,
                   size_t count, double *lambda, double *sampling,
                   double *residual, bool *converged, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_domain *domain = &run->domain;
    chl_grid grid = { .dimension = domain->dimension,
                      .periodic = domain->periodic };
    chl_grid_settings settings = chl_grid_settings_default();
    chl_grid_density *density = NULL;
    chl_grid_laplacian *laplacian = NULL;
    chl_eigen_result *pairs = NULL;

    for (size_t a = 0; a < domain->dimension; a++) {
        grid.cells[a] = cells;
        grid.low[a] = domain->low[a];
        grid.high[a] = domain->high[a];
    }
    settings.method = run->known && domain->periodic ? "spectral" : "volumes";
    settings.tolerance = tolerance;
    settings.threads = run->settings.threads;
    CHL_TRY(make_density(run, &grid, narrowing, &density, err));
    CHL_TRY(chl_grid_laplacian_create(density, &settings, &laplacian, err));
    CHL_REQUIRE(count < chl_grid_laplacian_size(laplacian), err, CHL_EARG,
                "%zu modes are wanted of a grid with %zu cells in use", count,
                chl_grid_laplacian_size(laplacian));
    CHL_TRY(find_pairs(run, laplacian, count, &pairs, err));
    CHL_TRY(read_pairs(run, density, laplacian, pairs, lambda, sampling,
                       residual, err));
    *converged = pairs->reason == CHL_CONVERGED;
out:
    chl_eigen_result_free(pairs);
    chl_grid_laplacian_free(laplacian);
    chl_grid_density_free(density);
    return status;
}

/* Neville's scheme at 0 in h^2; the change is that of leaving the coarsest
 * level out. */
double
chl_grid_extrapolate(size_t levels, const double *h, const double *values,
                     double *change)
{
    double row[LEVELS_LIMIT], before = NAN;

    for (size_t j = 0; j < levels; j++) {
        row[j] = values[j];
    }
    for (size_t step = 1; step < levels; step++) {
        before = row[levels - 1];
        for (size_t j = levels; j-- > step;) {
            double fine = h[j] * h[j], coarse = h[j - step] * h[j - step];

            row[j] += (row[j] - row[j - 1]) * fine / (coarse - fine);
        }
    }
    *change = fabs(row[levels - 1] - before);
    return row[levels - 1];
}
