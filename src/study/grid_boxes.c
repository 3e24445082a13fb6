/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A law whose spectrum is continuous has no first mode: that of a box is a wave
 * on top of the gap, as long as the box.
 */
#include "study/grid.h"

#include <math.h>

#include "base/error.h"

enum {
    LEVELS_LIMIT = 8,
    BOXES = 7
};

/*
 * With p(x) = c + x^2 g(x) the divided difference of g = (p - c) / x^2 over all
 * points vanishes, which is an equation for c.
 */
double
chl_grid_without_slope(size_t count, const double *x, const double *values)
{
    double sum = 0.0, weights = 0.0;

    for (size_t i = 0; i < count; i++) {
        double weight = 1.0 / (x[i] * x[i]);

        for (size_t j = 0; j < count; j++) {
            weight /= j != i ? x[i] - x[j] : 1.0;
        }
        sum += weight * values[i];
        weights += weight;
    }
    return sum / weights;
}

/* Of the box that is `part` of the domain per axis. */
static chl_status
solve_box(const chl_grid_run *run, double part, size_t levels,
          const size_t *cells, double *lambda, bool *converged, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_run own = *run;
    double h[LEVELS_LIMIT], values[LEVELS_LIMIT], change;

    for (size_t a = 0; a < own.domain.dimension; a++) {
        double centre = 0.5 * (own.domain.low[a] + own.domain.high[a]);

        own.domain.low[a] = centre + part * (own.domain.low[a] - centre);
        own.domain.high[a] = centre + part * (own.domain.high[a] - centre);
    }
    for (size_t j = 0; j < levels; j++) {
        bool fine = true;

        h[j] = 1.0 / (double) cells[j];
        CHL_TRY(chl_grid_run_solve(&own, cells[j], 1.0, 1, &values[j], NULL,
                                   NULL, &fine, err));
        *converged = *converged && fine;
    }
    *lambda = chl_grid_extrapolate(levels, h, values, &change);
out:
    return status;
}

chl_status
chl_grid_run_boxes(const chl_grid_run *run, size_t levels, const size_t *cells,
                   double *gap, double *change, bool *converged, chl_error *err)
{
    chl_status status = CHL_OK;
    double x[BOXES], values[BOXES];

    *converged = true;
    for (size_t k = 0; k < BOXES; k++) {
        double part = 0.5 * (1.0 + (double) k / (BOXES - 1));

        x[k] = 1.0 / part;
        CHL_TRY(chl_progress_tell(&run->settings.progress, "boxes", (double) k,
                                  BOXES, err));
        CHL_TRY(
            solve_box(run, part, levels, cells, &values[k], converged, err));
    }
    *gap = chl_grid_without_slope(BOXES, x, values);
    *change = fabs(*gap - chl_grid_without_slope(BOXES - 1, x + 1, values + 1));
out:
    return status;
}
