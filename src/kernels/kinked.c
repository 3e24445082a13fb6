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
#include "kernels/angle.h"

static void
rays(const chl_activation *self, double *right, double *left)
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
}

static void
diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    double right, left;

    rays(self, &right, &left);
    *slope = 0.5 * (right * right + left * left);
    *v = *slope * q;
}

/* Below it reciprocals overflow. */
static const double tiny = 1e-140;

/* 4 s^2 = u v with u = e - (sqrt q - sqrt q')^2 and v = (sqrt q + sqrt q')^2 -
 * e, neither of which cancels for near pairs; tan(theta / 2) = 2 s / v = u / 2
 * s. One division serves the tangent and 1 / s. */
CHL_VECTORISED static void
add_dual(double f, double g, double q, size_t count,
         const double *restrict other, const double *restrict e,
         const double *restrict rho, chl_dual *restrict sum)
{
    const double pi = 3.14159265358979323846;
    const double root = sqrt(q), half = q > tiny ? 0.5 / q : 0.0;

    for (size_t j = 0; j < count; j++) {
        double both = root + sqrt(other[j]);
        double apart = rho[j] / (both > 0.0 ? both : 1.0);
        double u = e[j] - apart * apart, v = both * both - e[j];
        double u0 = u > 0.0 ? u : 0.0, v0 = v > 0.0 ? v : 0.0;
        double low = sqrt(u0 * v0), high = u0 > v0 ? u0 : v0;
        int wide = low > 0.66 * high || high == 0.0;
        double top = wide ? low - high : low;
        double bottom = wide ? low + high : high;
        double s = 0.5 * low, c = 0.5 * (q + other[j] - e[j]);
        double s0 = s > tiny ? s : 1.0, bottom0 = bottom > tiny ? bottom : 1.0;
        double inverse = 1.0 / (s0 * bottom0);
        double angle = chl_angle_of(top * s0 * inverse, wide);
        double theta = u > v ? pi - 2.0 * angle : 2.0 * angle;
        double d = g - f * theta;
        double per_s = s > tiny ? f * bottom0 * inverse : 0.0;

        sum->v[j] += f * s + d * c;
        sum->gap[j] += g * e[j] - 2.0 * f * (s - theta * c);
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

    rays(self, &right, &left);
    jump = right - left;
    add_dual(jump * jump / 6.28318530717958647693,
             0.5 * (right * right + left * left), q, count, other, e, rho, sum);
}

static void
bend(const chl_activation *self, double u, double *value, double *slope,
     double *curve)
{
    double right, left;

    rays(self, &right, &left);
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
