/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recurrences fitted to snapshots. */
#include "fit.h"

#include <cblas.h>
#include <math.h>

static double
dot(const double *snapshots, size_t size, size_t i, size_t j)
{
    return cblas_ddot((int) size, snapshots + i * size, 1, snapshots + j * size,
                      1);
}

/* Sums over k of <y_{k+i}, y_{k+j}>, k from 1 on. */
typedef struct sums {
    double now_now, now_past, past_past, next_now, next_past, next_next;
} sums;

static sums
add_up(const double *y, size_t count, size_t size)
{
    sums s = { 0 };

    for (size_t k = 1; k + 1 < count; k++) {
        s.now_now += dot(y, size, k, k);
        s.now_past += dot(y, size, k, k - 1);
        s.past_past += dot(y, size, k - 1, k - 1);
        s.next_now += dot(y, size, k + 1, k);
        s.next_past += dot(y, size, k + 1, k - 1);
        s.next_next += dot(y, size, k + 1, k + 1);
    }
    return s;
}

static train_fit
fit_one(const sums *s, double spacing)
{
    const double p = s->next_now / s->now_now;
    const double left = s->next_next - p * s->next_now;

    return (train_fit){ { log(p) / spacing, 0.0 },
                        sqrt(fmax(left, 0.0) / s->next_next) };
}

/* What is left of the motion when root z is taken out: the other's part. */
static double
left_without(const sums *s, double z)
{
    return s->now_now - 2.0 * z * s->now_past + z * z * s->past_past;
}

static train_fit
fit_two(const sums *s, double spacing)
{
    const double det = s->now_now * s->past_past - s->now_past * s->now_past;
    const double p =
        (s->next_now * s->past_past - s->next_past * s->now_past) / det;
    const double q =
        (s->now_now * s->next_past - s->now_past * s->next_now) / det;
    const double left = s->next_next - p * s->next_now - q * s->next_past;
    const double inside = 0.25 * p * p + q;
    train_fit fit = { .residual = sqrt(fmax(left, 0.0) / s->next_next) };

    if (inside < 0.0) {
        fit.s.re = 0.5 * log(-q) / spacing;
        fit.s.im = atan2(sqrt(-inside), 0.5 * p) / spacing;
    } else {
        const double high = 0.5 * p + sqrt(inside),
                     low = 0.5 * p - sqrt(inside);

        fit.s.re =
            log(left_without(s, low) > left_without(s, high) ? high : low)
            / spacing;
    }
    return fit;
}

train_fit
train_fit_roots(const double *snapshots, size_t count, size_t size,
                double spacing)
{
    const sums s = add_up(snapshots, count, size);
    train_fit fit = fit_one(&s, spacing);

    if (!(fit.residual <= 1e-3)) {
        fit = fit_two(&s, spacing);
    }
    return fit;
}

train_fit
train_fit_modes(const double *snapshots, size_t count, size_t size,
                double spacing, bool two)
{
    const sums s = add_up(snapshots, count, size);

    return two ? fit_two(&s, spacing) : fit_one(&s, spacing);
}

void
train_fit_squares(const double *snapshots, size_t count, size_t size,
                  double *squares)
{
    for (size_t k = 0; k < count; k++) {
        squares[k] = dot(snapshots, size, k, k);
    }
}

static double
largest(const double *values, size_t count)
{
    double most = 0.0;

    for (size_t k = 0; k < count; k++) {
        most = fmax(most, values[k]);
    }
    return most;
}

double
train_fit_late_rate(const double *squares, size_t count, double spacing)
{
    const size_t third = count / 3, last = count - third;

    return -0.5
           * log(largest(squares + last, third)
                 / largest(squares + last - third, third))
           / (spacing * (double) third);
}

double
train_fit_tau(const double *x, const double *y, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            double sign = (x[i] - x[j]) * (y[i] - y[j]);

            sum += (sign > 0.0) - (sign < 0.0);
        }
    }
    return 2.0 * sum / ((double) count * (double) (count - 1));
}
