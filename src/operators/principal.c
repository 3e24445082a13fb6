/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear functions of a basis: the leading principal directions. Exactly from
 * the covariance while it is small; by subspace iteration, started from the
 * principal directions of the landmarks, when it is not.
 */
#include "operators/basis.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

enum {
    EXACT_DIMENSION = 512,
    EXTRA = 8,
    POWER_STEPS = 2
};

/* One pass over the rows: projections y = V x on the k rows of V (k x d;
 * NULL = identity), and of them either sum y y' or sum y x'. */
typedef struct pass {
    const chl_basis *basis;
    size_t k;
    const double *v;
    bool power;     /* sum y x' (k x d) instead of sum y y' (k x k)         */
    size_t columns; /* d or k                                               */
    double *total, *total_mean;
    const chl_groups_job *job;
    struct buffers {
        size_t *index;
        double *x, *y;
        double *sum;  /* k x columns, and behind it */
        double *mean; /* k                          */
    } * threads;
} pass;

static void
free_pass(pass *p)
{
    for (size_t t = 0; p->threads != NULL && t < chl_basis_threads(p->basis);
         t++) {
        chl_free(p->threads[t].index);
        chl_free(p->threads[t].x);
        chl_free(p->threads[t].y);
        chl_free(p->threads[t].sum);
    }
    chl_free(p->threads);
}

static chl_status
prepare_pass(pass *p, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t threads = chl_basis_threads(p->basis);
    size_t block = chl_basis_block(p->basis), d = p->basis->d;

    p->columns = p->power ? d : p->k;
    memset(p->total, 0, p->k * p->columns * sizeof *p->total);
    memset(p->total_mean, 0, p->k * sizeof *p->total_mean);
    p->threads = chl_alloc(threads, sizeof *p->threads);
    CHL_REQUIRE_MEMORY(p->threads, err, "threads");
    for (size_t t = 0; t < threads; t++) {
        struct buffers *b = &p->threads[t];

        b->index = chl_alloc(block, sizeof *b->index);
        b->x = chl_alloc(block * d, sizeof *b->x);
        b->y = chl_alloc(block * p->k, sizeof *b->y);
        b->sum = chl_alloc(p->k * (p->columns + 1), sizeof *b->sum);
        CHL_REQUIRE_MEMORY(b->index, err, "row numbers");
        CHL_REQUIRE_MEMORY(b->x, err, "a block of rows");
        CHL_REQUIRE_MEMORY(b->y, err, "a block of projections");
        CHL_REQUIRE_MEMORY(b->sum, err, "a covariance");
        b->mean = b->sum + p->k * p->columns;
    }
out:
    return status;
}

static void
add_block(const pass *p, struct buffers *b, size_t count)
{
    size_t d = p->basis->d, k = p->k;
    const double *y = b->x;

    if (p->v != NULL) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                    (int) k, (int) d, 1.0, b->x, (int) d, p->v, (int) d, 0.0,
                    b->y, (int) k);
        y = b->y;
    }
    for (size_t i = 0; i < count * k; i++) {
        b->mean[i % k] += y[i];
    }
    if (p->power) {
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int) k, (int) d,
                    (int) count, 1.0, y, (int) k, b->x, (int) d, 1.0, b->sum,
                    (int) d);
    } else {
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, (int) k, (int) count,
                    1.0, y, (int) k, 1.0, b->sum, (int) k);
    }
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    pass *p = user;
    chl_status status = CHL_OK;
    struct buffers *b = &p->threads[thread];
    size_t block = chl_basis_block(p->basis);
    size_t start = chl_sample_start(&p->basis->sample, group);
    size_t end = chl_sample_start(&p->basis->sample, group + 1);

    memset(b->sum, 0, p->k * (p->columns + 1) * sizeof *b->sum);
    for (size_t at = start; at < end; at += block) {
        size_t count = end - at < block ? end - at : block;
        double share = (double) (at - start) / (double) (end - start);

        CHL_TRY(chl_groups_beat(p->job, thread, share, err));
        CHL_TRY(chl_basis_rows(p->basis, at, count, b->index, b->x, err));
        add_block(p, b, count);
    }
out:
    return status;
}

static double *
result(void *user, size_t thread)
{
    pass *p = user;

    return p->threads[thread].sum;
}

