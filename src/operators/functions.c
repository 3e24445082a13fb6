/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of any class, with the linear ones and the constant. */
#include "operators/functions.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

enum {
    BLOCK_VALUES = 1 << 21 /* of gradients */
};

chl_status
chl_functions_create(const chl_basis *basis, const chl_class_type *type,
                     void *self, size_t own, chl_digest key,
                     chl_functions **out, chl_error *err)
{
    chl_functions *functions = chl_alloc(1, sizeof *functions);

    if (functions == NULL) {
        type->destroy(self);
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for functions");
    }
    *functions =
        (chl_functions){ basis, type, self, own, own + basis->p + 1, key };
    *out = functions;
    return CHL_OK;
}

void
chl_functions_free(chl_functions *functions)
{
    if (functions == NULL) {
        return;
    }
    functions->type->destroy(functions->self);
    chl_free(functions);
}

const char *
chl_functions_name(const chl_functions *functions)
{
    return functions->type->name;
}

const chl_basis *
chl_functions_basis(const chl_functions *functions)
{
    return functions->basis;
}

size_t
chl_functions_own(const chl_functions *functions)
{
    return functions->own;
}

size_t
chl_functions_count(const chl_functions *functions)
{
    return functions->q;
}

void
chl_functions_ridge(const chl_functions *functions, double *ridge)
{
    size_t m = functions->own, q = functions->q;
    const double *own = functions->type->ridge(functions->self);

    memset(ridge, 0, q * q * sizeof *ridge);
    for (size_t j = 0; j < m; j++) {
        memcpy(ridge + j * q, own + j * m, m * sizeof *ridge);
    }
}

void
chl_function_block_clear(chl_function_block *block)
{
    if (block->functions != NULL) {
        block->functions->type->discard(block->work);
    }
    chl_free(block->linear);
    *block = (chl_function_block){ 0 };
}

/* The gradients of the linear parts, the same at every row. */
static void
fill_linear(chl_function_block *block)
{
    const chl_functions *f = block->functions;
    int p = (int) f->basis->p, d = (int) f->basis->d;

    if (p == 0 || block->k == 0) {
        return;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) block->k, d, p,
                1.0, block->coefficients + f->own, (int) f->q,
                f->basis->directions, d, 0.0, block->linear, d);
}

chl_status
chl_function_block_init(const chl_functions *functions,
                        const chl_class_needs *needs,
                        const double *coefficients, chl_function_block *out,
                        chl_error *err)
{
    chl_status status = CHL_OK;
    size_t k = needs->combinations, d = functions->basis->d;
    chl_function_block block = { .functions = functions,
                                 .k = k,
                                 .coefficients = coefficients };

    block.linear = chl_alloc(k > 0 ? k * d : 1, sizeof *block.linear);
    CHL_REQUIRE_MEMORY(block.linear, err, "linear functions");
    CHL_TRY(functions->type->prepare(functions->self, needs, &block.work, err));
    fill_linear(&block);
    *out = block;
    block = (chl_function_block){ 0 };
out:
    chl_function_block_clear(&block);
    return status;
}

chl_status
chl_function_block_look(chl_function_block *block, size_t count,
                        const double *x, double *values, size_t stride,
                        chl_error *err)
{
    const chl_functions *f = block->functions;
    int p = (int) f->basis->p, d = (int) f->basis->d;
    chl_status status =
        f->type->look(f->self, block->work, count, x, values, stride, err);

    if (status != CHL_OK) {
        return status;
    }
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, p, d,
                    1.0, x, d, f->basis->directions, d, 0.0, values + f->own,
                    (int) stride);
    }
    for (size_t i = 0; stride == f->q && i < count; i++) {
        values[i * stride + f->q - 1] = 1.0;
    }
    return CHL_OK;
}

chl_status
chl_function_block_gradients(chl_function_block *block, size_t count,
                             double *gradients, chl_error *err)
{
    const chl_functions *f = block->functions;
    size_t one = block->k * f->basis->d;
    chl_status status =
        f->type->gradients(f->self, block->work, count, block->k,
                           block->coefficients, f->q, gradients, err);

    for (size_t i = 0; status == CHL_OK && i < count; i++) {
        for (size_t l = 0; l < one; l++) {
            gradients[i * one + l] += block->linear[l];
        }
    }
    return status;
}

static void
centre(const chl_basis *basis, size_t count, const double *x, double *out)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t l = 0; l < basis->d; l++) {
            out[i * basis->d + l] = x[i * basis->d + l] - basis->centre[l];
        }
    }
}

/* Rows of a block for `values` doubles of results each. */
static size_t
block_rows(const chl_functions *functions, size_t values, size_t count)
{
    size_t most = chl_basis_block(functions->basis);
    size_t rows = BLOCK_VALUES / (values > 0 ? values : 1);

    rows = rows > most ? most : rows > 0 ? rows : 1;
    return rows < count ? rows : count;
}

chl_status
chl_functions_values(const chl_functions *functions, size_t count,
                     const double *x, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = functions->basis->d, q = functions->q;
    chl_class_needs needs = { .rows = block_rows(functions, q, count),
                              .exact = true };
    chl_function_block block = { 0 };
    double *rows = chl_alloc(needs.rows * d + 1, sizeof *rows);

    CHL_REQUIRE_MEMORY(rows, err, "a block of rows");
    CHL_TRY(chl_function_block_init(functions, &needs, NULL, &block, err));
    for (size_t at = 0; at < count; at += needs.rows) {
        size_t here = count - at < needs.rows ? count - at : needs.rows;

        centre(functions->basis, here, x + at * d, rows);
        CHL_TRY(chl_function_block_look(&block, here, rows, values + at * q, q,
                                        err));
    }
out:
    chl_function_block_clear(&block);
    chl_free(rows);
    return status;
}

chl_status
chl_functions_gradients(const chl_functions *functions, size_t k,
                        const double *coefficients, size_t count,
                        const double *x, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = functions->basis->d, q = functions->q;
    chl_class_needs needs = { .rows = block_rows(functions, k * d, count),
                              .combinations = k,
                              .exact = true };
    chl_function_block block = { 0 };
    double *rows = chl_alloc(needs.rows * d + 1, sizeof *rows);
    double *values = chl_alloc(needs.rows * q + 1, sizeof *values);

    CHL_REQUIRE_MEMORY(rows, err, "a block of rows");
    CHL_REQUIRE_MEMORY(values, err, "a block of values");
    CHL_TRY(
        chl_function_block_init(functions, &needs, coefficients, &block, err));
    for (size_t at = 0; at < count; at += needs.rows) {
        size_t here = count - at < needs.rows ? count - at : needs.rows;

        centre(functions->basis, here, x + at * d, rows);
        CHL_TRY(chl_function_block_look(&block, here, rows, values, q, err));
        CHL_TRY(chl_function_block_gradients(&block, here,
                                             gradients + at * k * d, err));
    }
out:
    chl_function_block_clear(&block);
    chl_free(rows);
    chl_free(values);
    return status;
}
