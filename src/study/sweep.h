/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be read off a penalty sweep. */
#ifndef CHLADNI_STUDY_SWEEP_H
#define CHLADNI_STUDY_SWEEP_H

#include <chladni/report.h>

/*
 * The gammas around the best one that keep half of the best rate, each judged
 * by the lower end of its interval where there is one. False if no gamma of
 * the sweep decays; low and high are untouched then.
 */
bool chl_sweep_safe(const chl_result_sweep *sweep, double *low, double *high);

#endif
