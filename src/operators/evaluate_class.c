/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and squared gradients on rows, of functions of any class. */
#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/evaluation.h"

enum {
    BLOCK_VALUES = 1 << 20 /* of gradients */
};

typedef struct evaluation {
    const chl_galerkin *galerkin;
    size_t k, block;
    double *coefficients; /* (q + 1) x k: with the constant                  */
    double *x;            /* block x d                                       */
    double *phi;          /* block x q                                       */
    double *gradients;    /* block x k x d, or nothing                       */
    chl_function_block functions;
} evaluation;

static void
clear(evaluation *e)
{
    chl_function_block_clear(&e->functions);
    chl_free(e->coefficients);
    chl_free(e->x);
    chl_free(e->phi);
    chl_free(e->gradients);
}

static chl_status
init(evaluation *e, const double *coefficients, bool gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_galerkin *galerkin = e->galerkin;
    size_t q = galerkin->q, d = galerkin->basis->d, k = e->k;
    size_t rows = BLOCK_VALUES / ((gradients && k > 0 ? k : 1) * d);
    chl_class_needs needs = { .combinations = gradients ? k : 0,
                              .exact = true };

    e->block = rows > CHL_EVALUATION_BLOCK ? CHL_EVALUATION_BLOCK
               : rows > 0                  ? rows
                                           : 1;
    needs.rows = e->block;
    e->coefficients = chl_alloc((q + 1) * k, sizeof(double));
    e->x = chl_alloc(e->block * d, sizeof(double));
    e->phi = chl_alloc(e->block * q, sizeof(double));
    e->gradients = chl_alloc(gradients ? e->block * k * d : 0, sizeof(double));
    CHL_REQUIRE(e->coefficients != NULL && e->x != NULL && e->phi != NULL
                    && e->gradients != NULL,
                err, CHL_ENOMEM, "out of memory for evaluating functions");
    for (size_t a = 0; a < k; a++) {
        memcpy(e->coefficients + a * (q + 1), coefficients + a * q,
               q * sizeof(double));
    }
    CHL_TRY(chl_function_block_init(galerkin->functions, &needs,
                                    e->coefficients, &e->functions, err));
out:
    return status;
}

/* Rows into x, centred, and the functions there. */
static chl_status
look(evaluation *e, const size_t *row, size_t count, double *phi,
     chl_error *err)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t d = basis->d;
    chl_status status =
        chl_dataset_rows(basis->sample.dataset, row, count, e->x, err);

    for (size_t i = 0; status == CHL_OK && i < count * d; i++) {
        e->x[i] -= basis->centre[i % d];
    }
    return status == CHL_OK ? chl_function_block_look(
               &e->functions, count, e->x, phi, e->galerkin->q, err)
                            : status;
}

static chl_status
square(evaluation *e, size_t count, double *squares, chl_error *err)
{
    int d = (int) e->galerkin->basis->d;
    chl_status status =
        chl_function_block_gradients(&e->functions, count, e->gradients, err);

    for (size_t at = 0; status == CHL_OK && at < count * e->k; at++) {
        const double *g = e->gradients + at * e->galerkin->basis->d;

        squares[at] = cblas_ddot(d, g, 1, g, 1);
    }
    return status;
}

chl_status
chl_class_evaluate(const chl_galerkin *galerkin, const double *coefficients,
                   const double *offsets, size_t k, const size_t *row,
                   size_t count, double *values, double *squares,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = galerkin->q, here;
    evaluation e = { .galerkin = galerkin, .k = k };

    CHL_TRY(init(&e, coefficients, squares != NULL, err));
    for (size_t at = 0; at < count; at += here) {
        here = count - at < e.block ? count - at : e.block;
        CHL_TRY(look(&e, row + at, here, e.phi, err));
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) here,
                    (int) k, (int) q, 1.0, e.phi, (int) q, coefficients,
                    (int) q, 0.0, values + at * k, (int) k);
        for (size_t i = 0; offsets != NULL && i < here * k; i++) {
            values[at * k + i] -= offsets[i % k];
        }
        if (squares != NULL) {
            CHL_TRY(square(&e, here, squares + at * k, err));
        }
    }
out:
    clear(&e);
    return status;
}

chl_status
chl_class_functions(const chl_galerkin *galerkin, const size_t *row,
                    size_t count, double *functions, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t here;
    evaluation e = { .galerkin = galerkin };

    CHL_TRY(init(&e, NULL, false, err));
    for (size_t at = 0; at < count; at += here) {
        here = count - at < e.block ? count - at : e.block;
        CHL_TRY(look(&e, row + at, here, functions + at * galerkin->q, err));
    }
out:
    clear(&e);
    return status;
}
