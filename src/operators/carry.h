/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimates from a part of the rows carried over to all of them. With part =
 * L_p L_p' and whole = L L', of the leading r x r blocks,
 *
 *     B becomes  L L_p^-1 B L_p^-T L',
 *
 * so that B = part becomes the whole, eigenvalues of B against part stay those
 * against the whole, and of three that commute it is B whole / part. Rows and
 * columns behind the block become 0.
 *
 * Shapes  size x size, symmetric, column-major; spare: 2 size^2
 * Errors  CHL_ENUMERIC part or whole is not positive definite
 */
#ifndef CHLADNI_OPERATORS_CARRY_H
#define CHLADNI_OPERATORS_CARRY_H

#include <chladni/base.h>

chl_status chl_carry_over(size_t r, size_t size, const double *part,
                          const double *whole, double *b, double *spare,
                          chl_error *err);

#endif
