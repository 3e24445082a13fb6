/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small datasets of every kind, and chains made for them. */
#ifndef CHLADNI_TESTS_AUGMENT_ROWS_H
#define CHLADNI_TESTS_AUGMENT_ROWS_H

#include <chladni/augment.h>

typedef enum rows_kind {
    ROWS_GREY,   /* 5 x 8 x 1 */
    ROWS_SQUARE, /* 6 x 6 x 1 */
    ROWS_COLOUR, /* 6 x 6 x 3 */
    ROWS_ALPHA,  /* 4 x 4 x 4 */
    ROWS_PIXEL,  /* 1 x 1 x 3 */
    ROWS_POINTS, /* 5         */
    ROWS_KINDS
} rows_kind;

enum {
    ROWS = 7,       /* of each                     */
    ROWS_MOST = 128 /* values per row at most      */
};

/* Random bytes for images, in [-1, 1]; normal numbers for points. The caller
 * frees it; a failure fails the test. */
chl_dataset *rows_open(rows_kind kind);
/* The same with `count` rows and a range. */
chl_dataset *rows_open_many(rows_kind kind, size_t count, chl_range range);
bool rows_suit(rows_kind kind, const chl_augment_type *type);
/* The chain `text` for the dataset; a failure fails the test. */
chl_augment *rows_chain(const char *text, const chl_dataset *dataset,
                        uint64_t seed, size_t threads);
/* A chain of one part. */
chl_augment *rows_one(const char *name, double strength, double probability,
                      const chl_dataset *dataset, uint64_t seed);
/* All rows, count x d; the caller frees them. */
double *rows_read(const chl_dataset *dataset);
/* Row `row` of the dataset after draw `draw`, d values. */
void rows_apply(const chl_augment *augment, const chl_dataset *dataset,
                size_t draw, size_t row, double *y);

#endif
