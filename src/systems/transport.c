/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cheapest assignment by shortest augmenting paths: rows enter one by one, and
 * each finds its way to a free column by Dijkstra's search over reduced costs,
 * which prices keep from being negative.
 */
#include <chladni/transport.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/vectorised.h"
#include "systems/transport_prices.h"

enum {
    NONE = -1
};

typedef struct assignment {
    size_t n, d;
    bool plain; /* the cost is the distance, not half its square              */
    const double *x, *y;
    double *price_x, *price_y; /* n                                          */
    double *columns;           /* d x n: y by coordinate                     */
    double *distance; /* n, of settled columns from the row that enters       */
    double *open;     /* n, of the others so far; -infinity of the settled    */
    double *costs;    /* n, room for those of a row                           */
    long *row_of, *column_of; /* n, or NONE                                 */
    size_t *before;           /* n, the row from which a column is reached  */
    bool *settled;            /* n, columns                                 */
} assignment;

static double
cost(const assignment *a, size_t i, size_t j)
{
    double sum = 0.0;

    for (size_t k = 0; k < a->d; k++) {
        double apart = a->x[i * a->d + k] - a->y[j * a->d + k];

        sum += apart * apart;
    }
    return a->plain ? sqrt(sum) : 0.5 * sum;
}

static void
clear(assignment *a)
{
    chl_free(a->price_x);
    chl_free(a->price_y);
    chl_free(a->columns);
    chl_free(a->distance);
    chl_free(a->row_of);
    chl_free(a->column_of);
    chl_free(a->before);
    chl_free(a->settled);
}

static chl_status
init(assignment *a, size_t n, size_t d, const double *x, const double *y,
     chl_error *err)
{
    chl_status status = CHL_OK;

    *a = (assignment){ .n = n, .d = d, .plain = a->plain, .x = x, .y = y };
    a->price_x = chl_alloc(n, sizeof *a->price_x);
    a->price_y = chl_alloc(n, sizeof *a->price_y);
    a->columns = chl_alloc(n, d * sizeof *a->columns);
    a->distance = chl_alloc(n, 3 * sizeof *a->distance);
    a->row_of = chl_alloc(n, sizeof *a->row_of);
    a->column_of = chl_alloc(n, sizeof *a->column_of);
    a->before = chl_alloc(n, sizeof *a->before);
    a->settled = chl_alloc(n, sizeof *a->settled);
    CHL_REQUIRE(a->price_x != NULL && a->price_y != NULL && a->columns != NULL
                    && a->distance != NULL && a->row_of != NULL
                    && a->column_of != NULL && a->before != NULL
                    && a->settled != NULL,
                err, CHL_ENOMEM, "out of memory for an assignment of %zu", n);
    a->open = a->distance + n;
    a->costs = a->open + n;
    for (size_t j = 0; j < n; j++) {
        a->row_of[j] = a->column_of[j] = NONE;
        for (size_t k = 0; k < d; k++) {
            a->columns[k * n + j] = y[j * d + k];
        }
    }
out:
    return status;
}

/* costs[j] of row i. */
CHL_VECTORISED static void
fill_costs(size_t n, size_t d, bool plain, const double *x,
           const double *restrict columns, double *restrict costs)
{
    memset(costs, 0, n * sizeof *costs);
    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j < n; j++) {
            double apart = x[k] - columns[k * n + j];

            costs[j] += apart * apart;
        }
    }
    for (size_t j = 0; j < n; j++) {
        costs[j] = plain ? sqrt(costs[j]) : 0.5 * costs[j];
    }
}

static void
relax(assignment *a, size_t i, double far)
{
    fill_costs(a->n, a->d, a->plain, a->x + i * a->d, a->columns, a->costs);
    chl_transport_relax(a->n, i, far, a->price_x[i], a->costs, a->price_y,
                        a->open, a->before);
}

static size_t
nearest(const assignment *a)
{
    size_t best = a->n;
    double least = INFINITY;

    for (size_t j = 0; j < a->n; j++) {
        if (a->open[j] < least && !a->settled[j]) {
            least = a->open[j];
            best = j;
        }
    }
    return best;
}

/* The free column that row `from` reaches first. */
static size_t
search(assignment *a, size_t from)
{
    size_t j;

    for (j = 0; j < a->n; j++) {
        a->open[j] = INFINITY;
        a->settled[j] = false;
    }
    relax(a, from, 0.0);
    for (;;) {
        j = nearest(a);
        a->distance[j] = a->open[j];
        if (a->row_of[j] == NONE) {
            return j;
        }
        a->settled[j] = true;
        a->open[j] = -INFINITY;
        relax(a, (size_t) a->row_of[j], a->distance[j]);
    }
}

/* Reduced costs stay nonnegative, and zero along the path. */
static void
raise_prices(assignment *a, size_t from, size_t end)
{
    a->price_x[from] += a->distance[end];
    for (size_t j = 0; j < a->n; j++) {
        double less = a->distance[end] - a->distance[j];

        if (a->settled[j]) {
            a->price_y[j] -= less;
            a->price_x[a->row_of[j]] += less;
        }
    }
}

static void
enter(assignment *a, size_t from)
{
    size_t end = search(a, from);
    long j = (long) end;

    raise_prices(a, from, end);
    while (j != NONE) {
        long i = (long) a->before[j], next = a->column_of[i];

        a->row_of[j] = i;
        a->column_of[i] = j;
        j = (size_t) i == from ? NONE : next;
    }
}

static chl_status
solve(assignment *a, size_t n, size_t d, const double *x, const double *y,
      chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(n >= 1 && d >= 1, err, CHL_EARG,
                "an assignment of %zu points in %zu columns is none", n, d);
    CHL_TRY(init(a, n, d, x, y, err));
    for (size_t i = 0; i < n; i++) {
        enter(a, i);
    }
out:
    return status;
}

static double
total_of(const assignment *a)
{
    double sum = 0.0;

    for (size_t i = 0; i < a->n; i++) {
        sum += cost(a, i, (size_t) a->column_of[i]);
    }
    return sum / (double) a->n;
}

static chl_status
find_cost(size_t n, size_t d, const double *x, const double *y, bool plain,
          double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    assignment a = { .plain = plain };

    CHL_TRY(solve(&a, n, d, x, y, err));
    *out = total_of(&a);
out:
    clear(&a);
    return status;
}

chl_status
chl_transport_cost(size_t n, size_t d, const double *x, const double *y,
                   double *out, chl_error *err)
{
    return find_cost(n, d, x, y, false, out, err);
}

chl_status
chl_transport_distance(size_t n, size_t d, const double *x, const double *y,
                       double *out, chl_error *err)
{
    return find_cost(n, d, x, y, true, out, err);
}

chl_status
chl_transport_prices(size_t n, size_t m, size_t d, const double *x,
                     const double *y, double *of_x, double *of_y, double *total,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    assignment a = { 0 };

    if (n != m) {
        return chl_transport_prices_between(n, m, d, x, y, of_x, of_y, total,
                                            err);
    }
    CHL_TRY(solve(&a, n, d, x, y, err));
    memcpy(of_x, a.price_x, n * sizeof *of_x);
    memcpy(of_y, a.price_y, n * sizeof *of_y);
    if (total != NULL) {
        *total = total_of(&a);
    }
out:
    clear(&a);
    return status;
}
