/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Principal directions of a dataset that stand above its noise. */
#ifndef CHLADNI_SYSTEMS_DIRECTIONS_H
#define CHLADNI_SYSTEMS_DIRECTIONS_H

#include <chladni/data.h>

typedef struct chl_directions {
    size_t count;     /* directions kept                                      */
    size_t above;     /* eigenvalues above the noise in all                   */
    size_t rows;      /* used                                                 */
    size_t dimension; /* d                                                    */
    size_t varying;   /* columns that vary                                    */
    double scale;     /* rows are multiplied by it                            */
    double noise;     /* variance per column, scaled                          */
    double *mean;     /* d, not scaled                                        */
    double *lambda;   /* count: variance above the noise, freed of its bias   */
    double *vectors;  /* count x d, of length 1                               */
    double *between;  /* count: part that is between classes; NaN unlabelled  */
    size_t *low, *high; /* count: classes at the two ends                     */
} chl_directions;

/*
 * At most `most` directions from at most `samples` rows (0: 4096) drawn by the
 * seed. Errors: CHL_EDATA, CHL_ENOMEM, CHL_ENUMERIC.
 */
chl_status chl_directions_find(const chl_dataset *dataset, size_t most,
                               size_t samples, uint64_t seed,
                               chl_directions *out, chl_error *err);
void chl_directions_clear(chl_directions *directions);

/*
 * Scale of the noise under `count` eigenvalues of a sample covariance, any
 * order, for ratio = columns / rows: the law of Marchenko and Pastur with their
 * median; those that vanish to rounding are left out. *above is how many lie
 * above its upper edge. Errors: CHL_ENOMEM.
 * Source  M. Gavish, D. Donoho, The optimal hard threshold for singular values
 *         is 4 / sqrt(3), IEEE Trans. Inf. Theory 60 (2014) 5040-5053.
 */
chl_status chl_noise_of_bulk(size_t count, const double *values, double ratio,
                             double *noise, size_t *above, chl_error *err);

/* lambda of the population behind a sample eigenvalue; 0 at or below the edge
 */
double chl_noise_unbias(double value, double ratio, double noise);

#endif
