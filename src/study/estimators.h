/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operators a spectrum can be had by. */
#ifndef CHLADNI_STUDY_ESTIMATORS_H
#define CHLADNI_STUDY_ESTIMATORS_H

#include <chladni/study.h>

/* Fills result->spectrum and adds warnings, as chl_study_spectrum. */
typedef struct chl_estimator {
    const char *name;
    bool keeps; /* a checkpoint */
    chl_status (*run)(const chl_dataset *dataset,
                      const chl_spectrum_settings *settings, chl_result *result,
                      chl_error *err);
} chl_estimator;

enum {
    CHL_ESTIMATORS = 3
};

/* The default first. */
extern const chl_estimator chl_estimators[CHL_ESTIMATORS];

/* All of them, and result->agreement; the default's numbers become the
 * spectrum. */
chl_status chl_spectrum_all(const chl_dataset *dataset,
                            const chl_spectrum_settings *settings,
                            chl_result *result, chl_error *err);

#endif
