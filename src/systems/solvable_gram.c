/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state as the Gram matrix of [U V W], and where a run starts. */
#include "systems/solvable.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Block (row, column) of the Gram matrix and the same turned. */
static void
put(double *gram, size_t size, size_t row, size_t column, size_t rows,
    size_t columns, const double *block)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            gram[(row + i) * size + column + j] = block[i * columns + j];
            gram[(column + j) * size + row + i] = block[i * columns + j];
        }
    }
}

static void
take(const double *gram, size_t size, size_t row, size_t column, size_t rows,
     size_t columns, double *block)
{
    for (size_t i = 0; i < rows; i++) {
        memcpy(block + i * columns, gram + (row + i) * size + column,
               columns * sizeof *block);
    }
}

void
chl_solvable_gram(const chl_solvable *s, const double *y, double *gram)
{
    size_t d = s->model.d, p = s->model.p, m = s->model.m, size = d + p + m;

    memset(gram, 0, size * size * sizeof *gram);
    for (size_t i = 0; i < d; i++) {
        gram[i * size + i] = 1.0;
    }
    put(gram, size, 0, d, d, p, y + s->at.p);
    put(gram, size, 0, d + p, d, m, y + s->at.q);
    put(gram, size, d, d + p, p, m, y + s->at.r);
    put(gram, size, d, d, p, p, y + s->at.s);
    put(gram, size, d + p, d + p, m, m, y + s->at.z);
}

void
chl_solvable_ungram(const chl_solvable *s, const double *gram, double *y)
{
    size_t d = s->model.d, p = s->model.p, m = s->model.m, size = d + p + m;

    take(gram, size, 0, d, d, p, y + s->at.p);
    take(gram, size, 0, d + p, d, m, y + s->at.q);
    take(gram, size, d, d + p, p, m, y + s->at.r);
    take(gram, size, d, d, p, p, y + s->at.s);
    take(gram, size, d + p, d + p, m, m, y + s->at.z);
}

chl_status
chl_solvable_start(const chl_solvable *s, const double *p0, const double *q0,
                   double *state, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = s->model.d, p = s->model.p, m = s->model.m, size = d + p + m;
    double *made = chl_alloc(s->at.size, sizeof *made);
    double *gram = chl_alloc(2 * size * size, sizeof *gram);

    CHL_REQUIRE(made != NULL && gram != NULL, err, CHL_ENOMEM,
                "out of memory for a start");
    for (size_t k = 0; k < d * p + d * m; k++) {
        double value = k < d * p ? p0[k] : q0[k - d * p];

        CHL_REQUIRE(isfinite(value), err, CHL_EARG,
                    "the start holds %g; it must be finite", value);
        made[k] = value;
    }
    chl_small_product(true, false, p, m, d, 1.0, p0, q0, 0.0, made + s->at.r);
    for (size_t i = 0; i < p; i++) {
        made[s->at.s + i * (p + 1)] = 1.0;
    }
    for (size_t i = 0; i < m; i++) {
        made[s->at.z + i * (m + 1)] = 1.0;
    }
    chl_solvable_gram(s, made, gram);
    CHL_REQUIRE(chl_small_cholesky(size, gram, gram + size * size), err,
                CHL_EARG,
                "no generator and critic of unit length have these overlaps P0 "
                "and Q0; they must be smaller");
    memcpy(state, made, s->at.size * sizeof *state);
out:
    chl_free(made);
    chl_free(gram);
    return status;
}
