/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lapacke.h>

#include "support/runner.h"

static double *
zeros(size_t count)
{
    double *out = calloc(count, sizeof *out);

    ck_assert_ptr_nonnull(out);
    return out;
}

/* k and its gradient at x for every landmark. */
static void
evaluate(const training *t, const double *x, double *values, double *gradients)
{
    size_t d = t->law->d;

    for (size_t j = 0; j < t->count; j++) {
        double square = 0.0;

        for (size_t a = 0; a < d; a++) {
            double r = x[a] - t->z[j * d + a];

            square += r * r;
        }
        values[j] = exp(-square / (2.0 * t->width * t->width));
        for (size_t a = 0; a < d; a++) {
            gradients[j * d + a] =
                -values[j] * (x[a] - t->z[j * d + a]) / (t->width * t->width);
        }
    }
}

static void
invert_gram(training *t)
{
    size_t m = t->count;
    lapack_int size = (lapack_int) m;
    double *gradients = zeros(m * t->law->d);

    for (size_t j = 0; j < m; j++) {
        evaluate(t, t->z + j * t->law->d, t->inverse + j * m, gradients);
    }
    ck_assert_int_eq(
        LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', size, t->inverse, size), 0);
    ck_assert_int_eq(
        LAPACKE_dpotri(LAPACK_COL_MAJOR, 'L', size, t->inverse, size), 0);
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < j; i++) {
            t->inverse[j * m + i] = t->inverse[i * m + j];
        }
    }
    free(gradients);
}

size_t
training_size(const training *t)
{
    return t->count + t->law->n * t->law->d;
}

training
training_create(const particles *law, const player_loss *loss, double gamma,
                double width, size_t count, const double *z)
{
    training t = { .law = law,
                   .loss = loss,
                   .gamma = gamma,
                   .width = width,
                   .count = count,
                   .z = z };
    size_t d = law->d;

    t.inverse = zeros(count * count);
    t.values = zeros(law->nodes * count);
    t.gradients = zeros(law->nodes * count * d);
    /* Of a step: slopes, place; of a slope: k, its gradients, the force. */
    t.work = zeros(3 * training_size(&t) + count * (2 + d));
    for (size_t i = 0; i < law->nodes; i++) {
        evaluate(&t, law->y + i * d, t.values + i * count,
                 t.gradients + i * count * d);
    }
    invert_gram(&t);
    return t;
}

void
training_clear(training *t)
{
    free(t->inverse);
    free(t->values);
    free(t->gradients);
    free(t->work);
}

/* f and grad f from k and its gradients at one place. */
static double
combine(const training *t, const double *theta, const double *values,
        const double *gradients, double *slope)
{
    size_t d = t->law->d;
    double f = 0.0;

    memset(slope, 0, d * sizeof *slope);
    for (size_t j = 0; j < t->count; j++) {
        f += theta[j] * values[j];
        for (size_t a = 0; a < d; a++) {
            slope[a] += theta[j] * gradients[j * d + a];
        }
    }
    return f;
}

/* Of E phi1(f(Tx)) - gamma/2 E |grad f(Tx)|^2 by theta. */
static void
push_real(const training *t, const double *theta, double *force)
{
    size_t d = t->law->d;
    double slope[8];

    for (size_t i = 0; i < t->law->nodes; i++) {
        const double *k = t->values + i * t->count;
        const double *g = t->gradients + i * t->count * d;
        double pull = t->loss->real(combine(t, theta, k, g, slope));

        for (size_t j = 0; j < t->count; j++) {
            double penalty = 0.0;

            for (size_t a = 0; a < d; a++) {
                penalty += slope[a] * g[j * d + a];
            }
            force[j] +=
                (pull * k[j] - t->gamma * penalty) / (double) t->law->nodes;
        }
    }
}

/* Of E phi2(f(Ty)) by theta, and of -psi(f(Ty)) by every point y. */
static void
push_fake(const training *t, const double *theta, const double *points,
          double *k, double *g, double *force, double *moves)
{
    const particles *p = t->law;
    size_t d = p->d;
    double slope[8], x[8];

    for (size_t node = 0; node < p->nodes; node++) {
        const double *jacobian = p->jacobian + node / p->n * d * d;
        const double *y = points + node % p->n * d;
        double f, pull, back;

        for (size_t a = 0; a < d; a++) {
            x[a] = p->offset[node / p->n * d + a];
            for (size_t b = 0; b < d; b++) {
                x[a] += jacobian[a * d + b] * y[b];
            }
        }
        evaluate(t, x, k, g);
        f = combine(t, theta, k, g, slope);
        pull = t->loss->fake(f) / (double) p->nodes;
        back = -t->loss->generator(f) / (double) p->maps;
        for (size_t j = 0; j < t->count; j++) {
            force[j] += pull * k[j];
        }
        for (size_t i = 0; i < d * d; i++) {
            moves[node % p->n * d + i % d] += back * jacobian[i] * slope[i / d];
        }
    }
}

static void
find_slope(const training *t, const double *state, double *out)
{
    size_t m = t->count, size = training_size(t);
    double *k = t->work + 3 * size, *g = k + m, *force = g + m * t->law->d;

    memset(force, 0, m * sizeof *force);
    memset(out, 0, size * sizeof *out);
    push_real(t, state, force);
    push_fake(t, state, state + m, k, g, force, out + m);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            out[i] += t->inverse[i * m + j] * force[j];
        }
    }
}

void
training_step(const training *t, double h, double *state)
{
    const double part[] = { 0.0, 0.5, 0.5, 1.0 };
    const double weight[] = { 1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6 };
    size_t size = training_size(t);
    double *slope = t->work, *place = slope + size, *sum = place + size;

    memset(slope, 0, size * sizeof *slope);
    memset(sum, 0, size * sizeof *sum);
    for (int stage = 0; stage < 4; stage++) {
        for (size_t i = 0; i < size; i++) {
            place[i] = state[i] + h * part[stage] * slope[i];
        }
        find_slope(t, place, slope);
        for (size_t i = 0; i < size; i++) {
            sum[i] += h * weight[stage] * slope[i];
        }
    }
    for (size_t i = 0; i < size; i++) {
        state[i] += sum[i];
    }
}
