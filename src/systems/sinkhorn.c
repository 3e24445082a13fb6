/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sinkhorn divergences in logarithms. With e = b^2, masses 1/n and 1/m and
 * potentials f and g,
 *
 *     f(x) = -e log( (1/m) sum_j exp((g_j - c(x, y_j)) / e) )
 *
 * and the same for g; the value of a problem is mean f + mean g, of a cloud
 * with itself f = g. Both are replaced at once by the mean of old and new. The
 * errors of the masses are what the plan (1/nm) exp((f + g - c) / e) has more
 * or less than 1/n, exp((f - new f) / e) / n in all.
 */
#include <math.h>
#include <string.h>

#include <chladni/transport.h>

#include "base/error.h"
#include "base/exponential.h"
#include "base/vectorised.h"
#include "systems/transport_prices.h"

enum {
    BLOCK = 256,
    LANES = 8,
    PRICED = 1000000 /* pairs whose exact prices are affordable            */
};

/* Two clouds, which may be one, and their potentials. */
typedef struct problem {
    size_t n, m, d, threads;
    const double *x, *y; /* n x d and m x d                                  */
    const double *columns_x, *columns_y; /* d x n and d x m                  */
    double *f, *g;                       /* n and m                          */
    double *new_f, *new_g;
    size_t iterations;
    double gap;
} problem;

chl_sinkhorn_settings
chl_sinkhorn_settings_default(void)
{
    return (chl_sinkhorn_settings){
        .blur = 0.001, .scaling = 0.7, .tolerance = 1e-2, .iterations = 20000
    };
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

/* The potential at one x, block by block about the largest exponent so far. */
static double
potential(size_t d, size_t m, const double *x, const double *columns,
          const double *g, double e)
{
    double room[BLOCK], top = -INFINITY, sum = 0.0;

    for (size_t first = 0; first < m; first += BLOCK) {
        size_t count = m - first < BLOCK ? m - first : BLOCK;
        double high = top;

        fill_exponents(d, m, first, count, x, columns, g, room);
        for (size_t j = 0; j < count; j++) {
            high = fmax(high, room[j]);
        }
        sum *= top > -INFINITY ? exp((top - high) / e) : 0.0;
        sum += sum_exponentials(count, room, high, 1.0 / e);
        top = high;
    }
    return -(top + e * log(sum / (double) m));
}

/* new_f from g, and new_g from f. */
static void
look(const problem *p, double e)
{
    const size_t n = p->n, m = p->f == p->g ? 0 : p->m;

#pragma omp parallel for schedule(static) num_threads((int) p->threads)
    for (size_t at = 0; at < n + m; at++) {
        if (at < n) {
            p->new_f[at] =
                potential(p->d, p->m, p->x + at * p->d, p->columns_y, p->g, e);
        } else {
            p->new_g[at - n] = potential(p->d, n, p->y + (at - n) * p->d,
                                         p->columns_x, p->f, e);
        }
    }
}

static double
error_of_masses(size_t n, double e, const double *f, const double *fresh)
{
    double gap = 0.0;

    for (size_t i = 0; i < n; i++) {
        gap += fabs(expm1(fmin((f[i] - fresh[i]) / e, 700.0)));
    }
    return gap / (double) n;
}

static void
note_gap(problem *p, double e)
{
    p->gap = error_of_masses(p->n, e, p->f, p->new_f);
    if (p->g != p->f) {
        p->gap = fmax(p->gap, error_of_masses(p->m, e, p->g, p->new_g));
    }
}

static void
take_mean(size_t n, double *f, const double *fresh)
{
    for (size_t i = 0; i < n; i++) {
        f[i] = 0.5 * (f[i] + fresh[i]);
    }
}

static void
iterate(problem *p, double e)
{
    look(p, e);
    note_gap(p, e);
    take_mean(p->n, p->f, p->new_f);
    if (p->g != p->f) {
        take_mean(p->m, p->g, p->new_g);
    }
    p->iterations++;
}

/* From where f and g are and the widest blur to the last, at each until the
 * masses are right. */
static double
anneal(problem *p, double widest, const chl_sinkhorn_settings *s)
{
    double value = 0.0;

    for (double blur = fmax(widest, s->blur);;
         blur = fmax(s->scaling * blur, s->blur)) {
        do {
            iterate(p, blur * blur);
        } while (p->gap > s->tolerance && p->iterations < s->iterations);
        if (blur <= s->blur || p->iterations >= s->iterations) {
            break;
        }
    }
    /* One side's best answer to the other: a bound from below, exact at the
     * end. */
    look(p, s->blur * s->blur);
    note_gap(p, s->blur * s->blur);
    for (size_t i = 0; i < p->n; i++) {
        value += (p->f == p->g ? p->f[i] : p->new_f[i]) / (double) p->n;
    }
    for (size_t j = 0; j < p->m; j++) {
        value += p->g[j] / (double) p->m;
    }
    return value;
}

/* The diagonal of the box around both clouds. */
static double
diameter(size_t n, size_t m, size_t d, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        double low = x[k], high = x[k];

        for (size_t i = 0; i < n + m; i++) {
            double value = i < n ? x[i * d + k] : y[(i - n) * d + k];

            low = fmin(low, value);
            high = fmax(high, value);
        }
        sum += (high - low) * (high - low);
    }
    return sqrt(sum);
}

