/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CHOLMOD with 64-bit indices. */
#include "operators/grid_factor.h"

#include <string.h>

#include <suitesparse/cholmod.h>

#include "base/error.h"

struct chl_factor {
    cholmod_common common;
    cholmod_factor *l;
    cholmod_dense *x, *y, *e; /* of the last solve, used again */
    size_t n;
};

chl_status
chl_entries_alloc(size_t capacity, chl_entries *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_entries entries = { .capacity = capacity };

    entries.row = chl_alloc(capacity, sizeof *entries.row);
    entries.column = chl_alloc(capacity, sizeof *entries.column);
    entries.value = chl_alloc(capacity, sizeof *entries.value);
    CHL_REQUIRE_MEMORY(entries.row, err, "entries of a sparse matrix");
    CHL_REQUIRE_MEMORY(entries.column, err, "entries of a sparse matrix");
    CHL_REQUIRE_MEMORY(entries.value, err, "entries of a sparse matrix");
    *out = entries;
    entries = (chl_entries){ 0 };
out:
    chl_entries_clear(&entries);
    return status;
}

void
chl_entries_clear(chl_entries *entries)
{
    chl_free(entries->row);
    chl_free(entries->column);
    chl_free(entries->value);
    *entries = (chl_entries){ 0 };
}

void
chl_entries_add(chl_entries *entries, size_t i, size_t j, double value)
{
    size_t at = entries->count++;

    entries->row[at] = (int64_t) (i > j ? i : j);
    entries->column[at] = (int64_t) (i > j ? j : i);
    entries->value[at] = value;
}

static chl_status
read_status(const chl_factor *factor, chl_error *err)
{
    chl_status status = CHL_OK;
    int code = factor->common.status;

    CHL_REQUIRE(code != CHOLMOD_OUT_OF_MEMORY, err, CHL_ENOMEM,
                "out of memory for a sparse factor");
    CHL_REQUIRE(code != CHOLMOD_TOO_LARGE, err, CHL_EUNSUPPORTED,
                "a sparse factor of size %zu is too large", factor->n);
    /* The return value of a factorisation says nothing about definiteness. */
    CHL_REQUIRE(code != CHOLMOD_NOT_POSDEF, err, CHL_ENUMERIC,
                "a sparse matrix is not positive definite at leading minor %zu",
                factor->l != NULL ? factor->l->minor + 1 : 0);
    CHL_REQUIRE(code >= CHOLMOD_OK, err, CHL_ENUMERIC,
                "CHOLMOD broke down with code %d", code);
out:
    return status;
}

/* The triplets are borrowed: CHOLMOD copies them into columns. */
static cholmod_sparse *
compress(chl_factor *factor, const chl_entries *entries)
{
    cholmod_triplet triplet = {
        .nrow = factor->n,
        .ncol = factor->n,
        .nzmax = entries->capacity,
        .nnz = entries->count,
        .i = entries->row,
        .j = entries->column,
        .x = entries->value,
        .stype = -1,
        .itype = CHOLMOD_LONG,
        .xtype = CHOLMOD_REAL,
        .dtype = CHOLMOD_DOUBLE,
    };

    return cholmod_l_triplet_to_sparse(&triplet, 0, &factor->common);
}

chl_status
chl_factor_create(size_t n, const chl_entries *entries, chl_factor **out,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    chl_factor *factor = chl_alloc(1, sizeof *factor);
    cholmod_sparse *a = NULL;

    CHL_REQUIRE_MEMORY(factor, err, "a sparse factor");
    cholmod_l_start(&factor->common);
    factor->common.print = 0;
    factor->n = n;
    a = compress(factor, entries);
    CHL_TRY(read_status(factor, err));
    factor->l = cholmod_l_analyze(a, &factor->common);
    CHL_TRY(read_status(factor, err));
    cholmod_l_factorize(a, factor->l, &factor->common);
    CHL_TRY(read_status(factor, err));
    *out = factor;
out:
    if (factor != NULL) {
        cholmod_l_free_sparse(&a, &factor->common);
    }
    if (status != CHL_OK) {
        chl_factor_free(factor);
    }
    return status;
}

void
chl_factor_free(chl_factor *factor)
{
    if (factor == NULL) {
        return;
    }
    cholmod_l_free_factor(&factor->l, &factor->common);
    cholmod_l_free_dense(&factor->x, &factor->common);
    cholmod_l_free_dense(&factor->y, &factor->common);
    cholmod_l_free_dense(&factor->e, &factor->common);
    cholmod_l_finish(&factor->common);
    chl_free(factor);
}

chl_status
chl_factor_solve(chl_factor *factor, const double *b, double *x, chl_error *err)
{
    chl_status status = CHL_OK;
    /* CHOLMOD reads the right side only, but its type has no const. */
    void *borrowed = (void *) (uintptr_t) b;
    cholmod_dense right = { .nrow = factor->n,
                            .ncol = 1,
                            .nzmax = factor->n,
                            .d = factor->n,
                            .x = borrowed,
                            .xtype = CHOLMOD_REAL,
                            .dtype = CHOLMOD_DOUBLE };

    cholmod_l_solve2(CHOLMOD_A, factor->l, &right, NULL, &factor->x, NULL,
                     &factor->y, &factor->e, &factor->common);
    CHL_TRY(read_status(factor, err));
    memcpy(x, factor->x->x, factor->n * sizeof *x);
out:
    return status;
}
