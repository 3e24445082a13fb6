/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finite volumes: H = B'B with one row of B per face between cells i and j,
 *
 *     B g = sqrt(rho_face) (g_j / sqrt(rho_j) - g_i / sqrt(rho_i)) / h.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/grid_laplacian.h"
#include "operators/inverse.h"

/* The upper faces of the cells in use along one axis. */
typedef struct faces {
    size_t *above;         /* place of the next cell; n: no face          */
    double *lower, *upper; /* sqrt(rho_face / rho) / h of either side     */
} faces;

typedef struct volumes {
    size_t axes, n;
    faces faces[3];
    chl_inverse *inverse;
} volumes;

static void
destroy(void *state)
{
    volumes *v = state;

    if (v == NULL) {
        return;
    }
    for (size_t a = 0; a < 3; a++) {
        chl_free(v->faces[a].above);
        chl_free(v->faces[a].lower);
        chl_free(v->faces[a].upper);
    }
    chl_inverse_free(v->inverse);
    chl_free(v);
}

static void
fill_faces(const chl_grid_laplacian *l, const size_t *place, size_t axis,
           faces *f)
{
    const chl_grid *grid = &l->density->grid;
    const double *rho = l->density->values, *at_face = l->density->faces[axis];
    const double h = chl_grid_step(grid, axis);
    const size_t stride = chl_grid_stride(grid, axis);

    for (size_t k = 0; k < l->n; k++) {
        size_t i = l->cell[k], next = i + stride;
        bool last =
            chl_grid_place(grid, axis, stride, i) + 1 == grid->cells[axis];

        if (last) {
            next = i - (grid->cells[axis] - 1) * stride;
        }
        f->above[k] = last && !grid->periodic ? l->n : place[next];
        if (f->above[k] < l->n) {
            f->lower[k] = sqrt(at_face[i]) / sqrt(rho[i]) / h;
            f->upper[k] = sqrt(at_face[i]) / sqrt(rho[next]) / h;
        }
    }
}

static chl_status
alloc_faces(faces *f, size_t n, chl_error *err)
{
    chl_status status = CHL_OK;

    f->above = chl_alloc(n, sizeof *f->above);
    f->lower = chl_alloc(n, sizeof *f->lower);
    f->upper = chl_alloc(n, sizeof *f->upper);
    CHL_REQUIRE_MEMORY(f->above, err, "faces of a grid");
    CHL_REQUIRE_MEMORY(f->lower, err, "faces of a grid");
    CHL_REQUIRE_MEMORY(f->upper, err, "faces of a grid");
out:
    return status;
}

static chl_status
create(chl_grid_laplacian *l, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t size = chl_grid_size(&l->density->grid);
    size_t *place = chl_alloc(size, sizeof *place);
    volumes *v = chl_alloc(1, sizeof *v);

    CHL_REQUIRE_MEMORY(place, err, "places of cells");
    CHL_REQUIRE_MEMORY(v, err, "finite volumes");
    v->axes = l->density->grid.dimension;
    v->n = l->n;
    for (size_t i = 0; i < size; i++) {
        place[i] = l->n;
    }
    for (size_t k = 0; k < l->n; k++) {
        place[l->cell[k]] = k;
    }
    for (size_t a = 0; a < v->axes; a++) {
        CHL_TRY(alloc_faces(&v->faces[a], l->n, err));
        fill_faces(l, place, a, &v->faces[a]);
    }
    l->state = v;
    v = NULL;
out:
    chl_free(place);
    destroy(v);
    return status;
}

static void
apply(chl_grid_laplacian *l, const double *g, double *y)
{
    const volumes *v = l->state;

    memset(y, 0, v->n * sizeof *y);
    for (size_t a = 0; a < v->axes; a++) {
        const faces *f = &v->faces[a];

        for (size_t k = 0; k < v->n; k++) {
            size_t j = f->above[k];

            if (j < v->n) {
                double slope = f->upper[k] * g[j] - f->lower[k] * g[k];

                y[j] += f->upper[k] * slope;
                y[k] -= f->lower[k] * slope;
            }
        }
    }
}

static double
energy(chl_grid_laplacian *l, const double *g)
{
    const volumes *v = l->state;
    double sum = 0.0;

    for (size_t a = 0; a < v->axes; a++) {
        const faces *f = &v->faces[a];

        for (size_t k = 0; k < v->n; k++) {
            size_t j = f->above[k];

            if (j < v->n) {
                double slope = f->upper[k] * g[j] - f->lower[k] * g[k];

                sum += slope * slope;
            }
        }
    }
    return sum;
}

static chl_status
prepare(chl_grid_laplacian *l, chl_error *err)
{
    chl_status status = CHL_OK;
    volumes *v = l->state;
    chl_entries entries = { 0 };
    chl_inverse *inverse = NULL;

    if (v->inverse != NULL) {
        return CHL_OK;
    }
    CHL_TRY(chl_entries_alloc((3 * v->axes + 1) * v->n, &entries, err));
    for (size_t k = 0; k < v->n; k++) {
        chl_entries_add(&entries, k, k, 0.0);
        for (size_t a = 0; a < v->axes; a++) {
            size_t j = v->faces[a].above[k];
            double lower = v->faces[a].lower[k], upper = v->faces[a].upper[k];

            if (j < v->n) {
                chl_entries_add(&entries, k, k, lower * lower);
                chl_entries_add(&entries, j, j, upper * upper);
                chl_entries_add(&entries, k, j, -lower * upper);
            }
        }
    }
    CHL_TRY(chl_inverse_create(v->n, &entries, 0.0, &inverse, err));
    CHL_TRY(chl_inverse_factor(inverse, -l->settings.shift, err));
    v->inverse = inverse;
    inverse = NULL;
out:
    chl_inverse_free(inverse);
    chl_entries_clear(&entries);
    return status;
}

static chl_status
solve(chl_grid_laplacian *l, const double *b, double *y, chl_error *err)
{
    const volumes *v = l->state;

    return chl_inverse_solve(v->inverse, b, y, err);
}

const chl_grid_method chl_grid_volumes = {
    .name = "volumes",
    .create = create,
    .destroy = destroy,
    .apply = apply,
    .energy = energy,
    .prepare = prepare,
    .solve = solve,
    .shifted = true,
};
