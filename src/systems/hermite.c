/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Hermite rules, in one dimension and as products. */
#include "systems/hermite.h"

#include <lapacke.h>
#include <math.h>

#include <chladni/meanfield.h>

#include "base/error.h"

static const double most_points = 1e6;
static const size_t most_nodes = 512;

/* Golub and Welsch: the eigenvalues of the recurrence of the polynomials. */
chl_status
chl_hermite_nodes(size_t count, double *nodes, double *masses, chl_error *err)
{
    chl_status status = CHL_OK;
    double *vectors = chl_alloc(count * count + count, sizeof *vectors);
    double *beside = vectors + count * count;

    CHL_REQUIRE_MEMORY(vectors, err, "Gauss-Hermite nodes");
    for (size_t k = 0; k < count; k++) {
        nodes[k] = 0.0;
        beside[k] = sqrt((double) (k + 1));
    }
    CHL_REQUIRE(LAPACKE_dstev(LAPACK_COL_MAJOR, 'V', (lapack_int) count, nodes,
                              beside, vectors, (lapack_int) count)
                    == 0,
                err, CHL_ENUMERIC, "no Gauss-Hermite nodes");
    for (size_t k = 0; k < count; k++) {
        masses[k] = vectors[k * count] * vectors[k * count];
    }
out:
    chl_free(vectors);
    return status;
}

chl_status
chl_normal_rule(size_t columns, size_t per_axis, double *points, double *masses,
                chl_error *err)
{
    chl_status status = CHL_OK;
    double *nodes = NULL, *one;
    double count = pow((double) per_axis, (double) columns);

    CHL_REQUIRE(columns > 0 && per_axis > 0 && per_axis <= most_nodes
                    && count <= most_points,
                err, CHL_EARG,
                "a rule of %zu nodes along each of %zu columns; at most %zu "
                "along one and %g altogether",
                per_axis, columns, most_nodes, most_points);
    nodes = chl_alloc(per_axis, 2 * sizeof *nodes);
    CHL_REQUIRE_MEMORY(nodes, err, "Gauss-Hermite nodes");
    one = nodes + per_axis;
    CHL_TRY(chl_hermite_nodes(per_axis, nodes, one, err));
    for (size_t k = 0; k < (size_t) count; k++) {
        size_t rest = k;

        masses[k] = 1.0;
        for (size_t c = columns; c-- > 0; rest /= per_axis) {
            points[k * columns + c] = nodes[rest % per_axis];
            masses[k] *= one[rest % per_axis];
        }
    }
out:
    chl_free(nodes);
    return status;
}
