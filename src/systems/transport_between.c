/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cheapest transport between any numbers of points by successive shortest
 * paths. Masses are whole units, lcm(n, m) in all: each x sends, each y takes
 * as many as the other cloud has points, over the greatest common divisor.
 * Prices keep reduced costs from being negative, and at zero where mass flows,
 * so that the search is Dijkstra's.
 */
#include <chladni/transport.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/transport_prices.h"

enum {
    LIMIT = 1 << 20
};

typedef struct plan {
    size_t n, m, d;
    const double *x, *y;
    double *costs;             /* n x m                                      */
    uint32_t *flow;            /* m x n: units from x_i to y_j at j n + i    */
    uint32_t *supply, *demand; /* n and m: units left                        */
    double *price_x, *price_y; /* n and m                                    */
    double *far_x, *far_y;     /* n and m, from the row that sends           */
    size_t *from_x;            /* n: the column through which it is reached  */
    size_t *from_y;            /* m: the row                                 */
    double *open; /* m: far_y of those not settled, else -infinity            */
    bool *reached, *settled; /* n and m                                    */
} plan;

static void
fill_costs(plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->m; j++) {
            double sum = 0.0;

            for (size_t k = 0; k < p->d; k++) {
                double apart = p->x[i * p->d + k] - p->y[j * p->d + k];

                sum += apart * apart;
            }
            p->costs[i * p->m + j] = 0.5 * sum;
        }
    }
}

static void
clear(plan *p)
{
    chl_free(p->costs);
    chl_free(p->flow);
    chl_free(p->supply);
    chl_free(p->price_x);
    chl_free(p->from_x);
    chl_free(p->reached);
}

static size_t
common_divisor(size_t a, size_t b)
{
    while (b > 0) {
        size_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static chl_status
init(plan *p, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = p->n, m = p->m, divisor = common_divisor(n, m);

    p->costs = chl_alloc(n * m, sizeof *p->costs);
    p->flow = chl_alloc(n * m, sizeof *p->flow);
    p->supply = chl_alloc(n + m, sizeof *p->supply);
    p->price_x = chl_alloc(2 * n + 3 * m, sizeof *p->price_x);
    p->from_x = chl_alloc(n + m, sizeof *p->from_x);
    p->reached = chl_alloc(n + m, sizeof *p->reached);
    CHL_REQUIRE(
        p->costs != NULL && p->flow != NULL && p->supply != NULL
            && p->price_x != NULL && p->from_x != NULL && p->reached != NULL,
        err, CHL_ENOMEM, "out of memory for a transport of %zu to %zu", n, m);
    p->demand = p->supply + n;
    p->price_y = p->price_x + n;
    p->far_x = p->price_y + m;
    p->far_y = p->far_x + n;
    p->open = p->far_y + m;
    p->from_y = p->from_x + n;
    p->settled = p->reached + n;
    for (size_t i = 0; i < n; i++) {
        p->supply[i] = (uint32_t) (m / divisor);
    }
    for (size_t j = 0; j < m; j++) {
        p->demand[j] = (uint32_t) (n / divisor);
    }
out:
    return status;
}

/* Columns that row i brings nearer. */
static void
relax(plan *p, size_t i, double far)
{
    p->reached[i] = true;
    p->far_x[i] = far;
    chl_transport_relax(p->m, i, far, p->price_x[i], p->costs + i * p->m,
                        p->price_y, p->open, p->from_y);
}

static size_t
nearest(const plan *p)
{
    size_t best = p->m;
    double least = INFINITY;

    for (size_t j = 0; j < p->m; j++) {
        if (p->open[j] < least && !p->settled[j]) {
            least = p->open[j];
            best = j;
        }
    }
    return best;
}

/* The first column with demand that row `from` reaches: over columns without,
 * back along what flows into them. */
static size_t
search(plan *p, size_t from)
{
    memset(p->reached, 0, (p->n + p->m) * sizeof *p->reached);
    for (size_t j = 0; j < p->m; j++) {
        p->open[j] = INFINITY;
    }
    relax(p, from, 0.0);
    for (;;) {
        size_t j = nearest(p);

        p->far_y[j] = p->open[j];
        if (p->demand[j] > 0) {
            return j;
        }
        p->settled[j] = true;
        p->open[j] = -INFINITY;
        for (size_t i = 0; i < p->n; i++) {
            if (p->flow[j * p->n + i] > 0 && !p->reached[i]) {
                p->from_x[i] = j;
                relax(p, i, p->far_y[j]);
            }
        }
    }
}

static void
raise_prices(plan *p, size_t end)
{
    const double far = p->far_y[end];

    for (size_t i = 0; i < p->n; i++) {
        if (p->reached[i]) {
            p->price_x[i] += far - p->far_x[i];
        }
    }
    for (size_t j = 0; j < p->m; j++) {
        if (p->settled[j]) {
            p->price_y[j] -= far - p->far_y[j];
        }
    }
}

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* As much as the path from `from` to column `end` can carry. */
static void
send(plan *p, size_t from, size_t end)
{
    uint32_t units = least(p->supply[from], p->demand[end]);

    for (size_t i = p->from_y[end]; i != from;) {
        size_t j = p->from_x[i];

        units = least(units, p->flow[j * p->n + i]);
        i = p->from_y[j];
    }
    for (size_t j = end;;) {
        size_t i = p->from_y[j];

        p->flow[j * p->n + i] += units;
        if (i == from) {
            break;
        }
        j = p->from_x[i];
        p->flow[j * p->n + i] -= units;
    }
    p->supply[from] -= units;
    p->demand[end] -= units;
}

static double
total_of(const plan *p)
{
    const double units =
        (double) p->n * (double) (p->m / common_divisor(p->n, p->m));
    double sum = 0.0;

    for (size_t j = 0; j < p->m; j++) {
        for (size_t i = 0; i < p->n; i++) {
            uint32_t flow = p->flow[j * p->n + i];

            sum += flow > 0 ? flow * p->costs[i * p->m + j] : 0.0;
        }
    }
    return sum / units;
}

static chl_status
solve(plan *p, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(init(p, err));
    fill_costs(p);
    for (size_t i = 0; i < p->n; i++) {
        while (p->supply[i] > 0) {
            size_t end = search(p, i);

            raise_prices(p, end);
            send(p, i, end);
        }
    }
out:
    return status;
}

chl_status
chl_transport_between(size_t n, size_t m, size_t d, const double *x,
                      const double *y, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    plan p = { .n = n, .m = m, .d = d, .x = x, .y = y };

    CHL_REQUIRE(n >= 1 && m >= 1 && d >= 1 && n <= LIMIT && m <= LIMIT, err,
                CHL_EARG,
                "a transport of %zu to %zu points in %zu columns; 1..%d points "
                "in 1 column or more are possible",
                n, m, d, LIMIT);
    if (n == m) {
        return chl_transport_cost(n, d, x, y, out, err);
    }
    CHL_TRY(solve(&p, err));
    *out = total_of(&p);
out:
    clear(&p);
    return status;
}

chl_status
chl_transport_prices_between(size_t n, size_t m, size_t d, const double *x,
                             const double *y, double *of_x, double *of_y,
                             double *total, chl_error *err)
{
    chl_status status = CHL_OK;
    plan p = { .n = n, .m = m, .d = d, .x = x, .y = y };

    CHL_TRY(solve(&p, err));
    memcpy(of_x, p.price_x, n * sizeof *of_x);
    memcpy(of_y, p.price_y, m * sizeof *of_y);
    if (total != NULL) {
        *total = total_of(&p);
    }
out:
    clear(&p);
    return status;
}
