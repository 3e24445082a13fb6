/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first step of a flow in time. */
#ifndef CHLADNI_STUDY_EXPECTED_TIME_H
#define CHLADNI_STUDY_EXPECTED_TIME_H

#include <stddef.h>

/* Largest row sum of |L|, n x n, column-major. */
double chl_expected_speed(size_t n, const double *law);
/* flow = e^(tL) by its series; t |L| is at most 1/16. The others, n x n, are
 * overwritten. */
void chl_expected_begin(size_t n, const double *law, double t, double *term,
                        double *next, double *flow);

#endif
