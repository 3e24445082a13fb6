/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of phi phi' and grad phi . grad phi' over the rows of each group.
 *
 * With  H = (|x|^2 / 2 - <x, z>) w  the kernel block of the stiffness is
 *     H'W + W'H + (Z Z') o (W'W),
 * one rank-2k and one rank-k update; no gradient is ever formed.
 */
#include "operators/galerkin.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

/* Buffers of one thread. Matrices of sums: row-major, upper triangle. */
typedef struct work_area {
    size_t *index;
    double *x;       /* block x d                                            */
    double *phi;     /* block x q                                            */
    double *y, *v;   /* block x r: the rows as the lens sees them            */
    double *lean;    /* block x p: <y, L u_a>                                */
    double *squared; /* block x m: |y - y_z|^2, then H                       */
    double *w;       /* block x m                                            */
    double *product; /* q x q: phi' phi                                      */
    double *cross;   /* m x m: H'W + W'H                                     */
    double *weights; /* m x m: W'W                                           */
    double *slopes;  /* m x p: W'Y                                           */
    double *sum_w;   /* m                                                    */
    double *sum;     /* q                                                    */
    double *ones;    /* block                                                */
    chl_distance_work distance, bracket;
} work_area;

typedef struct accumulation {
    chl_galerkin *galerkin;
    size_t threads;
    work_area *areas;
    const chl_groups_job *job;
} accumulation;

static void
clear_area(work_area *a)
{
    chl_free(a->index);
    chl_free(a->x);
    chl_free(a->phi);
    chl_free(a->y);
    chl_free(a->v);
    chl_free(a->lean);
    chl_free(a->squared);
    chl_free(a->w);
    chl_free(a->product);
    chl_free(a->cross);
    chl_free(a->weights);
    chl_free(a->slopes);
    chl_free(a->sum_w);
    chl_free(a->sum);
    chl_free(a->ones);
    chl_distance_work_clear(&a->distance);
    chl_distance_work_clear(&a->bracket);
}

static chl_status
prepare_area(const chl_basis *basis, work_area *a, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t block = chl_basis_block(basis), d = basis->d, m = basis->m;
    size_t p = basis->p, q = m + p, r = basis->lens.r;
    bool metric = basis->lens.map != NULL;

    a->y = chl_alloc(metric ? block * r : 1, sizeof *a->y);
    a->v = chl_alloc(metric ? block * r : 1, sizeof *a->v);
    a->lean = chl_alloc(block * p, sizeof *a->lean);
    a->index = chl_alloc(block, sizeof *a->index);
    a->x = chl_alloc(block * d, sizeof *a->x);
    a->phi = chl_alloc(block * q, sizeof *a->phi);
    a->squared = chl_alloc(block * m, sizeof *a->squared);
    a->w = chl_alloc(block * m, sizeof *a->w);
    a->product = chl_alloc(q * q, sizeof *a->product);
    a->cross = chl_alloc(m * m, sizeof *a->cross);
    a->weights = chl_alloc(m * m, sizeof *a->weights);
    a->slopes = chl_alloc(m * p, sizeof *a->slopes);
    a->sum_w = chl_alloc(m, sizeof *a->sum_w);
    a->sum = chl_alloc(q, sizeof *a->sum);
    a->ones = chl_alloc(block, sizeof *a->ones);
    CHL_REQUIRE(
        a->y != NULL && a->v != NULL && a->lean != NULL && a->index != NULL
            && a->x != NULL && a->phi != NULL && a->squared != NULL
            && a->w != NULL && a->product != NULL && a->cross != NULL
            && a->weights != NULL && a->slopes != NULL && a->sum_w != NULL
            && a->sum != NULL && a->ones != NULL,
        err, CHL_ENOMEM, "out of memory for sums with %zu basis functions", q);
    for (size_t i = 0; i < block; i++) {
        a->ones[i] = 1.0;
    }
    CHL_TRY(
        chl_distance_work_init(&a->distance, &basis->lens.kernel, block, err));
    CHL_TRY(chl_distance_work_init(&a->bracket, chl_lens_bracket(&basis->lens),
                                   block, err));
out:
    return status;
}

static void
reset_area(const chl_basis *basis, work_area *a)
{
    size_t m = basis->m, p = basis->p, q = m + p;

    memset(a->product, 0, q * q * sizeof *a->product);
    memset(a->cross, 0, m * m * sizeof *a->cross);
    memset(a->weights, 0, m * m * sizeof *a->weights);
    memset(a->slopes, 0, m * p * sizeof *a->slopes);
    memset(a->sum_w, 0, m * sizeof *a->sum_w);
    memset(a->sum, 0, q * sizeof *a->sum);
}

/* Distances at the bracket's scale; without a metric those of the kernel. */
static void
fill_bracket(const chl_basis *basis, work_area *a, size_t count,
             const double *v)
{
    const chl_points *bracket = chl_lens_bracket(&basis->lens);
    size_t m = basis->m;

    if (basis->lens.map != NULL) {
        chl_distance_block(bracket, count, v, &a->bracket, a->squared);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < m; j++) {
            a->squared[i * m + j] =
                0.5 * (a->squared[i * m + j] - bracket->norms[j])
                * a->w[i * m + j];
        }
    }
}

static void
fill_linear(const chl_basis *basis, work_area *a, size_t count, const double *y)
{
    int m = (int) basis->m, p = (int) basis->p, d = (int) basis->d;
    int r = (int) basis->lens.r, n = (int) count;

    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, p, d, 1.0, a->x, d,
                basis->directions, d, 0.0, a->phi + m, m + p);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, p, r, 1.0, y, r,
                basis->lens.leaning, r, 0.0, a->lean, p);
}

