/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activations without kinks. With Q = b^2 q, Q' = b^2 q', C = b^2 c:
 *
 *   erf   V = a^2 (2/pi) atan2(2 C, r),  r^2 = (1 + 2 Q)(1 + 2 Q') - 4 C^2
 *   sin   V = (a^2/2) (exp(-b^2 e / 2) - exp(-(Q + Q' + 2 C) / 2) cos 2 c)
 *   rbf   V = exp(-a e)
 *   arbf  V = a^2 exp(-b e)
 *   gelu  V = c/4 + ((c^2 + q q' w^2) / (P w) + c atan(c / w)) / 2 pi,
 *         P = (1 + q)(1 + q'),  w^2 = P - c^2
 */
#include <math.h>

#include "kernels/activation.h"
#include "kernels/angle.h"

static const double pi = 3.14159265358979323846;

/* atan2 with the branches of chl_angle. */
CHL_INLINE double
turn(double y, double x)
{
    double angle = chl_angle(fabs(y), fabs(x));

    return copysign(x < 0.0 ? pi - angle : angle, y);
}

/* q q' - c^2 from distances. */
CHL_INLINE double
area(double q, double other, double e, double rho)
{
    double both = sqrt(q) + sqrt(other);
    double apart = both > 0.0 ? rho / both : 0.0;
    double product = 0.25 * (e - apart * apart) * (both * both - e);

    return product > 0.0 ? product : 0.0;
}

/* a, b and c of erf and sigmoid_like. */
static chl_activation
erf_preset(const chl_activation *self)
{
    if (self->type == &chl_activation_sigmoid_like) {
        return (chl_activation){ .a = 0.5,
                                 .b = 1.0 / 2.4020563531719796,
                                 .c = 0.5 };
    }
    return *self;
}

static void
erf_parameters(const chl_activation *self, double *a2, double *b2, double *c2)
{
    const chl_activation preset = erf_preset(self);

    *a2 = preset.a * preset.a;
    *b2 = preset.b * preset.b;
    *c2 = preset.c * preset.c;
}

static void
erf_diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    double a2, b2, c2, root;

    erf_parameters(self, &a2, &b2, &c2);
    root = sqrt(1.0 + 4.0 * b2 * q);
    *v = a2 * (2.0 / pi) * turn(2.0 * b2 * q, root) + c2;
    *slope = 4.0 * a2 * b2 / (pi * root * (1.0 + 2.0 * b2 * q));
}

/* The angle of (Q, root) less that of (C, r), which must not cancel: its sine
 * times A sqrt(A A') is 2 (Q r - C root), and its cosine r root + 4 Q C. */
CHL_INLINE double
erf_angle(double q, double root, double c, double r, double difference,
          double s2, double a)
{
    double lost = q * r + c * root;
    double top = q * r - c * root;

    if (c > 0.0) {
        top = a * (difference * (q + c) + 2.0 * q * s2) / lost;
    }
    return turn(2.0 * top, r * root + 4.0 * q * c);
}

CHL_VECTORISED static void
erf_add(double a2, double b2, double c2, double q, size_t count,
        const double *restrict other, const double *restrict e,
        const double *restrict rho, chl_dual *restrict sum)
{
    const double x = b2 * q, ax = 1.0 + 2.0 * x, root = sqrt(1.0 + 4.0 * x);
    const double own = turn(2.0 * x, root), scale = a2 * (2.0 / pi);

    for (size_t j = 0; j < count; j++) {
        double y = b2 * other[j], ay = 1.0 + 2.0 * y;
        double c = 0.5 * b2 * (q + other[j] - e[j]);
        double s2 = b2 * b2 * area(q, other[j], e[j], rho[j]);
        double r2 = 1.0 + 2.0 * (x + y) + 4.0 * s2, r = sqrt(r2);
        double from =
            erf_angle(x, root, c, r, 0.5 * b2 * (e[j] + rho[j]), s2, ax);
        double to = erf_angle(y, sqrt(1.0 + 4.0 * y), c, r,
                              0.5 * b2 * (e[j] - rho[j]), s2, ay);
        double d = 2.0 * scale * b2 / r;

        sum->v[j] += scale * (own - from) + c2;
        sum->gap[j] += scale * (from + to);
        sum->skew[j] += scale * (from - to);
        sum->other[j] += scale * (own - from + to) + c2;
        sum->d[j] += d;
        sum->v_q[j] -= d * c / ax;
        sum->d_c[j] += 4.0 * d * b2 * c / r2;
        sum->d_q[j] -= d * b2 * ay / r2;
    }
}

static void
erf_dual(const chl_activation *self, double q, size_t count,
         const double *other, const double *e, const double *rho, chl_dual *sum)
{
    double a2, b2, c2;

    erf_parameters(self, &a2, &b2, &c2);
    erf_add(a2, b2, c2, q, count, other, e, rho, sum);
}

static void
sin_diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    double a2 = self->a * self->a, b2 = self->b * self->b;
    double wave = exp(-2.0 * b2 * q) * cos(2.0 * self->c);

    *v = 0.5 * a2 * (1.0 - wave);
    *slope = a2 * b2 * wave;
}

/* exp(-2 x) + exp(-2 y) - 2 exp(-x - y + h), without cancelling unless all
 * three are next to nothing; x - y = r, |h| <= x + y. */
CHL_INLINE double
sin_gap(double x, double y, double r, double h)
{
    double wave;

    if (x + y > 300.0) {
        return exp(-2.0 * x) + exp(-2.0 * y) - 2.0 * exp(h - x - y);
    }
    wave = sinh(0.5 * r);
    return exp(-x - y) * (4.0 * wave * wave - 2.0 * expm1(h));
}

static void
sin_dual(const chl_activation *self, double q, size_t count,
         const double *other, const double *e, const double *rho, chl_dual *sum)
{
    const double a2 = 0.5 * self->a * self->a, b2 = self->b * self->b;
    const double wave = cos(2.0 * self->c);

    for (size_t j = 0; j < count; j++) {
        double x = b2 * q, y = b2 * other[j], h = 0.5 * b2 * e[j];
        double near = exp(-h), far = wave * exp(h - x - y);
        double end = exp(-2.0 * (x < y ? x : y));
        double v = a2 * (near - far), d = a2 * b2 * (near + far);

        sum->v[j] += v;
        sum->gap[j] +=
            a2 * (-2.0 * expm1(-h) - wave * sin_gap(x, y, b2 * rho[j], h));
        sum->skew[j] += copysign(
            a2 * wave * end * expm1(-2.0 * b2 * fabs(rho[j])), wave * rho[j]);
        sum->other[j] += a2 * (1.0 - wave * exp(-2.0 * y));
        sum->d[j] += d;
        sum->v_q[j] -= 0.5 * b2 * v;
        sum->d_c[j] += b2 * b2 * v;
        sum->d_q[j] -= 0.5 * b2 * d;
    }
}

/* A height a and gamma b of arbf, of which rbf has gamma only. */
static chl_activation
rbf_preset(const chl_activation *self)
{
    if (self->type == &chl_activation_rbf) {
        return (chl_activation){ .a = 1.0, .b = self->a };
    }
    return *self;
}

static void
rbf_diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    const chl_activation f = rbf_preset(self);

    (void) q;
    *v = f.a * f.a;
    *slope = 0.0;
}

static void
rbf_dual(const chl_activation *self, double q, size_t count,
         const double *other, const double *e, const double *rho, chl_dual *sum)
{
    const chl_activation f = rbf_preset(self);
    const double height = f.a * f.a, gamma = f.b;

    (void) q;
    (void) other;
    (void) rho;
    for (size_t j = 0; j < count; j++) {
        double gone = height * expm1(-gamma * e[j]), v = height + gone;

        sum->v[j] += v;
        sum->gap[j] -= 2.0 * gone;
        sum->other[j] += height;
        sum->d[j] += 2.0 * gamma * v;
        sum->v_q[j] -= gamma * v;
        sum->d_c[j] += 4.0 * gamma * gamma * v;
        sum->d_q[j] -= 2.0 * gamma * gamma * v;
    }
}

/* V(q, q) and its derivative D + 2 dV/dq there. */
static void
gelu_diagonal(const chl_activation *self, double q, double *v, double *slope)
{
    double w2 = 1.0 + 2.0 * q, w = sqrt(w2), p = 1.0 + q;
    double angle = turn(q, w);

    (void) self;
    *v = 0.25 * q + (2.0 * q * q / (p * w) + q * angle) / (2.0 * pi);
    *slope = 0.25
             + (angle + q * ((4.0 * q + 11.0) * q + 5.0) / (p * p * w * w2))
                   / (2.0 * pi);
}

static void
gelu_dual(const chl_activation *self, double q, size_t count,
          const double *other, const double *e, const double *rho,
          chl_dual *sum)
{
    const double scale = 0.5 / pi;
    double own, slope;

    gelu_diagonal(self, q, &own, &slope);
    for (size_t j = 0; j < count; j++) {
        double z = other[j], c = 0.5 * (q + z - e[j]);
        double p = (1.0 + q) * (1.0 + z);
        double w2 = 1.0 + q + z + area(q, z, e[j], rho[j]), w = sqrt(w2);
        double t = c / w, angle = turn(c, w);
        double n = (c * c + q * z * w2) / (p * w);
        double h = 1.0 / w2 + (1.0 - q * z) / p + 1.0;
        double h_q =
            -(1.0 + z) / (w2 * w2) - z / p - (1.0 - q * z) / (p * (1.0 + q));
        double v = 0.25 * c + scale * (n + c * angle), its, gap;

        gelu_diagonal(self, z, &its, &slope);
        gap = own + its - 2.0 * v;
        sum->v[j] += v;
        sum->gap[j] += gap > 0.0 && e[j] > 0.0 ? gap : 0.0;
        sum->skew[j] += own - its;
        sum->other[j] += its;
        sum->d[j] += 0.25 + scale * (angle + t * h);
        sum->v_q[j] += scale
                       * ((z * w2 + q * z * (1.0 + z)) / (p * w)
                          - n * (1.0 / (1.0 + q) + (1.0 + z) / (2.0 * w2))
                          - c * c / (2.0 * w * (1.0 + q)));
        sum->d_c[j] +=
            scale * (1.0 / w + p * h / (w * w2) + 2.0 * t * c / (w2 * w2));
        sum->d_q[j] += scale
                       * (-c / (2.0 * w * (1.0 + q))
                          - t * (1.0 + z) / (2.0 * w2) * h + t * h_q);
    }
}

static void
erf_bend(const chl_activation *self, double u, double *value, double *slope,
         double *curve)
{
    const chl_activation f = erf_preset(self);
    const double t = f.b * u;

    *value = f.a * erf(t) + f.c;
    *slope = 2.0 * f.a * f.b / sqrt(pi) * exp(-t * t);
    *curve = -2.0 * f.b * t * *slope;
}

static void
wave_bend(double a, double b, double c, double u, double *value, double *slope,
          double *curve)
{
    *value = a * sin(b * u + c);
    *slope = a * b * cos(b * u + c);
    *curve = -b * b * *value;
}

static void
sin_bend(const chl_activation *self, double u, double *value, double *slope,
         double *curve)
{
    wave_bend(self->a, self->b, self->c, u, value, slope, curve);
}

static void
rbf_bend(const chl_activation *self, double u, double *value, double *slope,
         double *curve)
{
    const chl_activation f = rbf_preset(self);

    wave_bend(f.a * sqrt(2.0), sqrt(2.0 * f.b), 0.25 * pi, u, value, slope,
              curve);
}

static void
gelu_bend(const chl_activation *self, double u, double *value, double *slope,
          double *curve)
{
    double below = 0.5 * erfc(-u / sqrt(2.0));
    double density = exp(-0.5 * u * u) / sqrt(2.0 * pi);

    (void) self;
    *value = u * below;
    *slope = below + u * density;
    *curve = (2.0 - u * u) * density;
}

const chl_activation_type chl_activation_erf = {
    .name = "erf",
    .preset = { .a = 1.0, .b = 1.0 },
    .diagonal = erf_diagonal,
    .dual = erf_dual,
    .bend = erf_bend,
};
const chl_activation_type chl_activation_sigmoid_like = {
    .name = "sigmoid_like",
    .diagonal = erf_diagonal,
    .dual = erf_dual,
    .bend = erf_bend,
};
const chl_activation_type chl_activation_sin = {
    .name = "sin",
    .preset = { .a = 1.0, .b = 1.0 },
    .diagonal = sin_diagonal,
    .dual = sin_dual,
    .bend = sin_bend,
};
const chl_activation_type chl_activation_rbf = {
    .name = "rbf",
    .preset = { .a = 1.0 },
    .diagonal = rbf_diagonal,
    .dual = rbf_dual,
    .bend = rbf_bend,
};
const chl_activation_type chl_activation_arbf = {
    .name = "arbf",
    .preset = { .a = 1.0, .b = 1.0 },
    .diagonal = rbf_diagonal,
    .dual = rbf_dual,
    .bend = rbf_bend,
};
const chl_activation_type chl_activation_gelu = {
    .name = "gelu",
    .diagonal = gelu_diagonal,
    .dual = gelu_dual,
    .bend = gelu_bend,
};
