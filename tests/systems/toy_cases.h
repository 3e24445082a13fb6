/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toys with known solutions, and the order at which something converges. */
#ifndef CHLADNI_TESTS_SYSTEMS_TOY_CASES_H
#define CHLADNI_TESTS_SYSTEMS_TOY_CASES_H

#include <math.h>

#include <chladni/toy.h>

/* The theory's reference with four particles. */
static inline chl_toy_model
four_weights(void)
{
    static const double w[] = { -0.9, -0.2, 0.3, 0.7 };
    chl_toy_model model = chl_toy_model_default();

    model.g0 = 0.8;
    model.count = 4;
    model.w = w;
    return model;
}

/* The theory's uniform density on the whole box. */
static inline chl_toy_model
uniform_weights(void)
{
    static const double w = 0.0, width = 2.0;
    chl_toy_model model = chl_toy_model_default();

    model.w = &w;
    model.widths = &width;
    return model;
}

/* Slope of log y over log x by least squares. */
static inline double
slope_of(size_t count, const double *x, const double *y)
{
    double a = 0.0, b = 0.0, aa = 0.0, ab = 0.0, n = (double) count;

    for (size_t k = 0; k < count; k++) {
        a += log(x[k]) / n;
        b += log(y[k]) / n;
        aa += log(x[k]) * log(x[k]) / n;
        ab += log(x[k]) * log(y[k]) / n;
    }
    return (ab - a * b) / (aa - a * a);
}

#endif
