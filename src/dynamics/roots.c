/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two roots of a mode, and what they mean. */
#include <chladni/dynamics.h>

#include <math.h>

void
chl_mode_roots(const chl_mode *mode, chl_complex roots[2])
{
    double half = mode->damping / 2.0;
    double discriminant = fma(half, half, -mode->stiffness);

    if (discriminant < 0.0) {
        double im = sqrt(-discriminant);

        roots[0] = (chl_complex){ -half, im };
        roots[1] = (chl_complex){ -half, -im };
    } else {
        double fast = half + sqrt(discriminant);

        roots[0] =
            (chl_complex){ fast > 0.0 ? -(mode->stiffness / fast) : 0.0, 0.0 };
        roots[1] = (chl_complex){ -fast, 0.0 };
    }
}

double
chl_mode_decay(const chl_mode *mode)
{
    chl_complex roots[2];

    chl_mode_roots(mode, roots);
    return roots[0].re == 0.0 ? 0.0 : -roots[0].re;
}

double
chl_mode_frequency(const chl_mode *mode)
{
    chl_complex roots[2];

    chl_mode_roots(mode, roots);
    return roots[0].im;
}

double
chl_half_life(double decay)
{
    return decay > 0.0 ? log(2.0) / decay : INFINITY;
}
