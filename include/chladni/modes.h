/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Modes: the eigenfunctions behind a spectrum, wherever there are rows.
 */
#ifndef CHLADNI_MODES_H
#define CHLADNI_MODES_H

#include <chladni/study.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_modes chl_modes;

/*
 * chl_study_spectrum by the operator "galerkin", whose modes are kept: those
 * fitted on all rows used, of mean 0 and variance 1 over them (landmarks left
 * out), as many and in the order as the spectrum lists.
 * Ownership  *out is the caller's (chl_modes_free) and borrows the dataset,
 *            which must outlive it; untouched on error.
 * Errors     as chl_study_spectrum; CHL_EUNSUPPORTED another operator
 */
CHL_API chl_status chl_study_modes(const chl_dataset *dataset,
                                   const chl_spectrum_settings *settings,
                                   chl_result *result, chl_modes **out,
                                   chl_error *err);
CHL_API void chl_modes_free(chl_modes *modes);
CHL_API size_t chl_modes_count(const chl_modes *modes);

/*
 * f_a at rows of an array as they would be seen if they were the dataset's: in
 * its range, standardised by its own columns.
 *
 * Shapes     rows: any number, of the dimension of the dataset; values: rows x
 *            chl_modes_count, row-major.
 * Errors     CHL_ESHAPE another dimension; CHL_EDATA a value is not finite;
 *            CHL_EARG no such array; CHL_ENOMEM
 * Threads    any number at once
 */
CHL_API chl_status chl_modes_evaluate(const chl_modes *modes,
                                      const chl_array *rows, double *values,
                                      chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
