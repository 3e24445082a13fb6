/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table against each other. */
#ifndef CHLADNI_STUDY_SPREADS_H
#define CHLADNI_STUDY_SPREADS_H

#include <chladni/data.h>
#include <chladni/report.h>

/*
 * W-RANGE if the standard deviations of two columns of a raw table are more
 * than a factor of 100 apart, by 4096 rows at most. Constant columns do not
 * count. Errors: CHL_EIO, CHL_ENOMEM.
 */
chl_status chl_spreads_warn(const chl_dataset *dataset, chl_result *result,
                            chl_error *err);

#endif
