/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Densities on a grid: from a function or an array. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/fourier.h"
#include "operators/grid.h"

static const double pi = 3.14159265358979323846;

chl_status
chl_grid_density_alloc(const chl_grid *grid, chl_grid_density **out,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_density *density = NULL;

    CHL_TRY(chl_grid_check(grid, err));
    density = chl_alloc(1, sizeof *density);
    CHL_REQUIRE_MEMORY(density, err, "a density");
    density->grid = *grid;
    density->bandwidth = NAN;
    density->values = chl_alloc(chl_grid_size(grid), sizeof(double));
    CHL_REQUIRE_MEMORY(density->values, err, "a density");
    for (size_t a = 0; a < grid->dimension; a++) {
        density->faces[a] = chl_alloc(chl_grid_size(grid), sizeof(double));
        CHL_REQUIRE_MEMORY(density->faces[a], err, "a density on faces");
    }
    *out = density;
    density = NULL;
out:
    chl_grid_density_free(density);
    return status;
}

void
chl_grid_density_free(chl_grid_density *density)
{
    if (density == NULL) {
        return;
    }
    chl_free(density->values);
    for (size_t a = 0; a < 3; a++) {
        chl_free(density->faces[a]);
    }
    chl_free(density);
}

const chl_grid *
chl_grid_density_grid(const chl_grid_density *density)
{
    return &density->grid;
}

const double *
chl_grid_density_values(const chl_grid_density *density)
{
    return density->values;
}

const double *
chl_grid_density_faces(const chl_grid_density *density, size_t axis)
{
    return density->faces[axis];
}

double
chl_grid_density_bandwidth(const chl_grid_density *density)
{
    return density->bandwidth;
}

chl_status
chl_grid_density_check(const chl_grid_density *density, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t size = chl_grid_size(&density->grid);
    double most = 0.0;

    for (size_t i = 0; i < size; i++) {
        CHL_REQUIRE(isfinite(density->values[i]) && density->values[i] >= 0.0,
                    err, CHL_EDATA,
                    "the density is %g in cell %zu; it must be finite and not "
                    "negative",
                    density->values[i], i);
        most = fmax(most, density->values[i]);
        for (size_t a = 0; a < density->grid.dimension; a++) {
            double face = density->faces[a][i];

            CHL_REQUIRE(isfinite(face) && face >= 0.0, err, CHL_EDATA,
                        "the density is %g on the upper face of cell %zu; it "
                        "must be finite and not negative",
                        face, i);
        }
    }
    CHL_REQUIRE(most > 0.0, err, CHL_EDATA,
                "the density is 0 in all %zu cells of the grid", size);
out:
    return status;
}

/* The last face of a box is its boundary: nothing passes. */
static bool
is_boundary(const chl_grid *grid, size_t axis, size_t cell)
{
    size_t at = chl_grid_place(grid, axis, chl_grid_stride(grid, axis), cell);

    return !grid->periodic && at + 1 == grid->cells[axis];
}

chl_status
chl_grid_density_function(const chl_grid *grid, chl_density_fn *fn, void *user,
                          chl_grid_density **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_density *density = NULL;
    double x[3];

    CHL_TRY(chl_grid_density_alloc(grid, &density, err));
    for (size_t i = 0; i < chl_grid_size(grid); i++) {
        chl_grid_centre(grid, i, x);
        density->values[i] = fn(user, x);
        for (size_t a = 0; a < grid->dimension; a++) {
            double centre = x[a];

            x[a] += 0.5 * chl_grid_step(grid, a);
            if (!is_boundary(grid, a, i)) {
                density->faces[a][i] = fn(user, x);
            }
            x[a] = centre;
        }
    }
    CHL_TRY(chl_grid_density_check(density, err));
    *out = density;
    density = NULL;
out:
    chl_grid_density_free(density);
    return status;
}

static void
fill_geometric(chl_grid_density *density, size_t axis)
{
    const chl_grid *grid = &density->grid;
    const size_t stride = chl_grid_stride(grid, axis);

    for (size_t i = 0; i < chl_grid_size(grid); i++) {
        if (!is_boundary(grid, axis, i)) {
            density->faces[axis][i] =
                sqrt(density->values[i]) * sqrt(density->values[i + stride]);
        }
    }
}

/* Half a cell along an axis is a phase. */
static void
shift(const chl_grid *grid, size_t axis, chl_complex *modes, size_t count)
{
    const size_t d = grid->dimension, n = grid->cells[axis];
    size_t stride = 1;

    for (size_t a = d; a-- > axis + 1;) {
        stride *= a + 1 == d ? grid->cells[a] / 2 + 1 : grid->cells[a];
    }
    for (size_t k = 0; k < count; k++) {
        size_t along = axis + 1 == d ? n / 2 + 1 : n;
        size_t at = k / stride % along;
        double phase = pi * chl_fourier_frequency(at, n) / (double) n;
        chl_complex z = modes[k];

        modes[k] = (chl_complex){ z.re * cos(phase) - z.im * sin(phase),
                                  z.re * sin(phase) + z.im * cos(phase) };
        if (2 * at == n) {
            modes[k] = (chl_complex){ 0.0, 0.0 };
        }
    }
}

static chl_status
fill_shifted(chl_grid_density *density, size_t axis, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_grid *grid = &density->grid;
    const size_t size = chl_grid_size(grid);
    chl_fourier *fourier = NULL;
    chl_complex *modes = NULL;

    CHL_TRY(chl_fourier_create(grid->dimension, grid->cells, &fourier, err));
    modes = chl_alloc(chl_fourier_modes(fourier), sizeof *modes);
    CHL_REQUIRE_MEMORY(modes, err, "modes of a density");
    chl_fourier_forward(fourier, density->values, modes);
    shift(grid, axis, modes, chl_fourier_modes(fourier));
    chl_fourier_backward(fourier, modes, density->faces[axis]);
    for (size_t i = 0; i < size; i++) {
        density->faces[axis][i] =
            fmax(density->faces[axis][i] / (double) size, 0.0);
    }
out:
    chl_free(modes);
    chl_fourier_free(fourier);
    return status;
}

chl_status
chl_grid_density_array(const chl_grid *grid, const double *values,
                       chl_grid_density **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_density *density = NULL;

    CHL_TRY(chl_grid_density_alloc(grid, &density, err));
    memcpy(density->values, values, chl_grid_size(grid) * sizeof *values);
    CHL_TRY(chl_grid_density_check(density, err));
    for (size_t a = 0; a < grid->dimension; a++) {
        if (grid->periodic) {
            CHL_TRY(fill_shifted(density, a, err));
        } else {
            fill_geometric(density, a);
        }
    }
    *out = density;
    density = NULL;
out:
    chl_grid_density_free(density);
    return status;
}
