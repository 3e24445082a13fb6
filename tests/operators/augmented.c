/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions on a few rows that are augmented, and combinations of them. */
#include "operators/augmented.h"

#include <math.h>

#include "base/random.h"
#include "support/runner.h"

static const chl_random source = { 23, CHL_STREAM_TESTS };

void
augmented_build(augmented *b, size_t landmarks, double bandwidth,
                const char *chain)
{
    chl_basis_settings s = chl_basis_settings_default();
    chl_kernel kernel;

    s.landmarks = landmarks;
    s.groups = AUGMENTED_GROUPS;
    s.linear = 2;
    s.threads = 1;
    ck_assert_ok(chl_basis_create(b->dataset, &s, &b->basis, &b->err), b->err);
    ck_assert_ok(chl_kernel_init("matern52", bandwidth, &kernel, &b->err),
                 b->err);
    ck_assert_ok(
        chl_functions_radial(b->basis, &kernel, &b->functions, &b->err),
        b->err);
    b->d = chl_dataset_describe(b->dataset)->dimension;
    b->q = chl_functions_count(b->functions);
    ck_assert_uint_le(b->q, AUGMENTED_MOST);
    for (size_t i = 0; i < b->q * AUGMENTED_KEPT; i++) {
        b->coefficients[i] = chl_random_normal(&source, i);
    }
    if (chain != NULL) {
        b->augment = rows_chain(chain, b->dataset, 5, 1);
    }
}

augmented
augmented_start(rows_kind kind, double bandwidth, const char *chain)
{
    augmented b = { .dataset =
                        rows_open_many(kind, AUGMENTED_ROWS,
                                       (chl_range){ .kind = CHL_RANGE_AUTO }) };

    augmented_build(&b, 10, bandwidth, chain);
    return b;
}

void
augmented_finish(augmented *b)
{
    chl_augment_free(b->augment);
    chl_functions_free(b->functions);
    chl_basis_free(b->basis);
    chl_dataset_free(b->dataset);
}

double
largest_difference(size_t count, const double *a, const double *b)
{
    double most = 0.0, scale = 0.0;

    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs(a[i] - b[i]));
        scale = fmax(scale, fabs(b[i]));
    }
    return most / scale;
}
