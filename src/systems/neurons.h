/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nonlinearities of neurons, over arrays. */
#ifndef CHLADNI_SYSTEMS_NEURONS_H
#define CHLADNI_SYSTEMS_NEURONS_H

#include <stddef.h>

/* value: sig(x) in place of x; slope: sig'(x), that of relu 0 at 0. */
typedef void chl_bend_fn(size_t count, double *restrict value,
                         double *restrict slope);

chl_bend_fn chl_bend_tanh, chl_bend_relu;

#endif
