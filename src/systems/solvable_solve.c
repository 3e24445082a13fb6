/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order parameters in time, and how well constraints are kept. */
#include "systems/solvable.h"

#include <math.h>

#include "base/error.h"
#include "systems/ode.h"

static const double tolerance = 1e-12;

static chl_status
rate(void *self, const double *y, double *slope, chl_error *err)
{
    (void) err;
    chl_solvable_field(self, y, slope);
    return CHL_OK;
}

static double
drift_of(const chl_solvable *s, const double *y)
{
    return fmax(
        chl_constraint_drift(s->model.constraint_w, s->model.m, y + s->at.z),
        chl_constraint_drift(s->model.constraint_v, s->model.p, y + s->at.s));
}

static chl_status
check_times(size_t count, const double *times, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(isfinite(times[k]) && times[k] >= 0.0
                        && (k == 0 || times[k] >= times[k - 1]),
                    err, CHL_EARG,
                    "time %zu is %g; times must be 0 or above and ascend", k,
                    times[k]);
    }
out:
    return status;
}

chl_status
chl_solvable_solve(chl_solvable *s, const double *state, size_t count,
                   const double *times, const chl_progress *progress,
                   double *states, double *drift, chl_error *err)
{
    const chl_ode ode = { .n = s->at.size,
                          .self = s,
                          .rate = rate,
                          .tolerance = tolerance,
                          .steps = 5000000,
                          .progress = progress,
                          .stage = "solving" };
    chl_status status = CHL_OK;
    double worst = drift_of(s, state);

    CHL_TRY(check_times(count, times, err));
    CHL_TRY(chl_ode_follow(&ode, state, count, times, states, err));
    for (size_t k = 0; k < count; k++) {
        worst = fmax(worst, drift_of(s, states + k * s->at.size));
    }
    if (drift != NULL) {
        *drift = worst;
    }
out:
    return status;
}
