/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of kernels and their gradients, block by block. */
#include "systems/field.h"

#include <cblas.h>
#include <omp.h>

#include "base/error.h"

enum {
    ROWS = 32,
    COLUMNS = 256,
    PAIRS = ROWS * COLUMNS,
    /* From here on a matrix product is faster than a loop over d. */
    PRODUCT_DIMENSION = 8,
    PARTS = 4
};

void
chl_field_norms(size_t count, size_t d, const double *x, double *norms)
{
    for (size_t i = 0; i < count; i++) {
        norms[i] = cblas_ddot((int) d, x + i * d, 1, x + i * d, 1);
    }
}

/* Scale every row of a block by the coefficients. */
static void
weigh(size_t rows, size_t columns, const double *restrict coefficients,
      double *restrict block)
{
    for (size_t i = 0; i < rows; i++) {
        double *row = block + i * columns;

        for (size_t j = 0; j < columns; j++) {
            row[j] *= coefficients[j];
        }
    }
}

/* Add one block of a support to the values and gradients of its rows. */
static void
add_block(const chl_field *field, const chl_pairs *pairs,
          const double *coefficients, double *room, double *values,
          double *gradients)
{
    double *k = room, *p = room + PAIRS, *q = room + 2 * PAIRS, sums[ROWS];
    const size_t d = field->d;

    chl_pair_block(field->kernel, pairs, k, gradients != NULL ? p : NULL,
                   gradients != NULL ? q : NULL);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int) pairs->count, (int) pairs->m,
                1.0, k, (int) pairs->m, coefficients, 1, 1.0, values, 1);
    if (gradients == NULL) {
        return;
    }
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int) pairs->count, (int) pairs->m,
                1.0, q, (int) pairs->m, coefficients, 1, 0.0, sums, 1);
    weigh(pairs->count, pairs->m, coefficients, p);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) pairs->count,
                (int) d, (int) pairs->m, 1.0, p, (int) pairs->m, pairs->z,
                (int) d, 1.0, gradients, (int) d);
    for (size_t i = 0; i < pairs->count; i++) {
        cblas_daxpy((int) d, sums[i], pairs->x + i * d, 1, gradients + i * d,
                    1);
    }
}

static void
evaluate_rows(const chl_field *field, size_t count, const double *x,
              double *room, double *values, double *gradients)
{
    double norms[ROWS], *products = room + (PARTS - 1) * PAIRS;
    const size_t d = field->d;

    for (size_t i = 0; i < count; i++) {
        values[i] = 0.0;
    }
    for (size_t i = 0; gradients != NULL && i < count * d; i++) {
        gradients[i] = 0.0;
    }
    chl_field_norms(count, d, x, norms);
    for (size_t s = 0; s < field->count; s++) {
        const chl_support *support = &field->supports[s];

        for (size_t first = 0; first < support->count; first += COLUMNS) {
            size_t rest = support->count - first;
            size_t m = rest < COLUMNS ? rest : COLUMNS;
            const double *z = support->points + first * d;
            chl_pairs pairs = {
                count, m, d, x, z, norms, support->norms + first, NULL
            };

            if (d >= PRODUCT_DIMENSION) {
                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans,
                            (int) count, (int) m, (int) d, 1.0, x, (int) d, z,
                            (int) d, 0.0, products, (int) m);
                pairs.products = products;
            }
            add_block(field, &pairs, support->coefficients + first, room,
                      values, gradients);
        }
    }
}

chl_status
chl_field_evaluate(const chl_field *field, size_t count, const double *x,
                   double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = field->d, blocks = (count + ROWS - 1) / ROWS;
    double *room = NULL;

    room = chl_alloc(field->threads, PARTS * PAIRS * sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "blocks of a kernel");
#pragma omp parallel for schedule(static) num_threads((int) field->threads)
    for (size_t b = 0; b < blocks; b++) {
        size_t first = b * ROWS, rest = count - first;

        evaluate_rows(field, rest < ROWS ? rest : ROWS, x + first * d,
                      room + (size_t) omp_get_thread_num() * PARTS * PAIRS,
                      values + first,
                      gradients != NULL ? gradients + first * d : NULL);
    }
out:
    chl_free(room);
    return status;
}
