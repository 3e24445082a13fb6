/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What noise does to the eigenvalues of a sample covariance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "systems/directions.h"

enum {
    NODES = 4096
};

/* Median of the law of Marchenko and Pastur with ratio <= 1 and scale 1, by
 * the midpoint rule in the angle of x = 1 + g - 2 sqrt(g) cos t. */
static double
median_of_law(double ratio)
{
    const double pi = acos(-1.0), root = sqrt(ratio);
    double total = 0.0, sum = 0.0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < NODES; k++) {
            double t = pi * ((double) k + 0.5) / NODES, s = sin(t);
            double x = 1.0 + ratio - 2.0 * root * cos(t), mass = s * s / x;

            if (pass == 0) {
                total += mass;
            } else if ((sum += mass) >= 0.5 * total) {
                return x;
            }
        }
    }
    return 1.0;
}

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static double
median(size_t count, const double *sorted)
{
    return count % 2 == 1 ? sorted[count / 2]
                          : 0.5 * (sorted[count / 2 - 1] + sorted[count / 2]);
}

chl_status
chl_noise_of_bulk(size_t count, const double *values, double ratio,
                  double *noise, size_t *above, chl_error *err)
{
    chl_status status = CHL_OK;
    /* With more columns than rows the rest of the law is an atom at 0, and the
     * nonzero part the law of 1 / ratio, stretched by ratio. */
    double inner = ratio <= 1.0 ? ratio : 1.0 / ratio;
    double stretch = ratio <= 1.0 ? 1.0 : ratio;
    double middle = stretch * median_of_law(inner);
    double edge = (1.0 + sqrt(ratio)) * (1.0 + sqrt(ratio)), scale;
    double *sorted = chl_alloc(count, sizeof *sorted);
    size_t zeros = 0, inside;

    CHL_REQUIRE_MEMORY(sorted, err, "eigenvalues");
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    while (zeros < count && !(sorted[zeros] > 1e-12 * sorted[count - 1])) {
        zeros++;
    }
    scale =
        zeros < count ? median(count - zeros, sorted + zeros) / middle : 0.0;
    for (inside = zeros; inside < count && sorted[inside] <= scale * edge;) {
        inside++;
    }
    *noise = scale;
    *above = count - inside;
out:
    chl_free(sorted);
    return status;
}

double
chl_noise_unbias(double value, double ratio, double noise)
{
    double edge = noise * (1.0 + sqrt(ratio)) * (1.0 + sqrt(ratio));
    double b = value + noise - ratio * noise;

    if (!(value > edge)) {
        return 0.0;
    }
    return 0.5 * (b + sqrt(fmax(0.0, b * b - 4.0 * value * noise))) - noise;
}