/* phi, w and H of the rows in a->x. */
static void
fill_fields(const chl_galerkin *galerkin, work_area *a, size_t count)
{
    const chl_basis *basis = galerkin->basis;
    size_t m = basis->m, q = galerkin->q;
    const double *y, *v;

    chl_lens_look(&basis->lens, basis->d, count, a->x, a->y, a->v, &y, &v);
    chl_distance_block(&basis->lens.kernel, count, y, &a->distance, a->squared);
    for (size_t i = 0; i < count; i++) {
        double *phi = a->phi + i * q;

        galerkin->kernel.type->fields(galerkin->kernel.bandwidth, m,
                                      a->squared + i * m, phi, a->w + i * m);
        for (size_t j = 0; j < m; j++) {
            phi[j] -= galerkin->shift[j];
        }
    }
    fill_bracket(basis, a, count, v);
    if (basis->p > 0) {
        fill_linear(basis, a, count, y);
    }
}

static void
add_block(const chl_basis *basis, work_area *a, size_t count)
{
    int m = (int) basis->m, p = (int) basis->p, q = m + p, n = (int) count;

    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, q, n, 1.0, a->phi, q,
                1.0, a->product, q);
    cblas_dsyr2k(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1.0, a->squared,
                 m, a->w, m, 1.0, a->cross, m);
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, m, n, 1.0, a->w, m, 1.0,
                a->weights, m);
    cblas_dgemv(CblasRowMajor, CblasTrans, n, q, 1.0, a->phi, q, a->ones, 1,
                1.0, a->sum, 1);
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, p, n, 1.0, a->w,
                    m, a->lean, p, 1.0, a->slopes, p);
        cblas_dgemv(CblasRowMajor, CblasTrans, n, m, 1.0, a->w, m, a->ones, 1,
                    1.0, a->sum_w, 1);
    }
}

/* grad phi_i . grad phi_j summed over the group, i >= j. */
static double
stiffness_entry(const chl_basis *basis, const work_area *a, size_t rows,
                size_t i, size_t j)
{
    size_t m = basis->m, p = basis->p;

    if (i < m) {
        return a->cross[j * m + i]
               + basis->lens.gram[j * m + i] * a->weights[j * m + i];
    }
    if (j < m) {
        size_t u = i - m;

        return a->slopes[j * p + u]
               - a->sum_w[j] * basis->lens.projections[j * p + u];
    }
    return i == j ? (double) rows : 0.0;
}

static void
store_sums(const chl_basis *basis, const work_area *a, chl_group_sums *sums)
{
    size_t q = basis->m + basis->p, at = 0;

    memcpy(sums->sum, a->sum, q * sizeof *a->sum);
    for (size_t j = 0; j < q; j++) {
        for (size_t i = j; i < q; i++, at++) {
            sums->product[at] = a->product[j * q + i];
            sums->stiffness[at] = stiffness_entry(basis, a, sums->rows, i, j);
        }
    }
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    const chl_basis *basis = all->galerkin->basis;
    chl_group_sums *sums = &all->galerkin->sums[group];
    work_area *a = &all->areas[thread];
    chl_status status = CHL_OK;
    size_t block = chl_basis_block(basis);
    size_t start = chl_sample_start(&basis->sample, group);
    size_t end = start + sums->rows;

    reset_area(basis, a);
    for (size_t at = start; at < end; at += block) {
        size_t count = end - at < block ? end - at : block;
        double share = (double) (at - start) / (double) sums->rows;

        CHL_TRY(chl_groups_beat(all->job, thread, share, err));
        CHL_TRY(chl_basis_rows(basis, at, count, a->index, a->x, err));
        fill_fields(all->galerkin, a, count);
        add_block(basis, a, count);
    }
    store_sums(basis, a, sums);
out:
    return status;
}

void
chl_galerkin_share(const chl_galerkin *galerkin, chl_groups_job *job)
{
    chl_basis_share(galerkin->basis, job);
    if (chl_groups_shared(job)) {
        job->key = chl_basis_digest(galerkin->basis);
        chl_digest_add_text(&job->key, galerkin->kernel.type->name);
        chl_digest_add_doubles(&job->key, &galerkin->kernel.bandwidth, 1);
    }
}

chl_status
chl_galerkin_accumulate(chl_galerkin *galerkin, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = galerkin->basis;
    accumulation all = { .galerkin = galerkin,
                         .threads = chl_basis_threads(basis) };
    chl_groups_job job = { .groups = galerkin->groups,
                           .threads = all.threads,
                           .progress = &basis->settings.progress,
                           .stage = "accumulating",
                           .user = &all,
                           .work = work,
                           .size = galerkin->q * (galerkin->q + 2),
                           .store = galerkin->store };

    all.job = &job;
    chl_galerkin_share(galerkin, &job);
    if (job.threads > job.groups) {
        job.threads = all.threads = job.groups;
    }
    all.areas = chl_alloc(all.threads, sizeof *all.areas);
    CHL_REQUIRE_MEMORY(all.areas, err, "threads");
    for (size_t t = 0; t < all.threads; t++) {
        CHL_TRY(prepare_area(basis, &all.areas[t], err));
    }
    CHL_TRY(chl_groups_run(&job, err));
out:
    for (size_t t = 0; all.areas != NULL && t < all.threads; t++) {
        clear_area(&all.areas[t]);
    }
    chl_free(all.areas);
    return status;
}