static chl_status
check(size_t n, size_t m, size_t d, const double *x, const double *y,
      const chl_sinkhorn_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(n >= 1 && m >= 1 && d >= 1, err, CHL_EARG,
                "a Sinkhorn divergence of %zu and %zu points in %zu columns is "
                "none",
                n, m, d);
    CHL_REQUIRE(isfinite(s->blur) && s->blur > 0.0, err, CHL_EARG,
                "blur is %g; it must be finite and above 0", s->blur);
    CHL_REQUIRE(s->scaling > 0.0 && s->scaling < 1.0, err, CHL_EARG,
                "scaling of the blur is %g; it must lie between 0 and 1",
                s->scaling);
    CHL_REQUIRE(s->tolerance > 0.0 && s->tolerance < 1.0, err, CHL_EARG,
                "tolerance of the masses is %g; it must lie between 0 and 1",
                s->tolerance);
    CHL_REQUIRE(s->iterations >= 1, err, CHL_EARG,
                "iterations are 0; there must be 1 or more");
    for (size_t at = 0; at < (n + m) * d; at++) {
        double value = at < n * d ? x[at] : y[at - n * d];

        CHL_REQUIRE(fabs(value) <= 1e30, err, CHL_EDATA,
                    "point %zu, column %zu is %g; it must lie within 1e30",
                    at / d, at % d, value);
    }
out:
    return status;
}

static void
transpose(size_t n, size_t d, const double *x, double *columns)
{
    for (size_t at = 0; at < n * d; at++) {
        columns[at % d * n + at / d] = x[at];
    }
}

/* The potentials of no blur at all, where they are affordable: those of a cloud
 * with itself are 0. */
static chl_status
start(problem *p, double *widest, double blur, chl_error *err)
{
    if (p->n > PRICED / p->m) {
        return CHL_OK;
    }
    *widest = blur;
    return p->f == p->g ? CHL_OK
                        : chl_transport_prices(p->n, p->m, p->d, p->x, p->y,
                                               p->f, p->g, err);
}

static void
note(const problem *p, chl_sinkhorn_result *result)
{
    result->gap = fmax(result->gap, p->gap);
    if (p->iterations > result->iterations) {
        result->iterations = p->iterations;
    }
}

chl_status
chl_sinkhorn_divergence(size_t n, size_t m, size_t d, const double *x,
                        const double *y, const chl_sinkhorn_settings *settings,
                        chl_sinkhorn_result *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_sinkhorn_settings s =
        settings != NULL ? *settings : chl_sinkhorn_settings_default();
    chl_sinkhorn_result found = { 0 };
    double *room = NULL, *columns_x, *columns_y, *potentials;

    CHL_TRY(check(n, m, d, x, y, &s, err));
    s.threads = s.threads > 0 ? s.threads : chl_threads_default();
    room = chl_alloc(n + m, (d + 2) * sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "a Sinkhorn divergence");
    columns_x = room;
    columns_y = room + n * d;
    potentials = room + (n + m) * d;
    transpose(n, d, x, columns_x);
    transpose(m, d, y, columns_y);
    for (int k = 0; k < 3; k++) {
        problem p = { .n = k < 2 ? n : m, .m = k == 1 ? n : m, .d = d };
        double widest = diameter(n, m, d, x, y);

        p.threads = s.threads;
        p.x = k < 2 ? x : y;
        p.y = k == 1 ? x : y;
        p.columns_x = k < 2 ? columns_x : columns_y;
        p.columns_y = k == 1 ? columns_x : columns_y;
        p.f = potentials;
        p.g = k == 0 ? potentials + n : potentials;
        p.new_f = potentials + n + m;
        p.new_g = p.new_f + n;
        memset(potentials, 0, 2 * (n + m) * sizeof *potentials);
        CHL_TRY(start(&p, &widest, s.blur, err));
        found.value += (k == 0 ? 1.0 : -0.5) * anneal(&p, widest, &s);
        note(&p, &found);
    }
    found.settled = found.gap <= s.tolerance;
    *out = found;
out:
    chl_free(room);
    return status;
}
