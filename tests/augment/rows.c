/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small datasets of every kind, and chains made for them. */
#include "augment/rows.h"

#include <string.h>

#include "base/random.h"
#include "support/runner.h"

static const chl_random source = { 11, CHL_STREAM_TESTS };

enum {
    MANY = 4096
};

static const size_t shapes[ROWS_KINDS][4] = {
    [ROWS_GREY] = { 0, 5, 8, 0 },   [ROWS_SQUARE] = { 0, 6, 6, 0 },
    [ROWS_COLOUR] = { 0, 6, 6, 3 }, [ROWS_ALPHA] = { 0, 4, 4, 4 },
    [ROWS_PIXEL] = { 0, 1, 1, 3 },  [ROWS_POINTS] = { 0, 5, 0, 0 },
};

static uint8_t bytes[MANY * 128];
static double numbers[MANY * 8];

chl_dataset *
rows_open_many(rows_kind kind, size_t count, chl_range range)
{
    const size_t *shape = shapes[kind];
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_array array = { .data = kind == ROWS_POINTS ? (const void *) numbers
                                                    : (const void *) bytes,
                        .dtype = kind == ROWS_POINTS ? CHL_F64 : CHL_U8,
                        .axes = 2,
                        .shape = { count, shape[1], shape[2], shape[3] } };
    chl_dataset *dataset = NULL;
    chl_error err = { 0 };

    ck_assert_uint_le(count, MANY);
    array.axes += (shape[2] > 0 ? 1U : 0U) + (shape[3] > 0 ? 1U : 0U);
    for (size_t k = 0; k < sizeof bytes; k++) {
        bytes[k] = (uint8_t) chl_random_bits(&source, k);
    }
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        numbers[k] = 3.0 * chl_random_normal(&source, k) + (double) (k % 5);
    }
    settings.range = range;
    ck_assert_ok(
        chl_dataset_from_array("rows", &array, &settings, &dataset, &err), err);
    return dataset;
}

chl_dataset *
rows_open(rows_kind kind)
{
    return rows_open_many(kind, ROWS, (chl_range){ .kind = CHL_RANGE_AUTO });
}

bool
rows_suit(rows_kind kind, const chl_augment_type *type)
{
    bool images = kind != ROWS_POINTS;

    return !(images && type->needs & CHL_AUGMENT_POINTS)
           && !(!images && type->needs & CHL_AUGMENT_IMAGES)
           && !(shapes[kind][3] < 3 && type->needs & CHL_AUGMENT_COLOUR)
           && !(shapes[kind][1] != shapes[kind][2]
                && type->needs & CHL_AUGMENT_SQUARE);
}

chl_augment *
rows_chain(const char *text, const chl_dataset *dataset, uint64_t seed,
           size_t threads)
{
    chl_augment_settings settings = { seed, threads };
    chl_augment_chain chain;
    chl_augment *augment = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_augment_parse(text, &chain, &err), err);
    ck_assert_ok(chl_augment_create(&chain, dataset, &settings, &augment, &err),
                 err);
    return augment;
}

chl_augment *
rows_one(const char *name, double strength, double probability,
         const chl_dataset *dataset, uint64_t seed)
{
    chl_augment_settings settings = { seed, 1 };
    chl_augment_chain chain = { 1, { { name, strength, probability, false } } };
    chl_augment *augment = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_augment_create(&chain, dataset, &settings, &augment, &err),
                 err);
    return augment;
}

double *
rows_read(const chl_dataset *dataset)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    double *rows = chl_alloc(info->count * info->dimension, sizeof *rows);
    chl_error err = { 0 };

    ck_assert_ptr_nonnull(rows);
    for (size_t k = 0; k < info->count; k++) {
        ck_assert_ok(
            chl_dataset_rows(dataset, &k, 1, rows + k * info->dimension, &err),
            err);
    }
    return rows;
}

void
rows_apply(const chl_augment *augment, const chl_dataset *dataset, size_t draw,
           size_t row, double *y)
{
    double x[ROWS_MOST];
    chl_error err = { 0 };

    ck_assert_uint_le(chl_dataset_describe(dataset)->dimension, ROWS_MOST);
    ck_assert_ok(chl_dataset_rows(dataset, &row, 1, x, &err), err);
    ck_assert_ok(chl_augment_apply(augment, draw, 1, &row, x, y, &err), err);
}
