/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slowest modes of the rows, as `chladni rank augment --discriminator
 * radial` takes them: functions of variance 1 and mean 0, and their slopes. */
#ifndef CHLADNI_TESTS_TRAIN_FUNCTIONS_H
#define CHLADNI_TESTS_TRAIN_FUNCTIONS_H

#include <chladni/functions.h>

enum {
    TRAIN_MODES = 24
};

typedef struct train_functions {
    chl_basis *basis;
    chl_functions *functions;
    double *coefficients; /* q x modes */
    size_t modes, d;
} train_functions;

/* Borrows dataset. CHL_EDATA too few rows; CHL_ENUMERIC, CHL_ENOMEM. */
chl_status train_functions_open(const chl_dataset *dataset,
                                train_functions *out, chl_error *err);
void train_functions_close(train_functions *functions);
/* Values count x modes; slopes count x modes x d. CHL_ENOMEM */
chl_status train_functions_values(const train_functions *functions,
                                  size_t count, const double *x, double *values,
                                  chl_error *err);
chl_status train_functions_slopes(const train_functions *functions,
                                  size_t count, const double *x, double *slopes,
                                  chl_error *err);

#endif
