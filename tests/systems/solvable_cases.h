/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of the papers' figures: two features of variance 3 and 5. */
#ifndef CHLADNI_TESTS_SYSTEMS_SOLVABLE_CASES_H
#define CHLADNI_TESTS_SYSTEMS_SOLVABLE_CASES_H

#include <chladni/solvable.h>

static const double two_variances[] = { 3.0, 0.0, 0.0, 5.0 };
static const double two_starts[] = { 0.1, 0.0, 0.0, 0.1 };

static inline chl_solvable_model
two_features(double eta)
{
    chl_solvable_model model = chl_solvable_model_default();

    model.d = model.p = model.m = 2;
    model.cov = model.cov_gen = two_variances;
    model.eta_true = model.eta_gen = eta;
    return model;
}

#endif
