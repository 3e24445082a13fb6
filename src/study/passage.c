/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/passage.h"

#include <math.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/error.h"
#include "operators/symmetric.h"

static const double least = 1e-8; /* of the largest eigenvalue of A */

void
chl_passage_clear(chl_passage *passage)
{
    chl_free(passage->transmission);
    chl_free(passage->vectors);
    chl_free(passage->lambda);
    chl_free(passage->through);
    *passage = (chl_passage){ 0 };
}

/* basis' A basis = 1, n x count; `values` n of scratch. */
static chl_status
whiten(size_t n, const double *stiffness, double *values, double *vectors,
       size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t first = 0;

    memcpy(vectors, stiffness, n * n * sizeof *vectors);
    CHL_TRY(chl_symmetric_eigen(n, vectors, values, err));
    while (first < n && !(values[first] > least * values[n - 1])) {
        first++;
    }
    *count = n - first;
    for (size_t k = 0; k < *count; k++) {
        for (size_t i = 0; i < n; i++) {
            vectors[k * n + i] =
                vectors[(first + k) * n + i] / sqrt(values[first + k]);
        }
    }
out:
    return status;
}

/* All directions, A = 1: n x count in place of the whitened basis. */
static chl_status
order(size_t n, const double *coupling, double *basis, chl_passage *made,
      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = made->count;
    double *small = chl_alloc(m * m, sizeof *small);
    double *turned = chl_alloc(n * m, sizeof *turned);

    CHL_REQUIRE(small != NULL && turned != NULL, err, CHL_ENOMEM,
                "out of memory for directions");
    CHL_TRY(chl_dense_project(n, coupling, m, basis, small, err));
    CHL_TRY(chl_symmetric_eigen(m, small, made->transmission, err));
    chl_dense_combine(n, m, basis, m, small, turned);
    memcpy(basis, turned, n * m * sizeof *basis);
out:
    chl_free(small);
    chl_free(turned);
    return status;
}

/* The largest M first, so that lambda ascends. */
static chl_status
slowest_first(size_t n, const double *mass, const double *basis,
              chl_passage *made, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = made->hidden;
    double *small = chl_alloc(m * m, sizeof *small);
    double *turn = chl_alloc(m * m, sizeof *turn);
    double *values = chl_alloc(m, sizeof *values);

    CHL_REQUIRE(small != NULL && turn != NULL && values != NULL, err,
                CHL_ENOMEM, "out of memory for hidden directions");
    CHL_TRY(chl_dense_project(n, mass, m, basis, small, err));
    CHL_TRY(chl_symmetric_eigen(m, small, values, err));
    for (size_t k = 0; k < m; k++) {
        const double *from = small + (m - 1 - k) * m;

        memcpy(turn + k * m, from, m * sizeof *turn);
        made->lambda[k] =
            values[m - 1 - k] > 0.0 ? 1.0 / values[m - 1 - k] : INFINITY;
        made->through[k] = 0.0;
        for (size_t i = 0; i < m; i++) {
            made->through[k] += from[i] * from[i] * made->transmission[i];
        }
    }
    chl_dense_combine(n, m, basis, m, turn, made->vectors);
out:
    chl_free(small);
    chl_free(turn);
    chl_free(values);
    return status;
}

static chl_status
keep_hidden(size_t n, double cut, const double *mass, const double *basis,
            chl_passage *made, chl_error *err)
{
    chl_status status = CHL_OK;

    made->cut = made->count > 0 ? fmax(cut, -made->transmission[0]) : cut;
    while (made->hidden < made->count
           && made->transmission[made->hidden] <= made->cut) {
        made->hidden++;
    }
    made->vectors = chl_alloc(n * made->hidden, sizeof *made->vectors);
    made->lambda = chl_alloc(made->hidden, sizeof *made->lambda);
    made->through = chl_alloc(made->hidden, sizeof *made->through);
    CHL_REQUIRE(made->vectors != NULL && made->lambda != NULL
                    && made->through != NULL,
                err, CHL_ENOMEM, "out of memory for hidden directions");
    if (made->hidden > 0) {
        CHL_TRY(slowest_first(n, mass, basis, made, err));
    }
out:
    return status;
}

chl_status
chl_passage_find(size_t n, const double *mass, const double *stiffness,
                 const double *coupling, double cut, chl_passage *out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    chl_passage made = { 0 };
    double *basis = chl_alloc(n * n, sizeof *basis);

    CHL_REQUIRE_MEMORY(basis, err, "directions");
    made.transmission = chl_alloc(n, sizeof *made.transmission);
    CHL_REQUIRE_MEMORY(made.transmission, err, "directions");
    CHL_TRY(whiten(n, stiffness, made.transmission, basis, &made.count, err));
    if (made.count > 0) {
        CHL_TRY(order(n, coupling, basis, &made, err));
    }
    CHL_TRY(keep_hidden(n, cut, mass, basis, &made, err));
    *out = made;
    made = (chl_passage){ 0 };
out:
    chl_passage_clear(&made);
    chl_free(basis);
    return status;
}
