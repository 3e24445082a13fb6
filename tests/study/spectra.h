/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results that hold nothing but a spectrum made by hand. */
#ifndef CHLADNI_TESTS_STUDY_SPECTRA_H
#define CHLADNI_TESTS_STUDY_SPECTRA_H

#include <chladni/study.h>

/* Intervals of lambda (1 -+ width); width < 0: none. The caller frees it. */
chl_result *spectrum_result(const double *lambda, size_t count, double width);

/* .5, 1.5, 4 with intervals of 20 %. */
chl_result *three_modes(void);

#endif
