/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The energy distance of two samples. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "kernels/distance.h"
#include "quality.h"

enum {
    BLOCK = 256
};

static chl_status
open_points(const double *rows, size_t n, size_t d, chl_points *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    double *copy = chl_alloc(n * d, sizeof *copy);

    CHL_REQUIRE_MEMORY(copy, err, "distances");
    memcpy(copy, rows, n * d * sizeof *copy);
    CHL_TRY(chl_points_init(out, n, d, copy, false, err));
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

/* Sum of all distances between x and the points. */
static chl_status
sum_distances(const double *x, size_t n, const chl_points *points, double *sum,
              chl_error *err)
{
    chl_status status = CHL_OK;
    chl_distance_work work = { 0 };
    double *squared = chl_alloc(BLOCK * points->count, sizeof *squared);

    *sum = 0.0;
    CHL_REQUIRE_MEMORY(squared, err, "distances");
    CHL_TRY(chl_distance_work_init(&work, points, BLOCK, err));
    for (size_t first = 0; first < n; first += BLOCK) {
        const size_t count = n - first < BLOCK ? n - first : BLOCK;

        chl_distance_block(points, count, x + first * points->d, &work,
                           squared);
        for (size_t k = 0; k < count * points->count; k++) {
            *sum += sqrt(fmax(squared[k], 0.0));
        }
    }
out:
    chl_distance_work_clear(&work);
    chl_free(squared);
    return status;
}

chl_status
train_energy_distance(const double *x, size_t n, const double *y, size_t m,
                      size_t d, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_points px = { 0 }, py = { 0 };
    const double rows_x = (double) n, rows_y = (double) m;
    double xy, xx, yy;

    CHL_TRY(open_points(x, n, d, &px, err));
    CHL_TRY(open_points(y, m, d, &py, err));
    CHL_TRY(sum_distances(x, n, &py, &xy, err));
    CHL_TRY(sum_distances(x, n, &px, &xx, err));
    CHL_TRY(sum_distances(y, m, &py, &yy, err));
    *out = 2.0 * xy / (rows_x * rows_y) - xx / (rows_x * (rows_x - 1.0))
           - yy / (rows_y * (rows_y - 1.0));
out:
    chl_points_clear(&px);
    chl_points_clear(&py);
    return status;
}
