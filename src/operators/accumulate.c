/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of phi phi' and grad phi . grad phi' over the rows of each group. */
#include "operators/galerkin.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

/* Buffers of one thread. */
typedef struct work_area {
    size_t *index;
    double *x;       /* block x d                                            */
    double *phi;     /* block x q                                            */
    double *product; /* q x q: phi' phi, row-major, upper triangle           */
    double *sum;     /* q                                                    */
    double *ones;    /* block                                                */
    chl_function_block block;
} work_area;

typedef struct accumulation {
    chl_galerkin *galerkin;
    const chl_law *law;
    size_t block, threads;
    work_area *areas;
    const chl_groups_job *job;
} accumulation;

static void
clear_area(work_area *a)
{
    chl_free(a->index);
    chl_free(a->x);
    chl_free(a->phi);
    chl_free(a->product);
    chl_free(a->sum);
    chl_free(a->ones);
    chl_function_block_clear(&a->block);
}

static chl_status
prepare_area(const chl_galerkin *galerkin, size_t block, work_area *a,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = galerkin->basis->d, q = galerkin->q;
    chl_class_needs needs = { .rows = block, .sums = true };

    a->index = chl_alloc(block, sizeof *a->index);
    a->x = chl_alloc(block * d, sizeof *a->x);
    a->phi = chl_alloc(block * q, sizeof *a->phi);
    a->product = chl_alloc(q * q, sizeof *a->product);
    a->sum = chl_alloc(q, sizeof *a->sum);
    a->ones = chl_alloc(block, sizeof *a->ones);
    CHL_REQUIRE(a->index != NULL && a->x != NULL && a->phi != NULL
                    && a->product != NULL && a->sum != NULL && a->ones != NULL,
                err, CHL_ENOMEM,
                "out of memory for sums with %zu basis functions", q);
    for (size_t i = 0; i < block; i++) {
        a->ones[i] = 1.0;
    }
    CHL_TRY(chl_function_block_init(galerkin->functions, &needs, NULL,
                                    &a->block, err));
out:
    return status;
}

static void
reset_area(const chl_galerkin *galerkin, work_area *a)
{
    const chl_functions *f = galerkin->functions;
    size_t q = galerkin->q;

    memset(a->product, 0, q * q * sizeof *a->product);
    memset(a->sum, 0, q * sizeof *a->sum);
    f->type->reset(f->self, a->block.work);
}

static chl_status
add_block(const chl_galerkin *galerkin, work_area *a, size_t count,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_functions *f = galerkin->functions;
    int q = (int) galerkin->q, n = (int) count;

    CHL_TRY(chl_function_block_look(&a->block, count, a->x, a->phi, galerkin->q,
                                    err));
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, q, n, 1.0, a->phi, q,
                1.0, a->product, q);
    cblas_dgemv(CblasRowMajor, CblasTrans, n, q, 1.0, a->phi, q, a->ones, 1,
                1.0, a->sum, 1);
    CHL_TRY(f->type->add(f->self, a->block.work, count, a->phi + f->own,
                         galerkin->q, err));
out:
    return status;
}

static void
store_sums(const chl_galerkin *galerkin, const work_area *a,
           chl_group_sums *sums)
{
    const chl_functions *f = galerkin->functions;
    size_t q = galerkin->q, m = f->own, at = 0;

    memcpy(sums->sum, a->sum, q * sizeof *a->sum);
    for (size_t j = 0; j < q; j++) {
        for (size_t i = j; i < q; i++, at++) {
            sums->product[at] = a->product[j * q + i];
            sums->stiffness[at] = i == j ? (double) sums->rows : 0.0;
        }
    }
    if (m > 0) {
        f->type->finish(f->self, a->block.work, sums->stiffness);
    }
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    const chl_galerkin *galerkin = all->galerkin;
    const chl_sample *sample = &galerkin->basis->sample;
    work_area *a = &all->areas[thread];
    chl_status status = CHL_OK;
    size_t start = chl_sample_start(sample, group);
    size_t rows = chl_sample_start(sample, group + 1) - start;

    reset_area(galerkin, a);
    for (size_t done = 0, count; done < rows * all->law->draws; done += count) {
        size_t draw = done / rows, at = done % rows;
        double share = (double) done / (double) (rows * all->law->draws);

        count = rows - at < all->block ? rows - at : all->block;
        CHL_TRY(chl_groups_beat(all->job, thread, share, err));
        CHL_TRY(chl_basis_drawn_rows(galerkin->basis, all->law->augment, draw,
                                     start + at, count, a->index, a->x, err));
        CHL_TRY(add_block(galerkin, a, count, err));
    }
    store_sums(galerkin, a, &all->galerkin->sums[group]);
out:
    return status;
}

void
chl_galerkin_share(const chl_galerkin *galerkin, chl_groups_job *job)
{
    chl_basis_share(galerkin->basis, job);
    if (chl_groups_shared(job)) {
        job->key = chl_basis_digest(galerkin->basis);
        chl_digest_add(&job->key, &galerkin->functions->key,
                       sizeof galerkin->functions->key);
    }
}

chl_status
chl_galerkin_accumulate(chl_galerkin *galerkin, const chl_law *law,
                        chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = galerkin->basis;
    accumulation all = { .galerkin = galerkin,
                         .law = law,
                         .block = chl_basis_block(basis),
                         .threads = law->threads };
    chl_groups_job job = { .groups = galerkin->groups,
                           .progress = law->progress,
                           .stage = "accumulating",
                           .user = &all,
                           .work = work,
                           .size = galerkin->q * (galerkin->q + 2),
                           .store = galerkin->store };

    all.job = &job;
    if (law->augment == NULL) {
        chl_galerkin_share(galerkin, &job);
    }
    if (all.threads > job.groups) {
        all.threads = job.groups;
    }
    job.threads = all.threads;
    all.areas = chl_alloc(all.threads, sizeof *all.areas);
    CHL_REQUIRE_MEMORY(all.areas, err, "threads");
    for (size_t t = 0; t < all.threads; t++) {
        CHL_TRY(prepare_area(galerkin, all.block, &all.areas[t], err));
    }
    CHL_TRY(chl_groups_run(&job, err));
out:
    for (size_t t = 0; all.areas != NULL && t < all.threads; t++) {
        clear_area(&all.areas[t]);
    }
    chl_free(all.areas);
    return status;
}
