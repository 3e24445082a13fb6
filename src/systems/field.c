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

/* What support s added to the values since `sums` was kept. */
static void
note_part(const chl_field *field, size_t s, size_t all, size_t first,
          size_t count, const double *values, double *sums)
{
    for (size_t i = 0; field->parts != NULL && i < count; i++) {
        field->parts[s * all + first + i] = values[i] - sums[i];
        sums[i] = values[i];
    }
}

/* Points first .. first + count of all. */
static void
evaluate_rows(const chl_field *field, size_t all, size_t first, size_t count,
              const double *x, double *room, double *values, double *gradients)
{
    double norms[ROWS], sums[ROWS] = { 0.0 },
                        *products = room + (PARTS - 1) * PAIRS;
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

        for (size_t at = 0; at < support->count; at += COLUMNS) {
            size_t rest = support->count - at;
            size_t m = rest < COLUMNS ? rest : COLUMNS;
            const double *z = support->points + at * d;
            chl_pairs pairs = { count, m, d, x, z, norms, support->norms + at,
                                NULL };

            if (d >= PRODUCT_DIMENSION) {
                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans,
                            (int) count, (int) m, (int) d, 1.0, x, (int) d, z,
                            (int) d, 0.0, products, (int) m);
                pairs.products = products;
            }
            add_block(field, &pairs, support->coefficients + at, room, values,
                      gradients);
        }
        note_part(field, s, all, first, count, values, sums);
    }
}

/* Of one point: values and gradients of all supports together. */
static chl_status
add_images(const chl_field *field, const double *x, double *kernels,
           double *slopes, double *value, double *part, size_t stride,
           double *gradient)
{
    chl_status status = CHL_OK;
    const size_t d = field->d;
    double sum;

    *value = 0.0;
    for (size_t k = 0; gradient != NULL && k < d; k++) {
        gradient[k] = 0.0;
    }
    for (size_t s = 0; s < field->count; s++) {
        const chl_support *support = &field->supports[s];

        CHL_TRY(chl_images_field(field->kernel, 1, x, support->count,
                                 support->points, 1, support->coefficients,
                                 kernels, gradient != NULL ? slopes : NULL,
                                 NULL));
        sum = cblas_ddot((int) support->count, kernels, 1,
                         support->coefficients, 1);
        *value += sum;
        if (part != NULL) {
            part[s * stride] = sum;
        }
        if (gradient != NULL) {
            cblas_daxpy((int) d, 1.0, slopes, 1, gradient, 1);
        }
    }
out:
    return status;
}

static chl_status
evaluate_images(const chl_field *field, size_t count, const double *x,
                double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = field->d;
    double *room = NULL;
    size_t most = 0;

    for (size_t s = 0; s < field->count; s++) {
        most =
            field->supports[s].count > most ? field->supports[s].count : most;
    }
    room = chl_alloc(field->threads, (most + d) * sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "pairs of images");
#pragma omp parallel for schedule(dynamic) num_threads((int) field->threads)
    for (size_t i = 0; i < count; i++) {
        double *own = room + (size_t) omp_get_thread_num() * (most + d);
        chl_status got =
            add_images(field, x + i * d, own, own + most, values + i,
                       field->parts != NULL ? field->parts + i : NULL, count,
                       gradients != NULL ? gradients + i * d : NULL);

        if (got != CHL_OK) {
#pragma omp critical(chl_field_images_status)
            status = got;
        }
    }
    CHL_REQUIRE(status == CHL_OK, err, status,
                "out of memory for pairs of images");
out:
    chl_free(room);
    return status;
}

chl_status
chl_field_evaluate(const chl_field *field, size_t count, const double *x,
                   double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = field->d, blocks = (count + ROWS - 1) / ROWS;
    double *room = NULL;

    if (field->kernel->kind == CHL_PAIR_IMAGES) {
        return evaluate_images(field, count, x, values, gradients, err);
    }
    room = chl_alloc(field->threads, PARTS * PAIRS * sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "blocks of a kernel");
#pragma omp parallel for schedule(static) num_threads((int) field->threads)
    for (size_t b = 0; b < blocks; b++) {
        size_t first = b * ROWS, rest = count - first;

        evaluate_rows(
            field, count, first, rest < ROWS ? rest : ROWS, x + first * d,
            room + (size_t) omp_get_thread_num() * PARTS * PAIRS,
            values + first, gradients != NULL ? gradients + first * d : NULL);
    }
out:
    chl_free(room);
    return status;
}

chl_status
chl_field_values(const chl_pair_kernel *kernel, const chl_pairs *pairs,
                 double *values, chl_error *err)
{
    if (kernel->kind == CHL_PAIR_IMAGES) {
        return chl_images_field(kernel, pairs->count, pairs->x, pairs->m,
                                pairs->z, 0, NULL, values, NULL, err);
    }
    chl_pair_block(kernel, pairs, values, NULL, NULL);
    return CHL_OK;
}

chl_status
chl_field_matrix(const chl_pair_kernel *kernel, size_t d, size_t threads,
                 size_t count, const double *points, const double *norms,
                 double *matrix, chl_error *err)
{
    chl_status status = CHL_OK;

#pragma omp parallel for schedule(dynamic) num_threads((int) threads)
    for (size_t i = 0; i < count; i++) {
        const chl_pairs pairs = { .count = 1,
                                  .m = i + 1,
                                  .d = d,
                                  .x = points + i * d,
                                  .z = points,
                                  .x_norms = norms + i,
                                  .z_norms = norms };
        chl_status got =
            chl_field_values(kernel, &pairs, matrix + i * count, NULL);

        if (got != CHL_OK) {
#pragma omp critical(chl_field_matrix_status)
            status = got;
        }
    }
    return status == CHL_OK
               ? CHL_OK
               : CHL_FAIL(err, status, "out of memory for pairs of images");
}
