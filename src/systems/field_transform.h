/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of kernels that see their points through a transform. */
#ifndef CHLADNI_SYSTEMS_FIELD_TRANSFORM_H
#define CHLADNI_SYSTEMS_FIELD_TRANSFORM_H

#include "systems/field.h"

/*
 * The functions of field.h, for a kernel with a transform t: k(t(x), t(z)).
 * Values and gradients at x that t does not take are NaN.
 * Errors  CHL_ENUMERIC a support, or a point of a matrix, that t does not take;
 *         CHL_ENOMEM
 */
chl_status chl_field_evaluate_seen(const chl_field *field, size_t count,
                                   const double *x, double *values,
                                   double *gradients, chl_error *err);
chl_status chl_field_values_seen(const chl_pair_kernel *kernel,
                                 const chl_pairs *pairs, double *values,
                                 chl_error *err);
chl_status chl_field_matrix_seen(const chl_pair_kernel *kernel, size_t d,
                                 size_t threads, size_t count,
                                 const double *points, double *matrix,
                                 chl_error *err);

#endif
