/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of convergence share. */
#ifndef CHLADNI_DYNAMICS_CONVERGENCE_H
#define CHLADNI_DYNAMICS_CONVERGENCE_H

#include <chladni/convergence.h>

/* V of a flow; convergence_noise.c. CHL_ENOMEM, CHL_ENUMERIC */
chl_status chl_convergence_noise(const chl_flow *flow,
                                 const chl_adversarial_constants *constants,
                                 double batch, double h, double *out,
                                 chl_error *err);

#endif
