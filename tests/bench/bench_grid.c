/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sixteen modes of a smooth density on a torus, against one transform there
 * and back per inverse; and Gaussian sums of many points, against what the
 * same sums would take term by term.  usage: bench_grid [--small]
 */
#include <math.h>
#include <stdlib.h>

#include <cblas.h>

#include <chladni/eigen.h>
#include <chladni/grid.h>

#include "base/fourier.h"
#include "base/random.h"
#include "bench_support.h"

enum {
    MODES = 16,
    ROWS = 20 /* summed term by term */
};

#define WIDTH 0.1

static double
smooth(void *user, const double *x)
{
    (void) user;
    return exp(cos(x[0]) + 0.7 * sin(x[1]) * cos(x[0]));
}

typedef struct torus {
    size_t cells, applies; /* per axis; of the inverse, counted             */
} torus;

static chl_status
solve(chl_grid_laplacian *laplacian, size_t *applies, chl_error *err)
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
    if (status == CHL_OK) {
        *applies = pairs->applies + pairs->count;
    }
    chl_eigen_result_free(pairs);
    return status;
}

static chl_status
run_torus(void *user, chl_error *err)
{
    torus *t = user;
    const double turn = 6.283185307179586;
    chl_grid grid = {
        2, true, { t->cells, t->cells }, { 0, 0 }, { turn, turn }
    };
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
        status = solve(laplacian, &t->applies, err);
    }
    chl_grid_laplacian_free(laplacian);
    chl_grid_density_free(density);
    return status;
}

typedef struct transforms {
    chl_fourier *fourier;
    size_t count;
    double *values;
    chl_complex *modes;
} transforms;

static chl_status
run_transforms(void *user, chl_error *err)
{
    const transforms *t = user;

    (void) err;
    for (size_t k = 0; k < t->count; k++) {
        chl_fourier_forward(t->fourier, t->values, t->modes);
        chl_fourier_backward(t->fourier, t->modes, t->values);
    }
    return CHL_OK;
}

/* The least an inverse can cost: that of a flat torus, there and back. */
static double
measure_transforms(const torus *like)
{
    const size_t cells[] = { like->cells, like->cells };
    chl_error err = { 0 };
    transforms t = { .count = like->applies };
    double seconds;

    bench_require(chl_fourier_create(2, cells, &t.fourier, &err), &err);
    chl_fourier_share(t.fourier, chl_threads_default());
    t.values = chl_alloc(chl_fourier_size(t.fourier), sizeof *t.values);
    t.modes = chl_alloc(chl_fourier_modes(t.fourier), sizeof *t.modes);
    if (t.values == NULL || t.modes == NULL) {
        bench_require(CHL_ENOMEM, &err);
    }
    seconds = bench_median(run_transforms, &t);
    chl_fourier_free(t.fourier);
    chl_free(t.values);
    chl_free(t.modes);
    return seconds;
}

static void
measure_torus(size_t cells)
{
    torus t = { cells, 0 };
    double start = bench_cpu(), seconds = bench_median(run_torus, &t);
    double cpu = (bench_cpu() - start) / BENCH_RUNS;
    double bound = measure_transforms(&t);

    bench_line("torus", (const bench_number[]){
                            { "cells", (double) (cells * cells) },
                            { "modes", MODES },
                            { "threads", (double) chl_threads_default() },
                            { "applies", (double) t.applies },
                            { "seconds", seconds },
                            { "cpu_seconds", cpu },
                            { "transform_seconds", bound },
                            { "ratio", seconds / bound },
                            { "peak_bytes", bench_peak_bytes() },
                            { NULL, 0.0 } });
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

    settings.bandwidth = WIDTH;
    status = chl_fast_sums(c->points, c->n, c->d, &settings, &op, err);
    if (status == CHL_OK) {
        status = chl_operator_apply(op, c->x, c->y, err);
    }
    chl_operator_free(op);
    return status;
}

/* Some rows of the sum, term by term. */
static chl_status
run_rows(void *user, chl_error *err)
{
    const cloud *c = user;

    (void) err;
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < c->n; j++) {
            double square = 0.0;

            for (size_t a = 0; a < c->d; a++) {
                double step = c->points[i * c->d + a] - c->points[j * c->d + a];

                square += step * step;
            }
            sum += exp(-0.5 * square / (WIDTH * WIDTH)) * c->x[j];
        }
        c->y[i] = sum;
    }
    return CHL_OK;
}

static void
measure_sums(size_t n, size_t d)
{
    const chl_random source = { 1, CHL_STREAM_TESTS };
    chl_error err = { 0 };
    double seconds, direct;
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
    seconds = bench_median(run_sums, &c);
    direct = bench_median(run_rows, &c) * (double) n / ROWS
             / (double) chl_threads_default();
    bench_line("fast sums", (const bench_number[]){
                                { "n", (double) n },
                                { "d", (double) d },
                                { "threads", (double) chl_threads_default() },
                                { "seconds", seconds },
                                { "direct_seconds", direct },
                                { "ratio", seconds / direct },
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
    measure_torus(cells);
    measure_sums(n, 1);
    measure_sums(n, 2);
    return EXIT_SUCCESS;
}
