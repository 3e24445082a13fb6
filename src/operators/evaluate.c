/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions of the span and their squared gradients on given rows, in double
 * precision from explicit gradients,
 *
 *     grad f(x) = s x - sum_j c_j z_j + sum_a beta_a u_a,
 *     c_j = w_j(x) alpha_j,   s = sum_j c_j.
 *
 * With more coordinates than landmarks |grad f|^2 is taken from the products
 * among x, z and u instead, which costs m instead of d per landmark.
 */
#include "operators/galerkin.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    BLOCK = 256
};

typedef struct evaluation {
    const chl_galerkin *galerkin;
    const double *coefficients, *offsets;
    size_t k;
    double *constants; /* k: sum_j alpha_j shift_j + offset                  */
    double *lifted;    /* k x d: sum_a beta_a u_a                            */
    double *x;         /* block x d                                          */
    double *phi;       /* block x q                                          */
    double *squared;   /* block x m                                          */
    double *c;         /* block x m                                          */
    double *w;         /* block x m                                          */
    double *slack;     /* block x d: gradients, or block x m: c Z Z'         */
    double *lean;      /* m: sum_a beta_a u_a . z_j of one function          */
    chl_points points; /* landmarks without a single-precision copy          */
    chl_distance_work distance;
} evaluation;

static void
clear(evaluation *e)
{
    chl_free(e->constants);
    chl_free(e->lifted);
    chl_free(e->x);
    chl_free(e->phi);
    chl_free(e->squared);
    chl_free(e->w);
    chl_free(e->c);
    chl_free(e->slack);
    chl_free(e->lean);
    chl_distance_work_clear(&e->distance);
}

static chl_status
prepare(evaluation *e, size_t block, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, q = e->galerkin->q, d = basis->d, k = e->k;

    e->points = basis->points;
    e->points.single = NULL;
    e->constants = chl_alloc(k, sizeof(double));
    e->lifted = chl_alloc(k * d, sizeof(double));
    e->x = chl_alloc(block * d, sizeof(double));
    e->phi = chl_alloc(block * q, sizeof(double));
    e->squared = chl_alloc(block * m, sizeof(double));
    e->w = chl_alloc(block * m, sizeof(double));
    e->c = chl_alloc(block * m, sizeof(double));
    e->slack = chl_alloc(block * (d < m ? d : m), sizeof(double));
    e->lean = chl_alloc(m, sizeof(double));
    CHL_REQUIRE(e->constants != NULL && e->lifted != NULL && e->x != NULL
                    && e->phi != NULL && e->squared != NULL && e->w != NULL
                    && e->c != NULL && e->slack != NULL && e->lean != NULL,
                err, CHL_ENOMEM, "out of memory for evaluating %zu functions",
                k);
    CHL_TRY(chl_distance_work_init(&e->distance, &e->points, block, err));
    for (size_t a = 0; a < k; a++) {
        e->constants[a] = e->offsets != NULL ? e->offsets[a] : 0.0;
    }
    if (basis->p > 0 && k > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) k, (int) d,
                    (int) basis->p, 1.0, e->coefficients + m, (int) q,
                    basis->directions, (int) d, 0.0, e->lifted, (int) d);
    }
out:
    return status;
}

static chl_status
read_rows(const evaluation *e, const size_t *row, size_t count, chl_error *err)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t d = basis->d;
    chl_status status =
        chl_dataset_rows(basis->sample.dataset, row, count, e->x, err);

    for (size_t i = 0; status == CHL_OK && i < count * d; i++) {
        e->x[i] -= basis->centre[i % d];
    }
    return status;
}

static void
fill_functions(evaluation *e, size_t count)
{
    const chl_galerkin *galerkin = e->galerkin;
    const chl_basis *basis = galerkin->basis;
    size_t m = basis->m, p = basis->p, q = galerkin->q, d = basis->d;

    chl_distance_block(&e->points, count, e->x, &e->distance, e->squared);
    for (size_t i = 0; i < count; i++) {
        galerkin->kernel.type->fields(galerkin->kernel.bandwidth, m,
                                      e->squared + i * m, e->phi + i * q,
                                      e->w + i * m);
        for (size_t j = 0; j < m; j++) {
            e->phi[i * q + j] -= galerkin->shift[j];
        }
    }
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                    (int) p, (int) d, 1.0, e->x, (int) d, basis->directions,
                    (int) d, 0.0, e->phi + m, (int) q);
    }
}

static void
fill_values(evaluation *e, size_t count, double *values)
{
    size_t q = e->galerkin->q;

    fill_functions(e, count);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                (int) e->k, (int) q, 1.0, e->phi, (int) q, e->coefficients,
                (int) q, 0.0, values, (int) e->k);
    for (size_t i = 0; i < count * e->k; i++) {
        values[i] -= e->constants[i % e->k];
    }
}

/* c = w o alpha of one row; returns their sum s. */
static double
weigh(const evaluation *e, const double *alpha, size_t i)
{
    size_t m = e->galerkin->basis->m;
    double s = 0.0;

    for (size_t j = 0; j < m; j++) {
        e->c[i * m + j] = e->w[i * m + j] * alpha[j];
        s += e->c[i * m + j];
    }
    return s;
}

