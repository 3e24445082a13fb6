/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Jacobian of the order parameters' field and its eigenvalues. */
#include "systems/solvable.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Differences at 1 and 2 steps together are exact for polynomials up to the
 * fourth degree, whatever the step; others need a small one. */
static double
step_of(const chl_solvable *s)
{
    return s->model.response == NULL ? 0.5 : 1e-3;
}

/* out += factor (f(y + h e_k) - f(y - h e_k)) */
static void
add_difference(chl_solvable *s, double *y, size_t k, double h, double factor,
               double *slope, double *out)
{
    const double here = y[k];

    for (int side = -1; side <= 1; side += 2) {
        y[k] = here + side * h;
        chl_solvable_field(s, y, slope);
        for (size_t i = 0; i < s->at.size; i++) {
            out[i] += side * factor * slope[i];
        }
    }
    y[k] = here;
}

chl_status
chl_solvable_jacobian(chl_solvable *s, const double *state, double *out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = s->at.size;
    double h = step_of(s), *work = chl_alloc(3 * n, sizeof *work);

    CHL_REQUIRE_MEMORY(work, err, "a Jacobian");
    memcpy(work, state, n * sizeof *work);
    for (size_t k = 0; k < n; k++) {
        double *column = work + 2 * n;

        memset(column, 0, n * sizeof *column);
        add_difference(s, work, k, h, 8.0 / (12.0 * h), work + n, column);
        add_difference(s, work, k, 2.0 * h, -1.0 / (12.0 * h), work + n,
                       column);
        for (size_t i = 0; i < n; i++) {
            out[i * n + k] = column[i];
        }
    }
out:
    chl_free(work);
    return status;
}

static int
rightmost_first(const void *a, const void *b)
{
    const chl_complex *x = a, *y = b;

    if (x->re != y->re) {
        return x->re > y->re ? -1 : 1;
    }
    return x->im > y->im ? -1 : x->im < y->im;
}

chl_status
chl_solvable_eigenvalues(chl_solvable *s, const double *state,
                         chl_complex *values, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = s->at.size;
    double *jacobian = chl_alloc(n * n, sizeof *jacobian);
    double *parts = chl_alloc(2 * n, sizeof *parts);

    CHL_REQUIRE(jacobian != NULL && parts != NULL, err, CHL_ENOMEM,
                "out of memory for a Jacobian of %zu unknowns", n);
    CHL_TRY(chl_solvable_jacobian(s, state, jacobian, err));
    /* Row-major is the transpose: the same eigenvalues. */
    CHL_REQUIRE(
        LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N', (lapack_int) n, jacobian,
                      (lapack_int) n, parts, parts + n, NULL, 1, NULL, 1)
            == 0,
        err, CHL_ENUMERIC, "the eigenvalues of a Jacobian are not found");
    for (size_t k = 0; k < n; k++) {
        values[k] = (chl_complex){ parts[k], parts[n + k] };
    }
    qsort(values, n, sizeof *values, rightmost_first);
out:
    chl_free(jacobian);
    chl_free(parts);
    return status;
}
