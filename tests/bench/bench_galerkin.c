/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accumulating (M, A), against the time the matrix product of this machine
 * takes for the same operations in the same precisions; and the eigenpairs.
 * usage: bench_galerkin [--small | --digits]
 * --digits: 60000 grey images of 28 x 28, 1000 landmarks.
 */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/eigen.h>
#include <chladni/operators.h>

#include "bench_support.h"

typedef struct sizes {
    size_t n, side, channels, m; /* d = channels side^2 */
} sizes;

static size_t
dimension(const sizes *z)
{
    return z->channels * z->side * z->side;
}

typedef struct setting {
    chl_basis *basis;
    chl_kernel kernel;
    chl_galerkin *galerkin;
    double *mass, *stiffness; /* q x q */
    chl_operator *a, *b;
    size_t applies;
    double seconds; /* of accumulating */
} setting;

static chl_status
accumulate(void *user, chl_error *err)
{
    setting *s = user;

    chl_galerkin_free(s->galerkin);
    s->galerkin = NULL;
    return chl_galerkin_create(s->basis, &s->kernel, &s->galerkin, err);
}

static chl_status
solve(void *user, chl_error *err)
{
    setting *s = user;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *result = NULL;
    chl_eigen_problem problem = { s->a, s->b };
    chl_status status;

    settings.count = 16;
    status = chl_eigen_solve(&problem, &settings, &result, err);
    s->applies = result != NULL ? result->applies : 0;
    chl_eigen_result_free(result);
    return status;
}

static chl_dataset *
open_bytes(const uint8_t *bytes, const sizes *z)
{
    chl_error err = { 0 };
    chl_dataset *dataset = NULL;
    chl_array array = {
        bytes, CHL_U8, 4, { z->n, z->side, z->side, z->channels }, NULL
    };

    bench_require(chl_dataset_from_array("bench", &array, NULL, &dataset, &err),
                  &err);
    return dataset;
}

/* The pencil of the study: M a = P (A + eps R) a. */
static void
make_problem(setting *s)
{
    chl_error err = { 0 };
    size_t q = chl_basis_size(s->basis);
    size_t groups = chl_basis_sample(s->basis)->groups;
    double *weight = chl_alloc(groups, sizeof *weight);
    double *ridge = chl_alloc(q * q, sizeof *ridge);
    double trace = 0.0, ridge_trace = 0.0;

    s->mass = chl_alloc(q * q, sizeof *s->mass);
    s->stiffness = chl_alloc(q * q, sizeof *s->stiffness);
    bench_require(
        weight && ridge && s->mass && s->stiffness ? CHL_OK : CHL_ENOMEM, &err);
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    bench_require(
        chl_galerkin_pair(s->galerkin, weight, s->mass, s->stiffness, &err),
        &err);
    chl_galerkin_ridge(s->galerkin, ridge);
    for (size_t i = 0; i < q; i++) {
        trace += s->stiffness[i * q + i];
        ridge_trace += ridge[i * q + i];
    }
    cblas_daxpy((int) (q * q), 1e-6 * trace / ridge_trace, ridge, 1,
                s->stiffness, 1);
    bench_require(chl_operator_dense(s->mass, q, CHL_SYMMETRIC, &s->a, &err),
                  &err);
    bench_require(chl_operator_dense(s->stiffness, q,
                                     CHL_SYMMETRIC | CHL_POSITIVE, &s->b, &err),
                  &err);
    chl_free(weight);
    chl_free(ridge);
}

/* Seconds the matrix product takes for as many operations: the distances in
 * single precision, the rank updates in double. */
static double
product_seconds(const sizes *z, const setting *s, size_t threads)
{
    bench_speed speed = bench_gemm(threads);
    double n = (double) z->n, d = (double) dimension(z);
    double m = (double) chl_basis_landmarks(s->basis);
    double q = (double) chl_basis_size(s->basis);

    return n * 2.0 * m * d / speed.single_precision
           + n * (q * q + 3.0 * m * m) / speed.double_precision;
}

static void
time_sums(const sizes *z, setting *s, const char *name)
{
    size_t threads = chl_threads_default();
    double product = product_seconds(z, s, threads);
    double seconds = bench_median(accumulate, s);
    const bench_number numbers[] = {
        { "n", (double) z->n },
        { "d", (double) dimension(z) },
        { "m", (double) z->m },
        { "threads", (double) threads },
        { "seconds", seconds },
        { "gemm_seconds", product },
        { "ratio", seconds / product },
        { "peak_bytes", bench_peak_bytes() },
        { NULL, 0.0 },
    };

    bench_line(name, numbers);
    s->seconds = seconds;
}

static void
time_pairs(setting *s, const char *name)
{
    double seconds = bench_median(solve, s);
    const bench_number numbers[] = {
        { "n", (double) chl_basis_size(s->basis) },
        { "count", 16.0 },
        { "applies", (double) s->applies },
        { "seconds", seconds },
        { "share", seconds / s->seconds }, /* of accumulating */
        { NULL, 0.0 },
    };

    bench_line(name, numbers);
}

static void
clear(setting *s)
{
    chl_operator_free(s->a);
    chl_operator_free(s->b);
    chl_free(s->mass);
    chl_free(s->stiffness);
    chl_galerkin_free(s->galerkin);
    chl_basis_free(s->basis);
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    const bool digits = bench_has(argc, argv, "--digits");
    const sizes z = small    ? (sizes){ 4000, 8, 3, 256 }
                    : digits ? (sizes){ 60000, 28, 1, 1000 }
                             : (sizes){ 50000, 32, 3, 1024 };
    const size_t d = dimension(&z);
    uint8_t *bytes = bench_bytes(z.n, d);
    chl_dataset *dataset = open_bytes(bytes, &z);
    chl_basis_settings settings = chl_basis_settings_default();
    chl_error err = { 0 };
    setting s = { 0 };

    openblas_set_num_threads(1);
    settings.landmarks = z.m;
    bench_require(chl_basis_create(dataset, &settings, &s.basis, &err), &err);
    bench_require(chl_kernel_init("matern52",
                                  2.0 * chl_basis_median_distance(s.basis),
                                  &s.kernel, &err),
                  &err);
    time_sums(&z, &s, small ? "galerkin small" : "galerkin");
    make_problem(&s);
    time_pairs(&s, small ? "eigenpairs small" : "eigenpairs");
    clear(&s);
    chl_dataset_free(dataset);
    bench_bytes_free(bytes, z.n, d);
    return EXIT_SUCCESS;
}
