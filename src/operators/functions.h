/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of functions, and work on blocks of rows. */
#ifndef CHLADNI_OPERATORS_FUNCTIONS_H
#define CHLADNI_OPERATORS_FUNCTIONS_H

#include <chladni/functions.h>

#include "operators/basis.h"
#include "operators/class.h"

struct chl_functions {
    const chl_basis *basis;
    const chl_class_type *type;
    void *self; /* of the class, owned                                     */
    size_t own; /* m                                                       */
    size_t q;   /* m + p + 1                                               */
    chl_digest key; /* of what makes them, besides the basis               */
};

/* Takes self, also on error. */
chl_status chl_functions_create(const chl_basis *basis,
                                const chl_class_type *type, void *self,
                                size_t own, chl_digest key, chl_functions **out,
                                chl_error *err);

/* Buffers of one thread for blocks of rows and k combinations. */
typedef struct chl_function_block {
    const chl_functions *functions;
    size_t k;
    const double *coefficients; /* q x k, column-major, borrowed           */
    double *linear;             /* k x d: sum_a beta_a u_a                 */
    void *work;
} chl_function_block;

chl_status chl_function_block_init(const chl_functions *functions,
                                   const chl_class_needs *needs,
                                   const double *coefficients,
                                   chl_function_block *out, chl_error *err);
void chl_function_block_clear(chl_function_block *block);

/* values: count x q, or without the constant if stride is q - 1. */
chl_status chl_function_block_look(chl_function_block *block, size_t count,
                                   const double *x, double *values,
                                   size_t stride, chl_error *err);
/* gradients: count x k x d, of the rows looked at. */
chl_status chl_function_block_gradients(chl_function_block *block, size_t count,
                                        double *gradients, chl_error *err);

#endif
