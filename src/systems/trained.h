/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite fully connected networks that are trained. */
#ifndef CHLADNI_SYSTEMS_TRAINED_H
#define CHLADNI_SYSTEMS_TRAINED_H

#include "systems/architecture.h"

typedef struct chl_trained chl_trained;

/*
 * Ownership  copies mlp; *out is the caller's (chl_trained_free); untouched on
 *            error.
 * Errors     CHL_EARG as chl_mlp_check; CHL_ENOMEM
 * Threads    one network by one thread at a time.
 */
chl_status chl_trained_create(const chl_mlp *mlp, size_t inputs, size_t outputs,
                              chl_purpose purpose, chl_trained **out,
                              chl_error *err);
void chl_trained_free(chl_trained *net);

const chl_mlp *chl_trained_mlp(const chl_trained *net);
/* As it was drawn, and the optimiser as new. */
void chl_trained_reset(chl_trained *net);
void chl_trained_set_rate(chl_trained *net, double rate);

/* y: count x outputs; slopes, count x inputs, of a network of one output, or
 * NULL. */
void chl_trained_evaluate(const chl_trained *net, size_t count, const double *x,
                          double *y, double *slopes);

/* bar = dL/dy for rows first .. first + count of all, from y there. */
typedef void chl_trained_bar(const void *self, size_t first, size_t count,
                             const double *y, double *bar);

/* One step of the optimiser down L. */
void chl_trained_step(chl_trained *net, size_t count, const double *x,
                      chl_trained_bar *bar, const void *self);

/* All that later steps depend on, chl_trained_state_size() numbers. */
size_t chl_trained_state_size(const chl_trained *net);
void chl_trained_save(const chl_trained *net, double *state);
void chl_trained_load(chl_trained *net, const double *state);
/* Whether all parameters are numbers. */
bool chl_trained_is_finite(const chl_trained *net);

#endif
