/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wider weights for points that are rarer than eps resolves. */
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

double
chl_graph_width(const chl_graph_points *points, size_t i, size_t j)
{
    const double *width = points->width;

    return width != NULL ? 0.5 * (width[i] + width[j]) : 1.0;
}

chl_status
chl_graph_widen(chl_graph_points *points, double bandwidth, double cutoff,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_neighbours *near = &points->near;
    size_t last = near->k - 1;
    size_t at = last < CHL_GRAPH_NEAR - 1 ? last : CHL_GRAPH_NEAR - 1;
    double *width = chl_alloc(near->n, sizeof *width);

    CHL_REQUIRE_MEMORY(width, err, "bandwidths of points");
    for (size_t i = 0; i < near->n; i++) {
        const double *squared = near->squared + i * near->k;
        double most = squared[last] / (-4.0 * log(cutoff));

        width[i] = fmax(1.0, fmin(0.25 * squared[at], most) / bandwidth);
    }
    chl_free(points->width);
    points->width = width;
    points->bandwidth = bandwidth;
out:
    return status;
}
