/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the studies of the clipped WGAN. */
#ifndef CHLADNI_STUDY_MEANFIELD_ROOM_H
#define CHLADNI_STUDY_MEANFIELD_ROOM_H

#include <chladni/study_meanfield.h>

/* Room for a density of `bins` bins at `count` evenly spaced times. */
chl_status chl_density_create(const char *name, size_t count, size_t bins,
                              bool atoms, double time, chl_result_density *out,
                              chl_error *err);
/* Put mass at x at the time of that index: into a bin, or nowhere if x is at
 * an end that has atoms. */
void chl_density_add(chl_result_density *density, size_t index, double x,
                     double mass);

/* The section of the toy in words. */
chl_status chl_toy_advise(const chl_result_meanfield *section,
                          chl_result_advice **out, chl_error *err);

#endif