/* |grad f|^2 of function `a` on the block, from the gradients themselves. */
static void
gradients_in_space(evaluation *e, size_t a, size_t count, double *gradients)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, d = basis->d;
    const double *alpha = e->coefficients + a * e->galerkin->q;

    for (size_t i = 0; i < count; i++) {
        double s = weigh(e, alpha, i);

        for (size_t l = 0; l < d; l++) {
            e->slack[i * d + l] = s * e->x[i * d + l] + e->lifted[a * d + l];
        }
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) d,
                (int) m, -1.0, e->c, (int) m, e->points.rows, (int) d, 1.0,
                e->slack, (int) d);
    for (size_t i = 0; i < count; i++) {
        double *g = e->slack + i * d;

        gradients[i * e->k + a] = cblas_ddot((int) d, g, 1, g, 1);
    }
}

/* One row of the same from products:
 *   s^2 |x|^2 - 2 s <x, Z'c> + |Z'c|^2 + 2 s <x, u> - 2 <Z'c, u> + |u|^2
 * with u = sum_a beta_a u_a and <x, z> = (|x|^2 + |z|^2 - |x - z|^2) / 2. */
static double
square_of_row(const evaluation *e, const double *beta, double s, size_t i)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, p = basis->p;
    const double *c = e->c + i * m, *squared = e->squared + i * m;
    const double *y = e->phi + i * (m + p) + m;
    double norm = e->distance.norms[i], mixed = 0.0, own = 0.0, lean = 0.0;
    double along = 0.0, length = 0.0;

    for (size_t j = 0; j < m; j++) {
        mixed += c[j] * 0.5 * (norm + e->points.norms[j] - squared[j]);
        own += c[j] * e->slack[i * m + j];
        lean += c[j] * e->lean[j];
    }
    for (size_t b = 0; b < p; b++) {
        along += y[b] * beta[b];
        length += beta[b] * beta[b];
    }
    return s * s * norm - 2.0 * s * mixed + own + 2.0 * s * along - 2.0 * lean
           + length;
}

static void
gradients_from_products(evaluation *e, size_t a, size_t count,
                        double *gradients)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, p = basis->p;
    const double *alpha = e->coefficients + a * e->galerkin->q;
    const double *beta = alpha + m;
    double s[BLOCK];

    for (size_t i = 0; i < count; i++) {
        s[i] = weigh(e, alpha, i);
    }
    memset(e->lean, 0, m * sizeof *e->lean);
    for (size_t j = 0; j < m; j++) {
        for (size_t b = 0; b < p; b++) {
            e->lean[j] += basis->projections[j * p + b] * beta[b];
        }
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) m,
                (int) m, 1.0, e->c, (int) m, basis->gram, (int) m, 0.0,
                e->slack, (int) m);
    for (size_t i = 0; i < count; i++) {
        gradients[i * e->k + a] = fmax(square_of_row(e, beta, s[i], i), 0.0);
    }
}

static void
fill_gradients(evaluation *e, size_t a, size_t count, double *gradients)
{
    const chl_basis *basis = e->galerkin->basis;

    if (basis->d <= basis->m) {
        gradients_in_space(e, a, count, gradients);
    } else {
        gradients_from_products(e, a, count, gradients);
    }
}

chl_status
chl_galerkin_evaluate(const chl_galerkin *galerkin, const double *coefficients,
                      const double *offsets, size_t k, const size_t *row,
                      size_t count, double *values, double *gradients,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    evaluation e = { .galerkin = galerkin,
                     .coefficients = coefficients,
                     .offsets = offsets,
                     .k = k };
    size_t block = chl_basis_block(galerkin->basis);

    if (block > BLOCK) {
        block = BLOCK;
    }
    CHL_TRY(prepare(&e, block, err));
    for (size_t at = 0; at < count; at += block) {
        size_t here = count - at < block ? count - at : block;

        CHL_TRY(read_rows(&e, row + at, here, err));
        fill_values(&e, here, values + at * k);
        for (size_t a = 0; gradients != NULL && a < k; a++) {
            fill_gradients(&e, a, here, gradients + at * k);
        }
    }
out:
    clear(&e);
    return status;
}

chl_status
chl_galerkin_functions(const chl_galerkin *galerkin, const size_t *row,
                       size_t count, double *functions, chl_error *err)
{
    chl_status status = CHL_OK;
    evaluation e = { .galerkin = galerkin };
    size_t q = galerkin->q, block = chl_basis_block(galerkin->basis);

    if (block > BLOCK) {
        block = BLOCK;
    }
    CHL_TRY(prepare(&e, block, err));
    for (size_t at = 0; at < count; at += block) {
        size_t here = count - at < block ? count - at : block;

        CHL_TRY(read_rows(&e, row + at, here, err));
        fill_functions(&e, here);
        memcpy(functions + at * q, e.phi, here * q * sizeof *functions);
    }
out:
    clear(&e);
    return status;
}
