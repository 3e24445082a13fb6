/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signal boosting: correlation lifts weak directions over the threshold. */
#include "systems/solvable.h"

#include <lapacke.h>
#include <math.h>

#include "base/error.h"

typedef struct lift {
    const chl_solvable_model *model;
    double *work; /* d x d, then d */
} lift;

/* Smallest and largest eigenvalue of C + rho (11' - I). */
static bool
extremes(const lift *l, double rho, double *least, double *most)
{
    size_t d = l->model->d;
    double *values = l->work + d * d;

    for (size_t i = 0; i < d * d; i++) {
        l->work[i] = l->model->cov[i] + (i % (d + 1) == 0 ? 0.0 : rho);
    }
    if (LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'L', (lapack_int) d, l->work,
                      (lapack_int) d, values)
        != 0) {
        return false;
    }
    *least = values[0];
    *most = values[d - 1];
    return true;
}

/* The largest eigenvalue is convex in rho: below the level at 0, it passes it
 * once. */
static double
passes(const lift *l, double level)
{
    double low = 0.0, high = 1.0, least = 0.0, most = 0.0;
    bool fine = extremes(l, 0.0, &least, &most);

    if (!fine || most > level) {
        return fine ? 0.0 : NAN;
    }
    high = fmax(level, 1e-300);
    while (fine && most <= level && high < 1e300) {
        high *= 2.0;
        fine = extremes(l, high, &least, &most);
    }
    for (int k = 0; fine && k < 200; k++) {
        double middle = 0.5 * (low + high);

        fine = extremes(l, middle, &least, &most);
        *(most > level ? &high : &low) = middle;
    }
    fine = fine && extremes(l, high, &least, &most);
    return fine && least >= -1e-12 * most ? high : NAN;
}

chl_status
chl_solvable_boost_of(const chl_solvable_model *model, chl_solvable_boost *out,
                      chl_error *err)
{
    const chl_solvable_interval in = chl_solvable_interval_of(model);
    chl_status status = CHL_OK;
    lift l = { model, chl_alloc(model->d * (model->d + 1), sizeof *l.work) };

    CHL_REQUIRE_MEMORY(l.work, err, "an eigenvalue");
    *out = (chl_solvable_boost){ NAN, NAN };
    if (model->d > 1) {
        out->low = passes(&l, in.low);
        out->high = passes(&l, in.high);
    }
out:
    chl_free(l.work);
    return status;
}
