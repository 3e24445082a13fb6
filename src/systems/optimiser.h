/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps down a gradient g of parameters theta.
 *
 *   sgd   m = momentum m + g,   theta -= rate m
 *   adam  m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,
 *         theta -= rate m^ / (sqrt v^ + epsilon),  m^, v^ unbiased
 *
 * Source  D. P. Kingma, J. Ba, Adam, ICLR 2015, arXiv 1412.6980.
 */
#ifndef CHLADNI_SYSTEMS_OPTIMISER_H
#define CHLADNI_SYSTEMS_OPTIMISER_H

#include <chladni/base.h>

typedef struct chl_optimiser_settings {
    const char *method; /* "sgd" (default) or "adam"                         */
    double rate;        /* > 0; default 0.001                                */
    double momentum;    /* of sgd, in [0, 1); default 0                      */
    double beta1, beta2, epsilon; /* of adam; default 0.9, 0.999, 1e-8       */
} chl_optimiser_settings;

chl_optimiser_settings chl_optimiser_settings_default(void);

typedef struct chl_optimiser chl_optimiser;

/*
 * Ownership  copies settings; *out is the caller's (chl_optimiser_free).
 * Errors     CHL_EARG unknown method, numbers out of range; CHL_ENOMEM
 */
chl_status chl_optimiser_create(const chl_optimiser_settings *settings,
                                size_t count, chl_optimiser **out,
                                chl_error *err);
void chl_optimiser_free(chl_optimiser *optimiser);
/* Forget moments and steps. */
void chl_optimiser_reset(chl_optimiser *optimiser);
/* rate > 0, from the next step on. */
void chl_optimiser_set_rate(chl_optimiser *optimiser, double rate);
/* What later steps depend on besides settings: the number of steps, and both
 * moments of each parameter, 2 count of them. */
typedef struct chl_optimiser_state {
    size_t *steps;
    double *moments;
} chl_optimiser_state;

chl_optimiser_state chl_optimiser_state_of(chl_optimiser *optimiser);
void chl_optimiser_step(chl_optimiser *optimiser, const double *gradient,
                        double *theta);

#endif
