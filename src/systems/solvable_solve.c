/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order parameters in time, and how well constraints are kept. */
#include "systems/solvable.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/path.h"

static const double tolerance = 1e-12;

static void
field(void *user, double t, const double *y, double *slope)
{
    (void) t;
    chl_solvable_field(user, y, slope);
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
                   const double *times, double *states, double *drift,
                   chl_error *err)
{
    const chl_path_problem problem = { .size = s->at.size,
                                       .field = field,
                                       .user = s,
                                       .relative = tolerance,
                                       .absolute = tolerance };
    chl_status status = CHL_OK;
    chl_path *path = NULL;
    double *y = chl_alloc(s->at.size, sizeof *y);
    double t = 0.0, worst;

    CHL_REQUIRE_MEMORY(y, err, "a solution");
    CHL_TRY(check_times(count, times, err));
    CHL_TRY(chl_path_create(&problem, &path, err));
    CHL_TRY(chl_path_start(path, 0.0, state, err));
    memcpy(y, state, s->at.size * sizeof *y);
    worst = drift_of(s, y);
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_path_advance(path, times[k], &t, y, NULL, err));
        memcpy(states + k * s->at.size, y, s->at.size * sizeof *y);
        worst = fmax(worst, drift_of(s, y));
    }
    if (drift != NULL) {
        *drift = worst;
    }
out:
    chl_path_free(path);
    chl_free(y);
    return status;
}
