/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Densities of named measures where they are known in closed form, in up to 3
 * coordinates: those of R^d (gauss, uniform, wells, laplace), or the arc
 * lengths along the circles of a flat torus.
 */
#ifndef CHLADNI_DATA_DENSITY_H
#define CHLADNI_DATA_DENSITY_H

#include <chladni/data.h>

/* Where the density lives: all of it, or all but what eigenfunctions of degree
 * `degree` do not see in double precision. */
typedef struct chl_domain {
    size_t dimension; /* 1..3 */
    bool periodic;
    bool continuous; /* the spectrum is, from its gap up: boxes come near the
                        gap as a series in 1 / size without a linear term    */
    double low[3], high[3];
} chl_domain;

/* False where no density is known, or the range is not RAW. */
bool chl_dataset_domain(const chl_dataset *dataset, size_t degree,
                        chl_domain *out);
/* rho(x) up to a constant factor; false as above. */
bool chl_dataset_density(const chl_dataset *dataset, const double *x,
                         double *rho);

#endif
