/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of grids and their densities, for the files of the family. */
#ifndef CHLADNI_OPERATORS_GRID_H
#define CHLADNI_OPERATORS_GRID_H

#include <chladni/grid.h>

struct chl_grid_density {
    chl_grid grid;
    double *values;
    double *faces[3];
    double bandwidth; /* NaN: no estimate */
};

double chl_grid_step(const chl_grid *grid, size_t axis);
/* Distance of neighbours along an axis, in cells. */
size_t chl_grid_stride(const chl_grid *grid, size_t axis);
/* Place of a cell along an axis. */
static inline size_t
chl_grid_place(const chl_grid *grid, size_t axis, size_t stride, size_t cell)
{
    return cell / stride % grid->cells[axis];
}

/* All zero. Errors: CHL_EARG grid, CHL_ENOMEM. */
chl_status chl_grid_density_alloc(const chl_grid *grid, chl_grid_density **out,
                                  chl_error *err);
/* Errors: CHL_EDATA if a value is negative or not finite, or all are 0. */
chl_status chl_grid_density_check(const chl_grid_density *density,
                                  chl_error *err);

#endif
