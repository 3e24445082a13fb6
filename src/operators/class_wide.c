/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions k(x, z_j) - const_j of an infinitely wide network at the landmarks
 * of a basis, where x and z are as the data have them: such a kernel knows the
 * origin. With grad_x k = p z + q x gradients of combinations are
 *
 *     grad f(x) = s x + sum_j c_j z_j,   c_j = p_j alpha_j,   s = q . alpha.
 */
#include "operators/functions.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/pair_sums.h"

typedef struct wide_class {
    const chl_basis *basis;
    chl_wide network;
    double *landmarks;   /* m x d, not centred                               */
    double *norms;       /* m                                                */
    double *gram;        /* m x m: <z_i, z_j>                                */
    double *projections; /* m x p: <z_j, u>                                  */
    double *lean;        /* p: <centre, u>                                   */
    double *shift;       /* m: mean of k(z_i, z_j) over i                    */
    double *ridge;       /* m x m: k(z_i, z_j)                               */
} wide_class;

/* Buffers of one thread. */
typedef struct work_area {
    double *x;            /* block x d, not centred                          */
    double *norms;        /* block                                           */
    double *products;     /* block x m: <x, z>                               */
    double *values;       /* block x m                                       */
    double *fields_p, *q; /* block x m                                       */
    double *c;            /* block k x m                                     */
    chl_pair_sums sums;
} work_area;

static void
discard(void *work)
{
    work_area *a = work;

    if (a == NULL) {
        return;
    }
    chl_free(a->x);
    chl_free(a->norms);
    chl_free(a->products);
    chl_free(a->values);
    chl_free(a->fields_p);
    chl_free(a->q);
    chl_free(a->c);
    chl_pair_sums_clear(&a->sums);
    chl_free(a);
}

static chl_status
prepare(const void *self, const chl_class_needs *needs, void **work,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = ((const wide_class *) self)->basis;
    size_t block = needs->rows, m = basis->m, p = basis->p;
    work_area *a = chl_alloc(1, sizeof *a);

    CHL_REQUIRE_MEMORY(a, err, "functions of a network");
    a->x = chl_alloc(block * basis->d, sizeof *a->x);
    a->norms = chl_alloc(block, sizeof *a->norms);
    a->products = chl_alloc(block * m, sizeof *a->products);
    a->values = chl_alloc(block * m, sizeof *a->values);
    a->fields_p = chl_alloc(block * m, sizeof *a->fields_p);
    a->q = chl_alloc(block * m, sizeof *a->q);
    a->c = chl_alloc(block * needs->combinations * m, sizeof *a->c);
    CHL_REQUIRE(a->x != NULL && a->norms != NULL && a->products != NULL
                    && a->values != NULL && a->fields_p != NULL && a->q != NULL
                    && a->c != NULL,
                err, CHL_ENOMEM, "out of memory for %zu functions of a network",
                m);
    if (needs->sums) {
        CHL_TRY(chl_pair_sums_init(m, p, block, &a->sums, err));
    }
    *work = a;
    a = NULL;
out:
    discard(a);
    return status;
}

static chl_status
look(const void *self, void *work, size_t count, const double *x,
     double *values, size_t stride, chl_error *err)
{
    const wide_class *n = self;
    const chl_basis *basis = n->basis;
    work_area *a = work;
    size_t m = basis->m, d = basis->d;
    chl_pairs pairs = { .count = count,
                        .m = m,
                        .d = d,
                        .x = a->x,
                        .z = n->landmarks,
                        .x_norms = a->norms,
                        .z_norms = n->norms,
                        .products = a->products };

    (void) err;
    for (size_t i = 0; i < count; i++) {
        double *row = a->x + i * d;

        for (size_t l = 0; l < d; l++) {
            row[l] = x[i * d + l] + basis->centre[l];
        }
        a->norms[i] = cblas_ddot((int) d, row, 1, row, 1);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) m,
                (int) d, 1.0, a->x, (int) d, n->landmarks, (int) d, 0.0,
                a->products, (int) m);
    chl_wide_block(&n->network, &pairs, a->values, a->fields_p, a->q);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < m; j++) {
            values[i * stride + j] = a->values[i * m + j] - n->shift[j];
        }
    }
    return CHL_OK;
}

static chl_status
gradients(const void *self, void *work, size_t count, size_t k,
          const double *coefficients, size_t q, double *out, chl_error *err)
{
    const wide_class *n = self;
    work_area *a = work;
    size_t m = n->basis->m, d = n->basis->d;

    (void) err;
    for (size_t at = 0; at < count * k; at++) {
        const double *alpha = coefficients + at % k * q;
        const double *own = a->fields_p + at / k * m, *row = a->x + at / k * d;
        double s = cblas_ddot((int) m, a->q + at / k * m, 1, alpha, 1);

        for (size_t j = 0; j < m; j++) {
            a->c[at * m + j] = own[j] * alpha[j];
        }
        for (size_t l = 0; l < d; l++) {
            out[at * d + l] = s * row[l];
        }
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) (count * k),
                (int) d, (int) m, 1.0, a->c, (int) m, n->landmarks, (int) d,
                1.0, out, (int) d);
    return CHL_OK;
}

