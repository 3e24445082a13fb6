/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Squared distances by one matrix product, refined where they cancel. */
#include "kernels/distance.h"

#include <cblas.h>

#include "base/error.h"
#include "base/vectorised.h"

static double
dot(size_t d, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

chl_status
chl_points_init(chl_points *points, size_t count, size_t d, double *rows,
                bool single, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_points made = { .count = count, .d = d };

    made.norms = chl_alloc(count, sizeof *made.norms);
    CHL_REQUIRE_MEMORY(made.norms, err, "landmark norms");
    for (size_t i = 0; i < count; i++) {
        made.norms[i] = dot(d, rows + i * d, rows + i * d);
    }
    if (single) {
        made.single = chl_alloc(count * d, sizeof *made.single);
        CHL_REQUIRE_MEMORY(made.single, err, "landmarks");
        for (size_t i = 0; i < count * d; i++) {
            made.single[i] = (float) rows[i];
        }
    }
    made.rows = rows;
    *points = made;
    return CHL_OK;
out:
    chl_points_clear(&made);
    return status;
}

void
chl_points_clear(chl_points *points)
{
    chl_free(points->rows);
    chl_free(points->norms);
    chl_free(points->single);
    *points = (chl_points){ 0 };
}

chl_status
chl_distance_work_init(chl_distance_work *work, const chl_points *points,
                       size_t rows, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_distance_work made = { 0 };

    made.norms = chl_alloc(rows, sizeof *made.norms);
    CHL_REQUIRE_MEMORY(made.norms, err, "row norms");
    if (points->single != NULL) {
        made.x = chl_alloc(rows * points->d, sizeof *made.x);
        made.product = chl_alloc(rows * points->count, sizeof *made.product);
        CHL_REQUIRE_MEMORY(made.x, err, "a block of rows");
        CHL_REQUIRE_MEMORY(made.product, err, "a block of products");
    }
    *work = made;
    return CHL_OK;
out:
    chl_distance_work_clear(&made);
    return status;
}

void
chl_distance_work_clear(chl_distance_work *work)
{
    chl_free(work->x);
    chl_free(work->product);
    chl_free(work->norms);
    *work = (chl_distance_work){ 0 };
}

static double
distance_from_coordinates(size_t d, const double *x, const double *z)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        double difference = x[k] - z[k];

        sum += difference * difference;
    }
    return sum;
}

/* row_j = |x|^2 + |z_j|^2 - 2 product_j; true if that cancelled somewhere.
 * Those are few, so that the loop does not go into them. */
#define SUBTRACT(name, type)                                                   \
    CHL_VECTORISED static bool name(size_t m, double norm,                     \
                                    const double *norms, double threshold,     \
                                    const type *product, double *row)          \
    {                                                                          \
        int cancelled = 0;                                                     \
                                                                               \
        for (size_t j = 0; j < m; j++) {                                       \
            double size = norm + norms[j];                                     \
                                                                               \
            row[j] = size - 2.0 * (double) product[j];                         \
            cancelled |= row[j] <= threshold * size;                           \
        }                                                                      \
        return cancelled != 0;                                                 \
    }

SUBTRACT(subtract_single, float)
SUBTRACT(subtract_double, double)

CHL_VECTORISED static void
to_single(size_t count, const double *from, float *to)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = (float) from[i];
    }
}

void
chl_distance_products(const chl_points *points, size_t count, const double *x,
                      chl_distance_work *work, double *squared)
{
    int n = (int) count, m = (int) points->count, d = (int) points->d;

    for (size_t i = 0; i < count; i++) {
        const double *row = x + i * points->d;

        work->norms[i] = cblas_ddot(d, row, 1, row, 1);
    }
    if (points->single == NULL) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, m, d, 1.0, x, d,
                    points->rows, d, 0.0, squared, m);
        return;
    }
    to_single(count * points->d, x, work->x);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, m, d, 1.0F, work->x,
                d, points->single, d, 0.0F, work->product, m);
}

double *
chl_distance_place(const chl_points *points, size_t i, double *squared)
{
    return points->single != NULL ? squared : squared + i * points->count;
}

void
chl_distance_row(const chl_points *points, size_t i, const double *x,
                 const chl_distance_work *work, double *row)
{
    size_t m = points->count, d = points->d;
    double norm = work->norms[i];
    bool single = points->single != NULL;
    double threshold = single ? 1e-3 : 1e-10;
    bool cancelled =
        single ? subtract_single(m, norm, points->norms, threshold,
                                 work->product + i * m, row)
               : subtract_double(m, norm, points->norms, threshold, row, row);

    for (size_t j = 0; cancelled && j < m; j++) {
        if (row[j] <= threshold * (norm + points->norms[j])) {
            row[j] =
                distance_from_coordinates(d, x + i * d, points->rows + j * d);
        }
    }
}

void
chl_distance_block(const chl_points *points, size_t count, const double *x,
                   chl_distance_work *work, double *squared)
{
    chl_distance_products(points, count, x, work, squared);
    for (size_t i = 0; i < count; i++) {
        chl_distance_row(points, i, x, work, squared + i * points->count);
    }
}
