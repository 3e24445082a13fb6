/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a discriminator might look at: kernel functions at rows of the data,
 * and of images also at patches of 5 x 5 pixels with their mean removed, where
 * blur and noise show. Squared differences of their means over two laws,
 * averaged over the functions, estimate how far the laws are apart.
 *
 *     phi_j(x) = k(|x - z_j|)                  j < rows
 *     phi_j(x) = mean over patches u of x of k(|u - z_j|), places by row
 *
 * k is matern52, its bandwidth the root mean square distance of the z.
 */
#ifndef CHLADNI_STUDY_PROBE_H
#define CHLADNI_STUDY_PROBE_H

#include <chladni/kernels.h>
#include <chladni/operators.h>

#include "kernels/distance.h"

typedef struct chl_probe {
    size_t d, patch; /* values of a row and of a patch                       */
    size_t height, width, channels, side; /* of images; side of a patch      */
    double *centre;                       /* d, of the rows                  */
    chl_points rows, patches;             /* no patches: count 0             */
    chl_kernel row_kernel, patch_kernel;
    uint64_t seed;
} chl_probe;

/* Functions at `count` rows, the first places of the sample's order (which
 * its aside leaves to them), and at as many patches of them.
 * Errors  CHL_EDATA all rows are equal; CHL_ENOMEM, CHL_EIO */
chl_status chl_probe_create(const chl_sample *sample, size_t count,
                            chl_probe *out, chl_error *err);
void chl_probe_clear(chl_probe *probe);
/* Functions of both kinds. */
size_t chl_probe_size(const chl_probe *probe);

/* Buffers of one thread for blocks of up to `block` rows. */
typedef struct chl_probe_work {
    size_t block;
    double *centred, *patches, *squared, *values, *weights;
    chl_distance_work row_work, patch_work;
} chl_probe_work;

chl_status chl_probe_work_init(const chl_probe *probe, size_t block,
                               chl_probe_work *out, chl_error *err);
void chl_probe_work_clear(chl_probe_work *work);

/* sums += phi(x_i) over a block; x is count x d, row[i] the number that says
 * where the patches of x_i lie. sums: chl_probe_size values. */
void chl_probe_add(const chl_probe *probe, chl_probe_work *work, size_t count,
                   const size_t *row, const double *x, double *sums);
/* The same, and squares += phi(x_i)^2. */
void chl_probe_add_squares(const chl_probe *probe, chl_probe_work *work,
                           size_t count, const size_t *row, const double *x,
                           double *sums, double *squares);

#endif
