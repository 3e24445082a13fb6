/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a search for the nearest column. */
#include "base/vectorised.h"
#include "systems/transport_prices.h"

CHL_VECTORISED void
chl_transport_relax(size_t m, size_t i, double far, double price,
                    const double *restrict costs, const double *restrict prices,
                    double *restrict open, size_t *restrict from)
{
    for (size_t j = 0; j < m; j++) {
        double there = far + costs[j] - price - prices[j];

        from[j] = there < open[j] ? i : from[j];
        open[j] = there < open[j] ? there : open[j];
    }
}
