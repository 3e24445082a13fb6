/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions on a few rows that are augmented, and combinations of them. */
#ifndef CHLADNI_TESTS_OPERATORS_AUGMENTED_H
#define CHLADNI_TESTS_OPERATORS_AUGMENTED_H

#include <chladni/balanced.h>

#include "augment/rows.h"

enum {
    AUGMENTED_ROWS = 96,
    AUGMENTED_GROUPS = 4,
    AUGMENTED_KEPT = 3, /* combinations      */
    AUGMENTED_MOST = 64 /* functions at most */
};

typedef struct augmented {
    chl_dataset *dataset;
    chl_basis *basis;
    chl_functions *functions;
    chl_augment *augment; /* NULL = none */
    size_t d, q;
    double coefficients[AUGMENTED_MOST * AUGMENTED_KEPT];
    chl_error err;
} augmented;

/* Landmarks and functions for b->dataset, and the chain; a failure fails the
 * test. */
void augmented_build(augmented *b, size_t landmarks, double bandwidth,
                     const char *chain);
augmented augmented_start(rows_kind kind, double bandwidth, const char *chain);
void augmented_finish(augmented *b);

/* Of the largest entry of b. */
double largest_difference(size_t count, const double *a, const double *b);

#endif
