/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activations made of two rays, phi(u) = right max(u, 0) + left min(u, 0).
 *
 * With theta the angle between the two Gaussian numbers, s = sqrt(q q' - c^2),
 * f = (right - left)^2 / 2 pi and g = (right^2 + left^2) / 2:
 *
 *     V = f s + D c,   D = g - f theta
 */
#include <math.h>

#include "kernels/activation.h"
#include "kernels/kink.h"

bool
chl_activation_rays(const chl_activation *self, double *right, double *left)
{
    const chl_activation_type *type = self->type;

    *right = 1.0;
    *left = 0.0;
    if (type == &chl_activation_abs) {
        *left = -1.0;
    } else if (type == &chl_activation_identity) {
        *left = 1.0;
    } else if (type == &chl_activation_leaky_relu) {
        *left = self->a;
    }
    return type->diagonal == chl_activation_relu.diagonal;
}

static void
diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    double right, left;

    chl_activation_rays(self, &right, &left);
    *slope = 0.5 * (right * right + left * left);
    *v = *slope * q;
}

CHL_VECTORISED static void
add_dual(double f, double g, double q, size_t count,
         const double *restrict other, const double *restrict e,
         const double *restrict rho, chl_dual *restrict sum)
{
    const double half = chl_kink_reciprocal(2.0 * q);

    for (size_t j = 0; j < count; j++) {
        chl_kink kink = chl_kink_of(q + other[j], sqrt(q * other[j]), e[j],
                                    rho[j] * rho[j]);
        double s = 0.5 * kink.s2, c = 0.5 * kink.c2;
        double per_s = 2.0 * f * kink.per_s2;
        double d = g - f * kink.theta;

        sum->v[j] += f * s + d * c;
        sum->gap[j] += g * e[j] - 2.0 * f * (s - kink.theta * c);
        sum->skew[j] += g * rho[j];
        sum->other[j] += g * other[j];
        sum->d[j] += d;
        sum->v_q[j] += f * s * half;
        sum->d_c[j] += per_s;
        sum->d_q[j] -= per_s * c * half;
    }
}

static void
dual(const chl_activation *self, double q, size_t count, const double *other,
     const double *e, const double *rho, chl_dual *sum)
{
    double right, left, jump;

    chl_activation_rays(self, &right, &left);
    jump = right - left;
    add_dual(jump * jump / 6.28318530717958647693,
             0.5 * (right * right + left * left), q, count, other, e, rho, sum);
}

static void
bend(const chl_activation *self, double u, double *value, double *slope,
     double *curve)
{
    double right, left;

    chl_activation_rays(self, &right, &left);
    *slope = u > 0.0 ? right : left;
    if (u == 0.0 && right != left) {
        *slope = 0.0;
    }
    *value = u * *slope;
    *curve = 0.0;
}

const chl_activation_type chl_activation_relu = {
    .name = "relu",
    .diagonal = diagonal,
    .dual = dual,
    .bend = bend,
};
const chl_activation_type chl_activation_leaky_relu = {
    .name = "leaky_relu",
    .preset = { .a = 0.01 },
    .diagonal = diagonal,
    .dual = dual,
    .bend = bend,
};
const chl_activation_type chl_activation_abs = {
    .name = "abs",
    .diagonal = diagonal,
    .dual = dual,
    .bend = bend,
};
const chl_activation_type chl_activation_identity = {
    .name = "identity",
    .diagonal = diagonal,
    .dual = dual,
    .bend = bend,
};
