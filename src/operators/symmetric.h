/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All eigenpairs of a small symmetric matrix. */
#ifndef CHLADNI_OPERATORS_SYMMETRIC_H
#define CHLADNI_OPERATORS_SYMMETRIC_H

#include <chladni/base.h>

/*
 * Values ascending; the matrix (n x n, column-major, lower triangle read)
 * becomes the orthonormal vectors, largest entry of each positive.
 * Errors  CHL_ENUMERIC LAPACK broke down; CHL_ENOMEM
 */
chl_status chl_symmetric_eigen(size_t n, double *matrix, double *values,
                               chl_error *err);

#endif
