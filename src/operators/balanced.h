/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the matrices of an augmented law have in common. */
#ifndef CHLADNI_OPERATORS_BALANCED_H
#define CHLADNI_OPERATORS_BALANCED_H

#include <chladni/balanced.h>

#include "operators/functions.h"

/* Settings with their defaults filled in from the basis; NULL = defaults.
 * Errors: CHL_EARG draws is 0, r is 0. */
chl_status chl_balanced_resolve(const chl_functions *functions,
                                const chl_balanced_settings *settings, size_t r,
                                chl_balanced_settings *out, chl_error *err);

/* Rows of a group that enter C and W: the first of its places. */
size_t chl_balanced_rows(const chl_sample *sample,
                         const chl_balanced_settings *settings, size_t group);

/* sum_g weight[g] rows[g], or CHL_EARG. */
chl_status chl_balanced_weigh(size_t groups, const double *weight,
                              const size_t *rows, double *sum, chl_error *err);

/* Averages of J' grad f over all circular shifts. coupling_shifts.c */
typedef struct chl_shift_average chl_shift_average;

/* *out is NULL if there is no exact average: functions that are not radial or
 * under a metric, a chain that is no circular shift. */
chl_status chl_shift_average_create(const chl_functions *functions,
                                    const chl_augment *augment, size_t r,
                                    const double *coefficients, size_t threads,
                                    chl_shift_average **out, chl_error *err);
void chl_shift_average_free(chl_shift_average *average);
/* Of a row x (not centred), r x d, by one thread. */
void chl_shift_average_gradients(const chl_shift_average *average,
                                 size_t thread, const double *x,
                                 double *gradients);

#endif
