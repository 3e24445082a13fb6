/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The nonlinearities of neurons. Compiled with reassociation, so that tanh is
 * its vector form; nothing else is in this file.
 */
#include "systems/neurons.h"

#include <math.h>

#include "base/vectorised.h"

CHL_VECTORISED static void
bend_tanh(size_t count, double *restrict value, double *restrict slope)
{
    for (size_t k = 0; k < count; k++) {
        double t = tanh(value[k]);

        value[k] = t;
        slope[k] = 1.0 - t * t;
    }
}

CHL_VECTORISED static void
bend_relu(size_t count, double *restrict value, double *restrict slope)
{
    for (size_t k = 0; k < count; k++) {
        double x = value[k];

        value[k] = x > 0.0 ? x : 0.0;
        slope[k] = x > 0.0 ? 1.0 : 0.0;
    }
}

void
chl_bend_tanh(size_t count, double *restrict value, double *restrict slope)
{
    bend_tanh(count, value, slope);
}

void
chl_bend_relu(size_t count, double *restrict value, double *restrict slope)
{
    bend_relu(count, value, slope);
}
