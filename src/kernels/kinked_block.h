/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Networks of one activation of rays in plain layers, forth and back.
 *
 * With the layers' numbers kept, the derivatives of the last value run back
 * through them. As V and D are homogeneous, of degree 1 and 0 in (c, q, q'),
 *
 *     q V_q = q' V_q' = f s / 2,   q D_q = q' D_q' = -f c / 2 s
 *
 * so that one number per layer serves both points.
 */
#ifndef CHLADNI_KERNELS_KINKED_BLOCK_H
#define CHLADNI_KERNELS_KINKED_BLOCK_H

#include <chladni/ntk.h>

bool chl_kinked_suits(const chl_wide *network);

/*
 * chl_wide_block() of a network that suits, and r of
 *
 *     grad_z k(x, z) = p x + r z
 *
 * r may be NULL, p and q as well if it is.
 */
void chl_kinked_block(const chl_wide *network, const chl_pairs *pairs,
                      double *values, double *p, double *q, double *r);

#endif
