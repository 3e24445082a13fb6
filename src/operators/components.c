/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Components of the weighted graph by union-find. */
#include <float.h>
#include <math.h>

#include "base/error.h"
#include "operators/graph.h"

/* The root of a point; every point on the way then hangs one nearer. */
static size_t
find_root(size_t *parent, size_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* The smaller number is the root, so that roots come in order. */
static void
join(size_t *parent, size_t i, size_t j)
{
    size_t a = find_root(parent, i), b = find_root(parent, j);

    if (a < b) {
        parent[b] = a;
    } else {
        parent[a] = b;
    }
}

chl_status
chl_components_find(const chl_sparse *weights, const double *degree,
                    const bool *keep, size_t *label, size_t *count,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = weights->n, found = 0;
    size_t *parent = chl_alloc(n, sizeof *parent);

    CHL_REQUIRE_MEMORY(parent, err, "components of the graph");
    for (size_t i = 0; i < n; i++) {
        parent[i] = i;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t a = weights->start[i]; a < weights->start[i + 1]; a++) {
            size_t j = weights->column[a];
            double least = DBL_EPSILON * sqrt(degree[i]) * sqrt(degree[j]);

            if (keep[i] && keep[j] && weights->value[a] > least) {
                join(parent, i, j);
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        size_t root = find_root(parent, i);

        label[i] = !keep[i] ? SIZE_MAX : root == i ? found++ : label[root];
    }
    *count = found;
out:
    chl_free(parent);
    return status;
}
