/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Discriminator functions and their gradients, q = m + p + 1 of them:
 *
 *     phi_j      j < m: the class's own
 *     phi_{m+a}  a < p: linear, u_a . (x - c), of the basis
 *     phi_{q-1}  the constant 1
 *
 * Functions f = sum_j alpha_j phi_j are columns of coefficients. The basis
 * gives the centre c, the directions u_a, the landmarks z_j, and the rows that
 * sums run over; x is a row of the data as chl_dataset_rows gives it, or any
 * other point.
 *
 * Classes
 *   radial  phi_j = k(|y - y_j|) - const_j as the basis's metric sees them
 */
#ifndef CHLADNI_FUNCTIONS_H
#define CHLADNI_FUNCTIONS_H

#include <chladni/operators.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_functions chl_functions;

/*
 * Functions of one kernel at the landmarks of a basis. A metric must be set
 * before and stay as long as they live.
 * Ownership  borrows basis, copies kernel; *out is the caller's
 *            (chl_functions_free); untouched on error
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_functions_radial(const chl_basis *basis,
                                        const chl_kernel *kernel,
                                        chl_functions **out, chl_error *err);
CHL_API void chl_functions_free(chl_functions *functions);

CHL_API const char *chl_functions_name(const chl_functions *functions);
CHL_API const chl_basis *chl_functions_basis(const chl_functions *functions);
CHL_API size_t chl_functions_own(const chl_functions *functions);   /* m */
CHL_API size_t chl_functions_count(const chl_functions *functions); /* q */

/*
 * Values phi_j(x_i), and gradients of k combinations,
 * gradients[(i k + a) d + l] = d f_a / d x_l at x_i.
 *
 * Shapes     x: count x d; values: count x q; coefficients: q x k,
 *            column-major; gradients: count x k x d; the rest row-major
 * Cost       gradients of radial functions: 2 count k m d operations in one
 *            matrix product
 * Errors     CHL_ENOMEM
 * Threads    any number at once
 */
CHL_API chl_status chl_functions_values(const chl_functions *functions,
                                        size_t count, const double *x,
                                        double *values, chl_error *err);
CHL_API chl_status chl_functions_gradients(const chl_functions *functions,
                                           size_t k, const double *coefficients,
                                           size_t count, const double *x,
                                           double *gradients, chl_error *err);

/* The ridge: <phi_i, phi_j> in the class's own norm, q x q; 0 where the linear
 * functions or the constant take part. */
CHL_API void chl_functions_ridge(const chl_functions *functions, double *ridge);

/* The sums of chl_galerkin_create for functions of any class; all else that
 * takes a pair takes this one. Ownership: borrows functions. */
CHL_API chl_status chl_galerkin_create_functions(const chl_functions *functions,
                                                 chl_galerkin **out,
                                                 chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
