/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What two blocks of points are to each other under a kernel.
 *
 * In few dimensions strips of some rows stay in the first-level cache while
 * they are summed for both sides; in many, matrix products are faster.
 */
#include "systems/field_tile.h"

#include <cblas.h>
#include <string.h>

#include "base/vectorised.h"
#include "kernels/pairs.h"

enum {
    STRIP = 8,
    FEW = 8, /* dimensions below which loops are faster than products        */
    LANES = 4,
    PAIRS = CHL_TILE * CHL_TILE
};

/* Fields of some pairs, row-major; r is NULL if z gets nothing, all but values
 * if there are no gradients. */
typedef struct fields {
    double *values, *p, *q, *r;
} fields;

/* The sides of a strip in few dimensions, coordinate by coordinate. */
typedef struct columns {
    size_t count;
    double points[FEW][CHL_TILE];
    double coefficients[CHL_TILE];
    double values[CHL_TILE]; /* sums of k a, of r a and of p a x             */
    double turned[CHL_TILE], pulls[FEW][CHL_TILE];
} columns;

size_t
chl_field_tile_room(void)
{
    return 5 * (size_t) PAIRS;
}

static void
fill_block(const chl_pair_kernel *kernel, const chl_pairs *pairs, fields f)
{
    if (f.r != NULL) {
        chl_pair_block_both(kernel, pairs, f.values, f.p, f.q, f.r);
    } else {
        chl_pair_block(kernel, pairs, f.values, f.p, f.q);
    }
}

/* Some numbers side by side, in the same order on every machine. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

/* By address: vectors as arguments depend on the processor. */
CHL_INLINE void
add_product(const double *a, const lanes *b, lanes *sum)
{
    lanes read;

    memcpy(&read, a, sizeof read);
    *sum += read * *b;
}

CHL_INLINE double
sum_of(const lanes *a)
{
    return ((*a)[0] + (*a)[1]) + ((*a)[2] + (*a)[3]);
}

/* Sums over a row: of k b, of q b, and of p b z by coordinate. */
CHL_INLINE void
sum_row(size_t d, bool gradients, size_t at, fields f,
        const columns *restrict z, double *restrict sums)
{
    const size_t whole = z->count - z->count % LANES;
    lanes value = { 0.0 }, turned = { 0.0 }, pulls[FEW] = { { 0.0 } };

    for (size_t j = 0; j < whole; j += LANES) {
        lanes b, pull = { 0.0 };

        memcpy(&b, z->coefficients + j, sizeof b);
        add_product(f.values + at + j, &b, &value);
        if (gradients) {
            add_product(f.q + at + j, &b, &turned);
            add_product(f.p + at + j, &b, &pull);
            for (size_t k = 0; k < d; k++) {
                add_product(z->points[k] + j, &pull, &pulls[k]);
            }
        }
    }
    for (size_t j = whole; j < z->count; j++) {
        const double b = z->coefficients[j];

        value[0] += f.values[at + j] * b;
        turned[0] += gradients ? f.q[at + j] * b : 0.0;
        for (size_t k = 0; gradients && k < d; k++) {
            pulls[k][0] += f.p[at + j] * b * z->points[k][j];
        }
    }
    sums[0] = sum_of(&value);
    sums[1] = sum_of(&turned);
    for (size_t k = 0; gradients && k < d; k++) {
        sums[2 + k] = sum_of(&pulls[k]);
    }
}

/* The other way round: what a row is to the columns. */
CHL_INLINE void
add_to_columns(size_t d, bool gradients, size_t at, fields f, double a,
               const double *x, columns *restrict z)
{
    const size_t count = z->count;

    for (size_t j = 0; j < count; j++) {
        z->values[j] += a * f.values[at + j];
    }
    for (size_t j = 0; gradients && j < count; j++) {
        z->turned[j] += a * f.r[at + j];
    }
    for (size_t k = 0; gradients && k < d; k++) {
        double pull = a * x[k];

        for (size_t j = 0; j < count; j++) {
            z->pulls[k][j] += pull * f.p[at + j];
        }
    }
}

/* A strip from row `first` of x. */
CHL_INLINE void
sum_strip(size_t d, bool gradients, bool both, const chl_tile_side *x,
          size_t first, size_t count, fields f, columns *z)
{
    for (size_t i = 0; i < count; i++) {
        const double *point = x->points + (first + i) * d;
        double sums[FEW + 2] = { 0.0 };

        sum_row(d, gradients, i * z->count, f, z, sums);
        x->values[first + i] += sums[0];
        for (size_t k = 0; gradients && k < d; k++) {
            x->gradients[(first + i) * d + k] +=
                sums[2 + k] + sums[1] * point[k];
        }
        if (both) {
            add_to_columns(d, gradients, i * z->count, f,
                           x->coefficients[first + i], point, z);
        }
    }
}

/* With the usual number of dimensions known to the compiler. */
CHL_VECTORISED static void
sum_strip_of(size_t d, bool both, const chl_tile_side *x, size_t first,
             size_t count, fields f, columns *z)
{
    if (f.p == NULL) {
        sum_strip(d, false, both, x, first, count, f, z);
    } else if (d == 2) {
        sum_strip(2, true, both, x, first, count, f, z);
    } else {
        sum_strip(d, true, both, x, first, count, f, z);
    }
}

