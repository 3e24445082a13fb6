/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Penalty knobs in the units of their trainers and in ours. */
#include "report/convention.h"

#include <math.h>

const chl_convention chl_convention_r1 = {
    .penalty = "r1",
    .factor = 0.5,
    .every = 16.0,
    .made_up = true,
    .low = -1.0,
    .high = 1.0,
};

const chl_convention chl_convention_r1r2 = {
    .penalty = "r1r2",
    .factor = 0.5,
    .every = 1.0,
    .low = -1.0,
    .high = 1.0,
};

const chl_convention chl_convention_lightweight = {
    .penalty = "r1r2",
    .factor = 1.0,
    .one_mean = true,
    .every = 4.0,
    .low = 0.0,
    .high = 1.0,
};

const chl_convention chl_convention_own = {
    .factor = 0.5,
    .every = 1.0,
    .low = NAN,
    .high = NAN,
};

/* Weight per knob. */
static double
ratio(const chl_convention *c, const chl_units *units)
{
    double ratio = 2.0 * c->factor;

    if (c->one_mean) {
        ratio /= 2.0;
    }
    if (c->value_mean) {
        ratio /= (double) units->values;
    }
    if (!c->made_up) {
        ratio /= c->every;
    }
    if (!isnan(c->low)) {
        double wider = (c->high - c->low) / (units->high - units->low);

        ratio /= wider * wider;
    }
    return ratio;
}

double
chl_convention_knob(const chl_convention *convention, const chl_units *units,
                    double weight)
{
    return weight / ratio(convention, units);
}

double
chl_convention_weight(const chl_convention *convention, const chl_units *units,
                      double knob)
{
    return knob * ratio(convention, units);
}

double
chl_convention_stylegan(const chl_units *units, double resolution, double batch)
{
    return chl_convention_weight(&chl_convention_r1, units,
                                 CHL_STYLEGAN_GAMMA * resolution * resolution
                                     / batch);
}
