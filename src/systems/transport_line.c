/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimal transport on the line: the area between two distribution functions.
 */
#include <math.h>
#include <stdlib.h>

#include <chladni/transport.h>

#include "base/error.h"

/* Mass that a place adds to F - G. */
typedef struct jump {
    double x, mass;
} jump;

static int
by_place(const void *a, const void *b)
{
    const jump *p = a, *q = b;

    return (p->x > q->x) - (p->x < q->x);
}

static void
add_jumps(size_t n, const double *x, const double *mass, double sign, jump *out)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += mass != NULL ? mass[k] : 1.0;
    }
    for (size_t k = 0; k < n; k++) {
        out[k] = (jump){ x[k], sign * (mass != NULL ? mass[k] : 1.0) / sum };
    }
}

chl_status
chl_transport_line(size_t n, const double *x, const double *a, size_t m,
                   const double *y, const double *b, double *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    jump *jumps = NULL;
    double between = 0.0, area = 0.0;

    CHL_REQUIRE(n >= 1 && m >= 1, err, CHL_EARG,
                "laws of %zu and %zu places; each must have one", n, m);
    jumps = chl_alloc(n + m, sizeof *jumps);
    CHL_REQUIRE(jumps != NULL, err, CHL_ENOMEM, "out of memory for %zu places",
                n + m);
    add_jumps(n, x, a, 1.0, jumps);
    add_jumps(m, y, b, -1.0, jumps + n);
    qsort(jumps, n + m, sizeof *jumps, by_place);
    for (size_t k = 0; k + 1 < n + m; k++) {
        between += jumps[k].mass;
        area += fabs(between) * (jumps[k + 1].x - jumps[k].x);
    }
    *out = area;
out:
    chl_free(jumps);
    return status;
}
