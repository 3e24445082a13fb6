/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sixteen modes of a smooth density on a torus by FFT, and Gaussian sums of
 * many points.  usage: bench_grid [--small]
 */
#include <math.h>
#include <stdlib.h>

#include <cblas.h>

#include <chladni/eigen.h>
#include <chladni/grid.h>

#include "base/random.h"
#include "bench_support.h"

enum {
    MODES = 16
};

static double
smooth(void *user, const double *x)
{
    (void) user;
    return exp(cos(x[0]) + 0.7 * sin(x[1]) * cos(x[0]));
}

static chl_status
solve(chl_grid_laplacian *laplacian, chl_error *err)
{
    chl_eigen_settings solver = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *pairs = NULL;
    chl_status status = chl_grid_laplacian_inverse(laplacian, &problem.a, err);

    solver.method = "arpack";
    solver.count = MODES;
    solver.tolerance = 1e-9;
    if (status == CHL_OK) {
        status = chl_eigen_solve(&problem, &solver, &pairs, err);
    }
    chl_eigen_result_free(pairs);
    return status;
}

static chl_status
run_torus(void *user, chl_error *err)
{
    const size_t *cells = user;
    const double turn = 6.283185307179586;
    chl_grid grid = { 2, true, { *cells, *cells }, { 0, 0 }, { turn, turn } };
    chl_grid_settings settings = chl_grid_settings_default();
    chl_grid_density *density = NULL;
    chl_grid_laplacian *laplacian = NULL;
    chl_status status =
        chl_grid_density_function(&grid, smooth, NULL, &density, err);

    settings.method = "spectral";
    settings.tolerance = 1e-9;
    if (status == CHL_OK) {
        status = chl_grid_laplacian_create(density, &settings, &laplacian, err);
    }
    if (status == CHL_OK) {
        status = solve(laplacian, err);
    }
    chl_grid_laplacian_free(laplacian);
    chl_grid_density_free(density);
    return status;
}

typedef struct cloud {
    size_t n, d;
    double *points, *x, *y;
} cloud;

static chl_status
run_sums(void *user, chl_error *err)
{
    const cloud *c = user;
    chl_fast_settings settings = chl_fast_settings_default();
    chl_operator *op = NULL;
    chl_status status;

    settings.bandwidth = 0.1;
    status = chl_fast_sums(c->points, c->n, c->d, &settings, &op, err);
    if (status == CHL_OK) {
        status = chl_operator_apply(op, c->x, c->y, err);
    }
    chl_operator_free(op);
    return status;
}

static void
measure_sums(size_t n, size_t d)
{
    const chl_random source = { 1, CHL_STREAM_TESTS };
    chl_error err = { 0 };
    cloud c = { n, d, chl_alloc(n * d, sizeof(double)),
                chl_alloc(n, sizeof(double)), chl_alloc(n, sizeof(double)) };

    if (c.points == NULL || c.x == NULL || c.y == NULL) {
        bench_require(CHL_ENOMEM, &err);
    }
    for (size_t k = 0; k < n * d; k++) {
        c.points[k] = chl_random_normal(&source, k);
    }
    for (size_t k = 0; k < n; k++) {
        c.x[k] = 1.0;
    }
    bench_line("fast sums", (const bench_number[]){
                                { "n", (double) n },
                                { "d", (double) d },
                                { "threads", (double) chl_threads_default() },
                                { "seconds", bench_median(run_sums, &c) },
                                { NULL, 0.0 } });
    chl_free(c.points);
    chl_free(c.x);
    chl_free(c.y);
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    size_t cells = small ? 64 : 512, n = small ? 10000 : 1000000;

    openblas_set_num_threads(1);
    bench_line("torus", (const bench_number[]){
                            { "cells", (double) (cells * cells) },
                            { "modes", MODES },
                            { "threads", (double) chl_threads_default() },
                            { "seconds", bench_median(run_torus, &cells) },
                            { "peak_bytes", bench_peak_bytes() },
                            { NULL, 0.0 } });
    measure_sums(n, 1);
    measure_sums(n, 2);
    return EXIT_SUCCESS;
}
