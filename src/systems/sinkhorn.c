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
#include "systems/sinkhorn_half.h"
#include "systems/transport_prices.h"

enum {
    PRICED = 1000000 /* pairs whose exact prices are affordable            */
};

/* Two clouds, which may be one, and their potentials. */
typedef struct problem {
    size_t n, m, threads;
    chl_half of_x, of_y; /* of_y is empty if both are one                    */
    double *f, *g;       /* n and m                                          */
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

/* new_f from g, and new_g from f. */
static void
look(problem *p, double e)
{
    chl_half_look(&p->of_x, p->threads, e, p->g, p->new_f);
    if (p->g != p->f) {
        chl_half_look(&p->of_y, p->threads, e, p->f, p->new_g);
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

/* The potentials of no blur at all, where they are known or affordable: those
 * of a cloud with itself are 0. */
static chl_status
start(problem *p, const chl_sinkhorn_settings *s, double *widest,
      chl_error *err)
{
    const bool known = s->of_x != NULL && s->of_y != NULL;

    if (!known && p->n > PRICED / p->m) {
        return CHL_OK;
    }
    *widest = s->blur;
    if (p->f == p->g) {
        return CHL_OK;
    }
    if (known) {
        memcpy(p->f, s->of_x, p->n * sizeof *p->f);
        memcpy(p->g, s->of_y, p->m * sizeof *p->g);
        return CHL_OK;
    }
    return chl_transport_prices(p->n, p->m, p->of_x.d, p->of_x.x, p->of_y.x,
                                p->f, p->g, NULL, err);
}

static void
note(const problem *p, chl_sinkhorn_result *result)
{
    result->gap = fmax(result->gap, p->gap);
    if (p->iterations > result->iterations) {
        result->iterations = p->iterations;
    }
}

/* A cloud and its coordinates in columns. */
typedef struct cloud {
    size_t count;
    const double *points;
    double *columns;
} cloud;

/* O(x, y), or that of one cloud with itself. room: 2 (n + m). */
static chl_status
solve(size_t d, const cloud *x, const cloud *y, double widest,
      const chl_sinkhorn_settings *s, double *room, double *value,
      chl_sinkhorn_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = x->count, m = y->count, both = n + m;
    problem p = { .n = n, .m = m, .threads = s->threads };

    p.f = room;
    p.g = x == y ? room : room + n;
    p.new_f = room + both;
    p.new_g = p.new_f + n;
    memset(room, 0, 2 * both * sizeof *room);
    CHL_TRY(chl_half_init(n, m, d, x->points, y->columns, &p.of_x, err));
    if (x != y) {
        CHL_TRY(chl_half_init(m, n, d, y->points, x->columns, &p.of_y, err));
    }
    CHL_TRY(start(&p, s, &widest, err));
    *value = anneal(&p, widest, s);
    note(&p, result);
out:
    chl_half_clear(&p.of_x);
    chl_half_clear(&p.of_y);
    return status;
}

chl_status
chl_sinkhorn_divergence(size_t n, size_t m, size_t d, const double *x,
                        const double *y, const chl_sinkhorn_settings *settings,
                        chl_sinkhorn_result *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t most = n > m ? n : m;
    chl_sinkhorn_settings s =
        settings != NULL ? *settings : chl_sinkhorn_settings_default();
    chl_sinkhorn_result found = { 0 };
    cloud from = { n, x, NULL }, to = { m, y, NULL };
    double *room = NULL, widest, between, within, own;

    CHL_TRY(check(n, m, d, x, y, &s, err));
    s.threads = s.threads > 0 ? s.threads : chl_threads_default();
    room = chl_alloc((n + m) * d + 4 * most, sizeof *room);
    CHL_REQUIRE_MEMORY(room, err, "a Sinkhorn divergence");
    from.columns = room + 4 * most;
    to.columns = from.columns + n * d;
    transpose(n, d, x, from.columns);
    transpose(m, d, y, to.columns);
    widest = diameter(n, m, d, x, y);
    CHL_TRY(solve(d, &from, &to, widest, &s, room, &between, &found, err));
    CHL_TRY(solve(d, &from, &from, widest, &s, room, &own, &found, err));
    CHL_TRY(solve(d, &to, &to, widest, &s, room, &within, &found, err));
    found.value = between - 0.5 * own - 0.5 * within;
    found.settled = found.gap <= s.tolerance;
    *out = found;
out:
    chl_free(room);
    return status;
}
