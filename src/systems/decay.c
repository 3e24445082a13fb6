/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rate that falls where the energy does so no more. */
#include <math.h>

#include <chladni/flow.h>

chl_decay
chl_decay_default(double rate)
{
    return (chl_decay){
        .rate = rate, .factor = 0.5, .patience = 20, .before = INFINITY
    };
}

void
chl_decay_observe(chl_decay *decay, const chl_particles_report *report)
{
    double mean;

    decay->sum += isnan(report->energy) ? report->loss : report->energy;
    decay->count++;
    if (decay->count < decay->patience) {
        return;
    }
    mean = decay->sum / (double) decay->count;
    if (!(mean < decay->before)) {
        decay->rate *= decay->factor;
    }
    decay->before = mean;
    decay->sum = 0.0;
    decay->count = 0;
}
