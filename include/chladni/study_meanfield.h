/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole questions about the clipped WGAN. */
#ifndef CHLADNI_STUDY_MEANFIELD_H
#define CHLADNI_STUDY_MEANFIELD_H

#include <chladni/report.h>
#include <chladni/toy.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_toy_settings {
    chl_toy_model model;
    double time;      /* of the trajectory, >= 0; 0 = until it repeats itself
                         and two periods more (default)                       */
    size_t points;    /* of the trajectory, >= 1; default 400                 */
    const double *at; /* at_count times >= 0 to be sampled                    */
    size_t at_count;
    chl_progress progress;
} chl_toy_settings;

CHL_API chl_toy_settings chl_toy_settings_default(void);

/*
 * Fill result->meanfield and result->advice with the toy of toy.h: its events,
 * its limit, its trajectory, and how weights and the generated law lie in time.
 * Errors     those of chl_toy_solve; CHL_EARG settings; the result is untouched
 */
CHL_API chl_status chl_study_toy(const chl_toy_settings *settings,
                                 chl_result *result, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
