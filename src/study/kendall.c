/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/kendall.h"

#include <math.h>

#include "base/error.h"
#include "base/random.h"

enum {
    EXACT = 7,
    DRAWS = 10000
};

static int
sign(double value)
{
    return (value > 0.0) - (value < 0.0);
}

double
chl_kendall(const double *x, const double *y, size_t count)
{
    double both = 0.0, in_x = 0.0, in_y = 0.0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            int a = sign(x[i] - x[j]), b = sign(y[i] - y[j]);

            both += a * b;
            in_x += a * a;
            in_y += b * b;
        }
    }
    return in_x > 0.0 && in_y > 0.0 ? both / sqrt(in_x * in_y) : NAN;
}

void
chl_kendall_interval(double tau, size_t count, double *low, double *high)
{
    double n = (double) count, step = 1.0 / (n * (n - 1.0)), z, wide;

    *low = *high = NAN;
    if (count < 5 || isnan(tau)) {
        return;
    }
    z = atanh(tau - copysign(fmin(step, fabs(tau)), tau));
    wide = 1.959963984540054 * sqrt(0.437 / (n - 4.0));
    *low = tanh(z - wide);
    *high = fmax(tanh(z + wide), tau);
    *low = fmin(*low, tau);
}

static void
swap(double *values, size_t i, size_t j)
{
    double kept = values[i];

    values[i] = values[j];
    values[j] = kept;
}

/* All orders in turn by Heap's algorithm. */
static void
count_all(const double *x, double *y, size_t count, double tau, double *reached,
          double *total)
{
    size_t turn[EXACT] = { 0 }, i = 0;

    *reached = *total = 1.0;
    while (i < count) {
        if (turn[i] < i) {
            swap(y, i % 2 == 0 ? 0 : turn[i], i);
            *reached += chl_kendall(x, y, count) >= tau - 1e-12;
            *total += 1.0;
            turn[i]++;
            i = 0;
        } else {
            turn[i++] = 0;
        }
    }
}

static void
count_draws(const double *x, double *y, size_t count, uint64_t seed, double tau,
            double *reached, double *total)
{
    const chl_random stream = { seed, CHL_STREAM_BOOTSTRAP };
    const chl_random random = chl_random_substream(&stream, 1);
    uint64_t at = 0;

    *reached = *total = 1.0;
    for (size_t draw = 0; draw < DRAWS; draw++) {
        for (size_t i = count - 1; i > 0; i--) {
            swap(y, i, (size_t) chl_random_below(&random, at++, i + 1));
        }
        *reached += chl_kendall(x, y, count) >= tau - 1e-12;
        *total += 1.0;
    }
}

chl_status
chl_kendall_chance(const double *x, const double *y, size_t count,
                   uint64_t seed, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double tau = chl_kendall(x, y, count), reached, total, *mixed = NULL;

    *out = NAN;
    if (isnan(tau)) {
        goto out;
    }
    mixed = chl_alloc(count, sizeof *mixed);
    CHL_REQUIRE_MEMORY(mixed, err, "an order of the runs");
    for (size_t k = 0; k < count; k++) {
        mixed[k] = y[k];
    }
    if (count <= EXACT) {
        count_all(x, mixed, count, tau, &reached, &total);
    } else {
        count_draws(x, mixed, count, seed, tau, &reached, &total);
    }
    *out = reached / total;
out:
    chl_free(mixed);
    return status;
}
