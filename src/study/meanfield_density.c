/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How mass lies along a coordinate over time. */
#include "study/meanfield.h"

#include <math.h>

#include "base/error.h"
#include "report/result.h"

/* At an end to rounding. */
static const double edge = 1e-12;

chl_status
chl_density_create(const char *name, size_t count, size_t bins, bool atoms,
                   double time, chl_result_density *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_set_text(&out->name, name, err));
    out->count = count;
    out->t = chl_alloc(count, sizeof *out->t);
    out->at_low = atoms ? chl_alloc(count, sizeof *out->at_low) : NULL;
    out->at_high = atoms ? chl_alloc(count, sizeof *out->at_high) : NULL;
    out->mass.values = chl_alloc(count * bins, sizeof *out->mass.values);
    CHL_REQUIRE(
        out->t != NULL && out->mass.values != NULL
            && (!atoms || (out->at_low != NULL && out->at_high != NULL)),
        err, CHL_ENOMEM, "out of memory for a density of %zu bins", bins);
    out->mass.rows = count;
    out->mass.columns = bins;
    for (size_t k = 0; k < count; k++) {
        out->t[k] = time * ((double) k + 0.5) / (double) count;
    }
out:
    return status;
}

void
chl_density_add(chl_result_density *d, size_t index, double x, double mass)
{
    const double part = (x - d->low) / (d->high - d->low);
    size_t bins = d->mass.columns, bin;

    if (!(part >= 0.0 && part <= 1.0)
        || (d->at_low != NULL && (part < edge || part > 1.0 - edge))) {
        return;
    }
    bin = (size_t) (part * (double) bins);
    d->mass.values[index * bins + (bin < bins ? bin : bins - 1)] += mass;
}
