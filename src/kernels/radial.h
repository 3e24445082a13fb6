/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The radial kernels; each is one line of the room's table. */
#ifndef CHLADNI_KERNELS_RADIAL_H
#define CHLADNI_KERNELS_RADIAL_H

#include <chladni/kernels.h>

extern const chl_kernel_type chl_kernel_matern52, chl_kernel_matern32,
    chl_kernel_gauss, chl_kernel_laplace;

#endif
