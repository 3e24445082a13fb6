/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses whose discriminator is the best of all functions of a kernel. */
#ifndef CHLADNI_SYSTEMS_BEST_H
#define CHLADNI_SYSTEMS_BEST_H

#include <chladni/flow.h>

/*
 * Coefficients of f at particles, then targets, and the divergence of the
 * header.
 *
 * Cost       m^3 / 3 operations, for kale in each of some ten steps of Newton;
 *            16 m^2 bytes
 * Errors     CHL_ENUMERIC LAPACK or Newton's method gave up; CHL_ENOMEM
 * Source     kale: P. Glaser, M. Arbel, A. Gretton, KALE flow: a relaxed KL
 *            gradient flow for probabilities with disjoint support, NeurIPS
 *            2021; drmmd: Z. Chen et al., (De)-regularized maximum mean
 *            discrepancy gradient flow, 2024, arXiv 2409.14980.
 */
chl_status chl_best_kale(const chl_particles *particles, double *coefficients,
                         double *divergence, chl_error *err);
chl_status chl_best_drmmd(const chl_particles *particles, double *coefficients,
                          double *divergence, chl_error *err);

#endif
