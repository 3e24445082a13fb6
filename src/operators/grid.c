/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangular grids: cells, centres, neighbours. */
#include "operators/grid.h"

#include <limits.h>
#include <math.h>

#include "base/error.h"

enum {
    CELLS_LEAST = 3
};

static chl_status
check_axis(const chl_grid *grid, size_t axis, chl_error *err)
{
    chl_status status = CHL_OK;
    double low = grid->low[axis], high = grid->high[axis];

    CHL_REQUIRE(grid->cells[axis] >= CELLS_LEAST, err, CHL_EARG,
                "axis %zu of a grid has %zu cells; it needs at least %d", axis,
                grid->cells[axis], CELLS_LEAST);
    CHL_REQUIRE(isfinite(low) && isfinite(high) && low < high, err, CHL_EARG,
                "axis %zu of a grid goes from %g to %g; both must be finite "
                "and the second larger",
                axis, low, high);
out:
    return status;
}

chl_status
chl_grid_check(const chl_grid *grid, chl_error *err)
{
    chl_status status = CHL_OK;
    double size = 1.0;

    CHL_REQUIRE(grid->dimension >= 1 && grid->dimension <= 3, err, CHL_EARG,
                "a grid has %zu dimensions; it must have 1..3",
                grid->dimension);
    for (size_t a = 0; a < grid->dimension; a++) {
        CHL_TRY(check_axis(grid, a, err));
        size *= (double) grid->cells[a];
    }
    CHL_REQUIRE(size <= INT_MAX, err, CHL_EARG,
                "a grid has %.3g cells; it can have at most %d", size, INT_MAX);
out:
    return status;
}

size_t
chl_grid_size(const chl_grid *grid)
{
    size_t size = 1;

    for (size_t a = 0; a < grid->dimension; a++) {
        size *= grid->cells[a];
    }
    return size;
}

double
chl_grid_step(const chl_grid *grid, size_t axis)
{
    return (grid->high[axis] - grid->low[axis]) / (double) grid->cells[axis];
}

size_t
chl_grid_stride(const chl_grid *grid, size_t axis)
{
    size_t stride = 1;

    for (size_t a = axis + 1; a < grid->dimension; a++) {
        stride *= grid->cells[a];
    }
    return stride;
}

void
chl_grid_centre(const chl_grid *grid, size_t cell, double *x)
{
    for (size_t a = grid->dimension; a-- > 0;) {
        size_t i = cell % grid->cells[a];

        cell /= grid->cells[a];
        x[a] = grid->low[a] + ((double) i + 0.5) * chl_grid_step(grid, a);
    }
}
