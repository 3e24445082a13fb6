/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains that can do only finitely many things: mirrored, turned by quarters,
 * or neither. Averages over T are then sums,
 *
 *     E g(T) = sum_k weight[k] g(T_k),
 *
 * with every product of parts that is the same map counted once.
 */
#ifndef CHLADNI_AUGMENT_OUTCOMES_H
#define CHLADNI_AUGMENT_OUTCOMES_H

#include <chladni/augment.h>

enum {
    CHL_OUTCOMES = 8 /* at most: the symmetries of a square */
};

typedef struct chl_outcomes {
    size_t count; /* 0 = the maps of the chain are not so few               */
    double weight[CHL_OUTCOMES];     /* above 0, sum 1                      */
    chl_augment *maps[CHL_OUTCOMES]; /* T_k, whatever the row and the draw  */
} chl_outcomes;

/* The maps borrow the dataset of the chain; *out is the caller's
 * (chl_outcomes_clear), untouched on error. Errors: CHL_ENOMEM */
chl_status chl_outcomes_create(const chl_augment *augment, chl_outcomes *out,
                               chl_error *err);
void chl_outcomes_clear(chl_outcomes *outcomes);

#endif