static void
take(void *user, size_t group, const double *sum)
{
    pass *p = user;

    (void) group;
    cblas_daxpy((int) (p->k * p->columns), 1.0, sum, 1, p->total, 1);
    cblas_daxpy((int) p->k, 1.0, sum + p->k * p->columns, 1, p->total_mean, 1);
}

/* What the sums depend on. */
static chl_digest
digest(const pass *p)
{
    chl_digest digest = chl_basis_digest(p->basis);

    chl_digest_add_size(&digest, p->power ? 1 : 0);
    chl_digest_add_doubles(&digest, p->v,
                           p->v != NULL ? p->k * p->basis->d : 0);
    return digest;
}

static chl_status
run_pass(pass *p, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = p->basis;
    chl_groups_job job = { .groups = basis->sample.groups,
                           .threads = chl_basis_threads(basis),
                           .progress = &basis->settings.progress,
                           .stage = "principal directions",
                           .user = p,
                           .work = work,
                           .result = result,
                           .take = take };

    p->job = &job;
    chl_basis_share(basis, &job);
    if (chl_groups_shared(&job)) {
        job.key = digest(p);
    }
    CHL_TRY(prepare_pass(p, err));
    job.size = p->k * (p->columns + 1);
    CHL_TRY(chl_groups_run(&job, err));
out:
    free_pass(p);
    return status;
}

/* Leading `count` eigenpairs of a symmetric k x k matrix (row-major, upper
 * triangle), largest first; vectors count x k, one per row. */
static chl_status
leading_pairs(double *matrix, size_t k, size_t count, double *values,
              double *vectors, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int n = (lapack_int) k, found = 0;
    lapack_int low = n - (lapack_int) count + 1;
    double *w = chl_alloc(k, sizeof *w);
    double *z = chl_alloc(k * count, sizeof *z);
    lapack_int *support = chl_alloc(2 * k, sizeof *support);
    lapack_int info;

    CHL_REQUIRE_MEMORY(w, err, "eigenvalues");
    CHL_REQUIRE_MEMORY(z, err, "eigenvectors");
    CHL_REQUIRE_MEMORY(support, err, "eigenvectors");
    /* Row-major upper is column-major lower. */
    info = LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'L', n, matrix, n, 0.0,
                          0.0, low, n, 0.0, &found, w, z, n, support);
    CHL_REQUIRE(info == 0 && found == (lapack_int) count, err, CHL_ENUMERIC,
                "principal directions: dsyevr says %d", (int) info);
    for (size_t a = 0; a < count; a++) {
        size_t from = count - 1 - a;

        values[a] = w[from];
        memcpy(vectors + a * k, z + from * k, k * sizeof *z);
    }
out:
    chl_free(w);
    chl_free(z);
    chl_free(support);
    return status;
}

/* Rows of v (k x d) from the principal directions of the landmarks. */
static chl_status
start_from_landmarks(const chl_basis *basis, size_t k, double *v,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = basis->m, d = basis->d;
    double *gram = chl_alloc(m * m, sizeof *gram);
    double *values = chl_alloc(k, sizeof *values);
    double *vectors = chl_alloc(k * m, sizeof *vectors);

    CHL_REQUIRE_MEMORY(gram, err, "landmark products");
    CHL_REQUIRE_MEMORY(values, err, "eigenvalues");
    CHL_REQUIRE_MEMORY(vectors, err, "eigenvectors");
    memcpy(gram, basis->lens.gram, m * m * sizeof *gram);
    CHL_TRY(leading_pairs(gram, m, k, values, vectors, err));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) k, (int) d,
                (int) m, 1.0, vectors, (int) m, basis->landmarks, (int) d, 0.0,
                v, (int) d);
out:
    chl_free(gram);
    chl_free(values);
    chl_free(vectors);
    return status;
}

static chl_status
orthonormalise(double *v, size_t k, size_t d, chl_error *err)
{
    lapack_int rows = (lapack_int) d, columns = (lapack_int) k;
    double *tau = chl_alloc(k, sizeof *tau);
    lapack_int info;

    if (tau == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for reflectors");
    }
    /* k x d row-major is d x k column-major. */
    info = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, columns, v, rows, tau);
    if (info == 0) {
        info = LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, columns, columns, v, rows,
                              tau);
    }
    chl_free(tau);
    if (info != 0) {
        return CHL_FAIL(err, CHL_ENUMERIC,
                        "principal directions: dgeqrf says %d", (int) info);
    }
    return CHL_OK;
}

