/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders, factors and solves by CHOLMOD with 64-bit indices. */
#include "operators/inverse.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "operators/inverse_state.h"

static const struct {
    const char *name;
    int code;
} orderings[] = { { "AMD", CHOLMOD_AMD }, { "METIS", CHOLMOD_METIS } };

enum {
    ORDERINGS = sizeof orderings / sizeof *orderings
};

/* Of the memory of the machine, unless a limit is given. */
static const double share = 0.4;

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

chl_status
chl_inverse_read_status(const chl_inverse *inverse, const cholmod_factor *l,
                        chl_error *err)
{
    chl_status status = CHL_OK;
    int code = inverse->common.status;

    CHL_REQUIRE(code != CHOLMOD_OUT_OF_MEMORY, err, CHL_ENOMEM,
                "out of memory for a sparse factor");
    CHL_REQUIRE(code != CHOLMOD_TOO_LARGE, err, CHL_EUNSUPPORTED,
                "a sparse factor of size %zu is too large", inverse->n);
    /* The return value of a factorisation says nothing about definiteness. */
    CHL_REQUIRE(code != CHOLMOD_NOT_POSDEF, err, CHL_ENUMERIC,
                "a sparse matrix is not positive definite at leading minor %zu",
                l != NULL ? l->minor + 1 : 0);
    CHL_REQUIRE(code >= CHOLMOD_OK, err, CHL_ENUMERIC,
                "CHOLMOD broke down with code %d", code);
out:
    return status;
}

chl_status
chl_inverse_check_bytes(const chl_inverse *inverse, double bytes,
                        chl_error *err)
{
    if (bytes <= inverse->plan.limit) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_EUNSUPPORTED,
                    "a sparse factor of %.3g entries would take %.0f MB; the "
                    "limit is %.0f MB",
                    inverse->plan.chosen_entries, ceil(bytes / 1e6),
                    floor(inverse->plan.limit / 1e6));
}

/* The triplets are borrowed: CHOLMOD copies them into columns. */
static cholmod_sparse *
compress(chl_inverse *inverse, const chl_entries *entries)
{
    cholmod_triplet triplet = {
        .nrow = inverse->n,
        .ncol = inverse->n,
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

    return cholmod_l_triplet_to_sparse(&triplet, 0, &inverse->common);
}

/* Values and row numbers; a simplicial factor has a number for each value. */
static double
factor_bytes(const cholmod_factor *l, double entries)
{
    if (l->is_super) {
        return (double) l->xsize * sizeof(double)
               + (double) l->ssize * sizeof(int64_t);
    }
    return entries * (sizeof(double) + sizeof(int64_t));
}

/* Both orderings; CHOLMOD keeps the one with fewer entries. */
static chl_status
analyse(chl_inverse *inverse, chl_error *err)
{
    chl_status status = CHL_OK;
    cholmod_common *c = &inverse->common;
    chl_inverse_plan *plan = &inverse->plan;

    c->nmethods = ORDERINGS;
    for (int k = 0; k < ORDERINGS; k++) {
        c->method[k].ordering = orderings[k].code;
    }
    inverse->l = cholmod_l_analyze(inverse->a, c);
    CHL_TRY(chl_inverse_read_status(inverse, inverse->l, err));
    for (int k = 0; k < ORDERINGS; k++) {
        bool done = c->method[k].lnz >= 0.0;

        plan->entries[k] = done ? c->method[k].lnz : NAN;
        plan->operations[k] = done ? c->method[k].fl : NAN;
    }
    plan->ordering = orderings[c->selected].name;
    plan->chosen_entries = plan->entries[c->selected];
    plan->chosen_operations = plan->operations[c->selected];
    plan->bytes = factor_bytes(inverse->l, plan->chosen_entries);
out:
    return status;
}

static double
default_limit(void)
{
    return share * (double) sysconf(_SC_PHYS_PAGES)
           * (double) sysconf(_SC_PAGESIZE);
}

chl_status
chl_inverse_create(size_t n, const chl_entries *entries, double limit,
                   chl_inverse **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_inverse *inverse = chl_alloc(1, sizeof *inverse);

    CHL_REQUIRE_MEMORY(inverse, err, "a sparse factor");
    cholmod_l_start(&inverse->common);
    inverse->common.print = 0;
    inverse->common.final_ll = 1; /* an L D L' would take any sign */
    inverse->n = n;
    inverse->plan.limit = limit > 0.0 ? limit : default_limit();
    inverse->a = compress(inverse, entries);
    CHL_TRY(chl_inverse_read_status(inverse, NULL, err));
    CHL_TRY(analyse(inverse, err));
    *out = inverse;
    inverse = NULL;
out:
    chl_inverse_free(inverse);
    return status;
}

void
chl_inverse_free(chl_inverse *inverse)
{
    if (inverse == NULL) {
        return;
    }
    cholmod_l_free_sparse(&inverse->a, &inverse->common);
    cholmod_l_free_factor(&inverse->l, &inverse->common);
    cholmod_l_free_dense(&inverse->x, &inverse->common);
    cholmod_l_free_dense(&inverse->y, &inverse->common);
    cholmod_l_free_dense(&inverse->e, &inverse->common);
    cholmod_l_finish(&inverse->common);
    chl_free(inverse);
}

const chl_inverse_plan *
chl_inverse_describe(const chl_inverse *inverse)
{
    return &inverse->plan;
}

chl_status
chl_inverse_factor(chl_inverse *inverse, double shift, chl_error *err)
{
    chl_status status = CHL_OK;
    double beta[2] = { -shift, 0.0 };

    CHL_TRY(chl_inverse_check_bytes(inverse, inverse->plan.bytes, err));
    cholmod_l_factorize_p(inverse->a, beta, NULL, 0, inverse->l,
                          &inverse->common);
    CHL_TRY(chl_inverse_read_status(inverse, inverse->l, err));
out:
    return status;
}

chl_status
chl_inverse_solve(chl_inverse *inverse, const double *b, double *x,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    /* CHOLMOD reads the right side only, but its type has no const. */
    void *borrowed = (void *) (uintptr_t) b;
    cholmod_dense right = { .nrow = inverse->n,
                            .ncol = 1,
                            .nzmax = inverse->n,
                            .d = inverse->n,
                            .x = borrowed,
                            .xtype = CHOLMOD_REAL,
                            .dtype = CHOLMOD_DOUBLE };

    cholmod_l_solve2(CHOLMOD_A, inverse->l, &right, NULL, &inverse->x, NULL,
                     &inverse->y, &inverse->e, &inverse->common);
    CHL_TRY(chl_inverse_read_status(inverse, inverse->l, err));
    memcpy(x, inverse->x->x, inverse->n * sizeof *x);
out:
    return status;
}
