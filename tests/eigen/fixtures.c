/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixtures.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"

static const double pi = 3.14159265358979323846;

static chl_status
path_apply(void *self, const double *x, double *y, chl_error *err)
{
    size_t n = *(const size_t *) self;

    (void) err;
    for (size_t i = 0; i < n; i++) {
        y[i] = 0.0;
        y[i] += i > 0 ? x[i] - x[i - 1] : 0.0;
        y[i] += i + 1 < n ? x[i] - x[i + 1] : 0.0;
    }
    return CHL_OK;
}

static const chl_operator_type path_type = {
    .name = "path",
    .apply = path_apply,
    .destroy = chl_free,
};

chl_operator *
path_create(size_t n)
{
    chl_error err = { 0 };
    chl_operator *op = NULL;
    size_t *self = chl_alloc(1, sizeof *self);

    ck_assert_ptr_nonnull(self);
    *self = n;
    ck_assert_ok(chl_operator_create(&path_type, self, n,
                                     CHL_SYMMETRIC | CHL_POSITIVE, &op, &err),
                 err);
    return op;
}

double
path_value(size_t n, size_t k)
{
    double s = sin((double) k * pi / (2.0 * (double) n));

    return 4.0 * s * s;
}

/* Three reflections I - 2 u u^T make an orthogonal Q without structure. */
static void
reflect(size_t n, uint64_t which, double *x, size_t step)
{
    chl_random random = { 20, CHL_STREAM_TESTS };
    double square = 0.0, product = 0.0;

    for (size_t i = 0; i < n; i++) {
        double u = chl_random_normal(&random, which * n + i);

        square += u * u;
        product += u * x[i * step];
    }
    for (size_t i = 0; i < n; i++) {
        double u = chl_random_normal(&random, which * n + i);

        x[i * step] -= 2.0 * product / square * u;
    }
}

static void
lower_triangle(size_t n, bool plain, double *l)
{
    chl_random random = { 21, CHL_STREAM_TESTS };

    for (size_t j = 0; j < n; j++) {
        l[j * n + j] = plain ? 1.0 : 1.0 + chl_random_uniform(&random, j);
        for (size_t i = j + 1; i < n && !plain; i++) {
            l[j * n + i] = 0.5 * chl_random_normal(&random, n + j * n + i)
                           / sqrt((double) n);
        }
    }
}

/* m becomes L m L^T. */
static void
congruence(size_t n, const double *l, double *m)
{
    double *half = chl_alloc(n * n, sizeof *half);

    ck_assert_ptr_nonnull(half);
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < n; k++) {
            for (size_t i = k; i < n; i++) {
                half[j * n + i] += l[k * n + i] * m[j * n + k];
            }
        }
    }
    memset(m, 0, n * n * sizeof *m);
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k <= j; k++) {
            for (size_t i = 0; i < n; i++) {
                m[j * n + i] += half[k * n + i] * l[k * n + j];
            }
        }
    }
    chl_free(half);
}

pencil
pencil_create(size_t n, const double *values, bool plain)
{
    chl_error err = { 0 };
    pencil p = { .n = n };
    double *l = chl_alloc(n * n, sizeof *l);

    p.a = chl_alloc(n * n, sizeof *p.a);
    p.b = chl_alloc(n * n, sizeof *p.b);
    ck_assert(l != NULL && p.a != NULL && p.b != NULL);
    for (size_t i = 0; i < n; i++) {
        p.a[i * n + i] = values[i];
        p.b[i * n + i] = 1.0;
    }
    for (uint64_t which = 0; which < 3; which++) {
        for (size_t i = 0; i < n; i++) {
            reflect(n, which, p.a + i * n, 1);
        }
        for (size_t i = 0; i < n; i++) {
            reflect(n, which, p.a + i, n);
        }
    }
    lower_triangle(n, plain, l);
    congruence(n, l, p.a);
    congruence(n, l, p.b);
    chl_free(l);
    ck_assert_ok(chl_operator_dense(p.a, n, CHL_SYMMETRIC, &p.a_op, &err), err);
    ck_assert_ok(
        chl_operator_dense(p.b, n, CHL_SYMMETRIC | CHL_POSITIVE, &p.b_op, &err),
        err);
    p.problem = (chl_eigen_problem){ p.a_op, plain ? NULL : p.b_op };
    return p;
}

void
pencil_clear(pencil *p)
{
    chl_operator_free(p->a_op);
    chl_operator_free(p->b_op);
    chl_free(p->a);
    chl_free(p->b);
}

double
orthonormality_defect(const chl_eigen_problem *problem,
                      const chl_eigen_result *result)
{
    chl_error err = { 0 };
    size_t n = result->n;
    double worst = 0.0;
    double *bv = chl_alloc(n, sizeof *bv);

    ck_assert_ptr_nonnull(bv);
    for (size_t j = 0; j < result->count; j++) {
        memcpy(bv, result->vectors + j * n, n * sizeof *bv);
        if (problem->b != NULL) {
            ck_assert_ok(chl_operator_apply(problem->b, result->vectors + j * n,
                                            bv, &err),
                         err);
        }
        for (size_t i = 0; i < result->count; i++) {
            double sum = i == j ? -1.0 : 0.0;

            for (size_t k = 0; k < n; k++) {
                sum += result->vectors[i * n + k] * bv[k];
            }
            worst = fmax(worst, fabs(sum));
        }
    }
    chl_free(bv);
    return worst;
}