/* total and mean of a pass without `power` become the covariance. */
static void
to_covariance(pass *p)
{
    const chl_sample *sample = &p->basis->sample;
    double rows = (double) (sample->used - sample->aside);

    for (size_t i = 0; i < p->k; i++) {
        for (size_t j = i; j < p->k; j++) {
            p->total[i * p->k + j] =
                p->total[i * p->k + j] / rows
                - p->total_mean[i] * p->total_mean[j] / (rows * rows);
        }
    }
}

/* Rotate the k rows of v (NULL = identity) to principal directions. */
static chl_status
rotate(chl_basis *basis, pass *p, const double *v, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t k = p->k, d = basis->d, count = basis->p;
    double *vectors = chl_alloc(count * k, sizeof *vectors);

    CHL_REQUIRE_MEMORY(vectors, err, "principal directions");
    to_covariance(p);
    CHL_TRY(leading_pairs(p->total, k, count, basis->variances, vectors, err));
    if (v == NULL) {
        memcpy(basis->directions, vectors, count * k * sizeof *vectors);
    } else {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count,
                    (int) d, (int) k, 1.0, vectors, (int) k, v, (int) d, 0.0,
                    basis->directions, (int) d);
    }
out:
    chl_free(vectors);
    return status;
}

static chl_status
iterate(chl_basis *basis, pass *p, double *v, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(start_from_landmarks(basis, p->k, v, err));
    CHL_TRY(orthonormalise(v, p->k, basis->d, err));
    for (int step = 0; step < POWER_STEPS; step++) {
        p->power = true;
        CHL_TRY(run_pass(p, err));
        memcpy(v, p->total, p->k * basis->d * sizeof *v);
        CHL_TRY(orthonormalise(v, p->k, basis->d, err));
    }
    p->power = false;
    CHL_TRY(run_pass(p, err));
    CHL_TRY(rotate(basis, p, v, err));
out:
    return status;
}

static chl_status
allocate(chl_basis *basis, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    basis->p = count;
    basis->directions = chl_alloc(count * basis->d, sizeof(double));
    basis->variances = chl_alloc(count, sizeof(double));
    CHL_REQUIRE_MEMORY(basis->directions, err, "principal directions");
    CHL_REQUIRE_MEMORY(basis->variances, err, "variances");
out:
    return status;
}

/* Directions without variance are no functions at all: drop them. */
static void
drop_flat(chl_basis *basis)
{
    double least = 1e-12 * basis->variances[0];

    while (basis->p > 0 && !(basis->variances[basis->p - 1] > least)) {
        basis->p--;
    }
}

chl_status
chl_principal_find(chl_basis *basis, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = basis->d, limit = basis->settings.linear;
    bool exact = d <= EXACT_DIMENSION;
    size_t k = exact ? d : limit + EXTRA;
    size_t columns = exact ? k : d;
    pass p = { .basis = basis };
    double *v = NULL;

    if (!exact && k > basis->m) {
        k = basis->m;
    }
    p.k = k;
    CHL_TRY(allocate(basis, k < limit ? k : limit, err));
    if (basis->p == 0) {
        goto out;
    }
    p.total = chl_alloc(k * columns, sizeof *p.total);
    p.total_mean = chl_alloc(k, sizeof *p.total_mean);
    CHL_REQUIRE_MEMORY(p.total, err, "a covariance");
    CHL_REQUIRE_MEMORY(p.total_mean, err, "a mean");
    if (exact) {
        CHL_TRY(run_pass(&p, err));
        CHL_TRY(rotate(basis, &p, NULL, err));
    } else {
        v = chl_alloc(k * d, sizeof *v);
        CHL_REQUIRE_MEMORY(v, err, "principal directions");
        p.v = v;
        CHL_TRY(iterate(basis, &p, v, err));
    }
    drop_flat(basis);
out:
    chl_free(p.total);
    chl_free(p.total_mean);
    chl_free(v);
    return status;
}
