/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a class of functions must do: its own m functions on blocks of rows,
 * their gradients, and sums of products of these. Linear functions and the
 * constant are the business of functions.c.
 */
#ifndef CHLADNI_OPERATORS_CLASS_H
#define CHLADNI_OPERATORS_CLASS_H

#include <chladni/base.h>

/* What the buffers of one thread are for. */
typedef struct chl_class_needs {
    size_t rows;         /* of one block at most                             */
    size_t combinations; /* of which gradients are wanted; 0 = none          */
    bool sums;           /* products of gradients are to be summed           */
    bool exact;          /* no part in single precision                      */
} chl_class_needs;

typedef struct chl_class_type {
    const char *name;
    void (*destroy)(void *self);
    chl_status (*prepare)(const void *self, const chl_class_needs *needs,
                          void **work, chl_error *err);
    void (*discard)(void *work); /* NULL is allowed                       */
    /* values[i * stride + j] of `count` centred rows; x must stay as it is
     * for what the other functions say about these rows. */
    chl_status (*look)(const void *self, void *work, size_t count,
                       const double *x, double *values, size_t stride,
                       chl_error *err);
    /* gradients[(i k + a) d + l] of the own parts of k combinations;
     * coefficients: q x k, column-major. */
    chl_status (*gradients)(const void *self, void *work, size_t count,
                            size_t k, const double *coefficients, size_t q,
                            double *gradients, chl_error *err);
    /* Sums over rows, set back, added to, and given: columns j < m of a packed
     * lower triangle of order m + p, sum of grad phi_i . grad phi_j. What is
     * added are the rows looked at; linear[i * stride + a]: <x_i, u_a>. */
    void (*reset)(const void *self, void *work);
    chl_status (*add)(const void *self, void *work, size_t count,
                      const double *linear, size_t stride, chl_error *err);
    void (*finish)(const void *self, void *work, double *packed);
    /* <phi_i, phi_j>, m x m. */
    const double *(*ridge)(const void *self);
} chl_class_type;

#endif
