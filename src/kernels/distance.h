/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Squared distances |x - z|^2 of a block of rows to fixed points, by one
 * matrix product:  |x|^2 + |z|^2 - 2 <x, z>.
 *
 * Accuracy   The product may run in single precision: its error, about
 *            6e-8 |x| |z|, averages out over rows in every matrix built from
 *            it. Both blocks must be centred. Entries that cancel (below
 *            1e-3 of |x|^2 + |z|^2 in single, 1e-10 in double precision) are
 *            computed again from coordinates, so that equal points are at
 *            distance 0 exactly.
 */
#ifndef CHLADNI_KERNELS_DISTANCE_H
#define CHLADNI_KERNELS_DISTANCE_H

#include <chladni/base.h>

/* Fixed points with what the product needs of them. */
typedef struct chl_points {
    size_t count, d;
    double *rows;  /* count x d, row-major, owned                            */
    double *norms; /* |z|^2, count                                           */
    float *single; /* rows in single precision, or NULL: double throughout   */
} chl_points;

/* Takes rows (library memory) on success. */
chl_status chl_points_init(chl_points *points, size_t count, size_t d,
                           double *rows, bool single, chl_error *err);
void chl_points_clear(chl_points *points);

/* What one thread needs for blocks of up to `rows` rows. */
typedef struct chl_distance_work {
    float *x, *product; /* rows x d, rows x count; NULL in double precision  */
    double *norms;      /* |x|^2, rows                                       */
} chl_distance_work;

chl_status chl_distance_work_init(chl_distance_work *work,
                                  const chl_points *points, size_t rows,
                                  chl_error *err);
void chl_distance_work_clear(chl_distance_work *work);

/*
 * squared = count x points->count, row-major; work->norms holds |x|^2 after
 * the call. x is count x d, row-major, count at most the work's rows.
 */
void chl_distance_block(const chl_points *points, size_t count, const double *x,
                        chl_distance_work *work, double *squared);

/*
 * The same row by row, while a row stays in the cache: first the products of
 * all rows, then each row once. In double precision the products wait in
 * `squared` and row i is made in its place; in single precision any row will
 * do. chl_distance_place says which.
 */
void chl_distance_products(const chl_points *points, size_t count,
                           const double *x, chl_distance_work *work,
                           double *squared);
double *chl_distance_place(const chl_points *points, size_t i, double *squared);
void chl_distance_row(const chl_points *points, size_t i, const double *x,
                      const chl_distance_work *work, double *row);

#endif
