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
static const double tiny = 1e-300;

/* sin and cos of half the angle come from e - (sqrt q - sqrt q')^2 and
 * (sqrt q + sqrt q')^2 - e, neither of which cancels for near pairs. */
CHL_VECTORISED static void
add_dual(double f, double g, double q, size_t count,
         const double *restrict other, const double *restrict e,
         const double *restrict rho, chl_dual *restrict sum)
{
    const double root = sqrt(q), half = q > tiny ? 0.5 / q : 0.0;

    for (size_t j = 0; j < count; j++) {
        double both = root + sqrt(other[j]);
        double apart = rho[j] / (both > 0.0 ? both : 1.0);
        double u = e[j] - apart * apart, v = both * both - e[j];
        double su = sqrt(u > 0.0 ? u : 0.0), sv = sqrt(v > 0.0 ? v : 0.0);
        double s = 0.5 * su * sv, c = 0.5 * (q + other[j] - e[j]);
        double theta = 2.0 * chl_angle(su, sv), d = g - f * theta;
        double per_s = s > tiny ? f / (s > tiny ? s : 1.0) : 0.0;

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

const chl_activation_type chl_activation_relu = {
    .name = "relu",
    .diagonal = diagonal,
    .dual = dual,
};
const chl_activation_type chl_activation_leaky_relu = {
    .name = "leaky_relu",
    .preset = { .a = 0.01 },
    .diagonal = diagonal,
    .dual = dual,
};
const chl_activation_type chl_activation_abs = {
    .name = "abs",
    .diagonal = diagonal,
    .dual = dual,
};
const chl_activation_type chl_activation_identity = {
    .name = "identity",
    .diagonal = diagonal,
    .dual = dual,
};