static void
enter_columns(size_t d, const chl_tile_side *z, columns *c)
{
    c->count = z->count;
    memcpy(c->coefficients, z->coefficients, z->count * sizeof(double));
    memset(c->values, 0, sizeof c->values);
    memset(c->turned, 0, sizeof c->turned);
    memset(c->pulls, 0, d * sizeof *c->pulls);
    for (size_t j = 0; j < z->count * d; j++) {
        c->points[j % d][j / d] = z->points[j];
    }
}

static void
leave_columns(size_t d, const columns *c, const chl_tile_side *z)
{
    for (size_t j = 0; j < z->count; j++) {
        z->values[j] += c->values[j];
    }
    for (size_t j = 0; z->gradients != NULL && j < z->count * d; j++) {
        z->gradients[j] +=
            c->pulls[j % d][j / d] + c->turned[j / d] * z->points[j];
    }
}

static fields
fields_in(double *room, size_t size, bool gradients, bool both)
{
    return (fields){ .values = room,
                     .p = gradients ? room + size : NULL,
                     .q = gradients ? room + 2 * size : NULL,
                     .r = gradients && both ? room + 3 * size : NULL };
}

static void
add_by_strips(const chl_pair_kernel *kernel, size_t d, const chl_tile_side *x,
              const chl_tile_side *z, double *room)
{
    const bool both = z->values != NULL;
    const fields f =
        fields_in(room, STRIP * CHL_TILE, x->gradients != NULL, both);
    columns c;

    enter_columns(d, z, &c);
    for (size_t first = 0; first < x->count; first += STRIP) {
        size_t rest = x->count - first, count = rest < STRIP ? rest : STRIP;
        chl_pairs pairs = { .count = count,
                            .m = z->count,
                            .d = d,
                            .x = x->points + first * d,
                            .z = z->points,
                            .x_norms = x->norms + first,
                            .z_norms = z->norms };

        fill_block(kernel, &pairs, f);
        sum_strip_of(d, both, x, first, count, f, &c);
    }
    if (both) {
        leave_columns(d, &c, z);
    }
}

/* Rows of a block times the coefficients of its columns, or columns times those
 * of the rows. */
static void
weigh(size_t n, size_t m, const double *restrict of_rows,
      const double *restrict of_columns, const double *restrict block,
      double *restrict out)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            size_t at = i * m + j;

            out[at] =
                block[at] * (of_rows != NULL ? of_rows[i] : of_columns[j]);
        }
    }
}

/* The gradients of one side: p times the points of the other, and its own
 * points times `turned`, the sums of q or r. */
static void
add_gradients(size_t d, const chl_tile_side *to, const chl_tile_side *from,
              bool turn, const double *weighted, const double *turned)
{
    const size_t lead = turn ? to->count : from->count;

    cblas_dgemm(CblasRowMajor, turn ? CblasTrans : CblasNoTrans, CblasNoTrans,
                (int) to->count, (int) d, (int) from->count, 1.0, weighted,
                (int) lead, from->points, (int) d, 1.0, to->gradients, (int) d);
    for (size_t i = 0; i < to->count; i++) {
        cblas_daxpy((int) d, turned[i], to->points + i * d, 1,
                    to->gradients + i * d, 1);
    }
}

static void
add_by_products(const chl_pair_kernel *kernel, size_t d, const chl_tile_side *x,
                const chl_tile_side *z, double *room)
{
    const bool gradients = x->gradients != NULL, both = z->values != NULL;
    const int n = (int) x->count, m = (int) z->count;
    const fields f = fields_in(room, PAIRS, gradients, both);
    double *products = room + 4 * (size_t) PAIRS, turned[CHL_TILE];
    chl_pairs pairs = { x->count,  z->count, d,        x->points,
                        z->points, x->norms, z->norms, products };

    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, m, (int) d, 1.0,
                x->points, (int) d, z->points, (int) d, 0.0, products, m);
    fill_block(kernel, &pairs, f);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, n, m, 1.0, f.values, m,
                z->coefficients, 1, 1.0, x->values, 1);
    if (both) {
        cblas_dgemv(CblasRowMajor, CblasTrans, n, m, 1.0, f.values, m,
                    x->coefficients, 1, 1.0, z->values, 1);
    }
    if (gradients) {
        cblas_dgemv(CblasRowMajor, CblasNoTrans, n, m, 1.0, f.q, m,
                    z->coefficients, 1, 0.0, turned, 1);
        weigh(x->count, z->count, NULL, z->coefficients, f.p, products);
        add_gradients(d, x, z, false, products, turned);
    }
    if (gradients && both) {
        cblas_dgemv(CblasRowMajor, CblasTrans, n, m, 1.0, f.r, m,
                    x->coefficients, 1, 0.0, turned, 1);
        weigh(x->count, z->count, x->coefficients, NULL, f.p, products);
        add_gradients(d, z, x, true, products, turned);
    }
}

void
chl_field_tile(const chl_pair_kernel *kernel, size_t d, const chl_tile_side *x,
               const chl_tile_side *z, double *room)
{
    if (d < FEW) {
        add_by_strips(kernel, d, x, z, room);
    } else {
        add_by_products(kernel, d, x, z, room);
    }
}
