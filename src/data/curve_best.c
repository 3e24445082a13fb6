/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a run was best. */
#include "data/curve.h"

#include <math.h>

#include <chladni/base.h>

void
chl_curve_clear(chl_curve *curve)
{
    chl_free(curve->steps);
    chl_free(curve->score);
    *curve = (chl_curve){ 0 };
}

/* Of the parabola through three points, the middle one lowest. */
static double
lowest(const double *x, const double *y)
{
    double left = (y[0] - y[1]) / (x[0] - x[1]);
    double right = (y[2] - y[1]) / (x[2] - x[1]);
    double bend = (right - left) / (x[2] - x[0]);

    return bend > 0.0 ? 0.5 * (x[0] + x[1] - left / bend) : x[1];
}

chl_curve_best
chl_curve_find_best(const chl_curve *c)
{
    double sign = c->higher ? -1.0 : 1.0, x[3], y[3];
    chl_curve_best found;
    size_t best = 0;

    for (size_t k = 1; k < c->count; k++) {
        if (sign * c->score[k] < sign * c->score[best]) {
            best = k;
        }
    }
    found = (chl_curve_best){
        .steps = c->steps[best],
        .low = best > 0 ? c->steps[best - 1] : NAN,
        .high = best + 1 < c->count ? c->steps[best + 1] : NAN,
    };
    if (isnan(found.low) || isnan(found.high)) {
        return found;
    }
    for (size_t k = 0; k < 3; k++) {
        x[k] = log(c->steps[best + k - 1]);
        y[k] = sign * c->score[best + k - 1];
    }
    found.steps = exp(lowest(x, y));
    return found;
}
