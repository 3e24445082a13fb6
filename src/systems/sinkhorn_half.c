/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One half of an iteration of Sinkhorn: potentials of points from those of
 * others. */
#include "systems/sinkhorn_half.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/exponential.h"
#include "base/vectorised.h"

enum {
    BLOCK = 256,
    LANES = 8,
    LISTED = 32 /* others per point, on the average, that a list has room for */
};

/* A list serves until a potential has moved by `slack` e. */
static const double counting = 40.0, slack = 40.0;

chl_status
chl_half_init(size_t n, size_t m, size_t d, const double *x,
              const double *columns, chl_half *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_half made = { .n = n, .m = m, .d = d, .x = x, .columns = columns };

    made.base = chl_alloc(2 * m, sizeof *made.base);
    made.first = chl_alloc(n + 1, sizeof *made.first);
    made.to = chl_alloc(n, LISTED * sizeof *made.to);
    made.cost = chl_alloc(n, LISTED * sizeof *made.cost);
    CHL_REQUIRE(made.base != NULL && made.first != NULL && made.to != NULL
                    && made.cost != NULL,
                err, CHL_ENOMEM, "out of memory for potentials of %zu points",
                n);
    made.room = made.base + m;
    *out = made;
    made = (chl_half){ 0 };
out:
    chl_half_clear(&made);
    return status;
}

void
chl_half_clear(chl_half *half)
{
    chl_free(half->base);
    chl_free(half->first);
    chl_free(half->to);
    chl_free(half->cost);
    *half = (chl_half){ 0 };
}

/* room = g - |x - y|^2 / 2 for points y[first ..]. */
CHL_VECTORISED static void
fill_exponents(size_t d, size_t m, size_t first, size_t count, const double *x,
               const double *restrict columns, const double *restrict g,
               double *restrict room)
{
    for (size_t j = 0; j < count; j++) {
        room[j] = 0.0;
    }
    for (size_t k = 0; k < d; k++) {
        const double *column = columns + k * m + first;

        for (size_t j = 0; j < count; j++) {
            double apart = x[k] - column[j];

            room[j] += apart * apart;
        }
    }
    for (size_t j = 0; j < count; j++) {
        room[j] = g[first + j] - 0.5 * room[j];
    }
}

/* sum of exp((room - high) / e), some lanes side by side. */
CHL_VECTORISED static double
sum_exponentials(size_t count, double *restrict room, double high, double per_e)
{
    double lanes[LANES] = { 0.0 }, sum = 0.0;

    for (size_t j = 0; j < count; j++) {
        room[j] = chl_exp((room[j] - high) * per_e);
    }
    for (size_t j = count; j < (count + LANES - 1) / LANES * LANES; j++) {
        room[j] = 0.0;
    }
    for (size_t j = 0; j < count; j += LANES) {
        for (size_t k = 0; k < LANES; k++) {
            lanes[k] += room[j + k];
        }
    }
    for (size_t k = 0; k < LANES; k++) {
        sum += lanes[k];
    }
    return sum;
}

static double
highest(size_t count, const double *values)
{
    double high = values[0];

    for (size_t j = 1; j < count; j++) {
        high = values[j] > high ? values[j] : high;
    }
    return high;
}

/* The potential at one x, block by block about the largest exponent so far. */
static double
look_at_all(const chl_half *half, size_t i, double e, const double *g)
{
    const double *x = half->x + i * half->d;
    double room[BLOCK], top = -INFINITY, sum = 0.0;

    for (size_t first = 0; first < half->m; first += BLOCK) {
        size_t rest = half->m - first, count = rest < BLOCK ? rest : BLOCK;
        double high;

        fill_exponents(half->d, half->m, first, count, x, half->columns, g,
                       room);
        high = fmax(top, highest(count, room));
        sum *= top > -INFINITY ? exp((top - high) / e) : 0.0;
        sum += sum_exponentials(count, room, high, 1.0 / e);
        top = high;
    }
    return -(top + e * log(sum / (double) half->m));
}

static double
look_at_list(const chl_half *half, size_t i, double e, const double *g)
{
    const size_t first = half->first[i], end = half->first[i + 1];
    double high = -INFINITY, sum = 0.0;

    for (size_t at = first; at < end; at++) {
        high = fmax(high, g[half->to[at]] - half->cost[at]);
    }
    for (size_t at = first; at < end; at++) {
        double less = g[half->to[at]] - half->cost[at] - high;

        sum += less < 0.0 ? exp(less / e) : 1.0;
    }
    return -(high + e * log(sum / (double) half->m));
}

/* False: there are too many. */
static bool
list(chl_half *half, double e, const double *g)
{
    const double within = (counting + 2.0 * slack) * e;
    size_t end = 0;

    for (size_t i = 0; i < half->n; i++) {
        double high;

        fill_exponents(half->d, half->m, 0, half->m, half->x + i * half->d,
                       half->columns, g, half->room);
        high = highest(half->m, half->room);
        for (size_t j = 0; j < half->m; j++) {
            if (half->room[j] < high - within) {
                continue;
            }
            if (end == half->n * LISTED) {
                return false;
            }
            half->to[end] = j;
            half->cost[end++] = g[j] - half->room[j];
        }
        half->first[i + 1] = end;
    }
    memcpy(half->base, g, half->m * sizeof *g);
    return true;
}

/* Lists for these potentials, if there can be any. */
static void
prepare(chl_half *half, double e, const double *g)
{
    double moved = 0.0;

    for (size_t j = 0; half->listed && j < half->m; j++) {
        moved = fmax(moved, fabs(g[j] - half->base[j]));
    }
    if (e != half->e || moved > slack * e) {
        half->listed = list(half, e, g);
        half->e = e;
    }
}

void
chl_half_look(chl_half *half, size_t threads, double e, const double *g,
              double *fresh)
{
    prepare(half, e, g);
#pragma omp parallel for schedule(static) num_threads((int) threads)
    for (size_t i = 0; i < half->n; i++) {
        fresh[i] = half->listed ? look_at_list(half, i, e, g)
                                : look_at_all(half, i, e, g);
    }
}
