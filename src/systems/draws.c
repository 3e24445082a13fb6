/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers taken one after the other from a stream. */
#include "systems/draws.h"

#include <math.h>

double
chl_draw_uniform(chl_draws *draws)
{
    return chl_random_uniform(&draws->random, draws->next++);
}

double
chl_draw_normal(chl_draws *draws)
{
    return chl_random_normal(&draws->random, draws->next++);
}

void
chl_draw_normals(chl_draws *draws, size_t count, double *out)
{
    for (size_t k = 0; k < count; k++) {
        out[k] = chl_draw_normal(draws);
    }
}

/* Gamma of shape a >= 1 and scale 1. */
static double
gamma_above_one(chl_draws *draws, double a)
{
    const double d = a - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);

    for (;;) {
        double x = chl_draw_normal(draws);
        double u = chl_draw_uniform(draws);
        double v = 1.0 + c * x;

        v = v * v * v;
        if (v > 0.0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) {
            return d * v;
        }
    }
}

double
chl_draw_chi_square(chl_draws *draws, double freedom)
{
    const double a = 0.5 * freedom;

    if (a >= 1.0) {
        return 2.0 * gamma_above_one(draws, a);
    }
    return 2.0 * gamma_above_one(draws, a + 1.0)
           * pow(chl_draw_uniform(draws), 1.0 / a);
}
