/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of kernels and their gradients, block by block. */
#include "systems/field.h"

#include <cblas.h>
#include <omp.h>
#include <string.h>

#include "base/error.h"
#include "kernels/pairs.h"
#include "systems/field_tile.h"
#include "systems/field_transform.h"

void
chl_field_norms(size_t count, size_t d, const double *x, double *norms)
{
    for (size_t i = 0; i < count; i++) {
        norms[i] = cblas_ddot((int) d, x + i * d, 1, x + i * d, 1);
    }
}

/* Points first .. of a block of x. */
static chl_tile_side
block_of(const chl_field *field, size_t count, const double *x,
         const double *norms, const double *coefficients, size_t block,
         double *values, double *gradients)
{
    const size_t d = field->d, first = block * CHL_TILE, rest = count - first;

    return (chl_tile_side){
        .count = rest < CHL_TILE ? rest : CHL_TILE,
        .points = x + first * d,
        .norms = norms + first,
        .coefficients = coefficients != NULL ? coefficients + first : NULL,
        .values = values != NULL ? values + first : NULL,
        .gradients = gradients != NULL ? gradients + first * d : NULL,
    };
}

/* What support s added to the values since `before` was kept. */
static void
note_part(const chl_field *field, size_t s, size_t all, size_t first,
          size_t count, const double *values, double *before)
{
    for (size_t i = 0; field->parts != NULL && i < count; i++) {
        field->parts[s * all + first + i] = values[i] - before[i];
        before[i] = values[i];
    }
}

/* What all supports but `own` are to one block of points. */
static void
evaluate_rows(const chl_field *field, size_t own, size_t count, const double *x,
              size_t block, double *room, double *values, double *gradients)
{
    const size_t first = block * CHL_TILE, d = field->d;
    double norms[CHL_TILE], before[CHL_TILE];
    chl_tile_side to =
        block_of(field, count, x, x, NULL, block, values, gradients);

    to.norms = norms;
    chl_field_norms(to.count, d, to.points, norms);
    memcpy(before, to.values, to.count * sizeof *before);
    for (size_t s = 0; s < field->count; s++) {
        const chl_support *support = &field->supports[s];

        for (size_t b = 0; s != own && b * CHL_TILE < support->count; b++) {
            const chl_tile_side from =
                block_of(field, support->count, support->points, support->norms,
                         support->coefficients, b, NULL, NULL);

            chl_field_tile(field->kernel, d, &to, &from, room);
        }
        if (s != own) {
            note_part(field, s, count, first, to.count, to.values, before);
        }
    }
}

/* The pair of blocks that meet in place k of a round: everyone meets everyone
 * once in `even` - 1 rounds, nobody twice in one. False: one of them is none.
 */
static bool
meet(size_t blocks, size_t even, size_t round, size_t k, size_t *a, size_t *b)
{
    const size_t ring = even - 1;

    *a = k == 0 ? ring : (round + k) % ring;
    *b = (round + ring - k) % ring;
    return *a < blocks && *b < blocks;
}

/* What the points are to themselves, every pair once for both: round by round,
 * so that nobody else adds to what a tile does. */
static void
evaluate_own(const chl_field *field, const chl_support *own, double *rooms,
             double *values, double *gradients)
{
    const size_t d = field->d, size = chl_field_tile_room();
    const size_t blocks = (own->count + CHL_TILE - 1) / CHL_TILE;
    const size_t even = blocks + blocks % 2;

#pragma omp parallel num_threads((int) field->threads)
    {
        double *room = rooms + (size_t) omp_get_thread_num() * size;

#pragma omp for schedule(static)
        for (size_t b = 0; b < blocks; b++) {
            chl_tile_side to =
                block_of(field, own->count, own->points, own->norms,
                         own->coefficients, b, values, gradients);
            chl_tile_side from = to;

            from.values = from.gradients = NULL;
            chl_field_tile(field->kernel, d, &to, &from, room);
        }
        for (size_t round = 0; round + 1 < even; round++) {
#pragma omp for schedule(static)
            for (size_t k = 0; k < even / 2; k++) {
                size_t a, b;

                if (meet(blocks, even, round, k, &a, &b)) {
                    chl_tile_side x =
                        block_of(field, own->count, own->points, own->norms,
                                 own->coefficients, a, values, gradients);
                    chl_tile_side z =
                        block_of(field, own->count, own->points, own->norms,
                                 own->coefficients, b, values, gradients);

                    chl_field_tile(field->kernel, d, &x, &z, room);
                }
            }
        }
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

/* The support that is the points themselves, or field->count. */
static size_t
find_own(const chl_field *field, size_t count, const double *x, bool gradients)
{
    size_t s = 0;

    while (s < field->count
           && (field->supports[s].points != x
               || field->supports[s].count != count)) {
        s++;
    }
    return gradients && !chl_pair_has_both(field->kernel) ? field->count : s;
}

chl_status
chl_field_evaluate(const chl_field *field, size_t count, const double *x,
                   double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = field->d, blocks = (count + CHL_TILE - 1) / CHL_TILE;
    const size_t own = find_own(field, count, x, gradients != NULL);
    const size_t size = chl_field_tile_room();
    double *room = NULL;

    if (field->kernel->transform != CHL_TRANSFORM_NONE) {
        return chl_field_evaluate_seen(field, count, x, values, gradients, err);
    }
    if (field->kernel->kind == CHL_PAIR_IMAGES) {
        return evaluate_images(field, count, x, values, gradients, err);
    }
    room = chl_alloc(field->threads, size * sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "blocks of a kernel");
    memset(values, 0, count * sizeof *values);
    if (gradients != NULL) {
        memset(gradients, 0, count * d * sizeof *gradients);
    }
    if (own < field->count) {
        evaluate_own(field, &field->supports[own], room, values, gradients);
    }
    if (own < field->count && field->parts != NULL) {
        memcpy(field->parts + own * count, values, count * sizeof *values);
    }
#pragma omp parallel for schedule(static) num_threads((int) field->threads)
    for (size_t b = 0; b < blocks; b++) {
        evaluate_rows(field, own, count, x, b,
                      room + (size_t) omp_get_thread_num() * size, values,
                      gradients);
    }
out:
    chl_free(room);
    return status;
}

chl_status
chl_field_values(const chl_pair_kernel *kernel, const chl_pairs *pairs,
                 double *values, chl_error *err)
{
    if (kernel->transform != CHL_TRANSFORM_NONE) {
        return chl_field_values_seen(kernel, pairs, values, err);
    }
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

    if (kernel->transform != CHL_TRANSFORM_NONE) {
        return chl_field_matrix_seen(kernel, d, threads, count, points, matrix,
                                     err);
    }
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
