/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operators: an apply function with its state; and the Galerkin pair (M, A)
 * of a dataset's weighted Laplacian.
 */
#ifndef CHLADNI_OPERATORS_H
#define CHLADNI_OPERATORS_H

#include <chladni/base.h>
#include <chladni/data.h>
#include <chladni/kernels.h>

#ifdef __cplusplus
extern "C" {
#endif

/* y = A x for one square linear operator. x and y hold n doubles and never
 * overlap. `self` is the operator's own state; apply must not change what it
 * computes from one call to the next. */
typedef chl_status chl_apply_fn(void *self, const double *x, double *y,
                                chl_error *err);

enum {
    CHL_SYMMETRIC = 1u << 0,
    CHL_POSITIVE = 1u << 1
};

typedef struct chl_operator_type {
    const char *name;               /* for messages                          */
    chl_apply_fn *apply;            /* required                              */
    chl_apply_fn *apply_transposed; /* NULL if unavailable or symmetric      */
    const double *(*dense)(const void *self); /* n x n column-major view, or
                                       NULL: matrix-free                     */
    void (*destroy)(void *self); /* NULL if self is borrowed              */
} chl_operator_type;

typedef struct chl_operator chl_operator;

/*
 * Ownership  takes `self` on success (destroyed by type->destroy), borrows
 *            `type`, which must outlive the operator.
 * Errors     CHL_EARG n = 0, no apply; CHL_ENOMEM
 */
CHL_API chl_status chl_operator_create(const chl_operator_type *type,
                                       void *self, size_t n, unsigned flags,
                                       chl_operator **out, chl_error *err);
/* A dense n x n matrix, column-major. Borrows entries, which must outlive the
 * operator; with CHL_SYMMETRIC only the lower triangle is read by apply and
 * by the solvers. */
CHL_API chl_status chl_operator_dense(const double *entries, size_t n,
                                      unsigned flags, chl_operator **out,
                                      chl_error *err);
CHL_API void chl_operator_free(chl_operator *op);

CHL_API size_t chl_operator_size(const chl_operator *op);
CHL_API unsigned chl_operator_flags(const chl_operator *op);
CHL_API const char *chl_operator_name(const chl_operator *op);
/* NULL if matrix-free. */
CHL_API const double *chl_operator_entries(const chl_operator *op);
/* Errors: those of the operator's own apply. */
CHL_API chl_status chl_operator_apply(const chl_operator *op, const double *x,
                                      double *y, chl_error *err);

/* Wraps `inner` (borrowed): fills y with NaN before each apply and reports
 * CHL_ENUMERIC if one is left or x was changed. For tests of operators. */
CHL_API chl_status chl_operator_checked(const chl_operator *inner,
                                        chl_operator **out, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
