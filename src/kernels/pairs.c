/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances of pairs of points that keep the digits of near ones. */
#include "kernels/pairs.h"

#include "kernels/activation.h"

/* A loop over points for every small d the caller asks for by a constant. */
CHL_INLINE void
measure_all(size_t d, size_t count, const double *x, const double *restrict z,
            double *restrict squared, double *restrict difference)
{
    for (size_t j = 0; j < count; j++) {
        chl_pair_measure(d, x, z + j * d, &squared[j], &difference[j]);
    }
}

CHL_VECTORISED static void
measure_coordinates(size_t d, size_t count, const double *x, const double *z,
                    double *squared, double *difference)
{
    switch (d) {
    case 1:
        measure_all(1, count, x, z, squared, difference);
        break;
    case 2:
        measure_all(2, count, x, z, squared, difference);
        break;
    case 3:
        measure_all(3, count, x, z, squared, difference);
        break;
    default:
        measure_all(d, count, x, z, squared, difference);
        break;
    }
}

/* Distances below this part of |x|^2 + |z|^2 lost two digits in a product. */
static const double near_part = 1e-2;

void
chl_pairs_measure(const chl_pairs *pairs, size_t i, size_t first, size_t count,
                  double *squared, double *difference)
{
    const size_t d = pairs->d;
    const double *x = pairs->x + i * d, *z = pairs->z + first * d;
    const double *products, norm = pairs->x_norms[i];

    if (pairs->products == NULL) {
        measure_coordinates(d, count, x, z, squared, difference);
        return;
    }
    products = pairs->products + i * pairs->m + first;
    for (size_t j = 0; j < count; j++) {
        double size = norm + pairs->z_norms[first + j];

        squared[j] = size - 2.0 * products[j];
        difference[j] = norm - pairs->z_norms[first + j];
        if (squared[j] <= near_part * size) {
            chl_pair_measure(d, x, z + j * d, &squared[j], &difference[j]);
        }
    }
}