static void
reset(const void *self, void *work)
{
    (void) self;
    chl_pair_sums_reset(&((work_area *) work)->sums);
}

static chl_status
add(const void *self, void *work, size_t count, const double *linear,
    size_t stride, chl_error *err)
{
    const wide_class *n = self;
    work_area *a = work;
    size_t m = n->basis->m, p = n->basis->p;

    (void) err;
    for (size_t i = 0; i < count; i++) {
        double *side = chl_pair_sums_side(&a->sums, i);

        for (size_t j = 0; j < m; j++) {
            side[j] = a->fields_p[i * m + j] * a->products[i * m + j]
                      + 0.5 * a->norms[i] * a->q[i * m + j];
        }
        for (size_t u = 0; u < p; u++) {
            side[m + u] = linear[i * stride + u] + n->lean[u];
        }
    }
    chl_pair_sums_add(&a->sums, count, a->fields_p, a->q);
    return CHL_OK;
}

static void
finish(const void *self, void *work, double *packed)
{
    const wide_class *n = self;
    work_area *a = work;

    chl_pair_sums_finish(&a->sums, 1.0, n->gram, n->projections, packed);
}

static const double *
ridge(const void *self)
{
    return ((const wide_class *) self)->ridge;
}

static void
destroy(void *self)
{
    wide_class *n = self;

    chl_free(n->landmarks);
    chl_free(n->norms);
    chl_free(n->gram);
    chl_free(n->projections);
    chl_free(n->lean);
    chl_free(n->shift);
    chl_free(n->ridge);
    chl_free(n);
}

static const chl_class_type type = {
    .name = "wide",
    .destroy = destroy,
    .prepare = prepare,
    .discard = discard,
    .look = look,
    .gradients = gradients,
    .reset = reset,
    .add = add,
    .finish = finish,
    .ridge = ridge,
};

static chl_status
allocate(const chl_basis *basis, wide_class *n, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = basis->m;

    n->landmarks = chl_alloc(m * basis->d, sizeof(double));
    n->norms = chl_alloc(m, sizeof(double));
    n->gram = chl_alloc(m * m, sizeof(double));
    n->projections = chl_alloc(m * basis->p, sizeof(double));
    n->lean = chl_alloc(basis->p, sizeof(double));
    n->shift = chl_alloc(m, sizeof(double));
    n->ridge = chl_alloc(m * m, sizeof(double));
    CHL_REQUIRE(n->landmarks != NULL && n->norms != NULL && n->gram != NULL
                    && n->projections != NULL && n->lean != NULL
                    && n->shift != NULL && n->ridge != NULL,
                err, CHL_ENOMEM, "out of memory for %zu functions of a network",
                m);
out:
    return status;
}

/* Everything that follows from the landmarks. */
static void
fill(wide_class *n)
{
    const chl_basis *basis = n->basis;
    int m = (int) basis->m, d = (int) basis->d, p = (int) basis->p;
    chl_pairs pairs = { .count = basis->m,
                        .m = basis->m,
                        .d = basis->d,
                        .x = n->landmarks,
                        .z = n->landmarks,
                        .x_norms = n->norms,
                        .z_norms = n->norms,
                        .products = n->gram };

    for (size_t i = 0; i < basis->m * basis->d; i++) {
        n->landmarks[i] = basis->landmarks[i] + basis->centre[i % basis->d];
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, m, d, 1.0,
                n->landmarks, d, n->landmarks, d, 0.0, n->gram, m);
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, p, d, 1.0,
                    n->landmarks, d, basis->directions, d, 0.0, n->projections,
                    p);
        cblas_dgemv(CblasRowMajor, CblasNoTrans, p, d, 1.0, basis->directions,
                    d, basis->centre, 1, 0.0, n->lean, 1);
    }
    for (size_t j = 0; j < basis->m; j++) {
        n->norms[j] = n->gram[j * basis->m + j];
    }
    chl_wide_block(&n->network, &pairs, n->ridge, NULL, NULL);
    for (size_t at = 0; at < basis->m * basis->m; at++) {
        n->shift[at % basis->m] += n->ridge[at] / (double) basis->m;
    }
}

chl_status
chl_functions_wide(const chl_basis *basis, const chl_wide *network,
                   chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    wide_class *n = NULL;
    chl_digest key = { 0 };

    CHL_TRY(chl_wide_check(network, err));
    n = chl_alloc(1, sizeof *n);
    CHL_REQUIRE_MEMORY(n, err, "functions of a network");
    n->basis = basis;
    n->network = *network;
    CHL_TRY(allocate(basis, n, err));
    fill(n);
    chl_digest_add_text(&key, type.name);
    chl_digest_add_doubles(&key, n->ridge, basis->m * basis->m);
    status = chl_functions_create(basis, &type, n, basis->m, key, out, err);
    n = NULL;
out:
    if (n != NULL) {
        destroy(n);
    }
    return status;
}
