/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radial functions k(|y - y_j|) - const_j at the landmarks of a basis. */
#ifndef CHLADNI_OPERATORS_CLASS_RADIAL_H
#define CHLADNI_OPERATORS_CLASS_RADIAL_H

#include "operators/functions.h"

typedef struct chl_radial {
    const chl_basis *basis;
    chl_kernel kernel;
    double *shift; /* m: mean of k(z_i, z_j) - 1 over i, the constants       */
    double *ridge; /* m x m: k(z_i, z_j)                                     */
} chl_radial;

/* What is behind functions of this class; NULL for any other. */
const chl_radial *chl_functions_as_radial(const chl_functions *functions);

#endif
