/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dense matrix as an operator, column-major, borrowed. */
#include <chladni/operators.h>

#include <cblas.h>

#include "base/error.h"

enum {
    /* BLAS counts entries in 32-bit integers in places. */
    DENSE_LIMIT = 46340
};

typedef struct dense {
    const double *entries; /* n x n, column-major */
    int n;
} dense;

static chl_status
apply_symmetric(void *self, const double *x, double *y, chl_error *err)
{
    const dense *a = self;

    (void) err;
    cblas_dsymv(CblasColMajor, CblasLower, a->n, 1.0, a->entries, a->n, x, 1,
                0.0, y, 1);
    return CHL_OK;
}

static chl_status
apply_general(void *self, const double *x, double *y, chl_error *err)
{
    const dense *a = self;

    (void) err;
    cblas_dgemv(CblasColMajor, CblasNoTrans, a->n, a->n, 1.0, a->entries, a->n,
                x, 1, 0.0, y, 1);
    return CHL_OK;
}

static const double *
entries_of(const void *self)
{
    return ((const dense *) self)->entries;
}

static const chl_operator_type symmetric = {
    .name = "dense",
    .apply = apply_symmetric,
    .dense = entries_of,
    .destroy = chl_free,
};

static const chl_operator_type general = {
    .name = "dense",
    .apply = apply_general,
    .dense = entries_of,
    .destroy = chl_free,
};

chl_status
chl_operator_dense(const double *entries, size_t n, unsigned flags,
                   chl_operator **out, chl_error *err)
{
    chl_status status = CHL_OK;
    dense *self = NULL;

    CHL_REQUIRE(entries != NULL, err, CHL_EARG,
                "a dense operator has no entries");
    CHL_REQUIRE(n >= 1 && n <= DENSE_LIMIT, err, CHL_EARG,
                "size of a dense operator is %zu; it must lie in 1..%d", n,
                DENSE_LIMIT);
    self = chl_alloc(1, sizeof *self);
    CHL_REQUIRE_MEMORY(self, err, "a dense operator");
    *self = (dense){ entries, (int) n };
    CHL_TRY(chl_operator_create((flags & CHL_SYMMETRIC) != 0 ? &symmetric
                                                             : &general,
                                self, n, flags, out, err));
    self = NULL;
out:
    chl_free(self);
    return status;
}
