/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows through a chain: the map, its Jacobian and the adjoint of that. */
#include "augment/augment.h"

#include <omp.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"

enum {
    DRAWS = (1 << 18) - 1
};

static const uint64_t rows_limit = UINT64_C(1) << 32;

size_t
chl_augment_room(const chl_augment *augment)
{
    return 5 * augment->shape.dimension + 4;
}

/* y = J x, J' x, or J x + t of one map. */
static chl_status
take_step(const chl_augment *augment, chl_augment_way way, const chl_map *map,
          const double *x, double *room, double *y, chl_error *err)
{
    const chl_row_shape *shape = &augment->shape;
    double *other = room, *work = room + shape->dimension;

    if (way == CHL_WAY_ADJOINT) {
        map->family->transposed(shape, map, x, work, y);
        return CHL_OK;
    }
    map->family->linear(shape, map, x, work, y);
    if (way == CHL_WAY_JACOBIAN || map->family->constant == NULL) {
        return CHL_OK;
    }
    if (map->mixes) {
        chl_status status = chl_dataset_plain_rows(augment->dataset,
                                                   &map->other, 1, other, err);

        if (status != CHL_OK) {
            return status;
        }
    }
    map->family->constant(shape, map, other, work, y);
    return CHL_OK;
}

chl_status
chl_augment_pass(const chl_augment *augment, chl_augment_way way, size_t draw,
                 size_t row, const double *x, double *room, double *y,
                 chl_error *err)
{
    size_t d = augment->shape.dimension;
    double *from = room, *to = room + d;
    chl_map maps[CHL_AUGMENT_PARTS];
    size_t count = chl_augment_draw(augment, draw, row, maps);

    memcpy(from, x, d * sizeof *from);
    for (size_t k = 0; k < count; k++) {
        size_t at = way == CHL_WAY_ADJOINT ? count - 1 - k : k;
        double *done = to;
        chl_status status =
            take_step(augment, way, &maps[at], from, room + 2 * d, to, err);

        if (status != CHL_OK) {
            return status;
        }
        to = from;
        from = done;
    }
    memcpy(y, from, d * sizeof *from);
    return CHL_OK;
}

static chl_status
check_request(const chl_augment *augment, size_t draw, size_t count,
              const size_t *rows, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = augment->shape.rows;

    CHL_REQUIRE((uint64_t) n <= rows_limit, err, CHL_EARG,
                "augmentations number rows below %llu; there are %zu",
                (unsigned long long) rows_limit, n);
    CHL_REQUIRE(draw < DRAWS, err, CHL_EARG, "draw is %zu; it must be below %d",
                draw, DRAWS);
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(rows[k] < n, err, CHL_EARG,
                    "row is %zu; it must be below %zu", rows[k], n);
    }
out:
    return status;
}

typedef struct batch {
    const chl_augment *augment;
    chl_augment_way way;
    size_t draw, count;
    const size_t *rows;
    const double *x;
    double *y;
} batch;

/* The first failure in the order of the rows, whoever came first. */
typedef struct failure {
    chl_status status;
    size_t at;
    chl_error err;
} failure;

static void
pass_one(const batch *b, size_t k, double *room, failure *first)
{
    size_t d = b->augment->shape.dimension;
    chl_error own = { 0 };
    chl_status status =
        chl_augment_pass(b->augment, b->way, b->draw, b->rows[k], b->x + k * d,
                         room, b->y + k * d, &own);

    if (status == CHL_OK) {
        return;
    }
#pragma omp critical(chl_augment_failure)
    {
        if (first->status == CHL_OK || k < first->at) {
            *first = (failure){ status, k, own };
        }
    }
}

static chl_status
pass_rows(const batch *b, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t room = chl_augment_room(b->augment);
    size_t threads =
        b->augment->threads < b->count ? b->augment->threads : b->count;
    failure first = { CHL_OK, 0, { 0 } };
    double *rooms = NULL;

    CHL_TRY(check_request(b->augment, b->draw, b->count, b->rows, err));
    if (b->count == 0) {
        goto out;
    }
    rooms = chl_alloc(threads * room, sizeof *rooms);
    CHL_REQUIRE_MEMORY(rooms, err, "rows to be augmented");
#pragma omp parallel for schedule(static) num_threads((int) threads)
    for (size_t k = 0; k < b->count; k++) {
        pass_one(b, k, rooms + (size_t) omp_get_thread_num() * room, &first);
    }
    if (first.status != CHL_OK && err != NULL && err->status == CHL_OK) {
        *err = first.err;
    }
    status = first.status;
out:
    chl_free(rooms);
    return status;
}

chl_status
chl_augment_apply(const chl_augment *augment, size_t draw, size_t count,
                  const size_t *rows, const double *x, double *y,
                  chl_error *err)
{
    return pass_rows(
        &(batch){ augment, CHL_WAY_APPLY, draw, count, rows, x, y }, err);
}

chl_status
chl_augment_jacobian(const chl_augment *augment, size_t draw, size_t count,
                     const size_t *rows, const double *u, double *v,
                     chl_error *err)
{
    return pass_rows(
        &(batch){ augment, CHL_WAY_JACOBIAN, draw, count, rows, u, v }, err);
}

chl_status
chl_augment_adjoint(const chl_augment *augment, size_t draw, size_t count,
                    const size_t *rows, const double *v, double *u,
                    chl_error *err)
{
    return pass_rows(
        &(batch){ augment, CHL_WAY_ADJOINT, draw, count, rows, v, u }, err);
}
